"""What a broadcast's viewers did, as curves drawn on the server: a step a bar, gaps where nothing was
heard. A series that was never heard does not exist here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zhubo_web.audience.models import (
    ADDED,
    LEVELS,
    MINUTE_MS,
    Comment,
    MinuteCount,
    minutes_of,
    samples_of,
)
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.marking import N_

WIDTH, HEIGHT = 640, 120
LEAST_MINUTES = 30
MOST_STEPS = 120
STEPS = (1, 2, 5, 10, 15, 30, 60)
SAMPLES = 12
NAMES = {
    "comments": N_("评论"),
    "likes": N_("点赞"),
    "gifts": N_("礼物"),
    "follows": N_("新增关注"),
    "clubs": N_("加粉丝团"),
    "shares": N_("分享"),
    "entries": N_("进场"),
    "viewers": N_("在线人数"),
    "visits": N_("累计观看"),
}


@dataclass(frozen=True)
class Curve:
    """One series by steps of minutes; None where nothing was heard."""

    name: str
    values: list[int | None]
    step: int

    @property
    def title(self) -> str:
        """Its name, to be translated."""
        return NAMES[self.name]

    @property
    def is_level(self) -> bool:
        """Whether it is how many there were, not how many came."""
        return self.name in LEVELS

    @property
    def known(self) -> list[int]:
        """The values there are."""
        return [value for value in self.values if value is not None]

    @property
    def total(self) -> int:
        """In all; of a level the last figure."""
        return self.known[-1] if self.is_level else sum(self.known)

    @cached_property
    def peak(self) -> tuple[int, int]:
        """(stream time, value) of the highest step."""
        most = max(self.known)
        return self.values.index(most) * self.step * MINUTE_MS, most

    @property
    def span_ms(self) -> int:
        """What the width of the chart stands for."""
        return max(len(self.values) * self.step, LEAST_MINUTES) * MINUTE_MS

    @property
    def path(self) -> str:
        """The line of the chart, or the outline of its bars."""
        return self._line() if self.is_level else self._bars()

    def _places(self) -> list[tuple[str, str, str] | None]:
        """Left edge, right edge and height of each step, in the chart's own units."""
        width = WIDTH * self.step * MINUTE_MS / self.span_ms
        most = max(*self.known, 1)
        return [
            None
            if value is None
            else (f"{place * width:.4g}", f"{(place + 1) * width:.4g}",
                  f"{HEIGHT - value * HEIGHT / most:.3g}")
            for place, value in enumerate(self.values)
        ]  # fmt: skip

    def _bars(self) -> str:
        drawn = (f"V{top}H{right}" for _left, right, top in filter(None, self._places()))
        return f"M0 {HEIGHT}{''.join(drawn)}V{HEIGHT}z"

    def _line(self) -> str:
        drawn, down = [], False
        for place in self._places():
            if place is not None:
                left, right, top = place
                drawn.append(f"{'L' if down else 'M'}{left} {top}H{right}")
            down = place is not None
        return "".join(drawn)


@dataclass
class Heard:
    """Everything that was heard of a broadcast."""

    broadcast: Broadcast

    @cached_property
    def minutes(self) -> list[MinuteCount]:
        """The minutes in which anything was heard."""
        return minutes_of(self.broadcast)

    @cached_property
    def names(self) -> list[str]:
        """The series that were heard at all."""
        counted = [name for name in ADDED if any(getattr(one, name) for one in self.minutes)]
        levels = [
            name for name in LEVELS if any(getattr(one, name) is not None for one in self.minutes)
        ]
        return counted + levels

    @cached_property
    def length(self) -> int:
        """Minutes from the beginning to the last one heard."""
        return self.minutes[-1].minute + 1 if self.minutes else 0

    @property
    def step(self) -> int:
        """Minutes a step, so that a long broadcast's curve stays small."""
        return next((one for one in STEPS if self.length <= one * MOST_STEPS), STEPS[-1])

    @cached_property
    def curves(self) -> list[Curve]:
        """One for each series that was heard."""
        return [self._curve(name) for name in self.names]

    @cached_property
    def samples(self) -> list[Comment]:
        """Some of the masked texts; none once they had to be removed."""
        written = [one.minute for one in self.minutes if one.comments]
        return samples_of(self.broadcast, written, SAMPLES)

    def _curve(self, name: str) -> Curve:
        step, level = self.step, name in LEVELS
        values: list[int | None] = [None if level else 0] * -(-self.length // step)
        for one in self.minutes:
            value = getattr(one, name)
            if level and value is not None:
                values[one.minute // step] = value
            elif not level:
                values[one.minute // step] = (values[one.minute // step] or 0) + value
        return Curve(name, values, step)
