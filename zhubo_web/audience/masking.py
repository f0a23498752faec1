"""Hiding what identifies a viewer before a comment is kept: numbers, accounts, addresses, names.

Prices, counts and `[捂脸]`-style codes stay. Where a spaced group of digits could be either a
telephone number or a list of prices, only the groupings people write numbers in are masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from zhubo_web.audience import hinting
from zhubo_web.audience.addresses import address_spans
from zhubo_web.audience.keys import keyed
from zhubo_web.core.folding import Folded, flat, fold, unseen
from zhubo_web.core.marking import N_

#: What people put between digits: blanks, dashes, emoji, and codes such as [捂脸].
_GAP = r"(?:[ \t\-—–_.·•\u2600-\u27bf\U0001f300-\U0001faff]|\[[^\[\]\d\s]{1,6}\]){0,3}"
_UNITS = tuple("元块¥个人单件条次万亿只份斤克")


_CUE = (
    r"(?<![a-z])(?:微 ?信|薇 ?信|威信|徽信|维信|v ?信|v ?x|w ?x|wechat|weixin|绿泡泡|绿色软件"
    r"|扣 ?扣|企鹅号|q ?q|[加扫+➕] ?[我个下]? ?(?:v(?!ip)|薇|微|q|扣))"
)
_FILL = r"(?:[\s:=是号码我的名搜加同叫了,。.~→\"“”'‘’「」()+➕-]|id){0,8}"
_ACCOUNT_ID = r"(?P<id>[a-z0-9](?:[ \-.]{0,2}[a-z0-9_]){4,19})"

_ACCOUNT = re.compile(_CUE + _FILL + _ACCOUNT_ID)
_ACCOUNT_FIRST = re.compile(
    r"(?<![a-z0-9_-])(?P<id>[a-z0-9][a-z0-9_-]{4,19}) ?(?:[就这]个?)?(?:是我?的?|我的?) ?"
    r"(?:微信|薇信|vx|wx|qq|扣扣)"
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{0,63} ?(?:@|艾特) ?[a-z0-9][a-z0-9-]{0,62}"
    r"(?: ?[.点] ?[a-z0-9-]{2,20}){1,4}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z][ ·.]?"
    r"(?=[a-z]{0,5}\d)[a-hj-np-z0-9]{4,5}[a-hj-np-z0-9学警港澳挂](?![a-z0-9])"
)
_IDENTITY = re.compile(rf"(?<!\d)[1-9](?:{_GAP}\d){{16}}{_GAP}[\dx](?![a-z0-9])")
_CARDS = tuple(re.compile(rf"(?<!\d)[3-69](?:{_GAP}\d){{{n - 1}}}(?!\d)") for n in (19, 18, 17, 16))
_MOBILE = re.compile(
    rf"(?:(?<!\d)(?:\+ ?86|0086|86){_GAP}|(?<!\d))"
    rf"(?P<id>1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d)"
)
_LANDLINE = re.compile(rf"(?<!\d)\(?0(?:10|2\d|[3-9]\d\d)\)?{_GAP}[2-8](?:{_GAP}\d){{6,7}}(?!\d)")
_CALLED = re.compile(
    r"(?:电话|手机|座机|号码|联系方式|致电|\btel)[\s:=是号码我的为]{0,6}"
    rf"(?P<id>\d(?:{_GAP}\d){{6,11}})(?!\d)"
)
_GROUPS_OF_NUMBERS = frozenset({(3, 4, 4), (3, 3, 5), (3, 4, 2, 2), (3, 2, 2, 2, 2)})
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

#: What stands for what was hidden: codes that are kept within the text, said in the reader's language
#: where they are shown.
EMAIL, IDENTITY, CARD = N_("〔邮箱〕"), N_("〔证件号〕"), N_("〔卡号〕")
MOBILE, TELEPHONE, ACCOUNT = N_("〔手机号〕"), N_("〔电话〕"), N_("〔账号〕")
PLATE, ADDRESS, VIEWER = N_("〔车牌〕"), N_("〔地址〕"), N_("〔观众〕")
CODES = (EMAIL, IDENTITY, CARD, MOBILE, TELEPHONE, ACCOUNT, PLATE, ADDRESS, VIEWER)
HIDDEN = re.compile("|".join(CODES))

Test = Callable[[Folded, "re.Match[str]"], bool]
Found = tuple[int, int, str]


def mask(text: str) -> str:
    """The text with what identifies a person replaced by 〔手机号〕 and the like; idempotent.

    Each round leaves fewer letters and digits, so repeating until nothing is found ends.
    """
    while (masked := _mask_once(text)) != text:
        text = masked
    return text


def _mask_once(text: str) -> str:
    plain = flat(text)
    if not hinting.counts(plain):
        return text
    numbered, placed = hinting.numbered(plain), hinting.placed(plain)
    if not (numbered or placed):
        return text
    return _replace(text, _found(fold(text), numbered=numbered, placed=placed))


def _found(plain: Folded, *, numbered: bool, placed: bool) -> list[Found]:
    found: list[Found] = []
    if numbered:
        found += _find(plain)
        numerals = plain.with_numerals()
        if numerals.text != plain.text:
            found += _find(numerals)
    if placed:
        found += [(start, end, ADDRESS) for start, end in address_spans(plain)]
    return found


def _find(folded: Folded) -> Iterator[Found]:
    for pattern, label, holds in _RULES:
        for match in pattern.finditer(folded.text):
            if holds(folded, match):
                yield *folded.span(*match.span(_group(match))), label


def _group(match: re.Match[str]) -> int | str:
    return "id" if "id" in match.re.groupindex else 0


def _replace(text: str, found: list[Found]) -> str:
    """Overlapping finds become one, under the label of the one that begins first."""
    pieces: list[str] = []
    last = 0
    for start, end, label in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= last:
            pieces += [text[last:start], label]
        last = max(last, end)
    return "".join(pieces) + text[last:]


def _bare(match: re.Match[str]) -> str:
    return re.sub(r"[^0-9a-z]", "", match[_group(match)])


def _always(_folded: Folded, _match: re.Match[str]) -> bool:
    return True


def _is_telephone(_folded: Folded, match: re.Match[str]) -> bool:
    """Not a list of prices such as 199 299 399 49, nor an amount with its cents."""
    number = match["id"]
    if re.fullmatch(r"\d+\.\d\d?", number):
        return False
    groups = tuple(len(group) for group in re.split(r"[ \t]+", number))
    plain_spaces = re.fullmatch(r"[\d \t]+", number) is not None
    return not plain_spaces or len(groups) <= 2 or 1 in groups or groups in _GROUPS_OF_NUMBERS


def _is_identity(_folded: Folded, match: re.Match[str]) -> bool:
    """Eighteen characters with a date of birth and the check digit of GB 11643."""
    number = _bare(match)
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10x98765432"[weighed % 11] == number[17]


def _is_card(_folded: Folded, match: re.Match[str]) -> bool:
    """Luhn's check; 6666666666666666 is cheering."""
    digits = [int(digit) for digit in _bare(match)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_account(folded: Folded, match: re.Match[str]) -> bool:
    """An id of five or more; digits with a unit behind them are a price or a count."""
    number = _bare(match)
    rest = folded.text[match.end("id") :].lstrip()
    if number.isdigit():
        return len(set(number)) > 1 and len(number) <= 12 and not rest.startswith(_UNITS)
    return len(number) >= 6 or any(char.isdigit() for char in number)


_RULES: tuple[tuple[re.Pattern[str], str, Test], ...] = (
    (_EMAIL, EMAIL, _always),
    (_IDENTITY, IDENTITY, _is_identity),
    *((card, CARD, _is_card) for card in _CARDS),
    (_MOBILE, MOBILE, _is_telephone),
    (_LANDLINE, TELEPHONE, _always),
    (_CALLED, TELEPHONE, _always),
    (_ACCOUNT, ACCOUNT, _is_account),
    (_ACCOUNT_FIRST, ACCOUNT, _is_account),
    (_PLATE, PLATE, _always),
)


def pseudonym(key: bytes, room: str, viewer: str) -> str:
    """The code a viewer goes by in one room; with the yearly key gone, old codes stop linking."""
    message = f"{room}\x1f{viewer}".encode()
    return "观众#" + keyed(key, message)[:6]


def shown_name(nickname: str) -> str:
    """The first character of a nickname as a reader sees it, then `**`; only `**` if none shows."""
    name = unicodedata.normalize("NFC", nickname)
    start = next((i for i, char in enumerate(name) if not _blank(char)), len(name))
    return _first_character(name[start:]) + "**"


def _blank(char: str) -> bool:
    return unseen(char) or char.isspace() or unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"}


def _first_character(name: str) -> str:
    """One grapheme: a base with at most two marks, a joined emoji, a skin tone, a flag."""
    taken = name[:1]
    marks = 0
    for char in name[1:]:
        joined = taken.endswith("\u200d") and unicodedata.category(char) == "So"
        flag = len(taken) == 1 and _is_regional(taken) and _is_regional(char)
        if char == "\u200d" or joined or flag or "\U0001f3fb" <= char <= "\U0001f3ff":
            taken += char
        elif unicodedata.category(char) in {"Mn", "Me", "Mc"}:
            marks += 1
            taken += char if marks <= 2 else ""
        else:
            break
    return taken.rstrip("\u200d")


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
