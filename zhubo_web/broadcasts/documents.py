"""Documents that prove who somebody is, as a ledger may name them: never by number. Pure.

《直播电商监督管理办法》 article 28 asks for the identity of who is on air to be checked; what is kept is
the kind of document, its last four characters, who looked at it and when. Whatever looks like a
number of a document is refused in every field, however it is written.
"""

from __future__ import annotations

import re

from zhubo_web.core.folding import fold
from zhubo_web.core.marking import N_

KINDS = {
    "id_card": N_("居民身份证"),
    "residence": N_("港澳台居民居住证"),
    "travel": N_("港澳台居民来往内地通行证"),
    "passport": N_("护照"),
    "permanent": N_("外国人永久居留身份证"),
}
LAST_FOUR = re.compile(r"[0-9A-Z]{4}")
#: So many digits in a row are a number; with strokes and dots between them a few more are.
MOST_DIGITS = 4
MOST_JOINED = 8
_DATE = re.compile(r"20\d\d[-./年](?:1[0-2]|0?[1-9])[-./月](?:3[01]|[12]\d|0?[1-9])(?!\d)日?")
_RUN = re.compile(rf"\d{{{MOST_DIGITS + 1}}}")
_JOINED = re.compile(rf"(?:\d[-_./·—–、,，:：()（）]*){{{MOST_JOINED + 1}}}")


def holds_number(text: str) -> bool:
    """Whether a text holds what may be a document's number; blanks and numerals do not hide it."""
    plain = _DATE.sub("#", fold(text, spaces=False).with_numerals().text)
    return bool(_RUN.search(plain) or _JOINED.search(plain))


def last_four(text: str) -> str | None:
    """The last four characters as the ledger writes them; None for anything else."""
    plain = fold(text, spaces=False).text.upper()
    return plain if LAST_FOUR.fullmatch(plain) else None
