"""Many assistants over many weeks, written as rows: for pages whose cost must not grow with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from tests import recordings
from tests.cast import Cast
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.audit.models import record_rows
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.extensions import db
from zhubo_web.metrics.models import FigureRecording
from zhubo_web.observations.models import Watch
from zhubo_web.policies.models import PolicyVersion

NOW = clock.shanghai(date(2026, 11, 27), 12)
FIGURES = {"view_uv": 2000, "engage_uv": 300, "comment_uv": 120, "comments": 400, "buyers": 120,
           "watch_avg": 60, "goods_click_uv": 200, "goods_expose_uv": 900}  # fmt: skip


def rows(model: Any, values: list[dict[str, Any]]) -> None:
    """Many rows at once, without what listens to them."""
    if values:
        db.session.execute(insert(model), values)


def assistants(cast: Cast, amount: int) -> list[int]:
    """So many new assistants of the room."""
    rows(Person, [{"name": f"助播{n:03}", "username": f"zb{n:03}", "status": "active", "version": 1,
                   "is_demo": False} for n in range(amount)])  # fmt: skip
    ids = list(db.session.scalars(select(Person.id).where(Person.username.startswith("zb"))))
    rows(Grant, [{"person_id": one, "role": "assistant", "room_id": cast.care} for one in ids])
    return sorted(ids)


def weeks(
    cast: Cast,
    people: list[int],
    amount: int,
    *,
    each: int = 1,
    score: Any = lambda person, week: 80,
    until: datetime = NOW,
    room: int = 0,
) -> list[int]:
    """So many weeks up to now: ``each`` broadcasts a week for every person, watched, scored, counted."""
    place = room or cast.care
    starts = [
        (who, week, until - timedelta(weeks=week, days=day, hours=16))
        for week in range(amount)
        for day in range(each)
        for who in people
    ]
    before = set(db.session.scalars(select(Broadcast.id)))
    rows(Broadcast, [_broadcast(place, start) for _who, _week, start in starts])
    ids = sorted(set(db.session.scalars(select(Broadcast.id))) - before)
    held = list(zip(ids, starts, strict=True))
    rows(RosterEntry, [{"broadcast_id": i, "person_id": w, "part": "assistant"}
                       for i, (w, _n, _s) in held])  # fmt: skip
    record_rows(db.session.connection(), [_on_duty(i, w, start) for i, (w, _n, start) in held])
    rows(Watch, [_watch(i, cast.ma.id, start) for i, (_w, _n, start) in held])
    policy = PolicyVersion.in_force(until).id
    rows(Evaluation, [_evaluation(i, w, policy, s, score(w, n)) for i, (w, n, s) in held])
    rated = db.session.execute(
        select(Evaluation.id).where(Evaluation.broadcast_id.in_(ids)).order_by(Evaluation.id)
    ).scalars()
    rows(Rating, [_rating(one, cast.ma.id) for one in rated])
    rows(FigureRecording, [
        recordings.row(i, {name: value + i % 7 for name, value in FIGURES.items()}, note="罗盘")
        for i in ids
    ])  # fmt: skip
    return ids


def _broadcast(room: int, start: datetime) -> dict[str, Any]:
    end = start + timedelta(hours=2)
    return {"room_id": room, "title": "秋冬专场", "state": "ended", "planned_start": start,
            "planned_end": end, "started_at": start, "ended_at": end, "version": 1}  # fmt: skip


def _on_duty(on: int, who: int, start: datetime) -> dict[str, Any]:
    """What the log has of somebody who was put on a roster."""
    nobody = dict.fromkeys(("actor_id", "actor_role", "from_state", "to_state", "request_id"))
    return {"at": start - timedelta(hours=1), "name": "roster.changed", "actor_kind": "system",
            "subject_type": "broadcast", "subject_id": on, "subject_version": 1, "broadcast_id": on,
            "data": {"part": "assistant", "person": who, "on": True}, **nobody}  # fmt: skip


def _watch(on: int, by: int, start: datetime) -> dict[str, Any]:
    return {"broadcast_id": on, "person_id": by, "role": "operations_lead", "created_at": start,
            "left_at": start + timedelta(hours=1)}  # fmt: skip


def _evaluation(on: int, who: int, policy: int, start: datetime, score: Any) -> dict[str, Any]:
    return {"broadcast_id": on, "assistant_id": who, "state": "published", "score": Decimal(score),
            "policy_id": policy, "setting": "standard", "raised_for": "", "rate_by": start,
            "unwatched_at": start, "version": 1}  # fmt: skip


def _rating(evaluation: int, by: int) -> dict[str, Any]:
    marks = {"language": "4", "interaction": "3", "product": "3", "emergency": "na"}
    return {"evaluation_id": evaluation, "part": "first", "number": 1, "rater_id": by,
            "marks": marks, "submitted_at": NOW}  # fmt: skip


def half_a_year(cast: Cast) -> None:
    """Eight assistants, of whom chen (80 and more) became better and li (66 and less) worse."""
    until = clock.now() - timedelta(hours=10)
    others = assistants(cast, 6)
    slip = (3, -4, 0, 6, -2, 1, -5)
    weeks(cast, [cast.chen.id], 26, each=2, until=until,
          score=lambda _who, week: (90 if week < 8 else 74) + slip[week % 7])  # fmt: skip
    weeks(cast, [cast.li.id], 26, each=2, until=until - timedelta(hours=1),
          score=lambda _who, week: (58 if week < 8 else 76) + slip[week % 7])  # fmt: skip
    weeks(cast, others, 26, until=until - timedelta(hours=2),
          score=lambda who, week: 72 + who % 9 + slip[week % 7])  # fmt: skip
    item(cast, cast.li.id, clock.now() - timedelta(days=2))


def item(cast: Cast, owner: int, due: datetime) -> None:
    """One thing somebody has to do."""
    ma, who = db.session.get_one(Person, cast.ma.id), db.session.get_one(Person, owner)
    made = ActionItem.open(title="练三遍开场", owner=who, by=ma, due_at=clock.now() + timedelta(days=1),
                           room_id=cast.care)  # fmt: skip
    made.due_at = due
