"""What one address of the time line shows: the part that is drawn, the list under it, the ways on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median_low
from typing import Any

from flask import url_for

from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import MINUTE_MS
from zhubo_web.audience.models.answering import figures_of
from zhubo_web.core.i18n import _, stream_time
from zhubo_web.core.reading import LARGEST_NUMBER
from zhubo_web.observations.charting import Span
from zhubo_web.observations.views.beside import Minute, minutes
from zhubo_web.observations.views.chart import SERIES, Chart
from zhubo_web.observations.views.entries import SORTS, Entry, moment_href
from zhubo_web.observations.views.lanes import Touch, percent
from zhubo_web.observations.views.story import Story

PAGE = 20
KEPT = ("from", "to", "kind", "observer", "beside", "bars")
GROWS_BY = 5 * MINUTE_MS
AROUND = 5 * MINUTE_MS


def _number(text: str | None) -> int | None:
    """A whole number of an address, or None."""
    fits = text is not None and text.isascii() and text.isdecimal() and len(text) < 11
    return min(int(text), LARGEST_NUMBER) if fits and text else None


@dataclass
class Shown:
    """One address, read. ``wanted`` are its arguments."""

    story: Story
    wanted: Mapping[str, str]

    # ── the part ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def whole(self) -> Span:
        """The broadcast; while it is on, up to the next full five minutes, so that nothing moves."""
        end = self.story.length_ms
        if self.story.broadcast.is_on:
            end = -(-end // GROWS_BY) * GROWS_BY
        return Span.within(Span(0, end), None, None)

    @cached_property
    def span(self) -> Span:
        """The part that is wanted."""
        first, last = (_number(self.wanted.get(name)) for name in ("from", "to"))
        return Span.within(self.whole, first, last)

    @property
    def is_part(self) -> bool:
        return self.span != self.whole

    @cached_property
    def chart(self) -> Chart:
        """It drawn, with the bars that are wanted or the first that were heard."""
        chart = Chart(self.story, self.span)
        wanted = self.wanted.get("bars", "")
        chart.series = wanted if wanted in chart.heard else next(iter(chart.heard), "comments")
        return chart

    @property
    def series(self) -> dict[str, str]:
        """Names of what may be drawn as bars."""
        return {name: SERIES[name] for name in self.chart.heard}

    @property
    def now_x(self) -> float:
        """Where the present stands, in per cent."""
        return percent(self.span.share(self.story.now_ms))

    @property
    def curves_said(self) -> str:
        """What the curves show, in words."""
        chart, said = self.chart, []
        if chart.viewers:
            ms, most = max(chart.viewers, key=lambda point: point[1])
            said.append(_("在线最多 %(num)s 人，在 %(at)s", num=most, at=stream_time(ms)))
        if chart.heard:
            top = max(chart.columns, key=lambda one: one.count)
            what, at = _(SERIES[chart.series]), stream_time(top.fullest * MINUTE_MS)
            said.append(_("%(what)s每分钟最多 %(num)s，在 %(at)s", what=what, num=top.count, at=at))
        return _("；").join(said)

    # ── above it ────────────────────────────────────────────────────────────────────────────

    @property
    def figures(self) -> list[tuple[str, int, str, int | None]]:
        """(label, value, unit, the moment it opens to) of what was heard or done; else nothing."""
        told: list[tuple[str, int, str, int | None]] = []
        whole = Chart(self.story, self.whole)
        if whole.viewers:
            ms, most = max(whole.viewers, key=lambda point: point[1])
            told.append((_("最高在线"), most, _("人"), ms))
        if "comments" in whole.heard:
            total = sum(one.comments for one in self.story.minutes)
            busiest = max(self.story.minutes, key=lambda one: one.comments)
            told.append((_("全场评论"), total, _("条"), None))
            at = busiest.minute * MINUTE_MS
            told.append((_("评论高峰"), busiest.comments, _("条"), at))
        notes = [one for one in self.story.entries if one.note]
        if notes:
            told.append((_("记录"), len(notes), "", None))
        waits = sorted(one.answered_after for one in notes if one.answered_after is not None)
        if waits:
            told.append((_("一般多久回应"), median_low(waits), _("秒"), None))
        return told + self._answering

    @property
    def _answering(self) -> list[tuple[str, int, str, int | None]]:
        """How viewers were answered, where they asked enough to say so."""
        asked = self.story.questions
        times = [one.answered_ms - one.first_ms for one in asked if one.answered_ms is not None]
        figures = figures_of(len(asked), times)
        told: list[tuple[str, int, str, int | None]] = []
        if figures.rate is not None:
            told.append((_("观众在问，答了"), round(figures.rate * 100), "%", None))
        if figures.usual_ms is not None:
            told.append((_("一般多久回答观众"), figures.usual_ms // 1000, _("秒"), None))
        return told

    # ── the list ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def there(self) -> list[Entry]:
        """What happened in this part."""
        return [one for one in self.story.entries if self.span.holds(one.at_ms)]

    @cached_property
    def sorts(self) -> dict[str, int]:
        """How many of each kind, in order."""
        counted = Counter(one.sort for one in self.there)
        return {sort: counted[sort] for sort in SORTS if counted[sort]}

    def sort_name(self, sort: str) -> str:
        """What a kind is called."""
        return _(SORTS[sort][0])

    @cached_property
    def observers(self) -> list[Person]:
        """Who noted something; nobody where names are not to be read."""
        return list({one.observer.id: one.observer for one in self.there if one.observer}.values())

    @cached_property
    def matching(self) -> list[Entry]:
        """What the filters leave."""
        kind, observer = self.wanted.get("kind", ""), self.wanted.get("observer", "")
        wanted = {str(one.id) for one in self.pair} if self.pair else {observer}
        return [
            one
            for one in self.there
            if kind in ("", one.sort)
            and (not observer or (one.observer is not None and str(one.observer.id) in wanted))
        ]

    # ── two observers ───────────────────────────────────────────────────────────────────────

    @cached_property
    def pair(self) -> tuple[Person, Person] | None:
        """The two whose notes are wanted beside each other."""
        known = {str(one.id): one for one in self.observers}
        first, second = (known.get(self.wanted.get(name, "")) for name in ("observer", "beside"))
        return (first, second) if first and second and first is not second else None

    @cached_property
    def minutes(self) -> list[Minute]:
        """What the two noted, minute by minute."""
        kind = self.wanted.get("kind", "")
        there = (one for one in self.there if kind in ("", one.sort))
        return [] if self.pair is None else minutes(there, *(one.id for one in self.pair))

    @property
    def minutes_listed(self) -> list[Minute]:
        """This page of them."""
        return self.minutes[(self.page - 1) * PAGE : self.page * PAGE]

    @property
    def minutes_until(self) -> int:
        return min(self.page * PAGE, len(self.minutes))

    @property
    def next_minutes_href(self) -> str | None:
        """The next twenty minutes with notes."""
        more = self.page * PAGE < len(self.minutes)
        return self.href(page=self.page + 1) if more else None

    @property
    def page(self) -> int:
        return max(1, min(_number(self.wanted.get("page")) or 1, 100_000))

    @property
    def listed(self) -> list[Entry]:
        """This page of it."""
        return self.matching[(self.page - 1) * PAGE : self.page * PAGE]

    @property
    def listed_until(self) -> int:
        return min(self.page * PAGE, len(self.matching))

    @property
    def next_href(self) -> str | None:
        """The next twenty."""
        more = self.page * PAGE < len(self.matching)
        return self.href(page=self.page + 1) if more else None

    # ── ways on ─────────────────────────────────────────────────────────────────────────────

    def href(self, **changed: Any) -> str:
        """The address with other arguments; the list begins anew."""
        kept = {name: self.wanted.get(name) for name in KEPT}
        values = {
            name: value for name, value in {**kept, **changed}.items() if value not in ("", None)
        }
        return url_for("observations.timeline", broadcast_id=self.story.broadcast.id, **values)

    @property
    def here(self) -> str:
        """This very address, to come back to."""
        return self.href(page=self.page if self.page > 1 else None)

    def part(self, first: int | None, last: int | None) -> str:
        """The address of a part; None and None is the whole."""
        return self.href(**{"from": first, "to": last})

    def around(self, ms: int) -> str:
        """Five minutes before and after."""
        return self.part(max(0, ms - AROUND), ms + AROUND)

    def opens(self, touch: Touch) -> str:
        """What a place to tap leads to: the moment, or the part with just these things."""
        if len(touch.things) == 1:
            return self.moment(touch.first)
        return f"{self.part(touch.first.at_ms, touch.last.at_ms)}#list"

    def moment(self, entry: Entry) -> str:
        """The address of an entry's moment, the same for everybody it is sent to."""
        return self.moment_at(entry.at_ms)

    def moment_at(self, ms: int) -> str:
        """The address of a moment."""
        return moment_href(self.story.broadcast.id, ms)

    # ── while it is on ──────────────────────────────────────────────────────────────────────

    @property
    def head(self) -> str:
        """Changes when there is something new to draw."""
        return f"{self.story.event}-{self.story.now_ms // MINUTE_MS}"

    @property
    def had(self) -> int:
        """How many entries the list beside it held when it was loaded."""
        had = _number(self.wanted.get("had"))
        return len(self.there) if had is None else had

    @property
    def fresh(self) -> int:
        """How many came since."""
        return max(0, len(self.there) - self.had)

    @property
    def poll_href(self) -> str:
        """Where the drawing asks whether it has grown."""
        return self.href(seen=self.head, had=self.had)
