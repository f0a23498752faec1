"""What may be contested: the thing, where it is read, whose it is, until when.

By kind the id is that of a month's evaluation (month_result, month_item with the item as ``code``), of
a note, of a broadcast (metric, with the figure as ``code``), of feedback, of an evaluation. Times are
UTC. A thing counts in a month, so that it may be contested as long as that month's result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhubo_web.appeals.models.effects import respondents
from zhubo_web.appeals.models.effects.places import month_at, path, titled
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.duties.models import working_calendar
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.workflow import OUT
from zhubo_web.extensions import db
from zhubo_web.metrics import deriving
from zhubo_web.metrics.definitions import DICTIONARY, defined
from zhubo_web.metrics.models import seen_by
from zhubo_web.metrics.models.showing import Figures
from zhubo_web.months import calendars
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.answered import TOLD
from zhubo_web.months.models.late import counted_in
from zhubo_web.observations.models import Observation
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.surveys.models import Feedback

KINDS = ("month_result", "month_item", "observation", "metric", "feedback", "evaluation")


@dataclass(frozen=True)
class Target:
    """One thing that somebody may contest. ``respondents``: the ids of who noted, rated, proposed,
    approved or imported it; ``url`` is the path of its page."""

    kind: str
    id: int
    code: str
    title: Reason
    url: str
    assistant_id: int
    room: Room
    respondents: set[int]
    broadcast_id: int | None
    served_at: datetime
    appealable_until: datetime


def target_of(kind: str, id: int, person: Any, code: str = "") -> Target | None:
    """The thing as this person may contest it; None where it is not there or not theirs to see.

    Raises Invalid where it is theirs and cannot be contested, with what to do instead. Being late is
    no reason here: it may have a cause.
    """
    return _FINDERS[kind](id, person, code) if kind in _FINDERS else None


def _made(
    kind: str,
    thing: Any,
    title: Reason,
    served_at: datetime,
    *,
    by: set[int],
    assistant_id: int,
    room: Room,
    broadcast: Broadcast | None = None,
    code: str = "",
    counts_at: datetime | None = None,
) -> Target:
    """``counts_at``: a moment of the month in which it counts, where that is not its broadcast's."""
    url = path(kind, thing, assistant_id)
    happened = counts_at or (None if broadcast is None else broadcast.started_at)
    until = _until(served_at, assistant_id, happened)
    held = by - {assistant_id}
    where = None if broadcast is None else broadcast.id
    return Target(
        kind, thing.id, code, title, url, assistant_id, room, held, where, served_at, until
    )


def _until(served_at: datetime, assistant_id: int, happened: datetime | None) -> datetime:
    """So many working days after it was given to the person; what counts in a month, as long as the
    month, or as if its result came with its last day while that is not out."""
    days = PolicyVersion.in_force().numbers.workdays("appeal_file_workdays")
    own = working_calendar().add(served_at, days)
    if happened is None:
        return own
    month = month_at(happened, assistant_id)
    if month is not None and month.appeal_until is not None:
        return max(own, month.appeal_until)
    over = clock.shanghai(calendars.following(calendars.first_of(clock.local(happened).date())))
    return max(own, working_calendar().add(over, days))


# ── by kind ─────────────────────────────────────────────────────────────────────────────────────


def _own_month(id: int, person: Any) -> MonthlyEvaluation | None:
    query = MonthlyEvaluation.told_to(person).where(
        MonthlyEvaluation.id == id, MonthlyEvaluation.assistant_id == person.id
    )
    found: MonthlyEvaluation | None = db.session.scalar(query)
    return found if found is not None and found.state in TOLD else None


def _month(one: MonthlyEvaluation, kind: str, title: Reason, by: set[int], code: str) -> Target:
    assert one.published_at is not None and one.appeal_until is not None
    until = one.appeal_until
    found = _made(
        kind, one, title, one.published_at, by=by, assistant_id=one.assistant_id, room=one.room,
        code=code,
    )  # fmt: skip
    return Target(**{**vars(found), "appealable_until": until})


