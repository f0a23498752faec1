"""One assistant's month: who sees which, how it is opened, frozen, and moved by the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from zhubo_web.accounts.models import Person, take_consequences_from
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import follow
from zhubo_web.extensions import db
from zhubo_web.months import permissions, scoring
from zhubo_web.months.models.answered import TOLD, Answered
from zhubo_web.months.models.begun import busiest
from zhubo_web.months.models.cycle import Month
from zhubo_web.months.workflow import PAGE, WORKFLOW

_kept_by: list[Callable[[MonthlyEvaluation], None]] = []


def take_reports_from(keep: Callable[[MonthlyEvaluation], None]) -> None:
    """Who writes reports says how they are kept."""
    _kept_by.append(keep)


class MonthlyEvaluation(Answered):
    """From the last day of a month to the end of the time to object."""

    __tablename__ = "monthly_evaluation"

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[MonthlyEvaluation]]:
        """One's own (the result once it is given to one), those of the rooms one oversees."""
        query = select(cls).order_by(cls.month_id.desc(), cls.assistant_id)
        if getattr(person, "is_screen", False):
            return query.where(cls.id < 0)
        mine = cls.assistant_id == person.id
        rooms = covered_by(person, permissions.READS)
        return query.where(or_(mine, and_(cls.room_id.in_(rooms), cls.assistant_id != person.id)))

    @classmethod
    def told_to(cls, person: Any) -> Select[tuple[MonthlyEvaluation]]:
        """Those whose result this person may read now."""
        own = and_(cls.assistant_id == person.id, cls.state.in_(TOLD))
        return cls.visible_to(person).where(or_(own, cls.assistant_id != person.id))

    def shows_result(self, person: Any) -> bool:
        """Whether this person reads the result: the assistant from publication on."""
        return person.id != self.assistant_id or self.state in TOLD

    # ── opening and freezing ────────────────────────────────────────────────────────────────

    @classmethod
    def _waiting(cls, month: Month) -> Select[tuple[Person]]:
        """Who assisted in the month and has no evaluation yet."""
        there = select(cls.assistant_id).where(cls.month_id == month.id)
        return month.assistants().where(Person.id.not_in(there))

    @classmethod
    def how_many_wait(cls, month: Month) -> int:
        """How many evaluations of the month are still to be opened."""
        waiting = cls._waiting(month).order_by(None).with_only_columns(func.count())
        return db.session.scalar(waiting) or 0

    @classmethod
    def open_some(cls, month: Month, by: Any, most: int | None = None) -> list[MonthlyEvaluation]:
        """Evaluations for so many of those who assisted and have none, by name; a shop of 200 people
        takes too long for one transaction."""
        people = db.session.scalars(cls._waiting(month).limit(most)).all()
        return [cls._open(month, one, by) for one in people]

    @classmethod
    def _open(cls, month: Month, assistant: Person, by: Any) -> MonthlyEvaluation:
        made = cls(month=month, assistant=assistant, state="")
        made.policy, made.policy_id, made.setting = month.policy, month.policy_id, month.setting
        made.raised_for, made.post = "", cls._last_post(assistant)
        made.room_id = busiest(cls._rooms(month, assistant))
        made.self_from, made.self_by = month.self_from, month.self_by
        made.rate_by, made.sign_by = month.rate_by, month.sign_by
        made.publish_at = month.publish_by
        db.session.add(made)
        db.session.flush()
        made._step("open", by)
        if made.may_begin:
            made.ask_self(by)
        return made

    @classmethod
    def _last_post(cls, assistant: Person) -> str:
        query = select(cls.post).where(cls.assistant_id == assistant.id).order_by(cls.id.desc())
        return db.session.scalar(query.limit(1)) or ""

    @staticmethod
    def _rooms(month: Month, assistant: Person) -> list[int]:
        on = select(RosterEntry.broadcast_id).where(
            RosterEntry.person_id == assistant.id, RosterEntry.part == "assistant"
        )
        query = month.broadcasts().where(Broadcast.id.in_(on))
        return list(db.session.scalars(query.with_only_columns(Broadcast.room_id)))

    def ask_self(self, by: Any) -> None:
        """The last day has come: the assistant is asked for their own view."""
        self._step("ask_self", SYSTEM)

    @classmethod
    def unfrozen(cls, month: Month) -> list[MonthlyEvaluation]:
        """Those of a month whose facts are still to be taken down."""
        query = select(cls).where(cls.month_id == month.id, cls.frozen_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.id)))

    def freeze(self, facts: Mapping[str, Any], at: datetime, by: Any) -> None:
        """锁数: these are the facts, as they stood at that moment, with their digest; what comes in
        later changes nothing here but by a decision. What is frozen stays."""
        if self.frozen_at is not None:
            return
        self.facts, self.frozen_at = dict(facts), at
        self.facts_digest = scoring.digest(self.facts)
        record("month.frozen", self, by, digest=self.facts_digest)
        self.settle_if_in()

    def _keep_reports(self) -> None:
        for keep in _kept_by:
            keep(self)

    def _change_frozen(self, facts: Mapping[str, Any], source: tuple[str, int]) -> None:
        if facts == self.facts:
            return
        self.facts, self.facts_digest = dict(facts), scoring.digest(facts)
        record("month.facts_amended", self, SYSTEM, digest=self.facts_digest, source=list(source))


follow(MonthlyEvaluation, WORKFLOW, page=PAGE)


def _unfinished(person: Any) -> Iterable[Reason]:
    """The months of somebody who leaves that are still under way."""
    mine = (MonthlyEvaluation.assistant_id == person.id) & (MonthlyEvaluation.state != "closed")
    query = select(func.count()).select_from(MonthlyEvaluation).where(mine)
    if count := db.session.scalar(query) or 0:
        said = N_("没走完的月评 %(count)s 个：照常打分、定稿、交给人力，只是不再等 TA")
        yield Reason(said, {"count": count})


take_consequences_from(_unfinished)
