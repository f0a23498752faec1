"""What may be contested, for which grounds, and of what a decision consists. Pure.

The parts of a decision are those of the reasons template (D-04): each is written by whoever decides,
none is left out. ``Remedy`` is what a decision changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid

KINDS = {
    "month_result": N_("月评结果"),
    "month_item": N_("月评的一项"),
    "observation": N_("一条跟播记录"),
    "metric": N_("一个数据"),
    "feedback": N_("归到我的反馈"),
    "evaluation": N_("单场评分"),
}
GROUNDS = {
    "fact": N_("事实不对"),
    "rule": N_("用错了规则"),
    "context": N_("漏了当时的情况"),
    "person": N_("不是我"),
    "figure": N_("数据有误"),
    "process": N_("程序不对"),
}
HEARINGS = {"written": N_("书面听取"), "oral": N_("当面或电话听取")}
#: A decision's outcome, the worse for the assistant first.
OUTCOMES = {
    "upheld": N_("维持原来的"),
    "partly": N_("改一部分"),
    "granted": N_("按申请改"),
}
#: Nothing is decided yet: who made it does it again.
REMITTED = "remitted"
DECISIONS = {**OUTCOMES, REMITTED: N_("发回重做")}
#: Part of a decision → (its heading, what to write there).
PARTS = {
    "facts": (N_("查明的事实"), N_("时间、场次、谁做了什么")),
    "evidence": (N_("采信和不采信的材料"), N_("采信哪几条；不采信哪几条、为什么")),
    "clause": (N_("依据的条款和版本"), N_("制度第几条、哪一版")),
    "mitigation": (
        N_("对助播有利的情况"),
        N_("当场更正、设备、排班、别人的安排等；没有就写“没有”"),
    ),
    "lighter": (N_("为什么这样定，而不是更轻"), N_("更轻的办法想过哪些、为什么不够")),
    "challenge": (N_("不服怎么办"), N_("还能怎样再申请、找谁")),
}
LONGEST_PART = 1000
LONGEST_AGAIN = 500
#: Who sits at which stage.
QUICK, PANEL, SECOND = "quick", "panel", "second"
STAGES = {QUICK: N_("快速复核"), PANEL: N_("复核小组"), SECOND: N_("第二次复核")}
FEWEST = {QUICK: 1, PANEL: 2, SECOND: 2}


@dataclass(frozen=True)
class Remedy:
    """``decision``: one of ``DECISIONS``; ``what``: what becomes of the thing, empty where it is upheld
    or sent back.

    {"drop": True} for a note or a feedback's attribution, with "not_theirs" for a note about somebody
    else; {"tag": id, "severity": 1 to 3}, one of them or both, for a note that counts as that;
    {"value": "…"} for a figure, {"marks": {…}} for an evaluation, {"marks": {…}, "records": {…}} (one of
    them, or both) for an item of a month, {"score": "…"} for a month's result.
    """

    decision: str
    what: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        return {"decision": self.decision, "what": dict(self.what)}


@dataclass(frozen=True)
class Decision:
    """What somebody who decides has written: the remedy with its reasons by the template. ``again``:
    what is to be looked at anew by whom it is sent back to."""

    remedy: Remedy
    parts: Mapping[str, str]
    again: str = ""

    def check(self) -> None:
        """Every part is written, and the outcome says what changes. Raises Invalid by field."""
        if self.remedy.decision not in DECISIONS:
            raise Invalid(N_("请选怎样决定"), "kind")
        for name in PARTS:
            if not 0 < len(self.parts.get(name, "").strip()) <= LONGEST_PART:
                raise Invalid(N_("每一项都要写，最多 1000 个字；没有就写“没有”"), name)
        if self.remedy.decision == REMITTED:
            self._check_again()
        elif (self.remedy.decision == "upheld") == bool(self.remedy.what):
            raise Invalid(N_("维持就不改任何数；要改，请写改成什么"), "kind")

    def _check_again(self) -> None:
        if self.remedy.what:
            raise Invalid(N_("发回重做就不改任何数，由原来做的人重做"), "kind")
        if not 0 < len(self.again.strip()) <= LONGEST_AGAIN:
            raise Invalid(N_("请写明要重新看什么，最多 500 个字"), "again")

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        written = {name: self.parts[name].strip() for name in PARTS}
        kept = {**self.remedy.stored, "parts": written}
        if self.remedy.decision == REMITTED:
            kept["again"] = self.again.strip()
        return kept


def not_worse(now: str, before: str) -> bool:
    """Whether an outcome is at least as good for the assistant as one before it."""
    order = list(OUTCOMES)
    return not before or order.index(now) >= order.index(before)


#: The rows of what a decision changes that say how somebody comes off.
OUTCOME_ROWS = ("score", "month", "coefficient")
#: The row of a note that counts no more, and that of one which counts otherwise: how heavy it is.
NOTE, WEIGHT = "note", "weight"


def falls_behind(now: Iterable[Any], before: Iterable[Any]) -> bool:
    """Whether what a later decision changes leaves an outcome below what an earlier one gave, or a note
    heavier. Rows have ``what``, ``url`` and ``after``, a number as text."""
    rows = list(now)
    reached = {(row.what, row.url): row.after for row in rows}
    goes = any(row.what == NOTE for row in rows)
    return any(
        row.after is not None and _lower(reached.get((row.what, row.url)), row.after)
        for row in before
        if row.what in OUTCOME_ROWS or (row.what == WEIGHT and not goes)
    ) or (not goes and any(row.what == NOTE for row in before))


def _lower(now: str | None, before: str) -> bool:
    return now is None or Decimal(now) < Decimal(before)
