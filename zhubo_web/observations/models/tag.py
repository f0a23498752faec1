"""The catalogue of tags as the shop keeps it: every edit is a new version, old notes keep theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.catalogue import TAGS, TagSeed, kind_of
from zhubo_web.observations.wording import blanks, fits

EDITABLE = ("name_zh", "name_en", "phrase_zh", "phrase_en", "severity", "priority", "active")

#: What a cue's placeholders may be.
FILLED = frozenset({"detail", "price", "word", "instead", "n"})


class Tag(Identified, Base):
    """One version of one tag. ``current`` marks the version that consoles offer."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("code", "number"),)

    code: Mapped[str] = mapped_column(String(4), index=True)
    number: Mapped[int] = mapped_column(default=1)
    dimension: Mapped[str] = mapped_column(String(12))
    polarity: Mapped[int]
    severity: Mapped[int]
    span: Mapped[str] = mapped_column(String(6))
    priority: Mapped[int | None]
    name_zh: Mapped[str] = mapped_column(String(30))
    name_en: Mapped[str] = mapped_column(String(60))
    phrase_zh: Mapped[str] = mapped_column(String(60), default="")
    phrase_en: Mapped[str] = mapped_column(String(120), default="")
    red_line: Mapped[bool] = mapped_column(default=False)
    suggests: Mapped[list[Any]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)
    ended_at: Mapped[datetime | None]

    @property
    def kind(self) -> str:
        return kind_of(self.polarity, self.severity)

    @classmethod
    def in_force(cls) -> Any:
        """The versions in force, in the catalogue's order."""
        return select(cls).where(cls.ended_at.is_(None)).order_by(cls.code)

    @classmethod
    def current(cls) -> list[Tag]:
        """The same, read."""
        return list(db.session.scalars(cls.in_force()))

    @classmethod
    def by_code(cls, code: str) -> Tag:
        """The version of a tag in force. Raises Invalid for a code that is not there."""
        tag = cls.find(code)
        if tag is None:
            raise Invalid(N_("没有“%(code)s”这个标签，请刷新页面"), code=code)
        return tag

    @classmethod
    def find(cls, code: str) -> Tag | None:
        """The version in force, or None."""
        return db.session.scalar(select(cls).where(cls.code == code, cls.ended_at.is_(None)))

    @classmethod
    def versions(cls, code: str) -> list[Tag]:
        """Every version of a tag, the first one first."""
        return list(db.session.scalars(select(cls).where(cls.code == code).order_by(cls.number)))

    @classmethod
    def plant(cls) -> None:
        """Write the starting catalogue where a tag is missing."""
        there = set(db.session.scalars(select(cls.code)))
        db.session.add_all(cls(**_columns(seed)) for seed in TAGS if seed.code not in there)

    def revise(self, by: Any, *, seen: int | None = None, **values: Any) -> Tag:
        """Make the next version with these values; the old one stays with its notes.

        ``seen`` is the version the person had before them: of two who edit, the second is told.
        """
        if reason := permissions.keeps_tags(by):
            raise Denied(reason)
        if seen not in (None, self.number):
            raise Invalid(N_("刚才有人改过这个标签，请刷新看过最新的再改"))
        _check_phrase(values.get("phrase_zh", ""), "phrase_zh")
        wanted = {name: values[name] for name in EDITABLE if name in values}
        if all(getattr(self, name) == value for name, value in wanted.items()):
            return self
        self.ended_at = clock.now()
        made = Tag(**{**self._kept(), **wanted}, number=self.number + 1)
        db.session.add(made)
        record("tag.revised", made, by, code=made.code, number=made.number)
        return made

    def _kept(self) -> dict[str, Any]:
        """What the next version begins with."""
        own = ("id", "created_at", "number", "ended_at")
        keys = [column.key for column in self.__table__.columns if column.key not in own]
        return {key: getattr(self, key) for key in keys}

    def offer(self, english: bool, uses: int = 0) -> dict[str, Any]:
        """What the console shows of it, in the observer's language; the cue is the shop's."""
        return {
            "code": self.code,
            "dimension": self.dimension,
            "kind": self.kind,
            "name": self.name_en if english else self.name_zh,
            "phrase": self.phrase_zh,
            "priority": self.priority,
            "detail": bool(blanks(self.phrase_zh) & {"detail", "word"}),
            "fill": self._fill(),
            "uses": uses,
        }

    def _fill(self) -> str | None:
        """What of the product card the console offers for the blank."""
        wanted = blanks(self.phrase_zh)
        if "word" in wanted:
            return "word"
        if "price" in wanted or self.dimension == "product":
            return "price" if "detail" in wanted else None
        return "question" if "detail" in wanted and self.dimension == "interaction" else None


def _check_phrase(phrase: str, field: str) -> None:
    """One short sentence without blanks that nothing can fill."""
    if phrase and not fits(phrase):
        raise Invalid(N_("提示语最多 22 个字，一句话"), field)
    if unknown := sorted(blanks(phrase) - FILLED):
        reason = N_("{%(name)s} 没有内容可填，花括号里只能写 detail、price、word、instead、n")
        raise Invalid(reason, field, name=unknown[0])


def _columns(seed: TagSeed) -> dict[str, Any]:
    return {**vars(seed), "suggests": list(seed.suggests)}
