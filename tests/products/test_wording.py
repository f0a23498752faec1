"""The word checker: what it points at, what it must let pass, and that it stays quick."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.products.categories import CATEGORIES
from zhubo_web.products.dictionary import DICTIONARY
from zhubo_web.products.wording import Entry, check


def words(text: str) -> list[str]:
    return [found.word for found in check(text)]


@pytest.mark.parametrize(
    "text",
    [
        "第一次来的朋友",
        "最后一步点提交",
        "最高领取 50 元",
        "券后价 99 元",
        "今天到手价 129 元",
        "第一时间发货",
        "第一件半价",
        "最好饭后吃",
        "最好用温水手洗",
        "最好不要烘干",
        "我们家最大的一款",
        "本店最好看的一条，咱家最受欢迎的",
        "近 30 天最低价",
        "2025 年双 11 女装类目销量第一（来源：平台榜单）",
        "特级初榨橄榄油",
        "国家级非遗技艺",
        "顾客第一，安全第一",
        "最后一天活动，最多两件",
        "没有治疗作用，以页面说明为准",
        "最低起订 2 件，最高可减 30",
        "最新款，最近上的",
        "非处方",
        "发到转运仓",
        "最大码 XL",
    ],
)
def test_what_must_pass(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "word", "category"),
    [
        ("这是全网最低价", "全网最低", "price"),
        ("我们是第一品牌", "第一", "absolute"),
        ("拿了第一名", "第一", "absolute"),
        ("国家级品质", "国家级", "absolute"),
        ("今年最好的面膜", "最好", "absolute"),
        ("最好用的面膜", "最好用", "absolute"),
        ("顶级面料", "顶级", "absolute"),
        ("可以治疗失眠", "治疗", "medical"),
        ("有效率 98%", "有效率 98%", "guarantee"),
        ("三天见效", "三天见效", "guarantee"),
        ("喝了增强免疫力", "增强免疫力", "health"),
        ("最后 3 单", "最后 3 单", "scarcity"),
        ("原价 999", "原价 999", "price"),
        ("加 V 给你发", "加 V", "offsite"),
        ("五星返现 5 元", "五星返现", "reviews"),
        ("稳赚不赔", "稳赚不赔", "investment"),
        ("开运手串", "开运", "superstition"),
        ("让爸妈给你买", "让爸妈给你买", "minors"),
    ],
)
def test_what_is_pointed_at(text: str, word: str, category: str) -> None:
    (found,) = check(text)
    assert (found.word, found.category) == (word, category)
    assert found.basis == CATEGORIES[category].basis
    assert found.suggestion


@pytest.mark.parametrize(
    "text", ["全 网 最 低", "全网\u200b最低", "全網最低"[:1] + "网最低", "蕞佳", "ＶＸ加ｖｘ"]
)
def test_disguises_are_seen_through(text: str) -> None:
    assert len(check(text)) == 1


def test_an_exception_spares_only_its_own_place() -> None:
    text = "最好用温水洗，这是最好的大衣"
    (found,) = check(text)
    assert found.start == text.rindex("最好")


def test_a_products_own_words_come_with_their_replacement_and_win_over_the_dictionary() -> None:
    shrinks, cheapest = check("会缩水吗？最便宜", product_words=[("缩水", "洗后平铺"), "最便宜"])
    assert (shrinks.word, shrinks.instead, shrinks.category) == ("缩水", "洗后平铺", "own")
    assert (cheapest.word, cheapest.category) == ("最便宜", "own")


def test_a_trade_name_may_contain_any_word_but_frees_nothing_else() -> None:
    (found,) = check("第一夫人香水，第一品牌", names=["第一夫人"])
    assert found.start == 7


def test_a_merchants_word_is_taken_literally() -> None:
    mine = [Entry("(a+)+$", "own", "别的"), Entry("", "own"), Entry("\u200b", "own")]
    assert [found.word for found in check("aaaa (a+)+$", dictionary=mine)] == ["(a+)+$"]


def test_the_starting_dictionary_is_of_a_size_a_person_can_read_and_complete() -> None:
    assert 80 <= len(DICTIONARY) <= 120
    assert len({entry.word for entry in DICTIONARY}) == len(DICTIONARY)
    used = {entry.category for entry in DICTIONARY} | {"own"}
    assert used == set(CATEGORIES)
    assert all(
        "《" in one.basis or "平台规则" in one.basis or "商品卡" in one.basis
        for one in CATEGORIES.values()
    )


@pytest.mark.parametrize(
    "entry", [one for one in DICTIONARY if not one.pattern], ids=lambda e: e.word
)
def test_every_word_is_found_and_what_to_say_instead_is_clean(entry: Entry) -> None:
    assert any(
        entry.word.replace(" ", "") in found.word.replace(" ", "") or found.word in entry.word
        for found in check(f"它{entry.word}。")
    )
    assert check(entry.instead) == []


@pytest.mark.parametrize(
    "text",
    [
        "我们家" * 7000,
        "最" * 20000,
        "2025年" * 4000,
        "第" * 20000 + "一",
        "有效率" * 6000,
        "1" * 20000,
        "原价" + "9" * 20000,
        "今年销量" * 5000,
    ],
    ids=lambda text: text[:6],
)
def test_no_text_makes_it_slow(text: str) -> None:
    begun = time.thread_time()
    check(text)
    assert time.thread_time() - begun < 3


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["第一", "最好", "用", "次", "我们家", "，", " ", "\u200b", "低价", "全网最"]
        ),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_findings_are_in_order_apart_and_where_they_say(text: str) -> None:
    found = check(text, product_words=["低"])
    assert all(text[one.start : one.end] == one.word for one in found)
    assert all(one.start < one.end for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
