"""What a plan says: one line for the week, and for each broadcast its parts. Pure.

A plan's content travels as JSON (drafts, versions); here it is read strictly, written in one way,
and asked what is missing from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT

LONGEST_LINE = 300
LONGEST_SENTENCE = 200
LONGEST_CHOICE = 60
MOST_CHOICES = 12
#: The parts of a broadcast's plan, in the order they are read.
PARTS = {
    "interactions": N_("互动环节"),
    "focus": N_("产品重点"),
    "sentence": N_("一句话"),
    "checked": N_("风险话术自查"),
}
WHOLE = "line"


@dataclass(frozen=True)
class Focus:
    """A point of a product's card; ``card`` and ``number`` are the version it was taken from."""

    product: int
    name: str
    card: int
    number: int
    point: str

    @property
    def text(self) -> str:
        """As it is read and compared."""
        return f"{self.name}：{self.point}" if self.point else self.name


@dataclass(frozen=True)
class Part:
    """What is planned for one broadcast. ``gap`` says 待补: to be filled in later."""

    broadcast: int
    title: str = ""
    start: str = ""
    interactions: tuple[str, ...] = ()
    focus: tuple[Focus, ...] = ()
    sentence: str = ""
    checked: bool = False
    gap: bool = False

    @property
    def empty(self) -> bool:
        """Nothing was chosen or written."""
        return not (self.interactions or self.focus or self.sentence)

    def missing(self, setting: str) -> list[str]:
        """The parts that this setting asks for and that are not there."""
        if setting == LIGHT:
            return []
        asked = {
            "interactions": bool(self.interactions),
            "focus": bool(self.focus),
            "sentence": bool(self.sentence) or setting == STRICT,
            "checked": self.checked or setting != STRICT,
        }
        return [name for name, there in asked.items() if not there]


@dataclass(frozen=True)
class Content:
    """A whole week."""

    line: str = ""
    parts: tuple[Part, ...] = ()

    def part(self, broadcast: int) -> Part | None:
        """What is planned for this broadcast."""
        return next((one for one in self.parts if one.broadcast == broadcast), None)

    def with_part(self, part: Part) -> Content:
        """The same with this part in its place, or added."""
        kept = [part if one.broadcast == part.broadcast else one for one in self.parts]
        return replace(self, parts=tuple(kept if self.part(part.broadcast) else [*kept, part]))

    def without(self, left_out: Iterable[int]) -> Content:
        """The same with these broadcasts emptied and 待补."""
        out = set(left_out)
        parts = [_emptied(one) if one.broadcast in out else one for one in self.parts]
        return replace(self, parts=tuple(parts))

    @property
    def gaps(self) -> tuple[Part, ...]:
        """The broadcasts that are still to be filled in."""
        return tuple(one for one in self.parts if one.gap)


def _emptied(part: Part) -> Part:
    return Part(part.broadcast, part.title, part.start, gap=True)


def stored(content: Content) -> dict[str, Any]:
    """As a draft or version keeps it."""
    return {"line": content.line, "parts": [_plain(one) for one in content.parts]}


def _plain(part: Part) -> dict[str, Any]:
    kept = asdict(part)
    return kept | {"interactions": list(part.interactions), "focus": [*map(asdict, part.focus)]}


def read(kept: dict[str, Any] | None) -> Content:
    """From what a draft or version keeps; nothing kept is nothing planned."""
    if not kept:
        return Content()
    return Content(kept["line"], tuple(_part(one) for one in kept["parts"]))


def _part(kept: dict[str, Any]) -> Part:
    focus = tuple(Focus(**one) for one in kept["focus"])
    return Part(**{**kept, "interactions": tuple(kept["interactions"]), "focus": focus})


def digest(kept: dict[str, Any]) -> str:
    """The SHA-256 of a version's content, the same whatever the order of its keys."""
    body = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def lines(content: Content) -> dict[str, tuple[str, ...]]:
    """Every line that can be compared or commented, by its key: ``line``, ``12.focus`` …"""
    found: dict[str, tuple[str, ...]] = {WHOLE: (content.line,) if content.line else ()}
    for one in content.parts:
        found[f"{one.broadcast}.interactions"] = one.interactions
        found[f"{one.broadcast}.focus"] = tuple(point.text for point in one.focus)
        found[f"{one.broadcast}.sentence"] = (one.sentence,) if one.sentence else ()
    return found


def whole(content: Content, setting: str, wanted: Sequence[int]) -> Reason | None:
    """None when it may be filed: every broadcast of the week has its parts, or is 待补 (not in 严谨)."""
    if not wanted:
        return Reason(N_("这一周没有排你的场次，不用交计划"))
    if setting == LIGHT:
        return None if content.line else Reason(N_("请写一句这一周打算怎么做"))
    count = sum(not _ready(content.part(number), setting) for number in wanted)
    if not count:
        return None
    return Reason(_ASKED[setting], {"count": count})


_ASKED = {
    STANDARD: N_("还有 %(count)s 场没写全：选互动环节、产品重点，写一句；商品没定就点“待补”"),
    STRICT: N_("还有 %(count)s 场没写全：互动环节、产品重点、风险话术自查都要有"),
}


def _ready(part: Part | None, setting: str) -> bool:
    if part is None:
        return False
    return not part.missing(setting) or (part.gap and setting != STRICT)


def changed(old: Content, new: Content) -> list[int]:
    """The broadcasts whose plan differs, in the new order; a removed one counts too."""
    numbers = dict.fromkeys(one.broadcast for one in (*new.parts, *old.parts))
    return [number for number in numbers if _said(old, number) != _said(new, number)]


def _said(content: Content, number: int) -> tuple[Any, ...]:
    part = content.part(number)
    if part is None:
        return ()
    focus = tuple((one.product, one.point) for one in part.focus)
    return (part.interactions, focus, part.sentence, part.checked, part.gap)
