"""What was agreed last time, with what became of it: for the next talk, report and plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.talks.models.action import TalkAction
from zhubo_web.talks.models.talk import Talk


@dataclass(frozen=True)
class Agreed:
    """One agreed action with what became of both parts. An item that was never given (the talk is
    not closed yet, or its owner left) is None."""

    talk_id: int
    month: str
    action: TalkAction
    own: ActionItem | None
    group: ActionItem | None

    @property
    def outcome(self) -> str:
        """Of the assistant's part: done, called_off, late, open; waiting where it was not given."""
        return outcome(self.own)

    @property
    def group_outcome(self) -> str:
        """The same of the group's."""
        return outcome(self.group)


def outcome(item: ActionItem | None) -> str:
    """What became of an item: done once somebody else saw it."""
    if item is None:
        return "waiting"
    known = {"verified": "done", "cancelled": "called_off", "done_claimed": "claimed"}
    return known.get(item.state, "late" if item.late else "open")


def agreed_at(talk: Talk) -> list[Agreed]:
    """What this talk agreed on, as it stands now. One statement."""
    return _rows(_of_talk().where(Talk.id == talk.id)) if talk.actions else []


def agreed_of(assistant: Person, month: Month) -> list[Agreed]:
    """What the newest earlier talk with this assistant agreed on, with its outcome as it stands now;
    empty where nothing was. One statement."""
    newest = (
        _of_month(Talk.id)
        .where(Talk.assistant_id == assistant.id, Month.first_day < month.first_day)
        .where(Talk.id.in_(select(TalkAction.talk_id)))
        .order_by(Month.first_day.desc())
        .limit(1)
    )
    return _rows(_of_talk().where(Talk.id == newest.scalar_subquery()))


def _of_month(*columns: Any) -> Any:
    """A query of talks with their months."""
    return (
        select(*columns)
        .select_from(Talk)
        .join(MonthlyEvaluation, MonthlyEvaluation.id == Talk.evaluation_id)
        .join(Month, Month.id == MonthlyEvaluation.month_id)
    )


def _of_talk() -> Any:
    return _of_month(TalkAction, Month.first_day).join(TalkAction, TalkAction.talk_id == Talk.id)


def _rows(query: Any) -> list[Agreed]:
    query = query.order_by(TalkAction.number).options(
        joinedload(TalkAction.own_item).lazyload("*"),
        joinedload(TalkAction.group_item).lazyload("*"),
        joinedload(TalkAction.provider).lazyload("*"),
    )
    found = db.session.execute(query.execution_options(populate_existing=True))
    return [
        Agreed(one.talk_id, calendars.written(first), one, one.own_item, one.group_item)
        for one, first in found
    ]
