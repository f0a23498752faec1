"""Sentences of notices, and the texts that leave the product: a person's push, a group's counts."""

from __future__ import annotations

from collections.abc import Sequence

from zhubo_web.core import clock
from zhubo_web.core.i18n import _, in_words, ngettext
from zhubo_web.duties import channels, wording
from zhubo_web.duties.models import Notice

LONGEST = 1800


def sentence(notice: Notice) -> str:
    """What a notice says, in the reader's language."""
    text = in_words(notice.title, notice.values)
    if notice.kind == "late":
        return _("%(name)s 还没处理：%(what)s", name=notice.values.get("whose", ""), what=text)
    return text


def for_person(kind: str, notices: Sequence[Notice], duties: int, site: str | None) -> str:
    """What the person reads on their own phone.

    The time makes each message another one: DingTalk shows the same words only once a day.
    """
    at = f"{clock.local(clock.now()):%m-%d %H:%M}"
    lines = [_("场记 %(at)s", at=at)]
    if kind != "at_once" and duties:
        lines.append(ngettext("今天有 %(num)d 件事等你", "今天有 %(num)d 件事等你", duties))
    lines += [sentence(one) for one in notices[: wording.MOST_LINES]]
    if more := max(0, len(notices) - wording.MOST_LINES):
        lines.append(ngettext("还有 %(num)d 条通知", "还有 %(num)d 条通知", more))
    if site:
        lines.append(f"{site.rstrip('/')}/notices")
    return "\n".join(lines)[:LONGEST]


def for_group(titles: Sequence[str]) -> str:
    """What a group reads: headings and counts, never what fills a title; '' when nothing waits.

    Groups are written to in Simplified Chinese: the caller sees to it.
    """
    if not titles:
        return ""
    parts = [
        _("%(what)s %(num)s 件", what=called(title), num=count)
        for title, count in wording.counted(titles)
    ]
    total = ngettext("今天有 %(num)d 件事", "今天有 %(num)d 件事", len(titles))
    said = _("%(total)s，其中%(parts)s", total=total, parts=_("，").join(parts))
    return f"{channels.KEYWORD}：{said}"


def trial_for_group() -> str:
    """What a group reads when somebody tries its robot out."""
    said = _("这是一条测试消息，收到就说明群机器人设好了")
    return f"{channels.KEYWORD}：{said}"


def called(title: str) -> str:
    """What duties of this title are called, without what fills it, in the reader's language."""
    return wording.heading(_(title)) or _("其他事项")
