"""The tags a shop starts with, and the ten emergency cards."""

from __future__ import annotations

import re

import pytest

from zhubo_web.observations.catalogue import BY_CODE, RED_LINES, TAGS, URGENT, kind_of
from zhubo_web.observations.emergencies import EMERGENCIES
from zhubo_web.observations.wording import blanks, cue_text, first_cue, fits, space_left

DIMENSIONS = {"language", "interaction", "product", "emergency", "conduct", "neutral"}
BLANKS = {"detail", "price", "word", "instead", "n"}
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff}][,.!?:;]|[,!?:;][\u4e00-\u9fff]")


def test_sixty_one_tags_each_with_its_own_code() -> None:
    assert len(TAGS) == len(BY_CODE) == 48 + 13


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: tag.code)
def test_every_tag_is_complete(tag) -> None:  # type: ignore[no-untyped-def]
    assert tag.dimension in DIMENSIONS
    assert tag.severity in {1, 2, 3}
    assert tag.priority in {0, 1, 2, 3, None}
    assert tag.name_zh and tag.name_en
    assert bool(tag.phrase_zh) == bool(tag.phrase_en) == (tag.priority is not None)
    assert (tag.polarity > 0) == (tag.priority == 3), "only praise waits for a break"
    assert (tag.polarity == 0) == (tag.dimension == "neutral")


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag.phrase_zh], ids=lambda tag: tag.code)
def test_every_cue_fits_asks_for_known_things_and_is_punctuated_full_width(tag) -> None:  # type: ignore[no-untyped-def]
    assert blanks(tag.phrase_zh) == blanks(tag.phrase_en) <= BLANKS
    assert space_left(tag.phrase_zh) >= (8 if blanks(tag.phrase_zh) else 0)
    assert not HALF_WIDTH.search(tag.phrase_zh)
    filled = cue_text(tag.phrase_zh, dict.fromkeys(BLANKS, "羊毛"))
    assert filled is not None
    assert fits(filled)


def test_a_cue_says_what_to_do_not_what_was_wrong() -> None:
    blame = ("错", "别说", "太快", "太小", "忘", "没讲", "不行", "差")
    assert not [tag.code for tag in TAGS if any(word in tag.phrase_zh for word in blame)]


@pytest.mark.parametrize(
    ("code", "priority", "severity", "kind"),
    [
        ("P15", 0, 2, "issue"),
        ("P13", 0, 3, "issue"),
        ("P16", 0, 3, "issue"),
        ("W01", 0, 3, "issue"),
        ("E16", 0, 2, "issue"),
        ("I17", 1, 2, "issue"),
        ("R11", 1, 2, "issue"),
        ("R12", 1, 2, "issue"),
        ("I18", 2, 1, "remind"),
        ("R13", 2, 1, "remind"),
        ("C16", 2, 1, "remind"),
        ("I16", 2, 1, "remind"),
        ("I05", 3, 1, "praise"),
        ("I06", 3, 1, "praise"),
        ("R01", 3, 1, "praise"),
        ("C11", None, 2, "issue"),
        ("N01", None, 1, "mark"),
    ],
)
def test_the_numbers_of_practice(code: str, priority: int | None, severity: int, kind: str) -> None:
    tag = BY_CODE[code]
    assert (tag.priority, tag.severity) == (priority, severity)
    assert kind_of(tag.polarity, tag.severity) == kind


def test_the_pad_has_a_tag_in_each_of_its_cells() -> None:
    rows = ("language", "interaction", "product", "emergency")
    cells = {(tag.dimension, kind_of(tag.polarity, tag.severity)) for tag in TAGS}
    assert {(row, kind) for row in rows for kind in ("praise", "remind", "issue")} <= cells


def test_what_can_be_a_red_line_says_when() -> None:
    assert {tag.code for tag in TAGS if tag.red_line} == set(RED_LINES) == {"L15", "P15", "C15"}


def test_a_tag_suggests_violations_only_if_it_is_negative() -> None:
    suggesting = [tag for tag in TAGS if tag.suggests]
    assert all(tag.polarity < 0 for tag in suggesting)
    assert all(re.fullmatch(r"[A-I]\d\d", code) for tag in suggesting for code in tag.suggests)


@pytest.mark.parametrize("key", ["price", "forbidden", "link"])
def test_an_urgent_key_always_has_words_even_without_a_card(key: str) -> None:
    urgent = URGENT[key]
    assert urgent.priority == 0
    assert urgent.tag in BY_CODE
    assert first_cue(urgent.phrases_zh, {})
    assert first_cue(urgent.phrases_en, {})


def test_the_price_key_takes_the_price_and_gives_up_words_that_do_not_fit() -> None:
    phrases = URGENT["forbidden"].phrases_zh
    assert first_cue(URGENT["price"].phrases_zh, {"price": "129 元"}) == "马上更正：到手价 129 元"
    assert first_cue(phrases, {"word": "最便宜", "instead": "好价"}) == "不说“最便宜”，说“好价”"
    assert first_cue(phrases, {"word": "最便宜", "instead": "好" * 20}) == "换个说法"


def test_ten_emergencies_with_three_steps_someone_to_call_and_a_sentence() -> None:
    assert len({card.code for card in EMERGENCIES}) == len({card.title_zh for card in EMERGENCIES})
    assert len(EMERGENCIES) == 10
    for card in EMERGENCIES:
        assert len(card.steps_zh) == len(card.steps_en) == 3
        assert all(fits(step) for step in card.steps_zh)
        assert card.call in {"operations_lead", "administration"}
        assert card.say_zh.endswith("。") and card.say_en.endswith(".")
