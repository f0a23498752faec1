"""A stand-in for what a decision changes, as long as ``zhubo_web.appeals.models.effects`` is not there.

It keeps to the interface and reckons nothing: a note that is dropped is withdrawn, a month's score is
amended by the month's own verb. ``MADE`` collects what was carried out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.observations.models import Observation

NAME = "zhubo_web.appeals.models.effects"
KINDS = ("month_result", "month_item", "observation", "metric", "feedback", "evaluation")


@dataclass(frozen=True)
class Target:
    kind: str
    id: int
    code: str
    title: Reason
    url: str
    assistant_id: int
    room: Any
    respondents: set[int]
    broadcast_id: int | None
    served_at: datetime | None
    appealable_until: datetime | None


@dataclass(frozen=True)
class Row:
    what: str
    title: Reason
    url: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Effects:
    rows: list[Row] = field(default_factory=list)
    months: list[Any] = field(default_factory=list)
    worse: bool = False

    def stored(self) -> dict[str, Any]:
        rows = [
            {**vars(one), "title": {"msgid": one.title.msgid, "values": one.title.values}}
            for one in self.rows
        ]
        return {"rows": rows, "months": [], "worse": self.worse}


def target_of(kind: str, number: int, person: Any, code: str = "") -> Target | None:
    if kind == "observation":
        note = db.session.get(Observation, number)
        if note is None or note.assistant_id != person.id:
            return None
        title = Reason(f"{note.broadcast.title} 的一条跟播记录")
        return Target(kind, number, code, title, "/broadcasts", person.id, note.broadcast.room,
                      {note.observer_id}, note.broadcast_id, note.released_at, None)  # fmt: skip
    month = db.session.get(MonthlyEvaluation, number)
    if kind not in ("month_result", "month_item") or month is None:
        return None
    if month.assistant_id != person.id or month.result() is None:
        return None
    rated = set(month.rater_ids.values()) | {one.person_id for one in month.signatures}
    return Target(kind, number, code, Reason(f"{month.month.name} 月评结果"), f"/months/{number}", person.id,
                  month.room, rated, None, month.published_at, month.appeal_until)  # fmt: skip


def preview(target: Target, remedy: Any) -> Effects:
    if remedy.decision == "upheld":
        return Effects()
    if target.kind == "observation":
        return Effects([Row("note", target.title, target.url, "计", "不计")])
    month = db.session.get_one(MonthlyEvaluation, target.id)
    found = month.result()
    assert found is not None
    try:
        after = Decimal(remedy.what["score"])
    except (ArithmeticError, KeyError) as error:
        raise Invalid("请填分数", "score") from error
    worse = found.score is not None and after < found.score
    row = Row("month", target.title, target.url, str(found.score), str(after))
    return Effects([row], [], worse)


def carry_out(appeal: Any, by: Any) -> Effects:
    target = target_of(appeal.kind, appeal.target_id, appeal.assistant, appeal.code)
    assert target is not None
    found = preview(target, appeal.remedy)
    for month in appeal.months():
        result = month.result()
        if appeal.kind == "month_result" and result is not None:
            score = Decimal(appeal.remedy.what["score"])
            month.amend(result.facts, "复核决定", ("appeal", appeal.id), score)
    return found


def install() -> None:
    """Take the place of the module where it does not exist."""
    if NAME in sys.modules or find_spec(NAME) is not None:
        return
    made: Any = ModuleType(NAME)
    made.KINDS, made.Target, made.Effects, made.Row = KINDS, Target, Effects, Row
    made.target_of, made.preview, made.carry_out = target_of, preview, carry_out
    sys.modules[NAME] = made
