"""A decision from above about a note: it does not count, or counts as something else.

What an objection's panel or a second look decides reaches notes that are long closed, also with the
month. What the note was stays readable beside the decision's reasons; a note taken away is a
tombstone that its assistant and the reviewers still see. ``observation.overruled`` is recorded once
the note is as decided; nothing else follows from it here: whoever ordered it amends what rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.observations import permissions
from zhubo_web.observations.catalogue import kind_of
from zhubo_web.observations.models.disputed import Disputed
from zhubo_web.observations.models.tag import Tag
from zhubo_web.observations.workflow import OBSERVATION

LONGEST_GROUNDS = 1000
SEVERITIES = (1, 2, 3)
POLARITIES = {"praise": 1, "remind": -1, "issue": -1}
Source = tuple[str, int]  #: table and id of what was decided


@dataclass(frozen=True)
class CountsAs:
    """What a note is to count as. ``severity`` is None where it is the tag's (or the kind's) own."""

    kind: str
    dimension: str | None
    tag: Tag | None
    severity: int | None

    def values(self) -> dict[str, Any]:
        """The columns of the note."""
        tag_id = None if self.tag is None else self.tag.id
        return {
            "kind": self.kind,
            "dimension": self.dimension,
            "tag_id": tag_id,
            "severity": self.severity,
        }


class Overruled(Disputed):
    """The part of a note that a decision from above changes. ``severity``: as decided, 1 to 3."""

    __abstract__ = True

    dimension: Mapped[str | None] = mapped_column(String(12))
    tag_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    severity: Mapped[int | None]

    @declared_attr
    def tag(cls) -> Mapped[Tag | None]:  # noqa: N805 - a declared attribute's class
        return relationship(Tag)

    def counting_as(self, *, tag: Tag | None = None, severity: int | None = None) -> CountsAs:
        """What it would count as with another tag, another severity, or both; nothing is written.

        Raises Invalid where that is nothing else than what it counts as now.
        """
        if severity not in (None, *SEVERITIES):
            raise Invalid(N_("轻重请选 1 轻、2 中、3 重"), "severity")
        found = self._as(tag or self.tag, severity)
        if all(getattr(self, name) == value for name, value in found.values().items()):
            raise Invalid(N_("和现在记的一样，请选别的标签或轻重"), "tag")
        return found

    def _as(self, tag: Tag | None, severity: int | None) -> CountsAs:
        if tag is None:
            polarity, dimension = POLARITIES.get(self.kind, 0), self.dimension
            kind = self.kind if severity is None else kind_of(polarity, severity)
            return CountsAs(kind, dimension, None, severity)
        own = None if severity == tag.severity else severity
        kind = kind_of(tag.polarity, tag.severity if own is None else own)
        return CountsAs(kind, tag.dimension if tag.polarity else self.dimension, tag, own)

    def overrule(
        self, by: Any, reasons: str, source: Source, counts_as: CountsAs | None = None
    ) -> None:
        """It does not count, or counts as what ``counting_as`` gave, by the decision ``source``.

        Raises Denied, Invalid for missing reasons, WrongState for what is not released or is gone.
        """
        if refused := permissions.overrules(by, self):
            raise Denied(refused)
        if not 0 < len(reasons.strip()) <= LONGEST_GROUNDS:
            raise Invalid(N_("请写明看了哪些记录、为什么这样定，最多 1000 个字"), "reasons")
        verb = "annul" if counts_as is None else "recount"
        if refused := OBSERVATION.why_not(self, verb, by):
            raise WrongState(refused)
        values = {} if counts_as is None else counts_as.values()
        after = {name: value for name, value in values.items() if getattr(self, name) != value}
        before = {"state": self.state, **{name: getattr(self, name) for name in after}}
        self._take(after, counts_as)
        self._step(verb, by, before=before, after=after, source=list(source))
        told = {"state": self.state, "reason": reasons.strip(), "source": list(source)}
        self._keep(before, {**told, **after})
        self._changed()

    def _take(self, after: dict[str, Any], counts_as: CountsAs | None) -> None:
        for name, value in after.items():
            setattr(self, name, value)
        if counts_as is not None:
            self.tag = counts_as.tag
