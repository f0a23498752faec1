"""What stands on the time line, one kind after the other, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import url_for

from zhubo_web.audience import permissions as audience
from zhubo_web.audience.models import MINUTE_MS, Question
from zhubo_web.broadcasts.models import Segment
from zhubo_web.broadcasts.models.running import Interruption
from zhubo_web.broadcasts.workflow import CAUSES
from zhubo_web.core.i18n import _, ngettext, stream_time
from zhubo_web.core.marking import N_
from zhubo_web.observations.exporting import role_label
from zhubo_web.observations.models import Correction, HelpCall, Observation
from zhubo_web.observations.views import reading
from zhubo_web.observations.views.entries import Entry
from zhubo_web.observations.workflow import HELP

if TYPE_CHECKING:
    from zhubo_web.observations.views.story import Story

#: How an answer was seen.
#: From here on an answer's delay is told in minutes.
LONG_S = 120
HOWS = {
    "overlay": N_("助播点了已回答"),
    "console": N_("跟播人点了已回答"),
    "account": N_("直播间账号回复"),
}


def notes(story: Story) -> Iterator[Entry]:
    """The notes, with their way to the screen and what was put right."""
    for note, correction in story.noted:
        delivery = note.delivery
        yield Entry(
            note.kind,
            f"note-{note.id}",
            note.at_ms,
            reading.words(note),
            until_ms=delivery.answered_ms if delivery else None,
            said=tuple(_said(story, note, correction)),
            href=url_for("observations.record", note_id=note.id),
            observer=note.observer if story.reads_all else None,
            note=note,
            correction=correction,
        )


def _said(story: Story, note: Observation, correction: Correction | None) -> Iterator[str]:
    yield reading.dimension(note.dimension)
    if note.text and note.tag:
        yield reading.tag_name(note.tag)
    if story.reads_all or note.object != "assistant":
        yield reading.about(note)
    yield reading.observer(note, named=story.reads_all)
    yield reading.delivered(note)
    if correction:
        yield _("更正用时 %(num)s 秒", num=correction.seconds)
    if note.state == "withdrawn":
        yield reading.state(note)


def questions(story: Story) -> Iterator[Entry]:
    """What viewers asked, until it was answered."""
    for one in story.questions:
        yield Entry(
            "question",
            f"question-{one.id}",
            one.first_ms,
            one.text or _("（原文已按期删除）"),
            until_ms=one.answered_ms,
            waits=one.state == "open" and story.broadcast.is_on,
            said=tuple(_asked(one)),
        )


def relays(story: Story) -> Iterator[Entry]:
    """What observers passed on of viewers, apart from what they think of it."""
    named = audience.names_relayers(story.person, story.broadcast) is None
    for one in story.relayed:
        who = one.by.name if named else role_label(one.by_role) or ""
        many = ngettext("%(num)d 人", "%(num)d 人", one.count)
        said = (reading.said_as(one.sort), many, one.product.name if one.product else "", who)
        yield Entry("relay", f"relay-{one.id}", one.at_ms, one.text, said=said)


def calls(story: Story) -> Iterator[Entry]:
    """Calls for help, until somebody came."""
    for call in story.calls:
        taken = story.broadcast.stream_ms(call.taken_at) if call.taken_at else None
        yield Entry(
            "help",
            f"help-{call.id}",
            call.at_ms,
            call.done or _("呼叫运营"),
            until_ms=taken,
            waits=call.state == "asked",
            said=tuple(_helped(story, call)),
        )


def _helped(story: Story, call: HelpCall) -> Iterator[str]:
    """How it went: state, who came, how fast."""
    yield _(HELP.states[call.state])
    if call.taken_at is None:
        return
    if call.taken_by and story.reads_all:
        yield call.taken_by.name
    seconds = max(0, round((call.taken_at - call.created_at).total_seconds()))
    yield _("%(num)s 秒后接了", num=seconds)


def pauses(story: Story) -> Iterator[Entry]:
    """Where the stream broke off; stream time stood still."""
    for pause in story.broadcast.interruptions:
        at = story.broadcast.stream_ms(pause.began_at)
        words = _(CAUSES[pause.cause]) if pause.cause in CAUSES else pause.cause
        said = (_lasted(pause), _("平台通知 %(no)s", no=pause.notice) if pause.notice else "")
        yield Entry("pause", f"pause-{pause.id}", at, words, said=said)


def segments(story: Story) -> Iterator[Entry]:
    """Where segments began, and those that were passed over."""
    for one in story.sheet:
        at = one.planned_ms if one.started_ms is None else one.started_ms
        if one.started_ms is not None or one.skipped:
            yield Entry("segment", f"segment-{one.id}", at, one.title, said=tuple(_went(one)))


def _asked(one: Question) -> Iterator[str]:
    """How many asked, about what, and how it was answered."""
    yield ngettext("%(num)d 人问", "%(num)d 人问", one.askers)
    if one.asks > one.askers:
        yield ngettext("问了 %(num)d 次", "问了 %(num)d 次", one.asks)
    if one.source == "relay":
        yield _("跟播人转述")
    if one.product:
        yield one.product.name
    if one.answered_ms is None:
        yield _("没人答")
        return
    how = _(HOWS[one.answered_how]) if one.answered_how in HOWS else ""
    seconds = max(0, one.answered_ms - one.first_ms) // 1000
    if seconds < LONG_S:
        yield _("%(num)s 秒后回答", num=seconds)
    else:
        yield ngettext("%(num)d 分钟后回答", "%(num)d 分钟后回答", seconds // 60)
    yield how


def _lasted(pause: Interruption) -> str:
    if pause.ended_at is None:
        return _("还没恢复，直播时间停着")
    seconds = round((pause.ended_at - pause.began_at).total_seconds())
    return _("停了 %(time)s，直播时间不走", time=stream_time(seconds * 1000))


def _went(segment: Segment) -> Iterator[str]:
    """Planned against real."""
    if segment.product and segment.product.name != segment.title:
        yield segment.product.name
    if segment.started_ms is None:
        yield _("跳过了")
        return
    yield _("计划 %(at)s", at=stream_time(segment.planned_ms))
    late = segment.started_ms - segment.planned_ms
    if late >= MINUTE_MS:
        yield _("晚 %(n)d 分钟", n=late // MINUTE_MS)
    elif late <= -MINUTE_MS:
        yield _("早 %(n)d 分钟", n=-late // MINUTE_MS)
