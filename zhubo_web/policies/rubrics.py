"""The rubric of one broadcast: four dimensions, twelve items, anchors at 1, 3 and 5. Pure.

Starting data; a version of the policy keeps its own copy. Weights of all items sum to 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from zhubo_web.core.marking import N_

#: The four things a broadcast is watched for (clause 三.2), in the order of the pad.
DIMENSIONS = {
    "language": N_("语言表达"),
    "interaction": N_("互动效果"),
    "product": N_("产品介绍准确性"),
    "emergency": N_("应急处理能力"),
}


@dataclass(frozen=True)
class Item:
    """One thing that is rated from 1 to 5; ``anchors`` are what 1, 3 and 5 look like."""

    code: str
    dimension: str
    weight: int
    name: str
    anchors: tuple[str, str, str]


BROADCAST = (
    Item(
        "A1",
        "language",
        8,
        N_("清晰与语速"),
        (
            N_("多次听不清，观众要求重复；语速失控"),
            N_("基本听得清，偶有过快或含糊，提醒后能改"),
            N_("全程清晰，快慢有致，关键信息主动重复"),
        ),
    ),
    Item(
        "A2",
        "language",
        6,
        N_("状态与感染力"),
        (
            N_("长时间低落或走神，明显拖累气氛"),
            N_("状态平稳，能跟上主播节奏"),
            N_("情绪饱满自然，能带动观众和主播"),
        ),
    ),
    Item(
        "A3",
        "language",
        6,
        N_("用语规范"),
        (
            N_("出现不文明、冒犯或不当用语（红线另计）"),
            N_("用语文明，个别口头禅不影响理解"),
            N_("礼貌专业、简洁有分寸，能示范话术"),
        ),
    ),
    Item(
        "B1",
        "interaction",
        12,
        N_("回复及时率"),
        (
            N_("有效提问回复不到五成，或一般要等 120 秒以上"),
            N_("回复七成到八成四，一般 60 秒以内"),
            N_("回复九成以上，一般 30 秒以内，且答得准"),
        ),
    ),
    Item(
        "B2",
        "interaction",
        10,
        N_("引导参与"),
        (
            N_("几乎不引导，或使用违规诱导"),
            N_("按计划做了引导，观众有反应"),
            N_("时机好、方式多，引导后评论或关注明显抬升且合规"),
        ),
    ),
    Item(
        "B3",
        "interaction",
        8,
        N_("氛围与留人"),
        (
            N_("出现三次以上冷场且无补救"),
            N_("偶有冷场，30 秒内能接上"),
            N_("无冷场，能在人气低谷主动拉回"),
        ),
    ),
    Item(
        "C1",
        "product",
        16,
        N_("信息准确"),
        (
            N_("价格、参数等关键信息出错且未更正"),
            N_("无关键错误；一般错误最多一次并当场更正"),
            N_("全程零错误，能帮主播更正口误"),
        ),
    ),
    Item(
        "C2",
        "product",
        8,
        N_("卖点与演示"),
        (
            N_("卖点遗漏过半，演示失败或缺样品"),
            N_("主要卖点讲到，演示完整"),
            N_("卖点贴合提问，演示直观，促成点击或成交"),
        ),
    ),
    Item(
        "C3",
        "product",
        6,
        N_("合规表述"),
        (
            N_("出现绝对化、夸大或无依据承诺（红线另计）"),
            N_("无违规，个别表述需更严谨"),
            N_("表述有依据，主动提示限制条件"),
        ),
    ),
    Item(
        "D1",
        "emergency",
        8,
        N_("发现与反应"),
        (
            N_("他人提醒后仍未行动，超过 120 秒"),
            N_("60 秒内自行发现并行动"),
            N_("先于观众发现，20 秒内启动预案"),
        ),
    ),
    Item(
        "D2",
        "emergency",
        8,
        N_("处置与补位"),
        (
            N_("处置不当使情况变坏"),
            N_("按预案处理，影响可控"),
            N_("处置得当且稳住观众，无明显流失"),
        ),
    ),
    Item(
        "D3",
        "emergency",
        4,
        N_("上报与复原"),
        (
            N_("未上报"),
            N_("及时上报，事后有记录"),
            N_("上报清楚，提出预防措施并写入小结"),
        ),
    ),
)


def stored(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Items as a version keeps them."""
    return [{**asdict(one), "anchors": list(one.anchors)} for one in items]


def read(rows: Iterable[dict[str, Any]]) -> tuple[Item, ...]:
    """Items from what a version keeps."""
    return tuple(Item(**{**row, "anchors": tuple(row["anchors"])}) for row in rows)


def weights(items: Iterable[Item]) -> dict[str, int]:
    """The weight of each dimension: its items' together, in the order they are first met."""
    found: dict[str, int] = {}
    for one in items:
        found[one.dimension] = found.get(one.dimension, 0) + one.weight
    return found
