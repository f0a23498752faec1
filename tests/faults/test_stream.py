"""Acknowledged notes reach every screen once and in order, whatever is killed meanwhile.

The last note is written when all is quiet and every screen has joined: it comes to all as a frame.

Writers tap, give notes words, change and take back, and retry under the same ids until they are
answered; screens are overlays and consoles, some of which come only while things are being killed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from threading import Event
from time import monotonic

import pytest

from tests.faults import amounts
from tests.faults.chaos import Chaos
from tests.faults.screens import Screen
from tests.faults.sequencer import Note
from tests.faults.visitors import Operation, Visitor, Writer, change, tap
from tests.servers import Server, until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]
WRITERS = ("ma", "lin", "ma", "lin")
#: Who looks where: tablets, the assistant's phone, consoles. Nobody has more than five sockets.
SEATS = (
    *(("screen", "overlay"), ("lin", "console"), ("screen", "overlay"), ("ma", "console")),
    *(("screen", "overlay"), ("chen", "overlay"), ("screen", "overlay")),
)
SETTLE_SECONDS = 90
#: A screen, what it holds, and what the server has.
Agreed = tuple[Screen, list[Note], list[Note]]


def _batch(dice: random.Random, most: int, standing: list[str]) -> list[Operation]:
    """Taps, a few with words; now and then an earlier note is changed or taken back."""
    many = min(most, dice.choice((1, 1, 2, 5, 8, 20)))
    words = ("慢一点说", "看镜头", None, None, None, None)
    taps = [tap(text=dice.choice(words)) for _ in range(many)]
    if standing and dice.random() < 0.3:
        key = standing.pop(dice.randrange(len(standing)))
        later = [{"do": "retract"}, {"kind": "remind"}, {"text": "先讲价格"}]
        taps.append(change(key, **dice.choice(later)))
    return taps


def _write(writer: Writer, notes: int, over: Event) -> None:
    standing: list[str] = []
    while (left := notes - len(writer.acknowledged)) > 0:
        batch = _batch(writer.dice, left, standing)
        writer.send(batch, over.is_set)
        standing += [one["key"] for one in batch if one["do"] == "tap"]
        over.wait(writer.dice.uniform(0, 0.12))


def _screens(server: Server, numbers: range) -> list[Screen]:
    broadcast = server.seeded["broadcast"]
    made = []
    for number in numbers:
        who, part = SEATS[number % len(SEATS)]
        page = "/screen" if who == "screen" else f"/broadcasts/{broadcast}/{part}"
        made.append(Screen(Visitor(server, who, page), broadcast, part).open())
    return made


def _under_fire(
    writers: list[Writer], chaos: Chaos, late: Callable[[], list[Screen]]
) -> list[Screen]:
    """All notes are written while things are killed; the late screens come half-way."""
    came, over = list[Screen](), Event()
    with ThreadPoolExecutor(len(writers)) as pool:
        shares = [_share(number, len(writers)) for number in range(len(writers))]
        tasks = [pool.submit(_write, *one, over) for one in zip(writers, shares, strict=True)]
        try:
            while not all(task.done() for task in tasks) and not _failed(tasks):
                progress = sum(len(one.acknowledged) for one in writers) / amounts.NOTES
                chaos.look(progress)
                came = came or (late() if progress > 0.5 else [])
                over.wait(0.02)
        finally:
            if not all(task.done() for task in tasks):
                over.set()
        for task in tasks:
            task.result()
    while chaos.at:
        chaos.look(1)
    return came


def _share(number: int, of: int) -> int:
    """How many notes a writer writes; all together write all but the last one."""
    before_the_last = amounts.NOTES - 1
    return before_the_last * (number + 1) // of - before_the_last * number // of


def _failed(tasks: list[Future[None]]) -> bool:
    return any(task.done() and task.exception() for task in tasks)


def _agreed(screens: list[Screen], truth: list[Note] | None) -> list[Agreed] | None:
    """What every screen holds, once it stands where the server does; deliveries go on meanwhile."""
    held = [(one, sorted(one.held().values(), key=lambda note: note["seq"])) for one in screens]
    numbers = [(note["id"], note["v"]) for note in truth or ()]
    if not truth or any([(note["id"], note["v"]) for note in own] != numbers for _, own in held):
        return None
    return [(screen, own, truth) for screen, own in held]


def test_every_screen_holds_every_acknowledged_note_once_and_in_order(
    server: Server, figures: Callable[..., None]
) -> None:
    broadcast = server.seeded["broadcast"]
    console = f"/broadcasts/{broadcast}/console"
    reader = Visitor(server, "ma", console)
    writers = [
        Writer(Visitor(server, who, console), broadcast, amounts.chance(f"writer {number}"))
        for number, who in enumerate(WRITERS)
    ]
    early = amounts.SCREENS * 3 // 4
    screens = _screens(server, range(early))
    chaos = Chaos(server, amounts.chance("kills"), amounts.KILLS)
    began = monotonic()
    screens += _under_fire(writers, chaos, lambda: _screens(server, range(early, amounts.SCREENS)))
    wrote = monotonic() - began
    for screen in screens:
        screen.entered()
    writers[0].send([tap(text="到这里")], Event().is_set)

    agreed = until(
        lambda: _agreed(screens, reader.notes(broadcast)), SETTLE_SECONDS, "every screen agrees"
    )
    settled = monotonic() - began
    for screen, held, truth in agreed:
        _check_notes(truth, writers)
        screen.close()
        _check_screen(screen, held, truth)
    figures(
        notes=amounts.NOTES,
        screens=len(screens),
        killed=chaos,
        seconds=f"{wrote:.0f} + {settled - wrote:.1f}",
        posts=sum(one.attempts for one in writers),
        **{
            name: sum(getattr(screen.count, name) for screen in screens)
            for name in ("joins", "frames", "replays", "gaps")
        },
    )


def _check_notes(truth: list[Note], writers: list[Writer]) -> None:
    """Every acknowledged note stands once, and each writer's stand in the order of their taps."""
    place = {note["key"]: note["seq"] for note in truth}
    acknowledged = [key for writer in writers for key in writer.acknowledged]
    assert len(acknowledged) == len(set(acknowledged)) == amounts.NOTES
    assert sorted(place) == sorted(acknowledged)
    assert len({note["seq"] for note in truth}) == len({note["id"] for note in truth}) == len(truth)
    for writer in writers:
        numbers = [place[key] for key in writer.acknowledged]
        assert numbers == sorted(numbers)


def _check_screen(screen: Screen, held: list[Note], truth: list[Note]) -> None:
    """Each state was applied once, in order; what a console holds is what the server has."""
    twice = [both for both in pairwise(screen.applied) if both[0]["v"] >= both[1]["v"]]
    assert twice == []
    assert screen.count.joins and screen.count.frames
    assert screen.part == "overlay" or held == truth
