"""What differs between two versions of a plan, to be read in Chinese. Pure.

A Han character is a token, and so is a run of Latin letters or digits. Scraps of agreement between
two changes are drawn into them, and lines that hardly agree are replaced whole: what remains reads as
a person would have marked it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from zhubo_web.plans.contents import Content, lines

Kind = Literal["same", "ins", "del"]
_TOKEN = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.S)
#: Below this likeness a line counts as another one.
ALIKE = 0.4
SCRAP = 1


@dataclass(frozen=True)
class Stretch:
    """A stretch of text that both have, or only the new one, or only the old one."""

    kind: Kind
    text: str


def tokens(text: str) -> list[str]:
    """The parts that are compared."""
    return _TOKEN.findall(text)


def between(old: str, new: str) -> list[Stretch]:
    """The stretches of one line. Without the ``ins`` it is the old text, without the ``del`` the new."""
    if old == new:
        return [Stretch("same", new)] if new else []
    before, after = tokens(old), tokens(new)
    match = SequenceMatcher(None, before, after, autojunk=False)
    if match.ratio() < ALIKE:
        return _joined([Stretch("del", old), Stretch("ins", new)])
    found: list[tuple[str, str]] = []
    for _tag, a1, a2, b1, b2 in _blocks(match):
        found.append(("".join(before[a1:a2]), "".join(after[b1:b2])))
    return _joined(
        [
            one
            for was, now in found
            for one in (
                [Stretch("same", was)] if was == now else [Stretch("del", was), Stretch("ins", now)]
            )
        ]
    )


def _blocks(match: SequenceMatcher[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Opcodes, with scraps of agreement between two changes made part of the change."""
    codes = match.get_opcodes()
    open_: tuple[str, int, int, int, int] | None = None
    for place, (tag, a1, a2, b1, b2) in enumerate(codes):
        scrap = tag == "equal" and a2 - a1 <= SCRAP and 0 < place < len(codes) - 1
        if tag == "equal" and not scrap:
            if open_ is not None:
                yield open_
            open_ = None
            yield tag, a1, a2, b1, b2
        elif open_ is None:
            open_ = ("replace", a1, a2, b1, b2)
        else:
            open_ = ("replace", open_[1], a2, open_[3], b2)
    if open_ is not None:
        yield open_


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours of one kind as one, empty ones left out."""
    kept: list[Stretch] = []
    for one in stretches:
        if not one.text:
            continue
        if kept and kept[-1].kind == one.kind:
            kept[-1] = Stretch(one.kind, kept[-1].text + one.text)
        else:
            kept.append(one)
    return kept


def of_lists(old: Sequence[str], new: Sequence[str]) -> list[list[Stretch]]:
    """The items of a list: kept ones plain, a changed one marked inside, the rest gone or added."""
    gone = [one for one in old if one not in new]
    found: list[list[Stretch]] = []
    for one in new:
        if one in old:
            found.append([Stretch("same", one)])
            continue
        nearest = max(gone, key=lambda was: _likeness(was, one), default=None)
        if nearest is not None and _likeness(nearest, one) >= ALIKE:
            gone.remove(nearest)
            found.append(between(nearest, one))
        else:
            found.append([Stretch("ins", one)])
    return found + [[Stretch("del", one)] for one in gone]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, tokens(one), tokens(other), autojunk=False).ratio()


def of_contents(old: Content, new: Content) -> dict[str, list[list[Stretch]]]:
    """Every line of two contents, by key, those of broadcasts that only the old one had included."""
    before, after = lines(old), lines(new)
    keys = dict.fromkeys([*after, *before])
    return {key: of_lists(before.get(key, ()), after.get(key, ())) for key in keys}


def differs(stretches: Sequence[Sequence[Stretch]]) -> bool:
    """Whether anything was put in or taken out."""
    return any(one.kind != "same" for items in stretches for one in items)
