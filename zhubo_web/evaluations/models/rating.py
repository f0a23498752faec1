"""What somebody gave: marks by dimension or by item, the notes they rest on, praise and gaps.

Every version is kept: the first rater's, a blind second one, what a dispute changed, what followed
from notes that count no more, and what a decision from above set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Invalid
from zhubo_web.evaluations.scoring import NOT_MET, Marks, extremes
from zhubo_web.evaluations.suggesting import towards_normal

LONGEST = 500
FIRST, BLIND, DECISION = "first", "blind", "decision"
#: Marks that followed from notes, marks that were set: amendments, after the publication.
AMENDED, SET = "amended", "set"


@dataclass(frozen=True)
class Given:
    """A rating as it was made. ``evidence``: ids of notes by what they prove; ``why``: why it
    differs much from what the notes suggest; ``replayed``: the rater watched the recording."""

    marks: Marks
    evidence: Mapping[str, Sequence[int]] = field(default_factory=dict)
    strengths: str = ""
    gaps: str = ""
    why: str = ""
    replayed: bool = False

    def check_lengths(self) -> None:
        """Raises Invalid for a text that is too long."""
        for name in ("strengths", "gaps", "why"):
            if len(getattr(self, name)) > LONGEST:
                raise Invalid(N_("最多 500 个字"), name)

    def check_strictly(self, codes: Sequence[str], proofs: set[int]) -> None:
        """Every item, evidence for each 1, 2 and 5, praise and gaps. Raises Invalid."""
        if set(self.marks) != set(codes):
            raise Invalid(N_("按严谨来评，请逐项选"))
        for code in extremes(self.marks):
            if not self.evidence.get(code) or not set(self.evidence[code]) <= proofs:
                raise Invalid(N_("1、2 和 5 分要勾出至少一条记录作依据"), code)
        for name in ("strengths", "gaps"):
            if not getattr(self, name).strip():
                raise Invalid(N_("优点和不足都要写一句"), name)


class Rating(Identified, Base):
    """One version of one part: ``first``, ``blind``, ``decision``, ``amended`` or ``set``.

    ``inputs``: what the notes suggested when it was made. ``submitted_at`` is None for what was only
    begun, before the matter rose to 严谨. ``amends``, of amendments: ``by`` (a person's id, None for
    the system), ``reasons``, ``source`` (type and id of what decided it), ``before`` and ``after``
    (scores), ``changes`` (``cascading.Change``, each as a dictionary).
    """

    __tablename__ = "evaluation_rating"
    __table_args__ = (UniqueConstraint("evaluation_id", "part", "number"),)

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    part: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    rater_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    marks: Mapped[dict[str, Any]]
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    strengths: Mapped[str] = mapped_column(String(LONGEST), default="")
    gaps: Mapped[str] = mapped_column(String(LONGEST), default="")
    why: Mapped[str] = mapped_column(String(LONGEST), default="")
    replayed: Mapped[bool] = mapped_column(default=False)
    coverage: Mapped[int] = mapped_column(default=0)
    inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    score: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    submitted_at: Mapped[datetime | None]
    amends: Mapped[dict[str, Any] | None]
    rater: Mapped[Person] = relationship(Person)

    def fill(self, given: Given) -> None:
        """Take what was given."""
        stored = {name: NOT_MET if m is None else str(m) for name, m in given.marks.items()}
        self.marks = stored
        self.evidence = {name: sorted(ids) for name, ids in given.evidence.items() if ids}
        self.strengths, self.gaps = given.strengths.strip(), given.gaps.strip()
        self.why, self.replayed = given.why.strip(), given.replayed

    @property
    def read(self) -> dict[str, int | None]:
        """Its marks as numbers, None where it did not apply."""
        return {name: None if m == NOT_MET else int(m) for name, m in self.marks.items()}

    @property
    def suggested(self) -> dict[str, int]:
        """The whole marks that the notes suggested, of the dimensions that were noted."""
        return {name: towards_normal(Decimal(one["value"])) for name, one in self.inputs.items()}

    @property
    def watched(self) -> int | None:
        """The minutes that were watched, as the suggestion took them; None where there was none."""
        return next((one.get("watched") for one in self.inputs.values()), None)

    @property
    def proof_ids(self) -> set[int]:
        """Every note it rests on: what was ticked, and what the suggestion was made of."""
        suggested = {one for name in self.inputs for one in self.inputs[name]["notes"]}
        return suggested | {one for ids in self.evidence.values() for one in ids}
