"""What every table shares: naming, times in UTC, an optimistic lock.

Models subclass Base (which shares the metadata with Flask-SQLAlchemy), never ``db.Model``, so that
the type checker sees plain declarative classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, TypeDecorator, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    mapped_column,
    object_session,
)
from sqlalchemy.orm.attributes import set_committed_value

from zhubo_web.core import clock

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment; SQLite keeps it as naive UTC, PostgreSQL with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """How a moment is read: at once, as a list reads hundreds."""
        plain = self.impl_instance.result_processor(dialect, coltype)

        def moment(value: Any) -> Any:
            if value is None:
                return None
            at: Any = plain(value) if plain else value
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

        return moment


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The declarative base of all models."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def one_while(name: str, condition: str, *columns: str) -> Index:
    """At most one row of these columns while the condition holds; the second of two gets 409.

    Plain columns only: a row that is NULL in one of them never counts as a second, and Alembic
    reads no expressions back from SQLite.
    """
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Identified:
    """A whole-number key and the moment the row was made."""

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Versioned:
    """An optimistic lock: of two who change the same row, the second is told."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a declared attribute's class
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


def load_together(parents: Sequence[Any], children: Any, *options: Any) -> None:
    """Give each of the rows its children by one statement: what selectinload() does, at half its cost.

    ``children``: the relationship, whose rows name their parent by one column (Broadcast.roster).
    """
    relation = children.property
    [(own, theirs)] = relation.local_remote_pairs
    kind, key = relation.mapper.class_, relation.mapper.get_property_by_column(theirs).key
    of: dict[Any, list[Any]] = {getattr(one, own.key): [] for one in parents}
    if of:
        query = select(kind).where(getattr(kind, key).in_(of)).order_by(*relation.order_by or ())
        for child in cast(Session, object_session(parents[0])).scalars(query.options(*options)):
            of[getattr(child, key)].append(child)
    for one in parents:
        set_committed_value(one, relation.key, of[getattr(one, own.key)])
