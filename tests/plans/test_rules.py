"""Contents, differences, weeks and warnings: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.attendance.hours import Shift
from zhubo_web.core import clock
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT
from zhubo_web.plans import cautions, contents, differences, weeks
from zhubo_web.plans.cautions import RED, YELLOW, Card, Facts, Slot
from zhubo_web.plans.contents import Content, Focus, Part
from zhubo_web.policies.parameters import USUAL, Numbers

SERUM = Focus(1, "修护精华", 7, 2, "换季修护")
FULL = Part(5, "返场专场", "", ("福袋三分钟",), (SERUM,), "先接问题再过品", True)
words = st.text("山前 小铺abc129，。元福袋", max_size=24)


# ── contents ────────────────────────────────────────────────────────────────────────────────


def test_a_content_is_read_back_as_it_was_and_has_one_digest() -> None:
    content = Content("稳住回复", (FULL, Part(6, gap=True)))
    kept = contents.stored(content)
    assert contents.read(kept) == content
    turned = dict(reversed(list(kept.items())))
    assert (
        contents.digest(turned)
        == contents.digest(kept)
        != contents.digest(contents.stored(Content()))
    )


@pytest.mark.parametrize(
    ("setting", "part", "ready"),
    [
        (STANDARD, FULL, True),
        (STANDARD, replace(FULL, checked=False), True),
        (STANDARD, replace(FULL, sentence=""), False),
        (STANDARD, replace(FULL, focus=()), False),
        (STANDARD, Part(5, gap=True), True),
        (STRICT, FULL, True),
        (STRICT, replace(FULL, checked=False), False),
        (STRICT, Part(5, gap=True), False),
        (LIGHT, Part(5), True),
    ],
)
def test_what_a_setting_asks_of_a_broadcast(setting: str, part: Part, ready: bool) -> None:
    assert (contents.whole(Content("一句", (part,)), setting, [5]) is None) is ready


def test_every_broadcast_of_the_week_is_asked_for() -> None:
    reason = contents.whole(Content("", (FULL,)), STANDARD, [5, 6, 7])
    assert reason is not None and reason.values == {"count": 2}
    assert contents.whole(Content("", ()), LIGHT, [5]) is not None
    assert contents.whole(Content("x"), LIGHT, []) is not None


def test_what_an_approval_leaves_out_is_a_gap_and_counts_as_changed() -> None:
    content = Content("", (FULL, replace(FULL, broadcast=6)))
    left = content.without([6])
    assert [one.broadcast for one in left.gaps] == [6]
    assert contents.changed(content, left) == [6]
    card_revised = content.with_part(replace(FULL, focus=(replace(SERUM, card=9, number=3),)))
    assert contents.changed(content, card_revised) == []


# ── differences ─────────────────────────────────────────────────────────────────────────────


@given(old=words, new=words)
def test_a_difference_holds_both_texts_whole(old: str, new: str) -> None:
    found = differences.between(old, new)
    assert "".join(one.text for one in found if one.kind != "ins") == old
    assert "".join(one.text for one in found if one.kind != "del") == new
    assert all(a.kind != b.kind for a, b in pairwise(found))


@given(old=st.lists(words, max_size=4, unique=True), new=st.lists(words, max_size=4, unique=True))
def test_every_item_of_both_lists_is_told(old: list[str], new: list[str]) -> None:
    found = differences.of_lists(old, new)
    before = ["".join(one.text for one in row if one.kind != "ins") for row in found]
    after = ["".join(one.text for one in row if one.kind != "del") for row in found]
    assert sorted(filter(None, before)) == sorted(filter(None, old))
    assert [one for one in after if one] == [one for one in new if one]


def test_a_difference_reads_as_a_person_would_mark_it() -> None:
    old, new = "神经酰胺精华：换季修护", "神经酰胺精华：换季修护，敏感肌先做耳后测试"
    assert [(one.kind, one.text) for one in differences.between(old, new)] == [
        ("same", old),
        ("ins", "，敏感肌先做耳后测试"),
    ]
    replaced = differences.between("正常互动", "老客点名，晒单抽奖，每 20 分钟一次")
    assert [one.kind for one in replaced] == ["del", "ins"]
    price = differences.between("到手价 129 元，拍一发一", "到手价 119 元，拍一发一")
    assert ("del", "129") in [(one.kind, one.text) for one in price]


# ── weeks ───────────────────────────────────────────────────────────────────────────────────


def test_a_week_is_named_from_monday_and_due_the_saturday_before() -> None:
    monday = weeks.monday_of(date(2026, 11, 27))
    assert weeks.named(monday) == "11.23–11.29"
    assert weeks.named(date(2026, 12, 28)) == "12.28–1.3"
    due = clock.local(weeks.usual_due(monday, Numbers(USUAL)))
    assert (due.date(), due.hour, due.minute) == (date(2026, 11, 21), 20, 0)


@given(hours=st.integers(0, 400), first_after=st.integers(0, 200) | st.none())
def test_whoever_is_told_late_has_a_day_or_until_the_first_broadcast(
    hours: int, first_after: int | None
) -> None:
    monday, numbers = date(2026, 11, 23), Numbers(USUAL)
    usual = weeks.usual_due(monday, numbers)
    opened = usual - timedelta(hours=200) + timedelta(hours=hours)
    first = None if first_after is None else opened + timedelta(hours=first_after)
    due = weeks.due_of(monday, numbers, opened, first)
    assert due >= opened
    if opened + weeks.LEAST <= usual:
        assert due == usual
    else:
        assert due <= opened + weeks.LEAST
    assert weeks.minutes_late(due, due) == 0
    assert weeks.minutes_late(due + timedelta(minutes=9, seconds=59), due) == 9


# ── warnings ────────────────────────────────────────────────────────────────────────────────

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
START = datetime(2026, 11, 25, 11, 30, tzinfo=UTC)


def slot(**values: object) -> Slot:
    card = Card(7, 1, "修护精华", True, (("治疗", "帮助舒缓"),))
    made = Slot(5, "返场专场", START, START + timedelta(hours=2), {1: card})
    return replace(made, **values)  # type: ignore[arg-type]


def found(part: Part, where: Slot | None = None, **values: object) -> list[tuple[str, str]]:
    facts = replace(Facts(STANDARD, NOW, [where or slot()]), **values)  # type: ignore[arg-type]
    return [(one.level, one.code) for one in cautions.look(Content("", (part,)), facts)]


def test_a_plan_in_order_has_no_warning() -> None:
    assert found(FULL) == []


def test_two_assistants_in_one_segment_are_red_and_in_different_ones_fine() -> None:
    assert found(FULL, slot(others={"李一帆": frozenset({"福袋三分钟"})})) == [(RED, "segment")]
    assert found(FULL, slot(others={"李一帆": frozenset({"公屏问答"})})) == []


def test_an_offer_that_will_have_expired_is_red_and_a_revised_card_yellow() -> None:
    expired = slot(cards={1: Card(7, 1, "修护精华", False)})
    assert found(FULL, expired) == [(RED, "offer")]
    assert found(FULL, slot(cards={1: Card(8, 1, "修护精华", True)})) == [(YELLOW, "offer")]
    assert found(FULL, slot(cards={})) == [(YELLOW, "offer")]


@pytest.mark.parametrize("said", ["用了能治疗敏感", "全网最好的精华", "治 疗"])
def test_a_forbidden_claim_is_red(said: str) -> None:
    assert found(replace(FULL, sentence=said)) == [(RED, "wording")]


def test_the_cards_own_word_says_what_to_say_instead() -> None:
    facts = Facts(STANDARD, NOW, [slot()])
    one = cautions.look(Content("", (replace(FULL, sentence="能治疗"),)), facts)[0]
    assert one.reason.values == {"word": "治疗", "instead": "帮助舒缓"}
    assert one.line == "5.sentence" and cautions.red_broadcasts([one]) == [5]


def test_a_gap_is_normal_until_some_hours_before_the_start() -> None:
    gap = Part(5, gap=True)
    assert found(gap) == [(YELLOW, "missing")]
    assert found(gap, now=START - timedelta(hours=4, minutes=1)) == [(YELLOW, "missing")]
    assert found(gap, now=START - timedelta(hours=4)) == [(RED, "missing")]
    assert found(gap, now=START + timedelta(minutes=1)) == [(YELLOW, "missing")]


def test_a_broadcast_that_came_later_is_a_gap_but_not_in_the_light_setting() -> None:
    assert found(replace(FULL, broadcast=4)) == [(YELLOW, "missing")]
    assert found(replace(FULL, broadcast=4), setting=LIGHT) == []
    assert found(replace(FULL, checked=False), setting=STRICT) == [(RED, "missing")]


def shift(day: int, hour: int, hours: float) -> Shift:
    """Coming in 40 minutes before it begins."""
    start = clock.shanghai(date(2026, 11, day), hour)
    arrive, end = start - timedelta(minutes=40), start + timedelta(hours=hours)
    return Shift(day * 24 + hour, "场", "护肤直播间", arrive, start, end)


def test_short_rest_and_long_days_inform() -> None:
    late, early = (
        shift(24, 22, 3),
        shift(25, 9, 2),
    )  # until 01:00, then in at 08:20: 7 hours, past midnight
    assert found(FULL, worked=[late, early]) == [(YELLOW, "hours")]
    assert found(FULL, worked=[late, shift(25, 12, 2)]) == [(YELLOW, "hours")]
    assert found(FULL, worked=[late, shift(25, 13, 2)]) == []
    assert found(FULL, worked=[shift(25, 9, 5), shift(25, 19, 4)]) == [(YELLOW, "hours")]
    assert found(FULL, worked=[shift(25, 9, 4), shift(25, 19, 4)]) == []
    assert found(FULL, worked=[shift(25, 14, 2), shift(25, 19, 2)]) == []


def test_hours_outside_of_the_plans_days_are_not_its_matter() -> None:
    assert found(FULL, worked=[shift(22, 9, 9)]) == []
