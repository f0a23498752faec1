"""One part of the time line as it is drawn: curves, bands of segments, markers, lanes, the axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from zhubo_web.audience.models import MINUTE_MS
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.observations.charting import Column, Span, bars, columns, levels, line, thin
from zhubo_web.observations.views import lanes
from zhubo_web.observations.views.entries import KINDS, Entry
from zhubo_web.observations.views.lanes import Lane, Mark, Touch, percent
from zhubo_web.observations.views.story import Story

#: Pixels: the box of the curves, the part of it bars may fill under a curve; the box of bars alone.
PLOT, HALF, BARS_ALONE = 200, 100, 120
STRIP, SHEET, AXIS, LANE, BETWEEN = 76, 46, 18, 60, 8
MOST_POINTS, MOST_BARS, MOST_LINES = 300, 150, 30
LEAST_VIEWERS, LEAST_COUNT = 100, 10  # what few viewers do is not drawn as if it were much
#: What may be drawn as bars: column of the minute's row → its name.
SERIES = {
    "comments": N_("评论数"),
    "likes": N_("点赞"),
    "gifts": N_("礼物"),
    "follows": N_("关注"),
    "clubs": N_("加团"),
    "shares": N_("分享"),
}


@dataclass(frozen=True)
class Band:
    """One segment, as it went or as it was planned, where it stands in per cent."""

    x: float
    wide: float
    title: str
    first: int
    last: int
    odd: bool


@dataclass
class Chart:
    """A part of a broadcast, drawn. ``series`` is what stands as bars."""

    story: Story
    span: Span
    series: str = "comments"

    # ── markers ─────────────────────────────────────────────────────────────────────────────

    @cached_property
    def notes(self) -> list[Entry]:
        """The notes of this part."""
        every = (one for one in self.story.entries if one.sort in KINDS)
        return [one for one in every if self.span.holds(one.at_ms)]

    @cached_property
    def marks(self) -> list[Mark]:
        return lanes.marks(self.notes, self.span)

    @cached_property
    def kinds(self) -> list[str]:
        """Which kinds of note occur."""
        return [kind for kind in KINDS if any(one.sort == kind for one in self.notes)]

    @cached_property
    def fine(self) -> list[Touch]:
        return lanes.touches(self.notes, self.span, lanes.FINE)

    @cached_property
    def coarse(self) -> list[Touch]:
        return lanes.touches(self.notes, self.span, lanes.COARSE)

    @cached_property
    def lanes(self) -> list[Lane]:
        """Rows for what began and was answered; a row without anything is not there."""
        wanted: tuple[tuple[str, str, Callable[[Entry], bool]], ...] = (
            ("answers", _("回应"), lambda one: one.answer is not None),
            ("viewers", _("观众在问，观众的话"), lambda one: one.sort in ("question", "relay")),
            ("calls", _("呼叫运营"), lambda one: one.sort == "help"),
        )
        made = (lanes.lane(key, name, self.story, self.span, test) for key, name, test in wanted)
        return [lane for lane in made if lane is not None]

    @cached_property
    def pauses(self) -> list[Mark]:
        """Where the stream broke off."""
        breaks = (one for one in self.story.entries if one.sort == "pause")
        there = (one for one in breaks if self.span.holds(one.at_ms))
        return [Mark("pause", percent(self.span.share(one.at_ms))) for one in there]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Where each row begins, in pixels from the top, and the height of all; others are absent."""
        wanted = (
            ("notes", STRIP, bool(self.notes)),
            ("segments", SHEET, bool(self.story.sheet)),
            ("plot", self.plot, self.has_curves),
            ("axis", AXIS, True),
            *((lane.key, LANE, True) for lane in self.lanes),
        )
        places, at = {}, 0
        for name, height, there in wanted:
            if there:
                places[name], at = at, at + height + BETWEEN
        return {**places, "all": at}

    @property
    def plot(self) -> int:
        """How high the box of the curves is."""
        return PLOT if self.viewers else BARS_ALONE

    @property
    def bar_box(self) -> int:
        """How much of it, from its foot, bars may fill."""
        return HALF if self.viewers else BARS_ALONE

    # ── curves ──────────────────────────────────────────────────────────────────────────────

    @cached_property
    def heard(self) -> list[str]:
        """The series of which anything was ever counted."""
        return [name for name in SERIES if any(getattr(one, name) for one in self.story.minutes)]

    @cached_property
    def viewers(self) -> list[tuple[int, int]]:
        """(middle of the minute, viewers) where anything was heard of them."""
        told = (
            (one.minute * MINUTE_MS + MINUTE_MS // 2, one.viewers) for one in self.story.minutes
        )
        return [(ms, count) for ms, count in told if count is not None and self.span.holds(ms)]

    @cached_property
    def viewer_levels(self) -> list[int]:
        return levels(max((count for _ms, count in self.viewers), default=0), LEAST_VIEWERS)

    @property
    def viewer_path(self) -> str:
        """The curve of viewers; it breaks off where nothing was heard for three minutes."""
        points = thin(self.viewers, MOST_POINTS)
        stride = -(-len(self.viewers) // max(1, len(points)))
        near = MINUTE_MS * max(3, 4 * stride)
        return line(points, self.span, self.viewer_levels[-1], PLOT, near=near)

    @cached_property
    def columns(self) -> list[Column]:
        """The bars, from the first minute of this part to its last."""
        return self._columns(MOST_BARS)

    def _columns(self, most: int) -> list[Column]:
        counts = {one.minute: getattr(one, self.series) for one in self.story.minutes}
        last = max(self.span.first, self.span.last - 1) // MINUTE_MS
        return columns(counts, self.span.first // MINUTE_MS, last, most)

    @cached_property
    def count_levels(self) -> list[int]:
        return levels(max((one.count for one in self.columns), default=0), LEAST_COUNT, most=2)

    @property
    def bar_path(self) -> str:
        return bars(self.columns, self.span, self.count_levels[-1], self.bar_box)

    @property
    def has_curves(self) -> bool:
        """Whether there is anything to draw axes for."""
        return bool(self.heard or self.viewers)

    @property
    def numbers(self) -> list[tuple[Column, int | None]]:
        """The curves as a short table: stretches of minutes, their fullest, their most viewers."""
        stretches = self._columns(MOST_LINES)
        viewers: dict[int, int] = {}
        for ms, count in self.viewers:
            place = (ms // MINUTE_MS - stretches[0].minute) // stretches[0].minutes
            viewers[place] = max(count, viewers.get(place, 0))
        return [(one, viewers.get(place)) for place, one in enumerate(stretches)]

    # ── segments ────────────────────────────────────────────────────────────────────────────

    @cached_property
    def real(self) -> list[Band]:
        """The segments as they went."""
        begun = [
            (one.started_ms, self.story.now_ms if one.ended_ms is None else one.ended_ms, one.title)
            for one in self.story.sheet
            if one.started_ms is not None
        ]
        return self._bands(sorted(begun))

    @cached_property
    def planned(self) -> list[Band]:
        """The segments as they were planned, each until the next."""
        sheet = self.story.sheet
        whole = int(self.story.broadcast.length.total_seconds() * 1000)
        last = max([whole, *(one.planned_ms for one in sheet)])
        ends = [*(one.planned_ms for one in sheet[1:]), last]
        return self._bands(
            (one.planned_ms, end, one.title) for one, end in zip(sheet, ends, strict=False)
        )

    def _bands(self, times: Iterable[tuple[int, int, str]]) -> list[Band]:
        made = (self._band(number, *time) for number, time in enumerate(times))
        return [band for band in made if band is not None]

    def _band(self, number: int, first: int, last: int, title: str) -> Band | None:
        last = max(first, last)
        if not self.span.meets(first, last):
            return None
        begin, end = min(1 - lanes.NARROWEST, self.span.share(first)), self.span.share(last)
        wide = percent(max(lanes.NARROWEST, end - begin))
        return Band(percent(begin), wide, title, first, last, bool(number % 2))

    # ── axes ────────────────────────────────────────────────────────────────────────────────

    @property
    def ticks(self) -> list[tuple[int, float]]:
        """Round moments with their places."""
        return [(ms, percent(self.span.share(ms))) for ms in self.span.ticks()]

    @property
    def viewer_axis(self) -> list[tuple[int, float]]:
        """The levels of the curve, from the top of the plot."""
        top = self.viewer_levels[-1]
        return [(level, round(PLOT - level / top * PLOT, 1)) for level in self.viewer_levels]

    @property
    def count_axis(self) -> list[tuple[int, float]]:
        """The levels of the bars."""
        top = self.count_levels[-1]
        return [
            (level, round(self.plot - level / top * self.bar_box, 1)) for level in self.count_levels
        ]
