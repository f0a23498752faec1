"""What the shop may set about notices: the morning's hour, the quiet hours, how many a day."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from zhubo_web.accounts.models import Choice, ShopSetting
from zhubo_web.duties.digesting import Numbers
from zhubo_web.extensions import db

_LAST_MINUTE = 24 * 60 - 1
_usual = Numbers()

#: By the field of ``Numbers`` they give.
CHOICES = {
    "daily_at": Choice("notice_daily_at", _usual.daily_at, 6 * 60, 20 * 60),
    "before_shift": Choice("notice_before_shift", _usual.before_shift, 10, 120),
    "quiet_from": Choice("notice_quiet_from", _usual.quiet_from, 0, _LAST_MINUTE),
    "quiet_until": Choice("notice_quiet_until", _usual.quiet_until, 0, _LAST_MINUTE),
    "most": Choice("notice_most_a_day", _usual.most, 1, 3),
}


def numbers() -> Numbers:
    """What is in force, by one query."""
    fields = {choice.name: field for field, choice in CHOICES.items()}
    query = select(ShopSetting.name, ShopSetting.value).where(ShopSetting.name.in_(fields))
    return replace(_usual, **{fields[row[0]]: row[1] for row in db.session.execute(query)})
