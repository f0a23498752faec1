"""Taking viewers out of what is written about them: numbers, accounts, codes and called names. Pure.

``audience.masking`` hides what identifies a person. What people type by hand also calls viewers by
their nick names (@小鱼儿) or by the code the product itself gives them (观众#4f2a1c); an assistant who
reads it must not be able to find out who complained, so these go too.
"""

from __future__ import annotations

import re

from zhubo_web.audience.masking import VIEWER, mask

_CODE = re.compile(r"观众\s*[#＃﹟]\s*[0-9a-fA-F]{1,12}")
_CALLED = re.compile(r"[@＠﹫]\s*[^\s@＠﹫,，。!！?？:：;；、〔〕]{1,30}")
_NICKED = re.compile(
    r"(?<![A-Za-z])(?:昵称|网名|ID|id|账号名|用户名)\s*(?:是|叫|为|[:：=])\s*[^\s,，。!！?？;；、〔〕]{1,30}"
)


def anonymous(text: str) -> str:
    """The text on one line, without what leads to a viewer; idempotent."""
    words = " ".join(text.split())
    while (veiled := _once(words)) != words:
        words = veiled
    return words


def _once(text: str) -> str:
    words = mask(text)
    for pattern in (_CODE, _CALLED, _NICKED):
        words = pattern.sub(VIEWER, words)
    return " ".join(words.split())
