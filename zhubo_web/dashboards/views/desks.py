"""Where each role's own work begins: the few pages it opens most, beside what waits for the person.

The foot bar of a phone has five places, and 月评 is none of most people's. In the days in which a month is
rated it stands first here, one tap away.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from zhubo_web.accounts import roles
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.months import calendars
from zhubo_web.months import permissions as months_may

MOST = 4
#: 月评 comes first from so many days before the end of a month until so many of the next are over.
LAST_DAYS, FIRST_DAYS = 3, 8
MONTHS = ("months.index", N_("月评"), "award")
#: Role → (endpoint, words, icon), in the order of use.
DESKS = {
    roles.OPERATIONS: (
        ("broadcasts.index", N_("排场次、看直播"), "radio"),
        ("attendance.team", N_("大家的班次"), "calendar-days"),
        ("surveys.index", N_("反馈"), "message-square-quote"),
        ("duties.robots", N_("群机器人"), "send"),
    ),
    roles.SENIOR_HOST: (
        ("broadcasts.index", N_("要跟播的场次"), "eye"),
        ("months.index", N_("月评"), "award"),
        ("products.index", N_("商品卡"), "package"),
    ),
    roles.HR: (
        ("handover.index", N_("月度包"), "package"),
        ("accounts.people", N_("人员和角色"), "users"),
        ("broadcasts.identities", N_("身份核对"), "clipboard-check"),
        ("accounts.group", N_("监督管理小组"), "shield-check"),
    ),
    roles.ADMINISTRATION: (
        ("appeals.index", N_("申请复核"), "scale"),
        ("accounts.group", N_("任命监督管理小组"), "shield-check"),
        ("duties.calendar", N_("节假日"), "calendar-days"),
        ("duties.robots", N_("群机器人"), "send"),
    ),
    roles.OWNER: (
        ("accounts.people", N_("人员和角色"), "users"),
        ("broadcasts.rooms", N_("直播间"), "store"),
        ("handover.index", N_("月度包"), "package"),
    ),
    roles.HOST: (
        ("broadcasts.index", N_("我的场次"), "radio"),
        ("surveys.waiting", N_("谢谢TA"), "thumbs-up"),
        ("products.index", N_("商品卡"), "package"),
    ),
    roles.ASSISTANT: (
        ("broadcasts.index", N_("我的场次"), "radio"),
        ("months.index", N_("我的月评"), "award"),
        ("surveys.mine", N_("我的反馈"), "message-square-quote"),
        ("products.index", N_("商品卡"), "package"),
    ),
    roles.REPRESENTATIVE: (("accounts.group", N_("监督管理小组"), "shield-check"),),
    roles.SYSADMIN: (("accounts.people", N_("账号"), "users"),),
}


def is_month_time(today: date) -> bool:
    """Whether it is a day on which months are opened, rated, signed or handed over."""
    ends = calendars.following(calendars.first_of(today))
    return today.day <= FIRST_DAYS or (ends - today).days <= LAST_DAYS


def starts(person: Any, today: date) -> list[dict[str, str]]:
    """The pages of this person's roles, each once, at most four; 月评 first in its days."""
    rows = list(dict.fromkeys(row for role in person.roles for row in DESKS[role]))
    if is_month_time(today) and months_may.reads_months(person) is None:
        rows = [*([one for one in rows if one[0] == MONTHS[0]] or [MONTHS]), *rows]
    pages: dict[str, tuple[str, str]] = {}
    for endpoint, text, icon in rows:
        pages.setdefault(endpoint, (text, icon))
    return [
        {"href": url_for(endpoint), "text": _(text), "icon": icon}
        for endpoint, (text, icon) in list(pages.items())[:MOST]
    ]