def _month_result(id: int, person: Any, _code: str) -> Target | None:
    one = _own_month(id, person)
    if one is None:
        return None
    title = Reason(N_("%(month)s 月评结果"), {"month": one.month.name})
    return _month(one, "month_result", title, respondents.of_month(one), "")


def _month_item(id: int, person: Any, code: str) -> Target | None:
    one = _own_month(id, person)
    if one is None:
        return None
    if code not in {item.code for item in one.composite.items}:
        raise Invalid(N_("请选月评里的哪一项"), "code")
    named = {"month": one.month.name, "item": one.composite.item(code).name}
    title = Reason(N_("%(month)s 月评 · %(item)s"), named)
    return _month(one, "month_item", title, respondents.of_item(one, code), code)


def _observation(id: int, person: Any, _code: str) -> Target | None:
    note = db.session.scalar(Observation.visible_to(person).where(Observation.id == id))
    if note is None or not note.is_about(person):
        return None
    if note.state == "withdrawn":
        raise Invalid(N_("这条记录已经撤回，不计，不用申请"))
    if note.released_at is None:
        raise Invalid(N_("这条记录还没有公布，公布以后再申请"))
    return _made(
        "observation", note, titled(N_("%(title)s 的一条跟播记录"), note.broadcast),
        note.released_at, by=respondents.of_note(note), assistant_id=person.id,
        room=note.broadcast.room, broadcast=note.broadcast,
    )  # fmt: skip


def _metric(id: int, person: Any, code: str) -> Target | None:
    broadcast = seen_by(person, id)
    if broadcast is None or not broadcast.has_on_roster(person, "assistant"):
        return None
    if code not in DICTIONARY:
        raise Invalid(N_("请选哪一个数据"), "code")
    if not defined(code).is_taken:
        raise Invalid(
            N_(
                "这个数是系统从记录里数出来的，请对数错的那一条记录或反馈申请；按时的次数请对月评的“责任心”申请"
            ),
            "code",
        )
    shown = Figures(broadcast)
    served = respondents.newest_row(shown.log, code)
    if served is None:
        raise Invalid(N_("这一场没有这个数据，请找运营主管补上"), "code")
    if deriving.computed(defined(code), shown.values) is not None:
        raise Invalid(N_("这个数是由别的数算出来的，请对其中不对的那个数申请复核"), "code")
    named = {"title": broadcast.title, "figure": defined(code).name}
    return _made(
        "metric", broadcast, Reason(N_("%(title)s · %(figure)s"), named), served,
        by=respondents.of_figure(shown.log, code), assistant_id=person.id, room=broadcast.room,
        broadcast=broadcast, code=code,
    )  # fmt: skip


def _feedback(id: int, person: Any, _code: str) -> Target | None:
    one = db.session.scalar(Feedback.counting_for(person).where(Feedback.id == id))
    if one is None:
        return None
    if one.state != "attributed":
        raise Invalid(N_("这条反馈正在重新核对，有结果以后再申请"))
    first = counted_in([(one.id, person.id)])[one.id, person.id]
    return _made(
        "feedback", one, Reason(N_("归到我的反馈")), one.decided_at or one.happened_at,
        by=respondents.of_feedback(one), assistant_id=person.id, room=one.room,
        broadcast=one.broadcast, counts_at=clock.shanghai(first),
    )  # fmt: skip


def _evaluation(id: int, person: Any, _code: str) -> Target | None:
    query = Evaluation.visible_to(person).where(
        Evaluation.id == id, Evaluation.assistant_id == person.id
    )
    one = db.session.scalar(query)
    if one is None:
        return None
    if one.state not in OUT or one.published_at is None:
        raise Invalid(N_("这一场没有评分，没有分可以申请复核"))
    return _made(
        "evaluation", one, titled(N_("单场评分：%(title)s"), one.broadcast), one.published_at,
        by=one.involved_ids, assistant_id=person.id, room=one.broadcast.room,
        broadcast=one.broadcast,
    )  # fmt: skip


_FINDERS: dict[str, Callable[[int, Any, str], Target | None]] = {
    "month_result": _month_result,
    "month_item": _month_item,
    "observation": _observation,
    "metric": _metric,
    "feedback": _feedback,
    "evaluation": _evaluation,
}
