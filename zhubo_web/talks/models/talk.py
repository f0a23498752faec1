"""The talk about one assistant's month: who sees which, how it is opened, moved by the clock."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, or_, select

from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import follow
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.talks import permissions
from zhubo_web.talks.models.begun import NEGATIVE
from zhubo_web.talks.models.written import Written
from zhubo_web.talks.workflow import PAGE, WORKFLOW


class Talk(Written):
    """一对一面谈, one a month and assistant."""

    __tablename__ = "talk"

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Talk]]:
        """One's own, those one is brought to, and those of the rooms one leads or oversees; the
        newest first."""
        query = select(cls).order_by(cls.id.desc())
        if getattr(person, "is_screen", False):
            return query.where(cls.id < 0)
        rooms = covered_by(person, permissions.READS)
        return query.where(
            or_(
                cls.assistant_id == person.id,
                cls.companion_id == person.id,
                and_(cls.room_id.in_(rooms), cls.assistant_id != person.id),
            )
        )

    @classmethod
    def of(cls, evaluation: MonthlyEvaluation) -> Talk | None:
        """The talk about a month, once its result was given to the person."""
        return db.session.scalar(select(cls).where(cls.evaluation_id == evaluation.id))

    @classmethod
    def open(cls, evaluation: MonthlyEvaluation) -> Talk:
        """The result is with the person: somebody is asked to arrange the talk."""
        result = evaluation.result()
        made = cls(evaluation=evaluation, evaluation_id=evaluation.id, state="").govern("month")
        made.assistant, made.assistant_id = evaluation.assistant, evaluation.assistant_id
        made.room, made.room_id = evaluation.room, evaluation.room_id
        made.negative = result is not None and result.grade in NEGATIVE
        made.due_by = made._within("talk_schedule_workdays")
        made.hold_by = made._within("talk_hold_workdays")
        db.session.add(made)
        db.session.flush()
        made._step("open", SYSTEM, negative=made.negative)
        return made


follow(Talk, WORKFLOW, page=PAGE)
