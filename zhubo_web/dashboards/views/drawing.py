"""One curve as it is drawn: axis, band, level, points that are links, names under them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from flask import url_for

from zhubo_web.core.i18n import _
from zhubo_web.dashboards import charting, comparing
from zhubo_web.dashboards.buckets import BROADCAST, Bucket
from zhubo_web.dashboards.charting import Axis
from zhubo_web.dashboards.lines import FIGURES, MONTH, SCORE
from zhubo_web.dashboards.views.looking import Looking
from zhubo_web.metrics.definitions import PERCENT, SECONDS
from zhubo_web.metrics.views.blueprint import figure


@dataclass(frozen=True)
class Point:
    """One bucket where it is drawn: per cent from the left, pixels from the top; y None is a gap."""

    bucket: Bucket
    name: str
    shown: str
    word: str
    href: str | None
    x: Decimal
    y: int | None

    @property
    def short(self) -> str:
        """Its name without the time of day or the last day."""
        return self.name.split(" ")[0].split("–")[0]


@dataclass
class Drawing:
    """What the page and its file show of the curve. Places: see ``charting``."""

    looking: Looking

    @cached_property
    def bands(self) -> list[tuple[Decimal, Decimal] | None]:
        """For each point, between what it is no different from usual."""
        level, margin = self.looking.level, self.looking.drawn.definition.margin
        if level is None:
            return [None] * len(self.looking.buckets)
        return [comparing.band(level, one, margin) for one in self.looking.buckets]

    @cached_property
    def axis(self) -> Axis:
        marked = [one for one in (self.usual, self.looking.middle) if one is not None]
        definition = self.looking.drawn.definition
        closed = definition.is_share or self.looking.line.is_score
        ceiling = Decimal(100) if closed else None
        return Axis.over([*self.looking.known, *marked], Decimal(0), ceiling)

    @property
    def usual(self) -> Decimal | None:
        return None if self.looking.level is None else self.looking.level.value

    @cached_property
    def points(self) -> list[Point]:
        """Every point of the curve, the oldest first."""
        every = self.looking.buckets
        return [
            Point(
                one,
                self.name(one),
                self.say(one.value),
                self.looking.word(one),
                self.source(one),
                place,
                None if one.value is None else self.axis.y(one.value),
            )
            for one, place in zip(every, charting.places(len(every)), strict=True)
        ]

    @property
    def labels(self) -> list[tuple[str, Decimal, str]]:
        """The names under the curve, short enough for a phone: text, place, how it is anchored there."""
        chosen = [self.points[one] for one in charting.labelled(len(self.points))]
        edges = {id(chosen[0]): (Decimal(0), "start"), id(chosen[-1]): (Decimal(100), "end")}
        placed = {} if len(chosen) < 2 else edges
        return [(one.short, *placed.get(id(one), (one.x, "middle"))) for one in chosen]

    @property
    def ticks(self) -> list[tuple[str, int]]:
        """The numbers of the axis and where they stand."""
        return [(self._tick(one), self.axis.y(one)) for one in self.axis.ticks]

    @property
    def path(self) -> str:
        return charting.line([one.value for one in self.looking.buckets], self.axis)

    @property
    def area(self) -> str:
        return charting.area(self.bands, self.axis)

    def y(self, value: Decimal) -> int:
        """Where a level lies."""
        return self.axis.y(value)

    def say(self, value: Decimal | None) -> str:
        """A value as people read it, scores and shares to a tenth."""
        if value is None:
            return "—"
        line = self.looking.drawn
        if line.is_score or line.definition.unit == PERCENT:
            value = value.quantize(Decimal("0.1"))
        told = figure(line.definition, value)
        return _("%(num)s 分", num=told) if line.is_score else told

    def _tick(self, value: Decimal) -> str:
        """Short enough to stand beside the curve: 1:10, 15%, 1,200."""
        definition = self.looking.drawn.definition
        if definition.unit == SECONDS:
            return f"{int(value) // 60}:{int(value) % 60:02d}"
        return figure(
            replace(definition, unit=PERCENT if definition.unit == PERCENT else ""), value
        )

    def name(self, bucket: Bucket) -> str:
        """When it was: 11-23 20:00, 11-23, 11.23–11.29, 2026-11."""
        first, last = bucket.first, bucket.last
        if bucket.held is not None:
            return f"{first:%m-%d} {bucket.held.time}"
        if self.looking.step == "month":
            return f"{first:%Y-%m}"
        return f"{first:%m-%d}" if first == last else f"{first:%m.%d}–{last:%m.%d}"

    # ── drilling down ───────────────────────────────────────────────────────────────────────

    def source(self, bucket: Bucket) -> str | None:
        """Where a number comes from: its rows by broadcast, then the row itself."""
        if bucket.value is None:
            return None
        if bucket.held is not None:
            return self._row(bucket)
        if self.looking.line.sort == MONTH:
            return self._month(bucket)
        if BROADCAST in self.looking.line.steps:
            return self.looking.within(bucket.first, bucket.last, BROADCAST)
        return url_for("plans.index")

    def _row(self, bucket: Bucket) -> str:
        assert bucket.held is not None
        line, number = self.looking.line, bucket.held.id
        if line.sort == SCORE and len(bucket.seen) == 1:
            return url_for("evaluations.show", evaluation_id=bucket.seen[0].ref)
        if line.sort == FIGURES:
            return url_for("metrics.show", broadcast_id=number)
        if line.id in ("answer_rate", "note_effect", "observe_cover"):
            return url_for("observations.timeline", broadcast_id=number)
        return url_for("evaluations.after", broadcast_id=number)

    def _month(self, bucket: Bucket) -> str:
        if len(bucket.seen) == 1:
            return url_for("months.show", evaluation_id=bucket.seen[0].ref)
        return url_for("months.index")
