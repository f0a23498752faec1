"""How long somebody sits at a form: taps and characters at a stated pace, without reading and thinking
of what to say. Pure.

A tap is to decide, to reach and to press: 1.35 + 1.1 + 0.2 s of the keystroke-level model (Card, Moran,
Newell, Communications of the ACM 23, 7, 1980). A key on a phone is 60 s by 36.2 words of five letters
(Palin et al., MobileHCI 2019, 37,370 people). A Han character by pinyin is taken for four keys, three
letters and a choice, which is our own assumption and on the slow side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TAP = 1.35 + 1.1 + 0.2
KEY = 60 / (36.2 * 5)
KEYS_A_CHARACTER = 4


@dataclass(frozen=True)
class Effort:
    """What a form takes of somebody."""

    taps: int = 0
    characters: int = 0

    def __add__(self, other: Effort) -> Effort:
        return Effort(self.taps + other.taps, self.characters + other.characters)

    def __mul__(self, times: int) -> Effort:
        return Effort(self.taps * times, self.characters * times)

    @property
    def seconds(self) -> float:
        """At the stated pace."""
        return self.taps * TAP + self.characters * KEYS_A_CHARACTER * KEY


def of_form(sent: Mapping[str, Any]) -> Effort:
    """Of the fields of a form as it was sent: a tap for each choice, one to get into each text."""
    whole = Effort()
    for value in sent.values():
        if isinstance(value, list):
            whole += Effort(taps=len(value))
        elif value == "y":
            whole += Effort(taps=1)
        elif value:
            whole += Effort(taps=1, characters=len(str(value)))
    return whole
