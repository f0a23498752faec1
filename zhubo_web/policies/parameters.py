"""The numbers of the policy: each by name, with its unit, usual value and bounds. Pure.

A version holds a value for every name. ``time`` is minutes after midnight in Shanghai, ``weekday``
1 (Monday) to 7; deadlines run in clock time, Sundays and holidays included, for broadcasts take
place then. The usual values are the product's starting data; a merchant sets its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid

Unit = Literal[
    "seconds",
    "minutes",
    "hours",
    "days",
    "workdays",
    "time",
    "weekday",
    "count",
    "score",
    "percent",
]
UNITS: dict[Unit, str] = {
    "seconds": N_("秒"),
    "minutes": N_("分钟"),
    "hours": N_("小时"),
    "days": N_("天"),
    "workdays": N_("个工作日"),
    "time": N_("几点"),
    "weekday": N_("周几（1 到 7）"),
    "count": N_("次"),
    "score": N_("分"),
    "percent": "%",
}
GROUPS = {
    "plan": N_("周工作计划"),
    "schedule": N_("排班和到岗"),
    "notes": N_("跟播记录"),
    "summary": N_("下播小结"),
    "evaluation": N_("单场评分"),
    "feedback": N_("反馈"),
    "task": N_("跟进事项"),
    "month": N_("月评"),
    "talk": N_("一对一面谈"),
    "appeal": N_("申请复核"),
}


def _of_digits(text: str) -> Decimal:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return Decimal("NaN")


def _of_clock(text: str) -> Decimal:
    """Minutes after midnight of 14:00, with either colon."""
    hours, _colon, minutes = text.strip().partition(":")
    told = _of_digits(minutes)
    return _of_digits(hours) * 60 + told if 0 <= told < 60 else Decimal("NaN")


@dataclass(frozen=True)
class Parameter:
    """One number: ``name`` begins with its group."""

    name: str
    title: str
    unit: Unit
    usual: str
    least: str
    most: str

    @property
    def group(self) -> str:
        """Which part of the work it belongs to."""
        return self.name.split("_")[0]

    def shown(self, value: Any) -> str:
        """A value as people read and type it: a time of day is 14:00."""
        if self.unit != "time":
            return str(value)
        hours, minutes = divmod(int(value), 60)
        return f"{hours:02}:{minutes:02}"

    def read(self, text: str) -> Decimal:
        """A value as somebody typed it. Raises Invalid naming the field."""
        value = _of_clock(text) if self.unit == "time" and ":" in text else _of_digits(text)
        if not value.is_finite() or not Decimal(self.least) <= value <= Decimal(self.most):
            bounds = {"least": self.shown(self.least), "most": self.shown(self.most)}
            raise Invalid(N_("请填 %(least)s 到 %(most)s 之间的数"), self.name, **bounds)
        if self.unit != "score" and value != value.to_integral_value():
            raise Invalid(N_("请填整数"), self.name)
        if value != round(value, 2):
            raise Invalid(N_("最多两位小数"), self.name)
        return value


def _before_and_on_air() -> tuple[Parameter, ...]:
    p = Parameter
    return (
        p("plan_due_weekday", N_("计划最晚周几交"), "weekday", "6", "1", "7"),
        p("plan_due_time", N_("计划最晚几点交"), "time", "1200", "0", "1439"),
        p("plan_review_hours", N_("交上来多久要审完"), "hours", "24", "1", "168"),
        p("plan_gap_hours", N_("待补的内容最晚开播前多久补上"), "hours", "4", "0", "48"),
        p("plan_amend_hours", N_("改动多久没人确认就按原计划"), "hours", "4", "1", "72"),
        p("plan_close_hours", N_("一周结束后多久归档"), "hours", "48", "0", "168"),
        p("plan_undo_seconds", N_("通过以后多久能撤销"), "seconds", "10", "5", "120"),
        p("schedule_arrive_minutes", N_("开播前多久到岗"), "minutes", "40", "0", "240"),
        p("schedule_free_minutes", N_("迟到多久以内不计"), "minutes", "5", "0", "60"),
        p("schedule_minor_minutes", N_("迟到多久以内算轻微"), "minutes", "15", "1", "120"),
        p("schedule_major_minutes", N_("迟到多久以上算严重"), "minutes", "30", "1", "240"),
        p("schedule_leave_hours", N_("请假和调班多久要答复"), "hours", "24", "1", "168"),
        p("schedule_rest_hours", N_("两班之间至少休息"), "hours", "11", "0", "24"),
        p("schedule_day_hours", N_("一天直播合计不超过"), "hours", "8", "1", "16"),
        p("schedule_check_minutes", N_("播前检查最晚开播前多久"), "minutes", "30", "0", "240"),
        p("schedule_complaint_days", N_("说排班不合理多久要答复"), "days", "5", "1", "30"),
        p("notes_answer_days", N_("公布后多久没回应算看过"), "days", "5", "1", "30"),
    )


def _afterwards() -> tuple[Parameter, ...]:
    p = Parameter
    return (
        p("summary_due_time", N_("小结最晚第二天几点交"), "time", "840", "0", "1439"),
        p("summary_late_hours", N_("过时以后多久内还能补交"), "hours", "72", "1", "240"),
        p("summary_review_hours", N_("小结交上来多久要看"), "hours", "24", "1", "168"),
        p("summary_return_hours", N_("退回以后多久要补齐"), "hours", "24", "1", "168"),
        p("summary_auto_hours", N_("小结多久没人看就自动收下"), "hours", "48", "1", "240"),
        p("evaluation_publish_time", N_("评分第二天几点自动公布"), "time", "840", "0", "1439"),
        p("evaluation_rate_hours", N_("下播后多久要评完"), "hours", "48", "1", "240"),
        p("evaluation_check_hours", N_("第二人多久要看完"), "hours", "24", "1", "168"),
        p("evaluation_unwatched_hours", N_("没人跟播多久后归档"), "hours", "48", "1", "240"),
        p("evaluation_watch_minutes", N_("至少看多久才能评"), "minutes", "30", "0", "240"),
        p("evaluation_answer_days", N_("公布后多久内可以提异议"), "days", "3", "1", "30"),
        p("evaluation_decide_days", N_("异议多久要答复"), "days", "3", "1", "30"),
        p("evaluation_red_line_cap", N_("红线封顶分"), "score", "59", "0", "100"),
        p("evaluation_suggest_start", N_("建议分从几分起"), "score", "3", "1", "5"),
        p("evaluation_suggest_step", N_("每一级轻重加减"), "score", "0.5", "0.1", "2"),
        p("evaluation_suggest_minutes", N_("按跟播多少分钟折算"), "minutes", "30", "5", "240"),
        p("feedback_decide_hours", N_("反馈多久要归到人"), "hours", "48", "1", "240"),
        p("feedback_thanks_week", N_("主播一周最多点几次"), "count", "5", "1", "50"),
        p("task_verify_days", N_("做完以后多久要核对"), "days", "3", "1", "30"),
    )


def _by_month() -> tuple[Parameter, ...]:
    p = Parameter
    return (
        p("month_freeze_days", N_("月底以后第几天锁数"), "days", "1", "1", "10"),
        p("month_self_days", N_("月底以后第几天交齐自评"), "days", "2", "1", "15"),
        p("month_rate_days", N_("月底以后第几天打完分"), "days", "3", "1", "20"),
        p("month_sign_days", N_("月底以后第几天会签并给本人"), "days", "4", "1", "25"),
        p("month_package_days", N_("月底以后第几天交给人力"), "days", "8", "1", "28"),
        p("month_self_workdays", N_("严谨：第几个工作日交齐自评"), "workdays", "3", "1", "15"),
        p("month_rate_workdays", N_("严谨：第几个工作日打完分"), "workdays", "5", "1", "20"),
        p("month_sign_workdays", N_("严谨：第几个工作日会签"), "workdays", "7", "1", "25"),
        p("month_publish_workdays", N_("严谨：第几个工作日给本人"), "workdays", "8", "1", "28"),
        p("month_replace_workdays", N_("缺的打分人多久换好"), "workdays", "2", "1", "10"),
        p("month_watched_fewest", N_("少于几场有人跟播就不定级"), "count", "3", "0", "30"),
        p("month_answer_workdays", N_("面谈以后多久没回应算已送达"), "workdays", "5", "1", "30"),
    )


def _after_the_month() -> tuple[Parameter, ...]:
    p = Parameter
    return (
        p("talk_schedule_workdays", N_("公布以后多久约好面谈"), "workdays", "2", "1", "10"),
        p("talk_hold_workdays", N_("公布以后多久谈完"), "workdays", "5", "1", "20"),
        p("talk_minutes_workdays", N_("谈完多久写好记录"), "workdays", "1", "1", "10"),
        p("talk_confirm_workdays", N_("记录多久没确认算未确认"), "workdays", "3", "1", "15"),
        p("talk_answer_workdays", N_("要改时间，多久定好新的时间"), "workdays", "1", "1", "5"),
        p("talk_serve_workdays", N_("两次没来，多久书面送达"), "workdays", "3", "1", "10"),
        p("talk_close_workdays", N_("确认以后多久布置约定的事"), "workdays", "1", "1", "10"),
        p("appeal_file_workdays", N_("送达以后多久内可以申请复核"), "workdays", "10", "1", "60"),
        p("appeal_accept_workdays", N_("收到申请多久要受理"), "workdays", "2", "1", "10"),
        p("appeal_more_workdays", N_("补充材料的时间"), "workdays", "5", "1", "20"),
        p("appeal_assign_workdays", N_("受理以后多久定复核人"), "workdays", "3", "1", "10"),
        p("appeal_quick_days", N_("快速复核几天出结果"), "days", "3", "1", "15"),
        p("appeal_disclose_workdays", N_("听取意见前多久给出全部材料"), "workdays", "3", "1", "10"),
        p("appeal_hear_workdays", N_("受理以后多久听取意见"), "workdays", "10", "1", "60"),
        p("appeal_decide_workdays", N_("受理以后多久出决定"), "workdays", "15", "1", "60"),
        p("appeal_extend_workdays", N_("最多延长一次"), "workdays", "10", "0", "30"),
        p("appeal_redo_workdays", N_("发回重做的时间"), "workdays", "5", "1", "20"),
        p("appeal_serve_workdays", N_("决定以后多久送达"), "workdays", "2", "1", "10"),
        p("appeal_again_workdays", N_("送达以后多久内可以再要求复核"), "workdays", "5", "1", "30"),
        p("appeal_second_workdays", N_("第二次复核多久出决定"), "workdays", "10", "1", "30"),
        p("appeal_execute_workdays", N_("终结以后多久执行"), "workdays", "5", "1", "20"),
        p("appeal_watch_days", N_("复核以后看原评人多久"), "days", "90", "0", "365"),
    )


PARAMETERS = (*_before_and_on_air(), *_afterwards(), *_by_month(), *_after_the_month())
BY_NAME = {one.name: one for one in PARAMETERS}
USUAL = {one.name: one.usual for one in PARAMETERS}


def known(values: Mapping[str, str]) -> dict[str, str]:
    """What a version says of every name of today: the usual value where it had none yet, and nothing of
    names that are no more."""
    return {name: values.get(name, usual) for name, usual in USUAL.items()}


def read_all(typed: Mapping[str, str], present: Mapping[str, str]) -> dict[str, str]:
    """Values for every name, as a version keeps them: what was not asked for stays as it is at present,
    what was left blank is wrong. Raises Invalid at the first that is wrong."""
    return {
        one.name: _kept(one.read(typed[one.name])) if one.name in typed else present[one.name]
        for one in PARAMETERS
    }


def _kept(value: Decimal) -> str:
    """One text for one number, however it was typed: 1e2 is 100, 3.0 is 3, -0 is 0."""
    return f"{value.normalize() + 0:f}"


class Numbers:
    """The numbers of one version, in the types that code reckons with."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def number(self, name: str) -> Decimal:
        """The plain value. A name that a version of long ago had not yet is its usual value."""
        return Decimal(self._values.get(name, USUAL[name]))

    def whole(self, name: str) -> int:
        """The value as a whole number."""
        return int(self.number(name))

    def workdays(self, name: str) -> int:
        """A number of working days: legal steps only, by the working calendar."""
        assert BY_NAME[name].unit == "workdays"
        return self.whole(name)

    def span(self, name: str) -> timedelta:
        """A length of clock time."""
        return timedelta(**{BY_NAME[name].unit: self.whole(name)})

    def next_day(self, name: str, after: datetime) -> datetime:
        """The time of day ``name`` on the day after a moment, both in Shanghai; as UTC."""
        day = clock.local(after).date() + timedelta(days=1)
        return clock.shanghai(day) + timedelta(minutes=self.whole(name))
