"""The rubric of one broadcast: four dimensions, twelve items, anchors at 1, 3 and 5. Pure.

Starting data; a version of the policy keeps its own copy. Weights of all items sum to 100. The table
has four lines an item: code, dimension, weight and name, then what 1, 3 and 5 look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
_TABLE = """
A1 language 8 清晰与语速
多次听不清，观众要求重复；语速失控
基本听得清，偶有过快或含糊，提醒后能改
全程清晰，快慢有致，关键信息主动重复
A2 language 6 状态与感染力
长时间低落或走神，明显拖累气氛
状态平稳，能跟上主播节奏
情绪饱满自然，能带动观众和主播
A3 language 6 用语规范
出现不文明、冒犯或不当用语（红线另计）
用语文明，个别口头禅不影响理解
礼貌专业、简洁有分寸，能示范话术
B1 interaction 12 回复及时率
有效提问回复不到五成，或一般要等 120 秒以上
回复七成到八成四，一般 60 秒以内
回复九成以上，一般 30 秒以内，且答得准
B2 interaction 10 引导参与
几乎不引导，或使用违规诱导
按计划做了引导，观众有反应
时机好、方式多，引导后评论或关注明显抬升且合规
B3 interaction 8 氛围与留人
出现三次以上冷场且无补救
偶有冷场，30 秒内能接上
无冷场，能在人气低谷主动拉回
C1 product 16 信息准确
价格、参数等关键信息出错且未更正
无关键错误；一般错误最多一次并当场更正
全程零错误，能帮主播更正口误
C2 product 8 卖点与演示
卖点遗漏过半，演示失败或缺样品
主要卖点讲到，演示完整
卖点贴合提问，演示直观，促成点击或成交
C3 product 6 合规表述
出现绝对化、夸大或无依据承诺（红线另计）
无违规，个别表述需更严谨
表述有依据，主动提示限制条件
D1 emergency 8 发现与反应
他人提醒后仍未行动，超过 120 秒
60 秒内自行发现并行动
先于观众发现，20 秒内启动预案
D2 emergency 8 处置与补位
处置不当使情况变坏
按预案处理，影响可控
处置得当且稳住观众，无明显流失
D3 emergency 4 上报与复原
未上报
及时上报，事后有记录
上报清楚，提出预防措施并写入小结
"""


@dataclass(frozen=True)
class Item:
    """One thing that is rated from 1 to 5; ``anchors`` are what 1, 3 and 5 look like."""

    code: str
    dimension: str
    weight: int
    name: str
    anchors: tuple[str, str, str]


def _item(lines: Sequence[str]) -> Item:
    code, dimension, weight, name = lines[0].split()
    return Item(code, dimension, int(weight), name, (lines[1], lines[2], lines[3]))


_LINES = _TABLE.strip().splitlines()
BROADCAST = tuple(_item(_LINES[at : at + 4]) for at in range(0, len(_LINES), 4))


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
