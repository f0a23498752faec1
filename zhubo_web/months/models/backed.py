"""What the lowest grade has to rest on before it is signed, and administration's word where it lacks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Mapped, declared_attr, lazyload, relationship

from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason, Reasons, WrongState
from zhubo_web.duties.models import open_duty
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.suggesting import union_minutes
from zhubo_web.extensions import db
from zhubo_web.months import backing
from zhubo_web.months.models.computed import LONGEST_REASON, Computed
from zhubo_web.months.models.rating import MonthResult, MonthWaiver
from zhubo_web.months.workflow import SIGN
from zhubo_web.observations.models import Observation, Watch
from zhubo_web.policies.rubrics import DIMENSIONS


class Backed(Computed):
    """A month's evaluation with what its result has to rest on."""

    __abstract__ = True

    @declared_attr
    def waivers(cls) -> Mapped[list[MonthWaiver]]:  # noqa: N805 - a declared attribute's class
        return relationship(MonthWaiver, order_by=MonthWaiver.id)

    def waiver_of(self, result: MonthResult) -> MonthWaiver | None:
        """Who let this version stand though it lacked something, if anybody did."""
        if result.grade != self.composite.lowest:
            return None
        return next((one for one in self.waivers if one.result_number == result.number), None)

    def unbacked(self) -> Reasons:
        """What keeps the newest result from being signed; nothing but of the lowest grade."""
        found = self.result()
        if found is None or found.grade != self.composite.lowest or self.waiver_of(found):
            return Reasons()
        return backing.missing(found.facts, self.composite, self._seen)

    @cached_property
    def _seen(self) -> backing.Seen:
        """Read once: what is asked for one button is asked for the next."""
        ids = self.facts.get("broadcasts", ())
        aired = _aired(ids)
        unproved = {self.facts["evaluations"][str(one)] for one in self._unproved()}
        return backing.Seen(
            watched=sum(union_minutes(one.stays) for one in aired.values()),
            on_air=sum(one.minutes for one in aired.values()),
            sides=_sides(ids, self.assistant_id),
            unproved=[f"{clock.local(aired[one].start):%m-%d}" for one in aired if one in unproved],
        )

    def _unproved(self) -> list[int]:
        """The evaluations of single broadcasts with a low mark that names no record."""
        ids = [int(one) for one in self.facts.get("evaluations", ())]
        query = select(Evaluation).where(Evaluation.id.in_(ids))
        found = db.session.scalars(
            query.options(lazyload(Evaluation.broadcast), lazyload(Evaluation.assistant))
        )
        rated = ((one.id, one.deciding()) for one in found)
        return [
            number
            for number, last in rated
            if last is not None and backing.low_without_proof(last.read, last.evidence)
        ]

    # ── what becomes of it ──────────────────────────────────────────────────────────────────

    def why_not_waive(self, by: Any) -> Reason | None:
        """None when this person may let it stand."""
        return self.why_not("waive", by)

    def waive(self, by: Any, reason: str, seen: int | None = None) -> None:
        """放行: the newest result may be signed though it lacks something, for a reason that its report
        shows. ``seen`` is the number of the result that was looked at. Raises Denied, WrongState, Invalid."""
        self._check("waive", by)
        found = self.result()
        assert found is not None
        if seen is not None and seen != found.number:
            raise WrongState(N_("结果刚刚改过，请看过最新的再放行"))
        if not 0 < len(reason.strip()) <= LONGEST_REASON:
            raise Invalid(N_("请写明为什么缺依据也这样定，最多 1000 个字；本人会看到"), "reason")
        told, asked = [[one.msgid, one.values] for one in self.unbacked()], self.asked_signers()
        self._step("waive", by, number=found.number, reason=reason.strip(), missing=told)
        made = MonthWaiver(result_number=found.number, person_id=by.id, reason=reason.strip())
        made.missing = told
        self.waivers.append(made)
        self._touch()
        db.session.flush()
        open_duty(self, SIGN, by=by, to=[one for one in self.asked_signers() if one not in asked])

    def asked_signers(self) -> list[int]:
        """Who is asked to sign."""
        raise NotImplementedError

    def reconsider(self, by: Any) -> None:
        """退回会商: what it comes to is talked over again."""
        self._check("reconsider", by)
        self.proposed, self.proposed_reason = None, ""
        self.proposed_by_id = self.agreed_by_id = None
        self._step("reconsider", by)


@dataclass
class Aired:
    """One broadcast that is over: when it began, how long it was, who watched from when to when in ms."""

    start: datetime
    end: datetime
    stays: list[tuple[int, int]] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    def add(self, came: datetime, left: datetime | None) -> None:
        """Somebody sat at a console, as far as it was on air."""
        first, last = max(came, self.start), min(left or self.end, self.end)
        self.stays.append((clock.to_epoch_ms(first), clock.to_epoch_ms(last)))


def _aired(ids: Sequence[int]) -> dict[int, Aired]:
    """These broadcasts by id, in their order."""
    columns = (
        Broadcast.id,
        Broadcast.started_at,
        Broadcast.ended_at,
        Watch.created_at,
        Watch.left_at,
    )
    query = select(*columns).outerjoin(Watch, Watch.broadcast_id == Broadcast.id)
    query = query.where(Broadcast.id.in_(ids), Broadcast.ended_at.is_not(None))
    found: dict[int, Aired] = {}
    for number, start, end, came, left in db.session.execute(query.order_by(Broadcast.started_at)):
        one = found.setdefault(number, Aired(start, end))
        if came is not None:
            one.add(came, left)
    return found


def _sides(ids: Sequence[int], assistant_id: int) -> int:
    """How many sides were noted of the assistant, by name or where they assisted alone."""
    alone = (
        select(RosterEntry.broadcast_id)
        .where(RosterEntry.broadcast_id.in_(ids), RosterEntry.part == "assistant")
        .group_by(RosterEntry.broadcast_id)
        .having(func.count() == 1)
    )
    unnamed = Observation.assistant_id.is_(None) & Observation.broadcast_id.in_(alone)
    query = select(Observation.dimension).where(
        Observation.broadcast_id.in_(ids),
        Observation.object == "assistant",
        Observation.state.not_in(("withdrawn", "discarded")),
        or_(Observation.assistant_id == assistant_id, unnamed),
    )
    return len(set(db.session.scalars(query.distinct())) & set(DIMENSIONS))
