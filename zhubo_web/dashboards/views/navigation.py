"""The menu: what each person may open, asked of the same permissions that guard it."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for

from zhubo_web.accounts import permissions as accounts_may
from zhubo_web.appeals import permissions as appeals_may
from zhubo_web.assignments import permissions as assignments_may
from zhubo_web.attendance import permissions as attendance_may
from zhubo_web.broadcasts import permissions as broadcasts_may
from zhubo_web.core.access import actor
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.dashboards import permissions as own_may
from zhubo_web.evaluations import permissions as evaluations_may
from zhubo_web.handover import permissions as handover_may
from zhubo_web.metrics import permissions as metrics_may
from zhubo_web.months import permissions as months_may
from zhubo_web.plans import permissions as plans_may
from zhubo_web.products import permissions as products_may
from zhubo_web.surveys import permissions as surveys_may
from zhubo_web.talks import permissions as talks_may

ITEMS = (
    ("dashboards.home", N_("今天"), "house", None),
    ("broadcasts.index", N_("直播"), "radio", broadcasts_may.sees_broadcasts),
    ("attendance.shifts", N_("班次"), "calendar-days", attendance_may.works_shifts),
    ("plans.index", N_("计划"), "clipboard-list", plans_may.reads_plans),
    ("evaluations.index", N_("评分"), "clipboard-check", evaluations_may.reads_evaluations),
    ("months.index", N_("月评"), "award", months_may.reads_months),
    ("products.index", N_("商品"), "package", products_may.reads_products),
    ("accounts.people", N_("人员"), "users", accounts_may.reads_people),
    ("surveys.index", N_("反馈"), "message-square-quote", surveys_may.reads_feedback),
    ("assignments.index", N_("跟进"), "target", assignments_may.works_here),
    ("metrics.index", N_("数据"), "trending-up", metrics_may.reads_figures),
    ("accounts.me", N_("我"), "user", None),
)
#: What follows a month and has no entry of its own: 月评 leads to it.
AFTER_MONTHS = (
    ("talks.index", N_("一对一面谈"), "users", talks_may.reads_talks),
    ("appeals.index", N_("申请复核"), "scale", appeals_may.reads_appeals),
    ("handover.index", N_("月度包"), "package", handover_may.reads_packages),
)
#: Features without an entry of their own in somebody's menu → the one they stand under there.
ABOVE = {
    "observations": "broadcasts",
    "audience": "broadcasts",
    "attendance": "broadcasts",
    "plans": "broadcasts",
    "summaries": "evaluations",
    "evaluations": "broadcasts",
    "talks": "months",
    "appeals": "months",
    "handover": "months",
    "policies": "accounts",
}


def items() -> list[dict[str, Any]]:
    """The entries for whoever is asking."""
    person = actor()
    if person is None or person.is_screen:
        return []
    shown = [row for row in ITEMS if row[3] is None or row[3](person) is None]
    here = _standing({row[0].split(".")[0] for row in shown})
    return [
        {
            "endpoint": endpoint,
            "href": url_for(endpoint),
            "text": _(text),
            "icon": icon,
            "current": _is_current(endpoint, here),
        }
        for endpoint, text, icon, _permission in shown
    ]


def after_months() -> list[dict[str, str]]:
    """What follows a month, as far as whoever is asking may open it."""
    person = actor()
    return [
        {"href": url_for(endpoint), "text": _(text), "icon": icon}
        for endpoint, text, icon, permission in AFTER_MONTHS
        if permission(person) is None
    ]


def reads_talk_of(evaluation: Any) -> bool:
    """Whether whoever is asking reads the talk about a month."""
    return talks_may.reads_words(actor(), evaluation) is None


def reads_ledger() -> bool:
    """Whether whoever is asking may open the ledgers over broadcasts."""
    return own_may.reads_ledger(actor()) is None


def _standing(shown: set[str]) -> str:
    """The feature of this page, or the nearest above it that has an entry."""
    feature = "metrics" if _is_trend() else (request.endpoint or "").split(".")[0]
    while feature not in shown and feature in ABOVE:
        feature = ABOVE[feature]
    return feature


def _is_trend() -> bool:
    """走势 stands under 数据, whose pages lead to it."""
    return request.path == "/trends" or request.path.startswith("/trends/")


def _is_current(endpoint: str, here: str) -> bool:
    """A page of accounts is either one's own or about people."""
    if endpoint == "accounts.me":
        return request.path.startswith("/me")
    return endpoint.split(".")[0] == here and not request.path.startswith("/me")


def init(app: Flask) -> None:
    """Give the menu to every page, and to those of months what follows one."""
    app.jinja_env.globals |= {
        "after_months": after_months,
        "reads_ledger": reads_ledger,
        "reads_talk_of": reads_talk_of,
    }

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"nav": items()}
