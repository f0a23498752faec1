"""What the assistant says of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db
from zhubo_web.months import permissions
from zhubo_web.months.models.rated import TOGETHER, Marks, Rated, check_marks, stored
from zhubo_web.months.models.rating import LONGEST, NOT_MET
from zhubo_web.observations.models import Observation

MOST_MOMENTS = 40


@dataclass(frozen=True)
class SelfAssessment:
    """What the assistant says of the month. ``best_note_id``: a note of theirs, the best moment."""

    marks: Marks
    words: str = ""
    improve: str = ""
    support: str = ""
    best_note_id: int | None = None

    def check(self, codes: set[str]) -> None:
        """Every item has a mark or 没碰到, no text is too long. Raises Invalid."""
        check_marks(self.marks, codes)
        for name in ("words", "improve", "support"):
            if len(getattr(self, name)) > LONGEST:
                raise Invalid(N_("最多 500 个字"), name)


class Assessed(Rated):
    """A month's evaluation with the assistant's own view: theirs alone until every class has rated."""

    __abstract__ = True

    self_marks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    self_words: Mapped[str] = mapped_column(String(LONGEST), default="")
    self_improve: Mapped[str] = mapped_column(String(LONGEST), default="")
    self_support: Mapped[str] = mapped_column(String(LONGEST), default="")
    self_best_note_id: Mapped[int | None]
    self_at: Mapped[datetime | None]

    def shows_self(self, person: Any) -> bool:
        """The self-assessment is the assistant's alone until every class has rated."""
        return bool(person.id == self.assistant_id) or self.state in TOGETHER

    def self_submit(self, by: Any, said: SelfAssessment) -> None:
        """交自评. Raises Denied, WrongState or Invalid."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if self.state != "self_open":
            raise WrongState(N_("自评的时间过了，没有交的比重分给其他来源，不影响得分"))
        said.check({one.code for one in self.composite.self_rated})
        best = said.best_note_id
        if best is not None and best not in {one.id for one in self.moments(by)}:
            raise Invalid(N_("请从这个月自己的表扬里选"), "best")
        self._leave_out()
        self._step("self_submit", by)
        self.self_marks, self.self_at = stored(said.marks), clock.now()
        self.self_words, self.self_improve = said.words.strip(), said.improve.strip()
        self.self_support, self.self_best_note_id = said.support.strip(), said.best_note_id

    def moments(self, by: Any) -> list[Observation]:
        """The month's notes that praise the assistant, as they see them, the newest first."""
        query = Observation.visible_to(by).where(
            Observation.kind == "praise",
            Observation.object == "assistant",
            Observation.assistant_id == self.assistant_id,
            Observation.broadcast_id.in_(self.month.broadcasts().with_only_columns(Broadcast.id)),
        )
        newest = query.order_by(None).order_by(Observation.id.desc()).limit(MOST_MOMENTS)
        whole = newest.options(joinedload(Observation.broadcast).lazyload("*"))
        return list(db.session.scalars(whole.options(joinedload(Observation.tag))))

    def self_timeout(self, by: Any) -> None:
        """Nothing was said; its weight is spread, nothing is lost."""
        self._leave_out()
        self._step("self_timeout", by)

    @property
    def self_read(self) -> dict[str, int | None]:
        """The assistant's own marks as numbers."""
        return {c: None if m == NOT_MET else int(m) for c, m in self.self_marks.items()}
