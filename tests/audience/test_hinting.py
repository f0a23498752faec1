"""Hints spare the close look and change nothing of what it finds."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhubo_web.audience import addresses, hinting, masking
from zhubo_web.audience.masking import mask
from zhubo_web.core.folding import flat, fold

NUMBERED = [pattern for pattern, _label, _holds in masking._RULES]
PLACED = list(addresses._CORES)
PIECES = (
    *("138", "1234", "5678", "5", "a", "b1", "_", "-", "--", "1--", "x", "Ｑ", "①③⑧", "⑴", "½"),
    *("一", "二三", "〇", "幺三八", "十", "百", "两", "壹贰叁", " ", ".", "·", "\u200b", "\u0301"),
    *("@", "＠", "艾特", "qq.com", "点com", "微信", "vx", "加v", "扣扣", "是我的微信", "电话"),
    *("京A", "粤b·", "学", "1234学", "路", "大道", "街道", "胡同", "巷", "弄", "号", "号楼"),
    *(
        "栋",
        "幢",
        "座",
        "单元",
        "村",
        "镇",
        "3组",
        "队",
        "室",
        "住在",
        "[捂脸]",
        "链接",
        "元",
        "〔",
    ),
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=12).map("".join)


def closely(text: str) -> str:
    """What masking came to before there were hints: every pattern looks at every text."""
    while True:
        plain = fold(text)
        numerals = plain.with_numerals().text
        if not any(char.isascii() and char.isalnum() for char in numerals):
            return text
        masked = masking._replace(text, masking._found(plain, numbered=True, placed=True))
        if masked == text:
            return text
        text = masked


@settings(max_examples=400)
@given(TEXTS)
@example("a1---微信")
@example("a@b.--")
@example("abc艾特q点--")
@example("京a1234学")
@example("建国路十号1")
def test_masked_with_hints_is_masked_without(text: str) -> None:
    assert mask(text) == closely(text)


@settings(max_examples=400)
@given(st.text(alphabet=sorted(set("".join(PIECES))), max_size=40))
def test_the_same_of_any_order_of_signs(text: str) -> None:
    assert mask(text) == closely(text)


@pytest.mark.parametrize("pattern", NUMBERED, ids=lambda one: one.pattern[:20])
def test_whatever_a_rule_finds_its_hint_has_told(pattern: re.Pattern[str]) -> None:
    @settings(max_examples=30)
    @given(st.from_regex(pattern))
    def told(text: str) -> None:
        folded = fold(text)
        for plain in (folded.text, folded.with_numerals().text):
            if pattern.search(plain):
                assert hinting.counts(folded.text) and hinting.numbered(folded.text)

    told()


@pytest.mark.parametrize("pattern", PLACED, ids=lambda one: one.pattern[:20])
def test_whatever_looks_like_an_address_its_hint_has_told(pattern: re.Pattern[str]) -> None:
    @settings(max_examples=30)
    @given(st.from_regex(pattern))
    def told(text: str) -> None:
        if pattern.search(flat(text)):
            assert hinting.placed(flat(text))

    told()


def is_changed(char: str) -> bool:
    return unicodedata.normalize("NFKC", char) != char


def test_of_every_character_the_short_way_of_folding_comes_to_the_same() -> None:
    """And all digits come out as 0–9 and letters small, which the hints rely on."""
    for char in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(char) in {"Lo", "Cn", "Co", "Cs"} and not is_changed(char):
            continue
        plain = flat(char)
        assert plain == fold(char).text
        assert re.fullmatch(r"[0-9]*", "".join(re.findall(r"\d", plain)))
        assert not re.search("[A-Z]", plain)


@pytest.mark.parametrize("text", ["这个多少钱34", "主播声音好听", "三号链接还有吗5", "160 高"])
def test_what_viewers_write_all_day_is_told_by_its_hints_alone(text: str) -> None:
    assert not hinting.numbered(flat(text)) and not hinting.placed(flat(text))


@pytest.mark.parametrize(
    "text", ["1" * 20000, "路" * 20000, "a " * 10000, "1-" * 3 + "好" * 20000, "号路" * 10000]
)
def test_hints_take_no_longer_for_being_teased(text: str) -> None:
    hinting.counts(text), hinting.numbered(text), hinting.placed(text)
