"""What a summary is asked: fields and chips of each setting, and reading what was written. Pure.

标准: what was done, what was met with, what to do next time, and one thing that the figures show, each
by a chip or in words, under a minute. 省事: one sentence or chips. 严谨: six parts, all in words, and
the finding and the suggestion name a minute or a product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.workflow import LIGHT, STANDARD, STRICT

LONGEST = 500
LAST_MINUTE = 720
#: Part → how it is asked. The last three are asked in 严谨 alone.
PARTS = {
    "done": N_("做了什么"),
    "met": N_("遇到什么"),
    "solutions": N_("怎么解决的"),
    "reading": N_("数据里看到什么"),
    "next": N_("下次怎么做"),
    "cues": N_("对本场提示的意见"),
}
FULL_NAMES = {
    "done": N_("完成的任务"),
    "met": N_("遇到的问题"),
    "solutions": N_("解决方案"),
    "reading": N_("数据初析"),
    "next": N_("下场建议"),
    "cues": N_("对本场提示的意见"),
}
ASKED: dict[str, tuple[str, ...]] = {
    LIGHT: ("next",),
    STANDARD: ("done", "met", "reading", "next"),
    STRICT: tuple(PARTS),
}
#: In the standard setting the figures are read by chips alone.
TYPED = ("done", "met", "next")
CHIPS: dict[str, dict[str, str]] = {
    "done": {
        "sheet": N_("按流程走完"),
        "demo": N_("演示做了"),
        "comments": N_("公屏都看了"),
        "follow": N_("引导了关注加团"),
        "prices": N_("价格链接核对了"),
    },
    "met": {
        "none": N_("没遇到问题"),
        "fast": N_("公屏太快没回全"),
        "price": N_("临时改价"),
        "sample": N_("样品没备齐"),
        "device": N_("设备或网络"),
        "hostile": N_("有人带节奏"),
    },
    "reading": {
        "demo_up": N_("演示时评论多"),
        "price_down": N_("报价后掉人"),
        "peak_missed": N_("人多时没接住"),
        "quiet": N_("公屏一直少"),
        "steady": N_("和平时差不多"),
        "unknown": N_("没有数据，看不出"),
    },
    "next": {
        "keep": N_("照这样做"),
        "prepare": N_("提前备好样品"),
        "prices": N_("开播前对一遍价格"),
        "read": N_("先看公屏再接话"),
        "ask": N_("早点呼叫运营"),
        "slower": N_("讲慢一点"),
    },
}


@dataclass(frozen=True)
class Written:
    """A summary as somebody wrote it. ``minute`` is of stream time; ``product_id`` a product's."""

    texts: Mapping[str, str] = field(default_factory=dict)
    chips: Mapping[str, Sequence[str]] = field(default_factory=dict)
    minute: int | None = None
    product_id: int | None = None

    def stored(self) -> dict[str, Any]:
        """As a summary keeps it: nothing empty."""
        return {
            "texts": {name: text for name, text in self.texts.items() if text},
            "chips": {name: list(chosen) for name, chosen in self.chips.items() if chosen},
            "minute": self.minute,
            "product_id": self.product_id,
        }


def asked(setting: str) -> tuple[str, ...]:
    """The parts that a setting asks for, in their order."""
    return ASKED[setting]


def names(setting: str) -> Mapping[str, str]:
    """What the parts are called in a setting."""
    return FULL_NAMES if setting == STRICT else PARTS


def check_bounds(written: Written) -> None:
    """Whether it may be kept, complete or not. Raises Invalid naming the first part that may not."""
    for name in (*written.texts, *written.chips):
        if not set(written.chips.get(name, ())) <= set(CHIPS.get(name, {})):
            raise Invalid(N_("请从列出的几项里选"), name)
        if len(written.texts.get(name, "")) > LONGEST:
            raise Invalid(N_("最多 500 个字"), name)
    if written.minute is not None and not 0 <= written.minute <= LAST_MINUTE:
        raise Invalid(N_("请填第几分钟，0 到 720"), "minute")


def check(written: Written, setting: str) -> None:
    """Whether everything asked for is there. Raises Invalid naming the first part that is not."""
    check_bounds(written)
    for name in asked(setting):
        if written.texts.get(name) or (written.chips.get(name) and setting != STRICT):
            continue
        raise Invalid(N_("这一栏要写") if setting == STRICT else N_("点一个标签，或者写一句"), name)
    if setting == STRICT and written.minute is None and written.product_id is None:
        raise Invalid(N_("写明是第几分钟，或者哪个商品"), "minute")
