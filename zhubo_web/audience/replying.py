"""Whether a comment of the room's own account answers a question, and by which rule. Pure.

Accounts answer in half sentences (可以机洗的, 48小时内发), so that what they share with the question, or
with what the card answers, is all there is to go by. When in doubt a question stays open: one tap
closes it, and nobody notices one that closed by itself.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from zhubo_web.audience.asking import plain, read
from zhubo_web.audience.likeness import SAYS_NOTHING, Cut, Gist, gist, pieces

#: How much of a card's answer must stand in the comment, in hundredths.
CARD = 75
#: What is asked → what answers it, where question and answer share no word.
_KINDS = tuple(
    (re.compile(asked), re.compile(answered))
    for asked, answered in (
        ("多少钱", r"\d+\.?\d*\s*(元|块|米)|(到手|券后|价).{0,6}\d"),
        ("穿什么码", r"(?<![a-z])(x{0,3}[sml])(?![a-z])|均码|\d+\s*码|[大中小]码"),
        ("几号链接|怎么买", r"\d+\s*号|号链接|小黄车"),
        ("几时发货", r"\d+\s*(小时|天)|现货|(今天|明天|当天|马上).{0,3}发|预售"),
        ("几时", r"\d+\s*(点|分钟|小时|天|号)|明天|今晚|马上|一会"),
        ("有运费险", "运费险"),
        ("发.{1,4}$", "包邮|全国|偏远|都发|可以发|不发"),
    )
)
#: Words of a question that an answer to another may share.
_NOTHING = SAYS_NOTHING | frozenset("发穿用买拍")


def reply(text: str, question: Gist, card_answer: str | None, cut: Cut = pieces) -> str | None:
    """The rule by which an own comment answers a question; None if it does not."""
    said = plain(text)
    if len(said) < 2 or read(text).asks:
        return None
    if card_answer and _says(said, plain(card_answer)):
        return "card"
    for asked, answered in _KINDS:
        if asked.search(question.text) and answered.search(said):
            return "kind"
    told = gist(text, cut).text
    about = [word for word in question.words - _NOTHING if not word.isdigit()]
    found = [word for word in about if word in told]
    if found and 2 * len(found) >= len(about) and set(question.numbers) <= set(_numbers(told)):
        return "words"
    return None


def _says(said: str, known: str) -> bool:
    """Whether the comment says what the card does, or a good part of it."""
    short, long = sorted((said, known), key=len)
    return len(short) >= 4 and fuzz.partial_ratio(short, long) >= CARD


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)
