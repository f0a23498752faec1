"""The word checker: points at words of a plan or a script that deserve a second look.

It suggests and never convicts: a finding names the word, the legal basis and what could be said
instead, and a person decides. It looks through spaces, full-width and zero-width characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhubo_web.core.folding import Folded, fold
from zhubo_web.products.categories import CATEGORIES, Category
from zhubo_web.products.dictionary import DICTIONARY, LENIENT_BEFORE, Entry

__all__ = ["CATEGORIES", "DICTIONARY", "Category", "Entry", "Finding", "check"]

_HOMOPHONES = str.maketrans("蕞", "最")


@dataclass(frozen=True)
class Finding:
    """A word in `text[start:end]`; `basis` and `suggestion` are message ids, `instead` is said."""

    start: int
    end: int
    word: str
    category: str
    basis: str
    suggestion: str
    instead: str = ""


def check(
    text: str,
    *,
    dictionary: Sequence[Entry] = DICTIONARY,
    product_words: Sequence[str | tuple[str, str]] = (),
    names: Iterable[str] = (),
) -> list[Finding]:
    """Findings in order, none overlapping: the longest wins, and a product's own words win a tie.

    `product_words` are 不能说 words or (word, instead) pairs of the card; `names` are trade marks,
    models and product names, which may contain any word.
    """
    folded = fold(text, spaces=False)
    plain = _Text(folded, list(_spots(folded.text, names)))
    entries = [*map(_own, product_words), *dictionary]
    found = [find for entry in entries for find in plain.look_for(entry)]
    return _longest(found)


def _own(word: str | tuple[str, str]) -> Entry:
    text, instead = (word, "") if isinstance(word, str) else word
    return Entry(text, "own", instead)


def _spots(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in names:
        plain = fold(name, spaces=False).text
        if plain:
            yield from (match.span() for match in re.finditer(re.escape(plain), text))


@dataclass(frozen=True)
class _Text:
    """A folded text and the stretches of it that are names."""

    folded: Folded
    names: list[tuple[int, int]]

    def look_for(self, entry: Entry) -> Iterator[Finding]:
        """The findings of one entry, its exceptions taken out."""
        pattern, passes = _compiled(entry)
        if pattern is None:
            return
        text = self.folded.text.translate(_HOMOPHONES) if "最" in entry.word else self.folded.text
        matches = list(pattern.finditer(text))
        spared = list(self.names) if entry.category != "own" else []
        if matches and passes:
            spared += [one.span() for excepted in passes for one in excepted.finditer(text)]
        for match in matches:
            if not any(a <= match.start() and match.end() <= b for a, b in spared):
                yield self._finding(entry, match)

    def _finding(self, entry: Entry, match: re.Match[str]) -> Finding:
        start, end = self.folded.span(*match.span())
        category = CATEGORIES.get(entry.category, CATEGORIES["own"])
        return Finding(
            start,
            end,
            self.folded.source[start:end],
            entry.category,
            category.basis,
            category.advice,
            entry.instead,
        )


@lru_cache(maxsize=4096)
def _compiled(entry: Entry) -> tuple[re.Pattern[str] | None, tuple[re.Pattern[str], ...]]:
    """The entry's pattern and its exceptions; None for a word that is empty once folded."""
    literal = re.escape(fold(entry.word, spaces=False).text)
    pattern = entry.pattern or literal
    if not pattern:
        return None, ()
    passes = list(entry.passes)
    passes += [f"{before}(?:{pattern})" for before in LENIENT_BEFORE.get(entry.category, ())]
    return re.compile(pattern), tuple(re.compile(one) for one in passes)


def _longest(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.category != "own")):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
