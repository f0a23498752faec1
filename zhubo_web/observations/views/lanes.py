"""Where things stand along the time line: shapes, places to tap, and rows for what lasted.

Places are percentages of the line's width, so that one drawing serves a phone and a laptop. What
can be tapped is bunched twice: coarsely for fingers, finely for a pointer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zhubo_web.observations.charting import Bunch, Span, bunches
from zhubo_web.observations.views.entries import KINDS, Entry
from zhubo_web.observations.views.story import Story

FINE, COARSE, SHAPE = 0.028, 0.14, 0.012
NARROWEST = 0.006
ROWS = 3
Test = Callable[[Entry], bool]


def percent(share: float) -> float:
    """A share as the drawing writes it."""
    return round(share * 100, 2)


def at(entry: Entry) -> int:
    """The moment by which an entry is placed."""
    return entry.at_ms


@dataclass(frozen=True)
class Mark:
    """One shape: its kind and where it stands."""

    sort: str
    x: float


@dataclass(frozen=True)
class Touch:
    """One place to tap: the things there, where it stands and how wide it is."""

    x: float
    wide: float
    things: list[Entry]

    @property
    def first(self) -> Entry:
        return self.things[0]

    @property
    def last(self) -> Entry:
        return self.things[-1]


@dataclass(frozen=True)
class Piece:
    """Something that lasted: its row in the lane, where it begins and how long it is."""

    row: int
    x: float
    wide: float
    look: str


@dataclass(frozen=True)
class Lane:
    """One row of the drawing with its name: notes at the top, others under the curves."""

    key: str
    name: str
    fine: list[Touch]
    coarse: list[Touch]
    pieces: list[Piece]


def marks(notes: list[Entry], span: Span) -> list[Mark]:
    """The shapes of the notes, each kind in its own row; those upon each other drawn once."""
    made = []
    for kind in KINDS:
        of_kind = (one for one in notes if one.sort == kind)
        made += [Mark(kind, percent(one.share)) for one in bunches(of_kind, at, span, SHAPE)]
    return made


def touches(things: Iterable[Entry], span: Span, gap: float) -> list[Touch]:
    """Where things can be tapped; each of them in exactly one place."""
    made: list[Bunch[Entry]] = bunches(things, at, span, gap)
    return [Touch(percent(one.share), percent(gap), one.things) for one in made]


def lane(key: str, name: str, story: Story, span: Span, test: Test) -> Lane | None:
    """What of the story passes the test and was on in this part; None if nothing was."""
    there = (one for one in story.entries if test(one))
    lasting = [one for one in there if span.meets(one.at_ms, _end(one, story))]
    if not lasting:
        return None
    fine, coarse = touches(lasting, span, FINE), touches(lasting, span, COARSE)
    return Lane(key, name, fine, coarse, _pieces(lasting, story, span))


def _end(entry: Entry, story: Story) -> int:
    until = story.now_ms if entry.waits else entry.until_ms
    return max(entry.at_ms, until or 0)


def _pieces(lasting: list[Entry], story: Story, span: Span) -> list[Piece]:
    """Each in the first row that is free, else in the last."""
    free = [-1.0] * ROWS
    made = []
    for one in lasting:
        begin = min(1 - NARROWEST, span.share(one.at_ms))
        end = max(span.share(_end(one, story)), begin + NARROWEST)
        row = next((row for row, until in enumerate(free) if until <= begin), ROWS - 1)
        free[row] = end
        made.append(Piece(row, percent(begin), percent(end - begin), _look(one)))
    return made


def _look(entry: Entry) -> str:
    """How it is drawn: put right, how it was answered, or not at all."""
    if entry.correction:
        return "corrected"
    if entry.sort == "relay":
        return "relay"
    return entry.answer or ("done" if entry.until_ms is not None else "open")
