"""Filling a cue from the card, and measuring it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.observations.wording import (
    CardWords,
    cue_text,
    fits,
    han_length,
    space_left,
    values_of,
)

COAT = CardWords("129", swaps=[("最便宜", "到手价更低"), ("纯羊绒", "含羊绒")])


@pytest.mark.parametrize(
    ("phrase", "values", "text"),
    [
        ("马上更正：到手价 {price}", {"price": "129 元"}, "马上更正：到手价 129 元"),
        ("马上更正：到手价 {price}", {}, "马上更正"),
        ("看公屏：{detail}", {}, "看公屏"),
        ("看公屏：{detail}", {"detail": "  有没有\nM 码 "}, "看公屏：有没有 M 码"),
        ("{n} 人问：{detail}", {"n": "6", "detail": "发新疆吗"}, "6 人问：发新疆吗"),
        ("{n} 人问：{detail}", {"detail": "发新疆吗"}, "发新疆吗"),
        ("不说“{word}”，说“{instead}”", {"word": "最便宜"}, "不说“最便宜”"),
        ("不说“{word}”，说“{instead}”", {}, None),
        ("换个说法", {"word": "最便宜"}, "换个说法"),
        ("接一句：{detail}", {"detail": "{price}"}, "接一句：{price}"),
        ("接一句：{detail}", {"detail": "   "}, "接一句"),
        ("", {}, None),
    ],
)
def test_a_clause_without_its_value_is_left_out(
    phrase: str, values: dict[str, str], text: str | None
) -> None:
    assert cue_text(phrase, values) == text


def test_the_card_gives_the_price_with_its_unit_and_the_replacement_of_the_named_word() -> None:
    assert values_of(COAT, "最便宜") == {
        "detail": "最便宜",
        "price": "129 元",
        "word": "最便宜",
        "instead": "到手价更低",
    }


def test_nothing_is_guessed_where_the_card_has_several_words_or_none_was_meant() -> None:
    assert "word" not in values_of(COAT)
    assert "word" not in values_of(CardWords(swaps=[("最便宜", "好价")]), "几号链接")
    assert values_of(CardWords(swaps=[("最便宜", "好价")]))["instead"] == "好价"
    assert values_of(None) == values_of(CardWords(price=None)) == {}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("慢一点说", 4),
        ("到手价 129 元", 6.5),
        ("“好价”", 4),
        ("，：。", 3),
        ("e\u0301", 0.5),
        ("好\u200b价", 2),
        ("", 0),
    ],
)
def test_full_width_counts_one_and_half_width_a_half(text: str, length: float) -> None:
    assert han_length(text) == length


def test_twenty_two_fit_and_twenty_three_do_not() -> None:
    assert fits("好" * 22)
    assert fits("a" * 44)
    assert not fits("好" * 22 + "a")
    assert not fits("  ")
    assert not fits("两\n行")


@given(st.text(max_size=30), st.text(max_size=30))
def test_length_is_never_more_than_the_sum_and_never_negative(one: str, other: str) -> None:
    assert 0 <= han_length(one + other) <= han_length(one) + han_length(other)


@given(st.text(alphabet="羊毛ab 1", min_size=1, max_size=22))
def test_a_detail_of_the_room_left_makes_a_cue_that_fits(detail: str) -> None:
    phrase = "补一句：{detail}"
    text = cue_text(phrase, {"detail": detail})
    assert text is not None
    if han_length(detail) <= space_left(phrase):
        assert fits(text)


@given(st.text(max_size=40), st.dictionaries(st.sampled_from(["detail", "price", "n"]), st.text()))
def test_any_phrase_a_merchant_types_gives_words_or_nothing(
    phrase: str, values: dict[str, str]
) -> None:
    assert cue_text(phrase, values) != ""
