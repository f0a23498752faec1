"""What the items of a month are called and what their marks look like: words of a version. Pure.

A form shows them by name; read back, each is one line of its own. Which items there are and how many
anchors they have stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.policies.composites import DIMENSIONS, MonthItem

NAME, ANCHOR = "name", "anchor"
#: By how many characters each is bounded.
LONGEST = {NAME: 20, ANCHOR: 100}
MARK_NAMES = {1: N_("1 分"), 2: N_("2 分"), 3: N_("3 分"), 4: N_("4 分"), 5: N_("5 分")}
#: The marks that anchors describe.
ANCHORED = (1, 3, 5)
Items = tuple[MonthItem, ...]


def told(items: Items) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """(its name in a form, its group, the words of its title, the text) of every name, then every anchor."""
    for one in items:
        yield f"name-{one.code}", NAME, (DIMENSIONS[one.dimension], one.code), one.name
    for one in items:
        for mark, anchor in zip(ANCHORED, one.anchors, strict=False):
            yield f"anchor-{one.code}-{mark}", ANCHOR, (one.name, MARK_NAMES[mark]), anchor


def reworded(items: Items, typed: Mapping[str, str]) -> Items:
    """The items with these words. Raises Invalid naming the field."""
    found = tuple(_worded(one, typed) for one in items)
    names = [one.name for one in found]
    for one, was in zip(found, items, strict=True):
        if names.count(one.name) > 1 and one.name != was.name:
            raise Invalid(N_("和另一项同名，请换一个"), f"name-{one.code}")
    return found


def _worded(item: MonthItem, typed: Mapping[str, str]) -> MonthItem:
    marks = [mark for mark, _anchor in zip(ANCHORED, item.anchors, strict=False)]
    anchors = tuple(_line(typed, f"anchor-{item.code}-{mark}", LONGEST[ANCHOR]) for mark in marks)
    return replace(item, name=_line(typed, f"name-{item.code}", LONGEST[NAME]), anchors=anchors)


def _line(typed: Mapping[str, str], name: str, most: int) -> str:
    """Words in one line, without what cannot be seen."""
    seen = "".join(char if char.isprintable() else " " for char in typed[name])
    words = " ".join(seen.split())
    if not 0 < len(words) <= most:
        raise Invalid(N_("请填写，最多 %(max)s 个字"), name, max=most)
    return words
