"""Which comments ask the room something. Made-up comments; real ones are measured by hand."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import pytest

from zhubo_web.audience.asking import plain, read, shown
from zhubo_web.audience.synthesis import QUESTIONS, comments
from zhubo_web.core import clock

ASKED = {
    "price": ["这款多少钱", "多少米", "啥价", "怎么卖的", "多 少 钱", "多\u200b少\u200b钱",
              "多少錢", "价格呢"],
    "link": ["几号链接啊", "哪个链接", "链接在哪", "小黄车几号"],
    "how to buy": ["咋买", "怎么下单[捂脸]", "优惠券在哪领", "如何退货"],
    "size": ["160 100斤穿啥", "165/120拍多大", "１６０高１００斤穿什么码", "什么码"],
    "when": ["什么时候发货", "几点下播", "用多久换一次"],
    "whether or not": ["有没有", "能不能机洗", "可不可以退", "贵不贵", "掉没掉色"],
    "particle": ["妈妈穿合适吗", "包邮嗎", "可以试穿么", "还有库存嘛", "质量好吗"],
    "or not": ["贵不", "送人合适不", "到货了没"],
    "what about": ["链接呢", "黑色的呢？"],
    "mark": ["包邮？", "有赠品???", "今天发？"],
    "goods": ["会起球吗[捂脸][捂脸]", "有黑色没"],
    "which": ["偏大还是偏小"],
    "asks to know": ["请问有现货吗", "求三号链接"],
    "who": ["退货谁出运费", "模特是谁"],
    "where": ["产地是哪里"],
    "how": ["怎么用", "质量咋样啊啊啊啊"],
}  # fmt: skip
TALK = [
    "", "？", "???", "1", "111", "扣1", "扣 1 了", "要要要", "谁懂啊", "是吧", "对吧家人们是吧",
    "主播好", "大家晚上好", "晚上好吗", "在吗", "吃了吗", "吃饭没有", "怎么这么好看", "好看呢",
    "真好看啊[赞]", "没抢到", "不要了", "太贵了", "不错不错", "什么都好", "没什么好说的",
    "我也不知道选什么", "差不多了", "不是不好看", "别买", "几十块而已", "一号链接已拍",
    "160 100斤穿M正好", "@小鱼 你买了吗", "[捂脸][捂脸]", "😂😂😂", "好的", "难道不香吗", "想我了吗",
    "随便什么颜色都行", "你懂什么", "走得了吗[捂脸]", "就没个人说句公道话吗", "哪有这么便宜的",
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in ASKED.items() for text in texts]
)
def test_a_question_is_recognised_by_a_rule_that_has_a_name(rule: str, text: str) -> None:
    told = read(text)
    assert told.asks, told
    assert told.rule in ASKED


@pytest.mark.parametrize("text", TALK)
def test_talk_is_no_question(text: str) -> None:
    assert not read(text).asks, read(text)


def test_a_price_is_asked_by_the_rule_of_prices() -> None:
    for rule in ("price", "link", "size", "how to buy"):
        assert {read(text).rule for text in ASKED[rule]} == {rule}


def test_the_made_up_shops_questions_are_all_found_and_its_talk_is_not() -> None:
    start = datetime(2026, 4, 24, 20, tzinfo=clock.SHANGHAI)
    lines = islice(comments(5, start=start), 3000)
    asked = {line.text: read(line.text).asks for line in lines}
    wanted = {text: any(text.startswith(one) for one in QUESTIONS) for text in asked}
    missed = [text for text in asked if wanted[text] and not asked[text]]
    wrong = [text for text in asked if asked[text] and not wanted[text]]
    assert not missed
    assert {text.split("[")[0] for text in wrong} <= {"妈妈穿合适吗", "刚进来，讲到哪了"}


def test_a_story_is_too_long_for_a_screen() -> None:
    assert not read("我昨天买了" * 20 + "怎么退货").asks


def test_what_is_shown_are_the_viewers_words_without_what_is_only_drawn() -> None:
    assert shown("有 M 码吗？？？[捂脸][捂脸]👨‍👩‍👧") == "有 M 码吗？"
    assert plain("Ｍ碼多少錢？？[捂脸]") == "m碼多少钱?"


def test_the_same_text_is_always_read_the_same() -> None:
    assert read("有没有黑色[看]") == read("有没有黑色[看]")
