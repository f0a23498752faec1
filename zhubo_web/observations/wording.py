"""The words of a cue: filling a phrase from the product card, and whether it fits the overlay."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 22.0
"""Han characters a cue may have: two lines of eleven, read beside a camera."""

_BLANK = re.compile(r"\{(\w+)\}")
_CLAUSES = re.compile(r"[^，：,:]+[，：,:]?\s*")


@dataclass(frozen=True)
class CardWords:
    """What a cue takes from a product card: price as spoken, and (word, instead) pairs."""

    price: str | None = None
    unit: str = "元"
    swaps: Sequence[tuple[str, str]] = ()


def values_of(card: CardWords | None, detail: str | None = None) -> dict[str, str]:
    """What fills the placeholders: `price`, `detail`, and `word` with `instead`.

    A stale price must be left out by the caller. A word is taken from the card when the detail
    names it, or when the card has only one; otherwise nothing is guessed.
    """
    values = {"detail": detail.strip()} if detail and detail.strip() else {}
    if card is None:
        return values
    if card.price:
        values["price"] = f"{card.price} {card.unit}".strip()
    swap = _swap(card.swaps, values.get("detail"))
    if swap:
        values["word"], values["instead"] = swap
    return {name: value for name, value in values.items() if value}


def _swap(swaps: Sequence[tuple[str, str]], detail: str | None) -> tuple[str, str] | None:
    named = [pair for pair in swaps if pair[0] == detail]
    if named:
        return named[0]
    return swaps[0] if len(swaps) == 1 and detail is None else None


def blanks(phrase: str) -> frozenset[str]:
    """The placeholders a phrase has, so that a page knows what to ask for."""
    return frozenset(_BLANK.findall(phrase))


def cue_text(phrase: str, values: Mapping[str, str]) -> str | None:
    """The phrase with its placeholders filled, or None if nothing can be said without asking.

    A clause whose placeholder has no value is left out: 看公屏：{detail} becomes 看公屏. Values are
    put in as they are; a brace inside one is text.
    """
    known = {name: " ".join(value.split()) for name, value in values.items() if value.strip()}
    kept = [clause for clause in _CLAUSES.findall(phrase) if blanks(clause) <= known.keys()]
    text = _BLANK.sub(lambda blank: known[blank[1]], "".join(kept))
    return text.strip().rstrip("，：,: ") or None


def first_cue(phrases: Iterable[str], values: Mapping[str, str]) -> str | None:
    """The first phrase that can be filled completely and fits: for keys that may not ask."""
    for phrase in phrases:
        text = cue_text(phrase, values) if blanks(phrase) <= values.keys() else None
        if text and fits(text):
            return text
    return None


def han_length(text: str) -> float:
    """Length in Han characters: full-width counts 1, half-width 0.5, marks on a letter nothing.

    Ambiguous signs count as full, since a Chinese font draws them so (“ ” …); letters do not.
    """
    return sum(map(_width, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=8192)
def _width(char: str) -> float:
    category, width = unicodedata.category(char), unicodedata.east_asian_width(char)
    if category in {"Mn", "Me", "Cf", "Cc"}:
        return 0.0
    return 1.0 if width in "WF" or (width == "A" and not category.startswith("L")) else 0.5


def fits(text: str) -> bool:
    """Whether a cue is one short sentence: not empty, one line, at most 22 Han characters."""
    return bool(text.strip()) and "\n" not in text and han_length(text) <= LONGEST


def space_left(phrase: str) -> float:
    """Han characters left for what fills the placeholders; a page limits its field by it."""
    return max(0.0, LONGEST - han_length(_BLANK.sub("", phrase)))
