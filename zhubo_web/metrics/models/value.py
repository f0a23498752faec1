"""One figure of one broadcast, as it was recorded. Rows are only ever added: the newest stands.

A figure of an import counts once that import is done, all its figures at the same moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, Select, String, and_, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, Reason
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.metrics import permissions
from zhubo_web.metrics.definitions import TAKEN, Definition, defined, version
from zhubo_web.metrics.models.reading import MetricImport

HAND, IMPORT, DECISION = "hand", "import", "decision"
LONGEST_NOTE = 120


class MetricValue(Identified, Base):
    """A figure: its value, the version of its definition, where it comes from, what stood before.

    ``value`` None takes a figure back: it is missing from then on. ``line`` is the row of the file.
    ``by`` entered it by hand; who imported it stands once, at the import.
    """

    __tablename__ = "metric_value"
    __table_args__ = (Index("ix_metric_value_broadcast", "broadcast_id", "metric"),)

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    metric: Mapped[str] = mapped_column(String(24))
    definition_version: Mapped[int]
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    before: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    unit: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("metric_import.id"), index=True)
    line: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship(Person)
    imported: Mapped[MetricImport | None] = relationship(MetricImport)

    @property
    def recorded_by(self) -> Person | None:
        """Who entered or imported it; None where a decision says what it is."""
        return self.imported.by if self.imported else self.by

    @property
    def definition(self) -> Definition:
        return version(self.metric, self.definition_version)


def _counts(at: datetime | None = None) -> Any:
    """What counts; with a moment, what counted then."""
    done = select(MetricImport.id).where(MetricImport.state == "done")
    if at is None:
        return or_(MetricValue.import_id.is_(None), MetricValue.import_id.in_(done))
    by_hand = and_(MetricValue.import_id.is_(None), MetricValue.created_at <= at)
    return or_(by_hand, MetricValue.import_id.in_(done.where(MetricImport.finished_at <= at)))


def log_of(broadcast: Broadcast) -> list[MetricValue]:
    """Everything that was recorded of a broadcast and counts, the oldest first."""
    query = select(MetricValue).where(MetricValue.broadcast_id == broadcast.id, _counts())
    query = query.options(*with_people())
    return list(db.session.scalars(query.order_by(MetricValue.id)))


def with_people() -> list[Any]:
    """Who recorded figures, in the same statement."""
    imported = joinedload(MetricValue.imported).joinedload(MetricImport.by)
    return [imported.lazyload(Person.grants), joinedload(MetricValue.by).lazyload(Person.grants)]


def standing(
    broadcast_ids: Collection[int],
    metrics: Collection[str] = (),
    at: datetime | None = None,
) -> dict[int, dict[str, Decimal]]:
    """The figures that stand, of each of these broadcasts; one statement. ``metrics``: only these;
    ``at``: as they stood then."""
    columns = (MetricValue.broadcast_id, MetricValue.metric, MetricValue.value)
    query = select(*columns).where(MetricValue.broadcast_id.in_(broadcast_ids), _counts(at))
    if metrics:
        query = query.where(MetricValue.metric.in_(metrics))
    found: dict[int, dict[str, Decimal]] = {}
    for broadcast_id, metric, value in db.session.execute(query.order_by(MetricValue.id)):
        of_one = found.setdefault(broadcast_id, {})
        if value is None:
            of_one.pop(metric, None)
        else:
            of_one[metric] = value
    return found


def open_to(person: Any) -> Select[tuple[Broadcast]]:
    """The broadcasts whose figures somebody may see, the newest first."""
    own = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == person.id, RosterEntry.part.in_(("host", "assistant"))
    )
    rooms = covered_by(person, permissions.READS)
    mine = or_(Broadcast.room_id.in_(rooms), Broadcast.id.in_(own))
    return (
        select(Broadcast).where(mine).order_by(Broadcast.planned_start.desc(), Broadcast.id.desc())
    )


def seen_by(person: Any, broadcast_id: int) -> Broadcast | None:
    """The broadcast with this number, if the person may see its figures."""
    query = open_to(person).where(Broadcast.id == broadcast_id).order_by(None)
    people = joinedload(Broadcast.roster).joinedload(RosterEntry.person).lazyload(Person.grants)
    query = query.options(people, joinedload(Broadcast.interruptions))
    return db.session.scalars(query).unique().one_or_none()


def why_not_write(person: Any, broadcast: Broadcast) -> Reason | None:
    """None when the person may enter figures now."""
    if reason := permissions.writes(person, broadcast):
        return reason
    return None if broadcast.ended_at else Reason(N_("下播以后再填数据"))


def changes(
    now: Mapping[str, Decimal], given: Mapping[str, Decimal | None]
) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """What differs from what stands: figure → (before, after). What is not given stays."""
    return {
        metric: (now.get(metric), value)
        for metric, value in given.items()
        if value != now.get(metric)
    }


def write_down(
    broadcast: Broadcast, given: Mapping[str, Decimal | None], by: Any, note: str
) -> list[str]:
    """Enter or correct figures by hand, saying where they come from; return which ones changed.

    None takes a figure back. What stands already is not written again.
    """
    if reason := why_not_write(by, broadcast):
        raise Denied(reason)
    if not note.strip():
        raise Invalid(N_("请写这些数从哪里来"), "note")
    if set(given) - set(TAKEN):
        raise Invalid(N_("这一项不能填"))
    changed = _add(broadcast, given, HAND, note, by.id)
    if changed:
        record("figures.recorded", broadcast, by, broadcast_id=broadcast.id, changes=changed)
    return sorted(changed)


def decide(
    broadcast: Broadcast, given: Mapping[str, Decimal | None], source: tuple[str, int], note: str
) -> list[str]:
    """What figures are by the decision ``source`` (table and id), whoever recorded them; which ones
    changed. A month that is frozen takes them in by the same decision."""
    changed = _add(broadcast, given, DECISION, note, None)
    if changed:
        told: dict[str, Any] = {"changes": changed, "source": list(source)}
        record("figures.decided", broadcast, SYSTEM, broadcast_id=broadcast.id, **told)
    return sorted(changed)


def decided(
    broadcast_ids: Collection[int], since: datetime
) -> dict[int, dict[str, Decimal | None]]:
    """Broadcast → figure → what decisions after a moment say it is."""
    query = select(MetricValue).where(
        MetricValue.broadcast_id.in_(broadcast_ids),
        MetricValue.source == DECISION,
        MetricValue.created_at > since,
    )
    found: dict[int, dict[str, Decimal | None]] = {}
    for row in db.session.scalars(query.order_by(MetricValue.id)):
        found.setdefault(row.broadcast_id, {})[row.metric] = row.value
    return found


def _add(
    broadcast: Broadcast,
    given: Mapping[str, Decimal | None],
    source: str,
    note: str,
    by_id: int | None,
) -> dict[str, list[str | None]]:
    """Rows for what differs from what stands; figure → [before, after]."""
    changed = changes(standing([broadcast.id]).get(broadcast.id, {}), given)
    for metric, (before, after) in changed.items():
        definition = defined(metric, clock.today())
        row = MetricValue(broadcast_id=broadcast.id, metric=metric, value=after, before=before)
        row.definition_version, row.unit = definition.version, definition.unit
        row.source, row.note, row.by_id = source, note.strip()[:LONGEST_NOTE], by_id
        db.session.add(row)
    return {metric: [_plain(one) for one in pair] for metric, pair in changed.items()}


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def newest(log: Iterable[MetricValue]) -> dict[str, MetricValue]:
    """The row that stands for each figure; what was taken back is not there."""
    rows = {row.metric: row for row in log}
    return {metric: row for metric, row in rows.items() if row.value is not None}
