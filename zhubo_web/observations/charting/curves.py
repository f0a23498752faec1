"""Paths of a box 1000 wide: a curve with gaps where nothing was heard, bars that stand on its foot."""

from __future__ import annotations

from collections.abc import Sequence

from zhubo_web.observations.charting.scales import MINUTE, Span
from zhubo_web.observations.charting.thinning import Column, Point

WIDTH = 1000


def _x(span: Span, ms: int) -> int:
    return round(span.share(ms) * WIDTH)


def _y(value: int, top: int, height: int) -> int:
    return height - round(min(value, top) / top * height)


def line(points: Sequence[Point], span: Span, top: int, height: int, *, near: int) -> str:
    """A curve through (ms, value); where the next point is not near, the line breaks off."""
    pieces: list[str] = []
    before: int | None = None
    for ms, value in points:
        joined = before is not None and ms - before <= near
        begin, end = ("L", "") if joined else ("M", "h0")
        pieces.append(f"{begin}{_x(span, ms)} {_y(value, top, height)}{end}")
        before = ms
    return "".join(pieces)


def bars(made: Sequence[Column], span: Span, top: int, height: int) -> str:
    """One path for all bars; a thin gap between them where there is room."""
    pieces: list[str] = []
    for one in made:
        left = _x(span, one.minute * MINUTE)
        right = _x(span, (one.minute + one.minutes) * MINUTE)
        width = max(1, right - left - (right - left) // 4)
        up = height - _y(one.count, top, height)
        if up and right > left:
            pieces.append(f"M{left} {height}v{-up}h{width}v{up}z")
    return "".join(pieces)
