"""The metric dictionary: what each figure means (口径), in which unit, which way is better. Pure.

A definition is never edited: a new meaning is a new version with the day it comes into force. What is
recorded keeps the version that held then, so that past figures never change their meaning. Figures with
a ``ratio`` are computed from others where those are there. Percentages are kept as 12.5, not 0.125;
durations in seconds; money in yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhubo_web.core.marking import N_

PLATFORM = "platform"
COMPUTED = "computed"
#: Where a figure comes from → its name.
SOURCES = {
    PLATFORM: N_("平台数据"),
    COMPUTED: N_("计算"),
    "records": N_("跟播记录"),
    "feedback": N_("反馈"),
    "survey": N_("问卷"),
    "system": N_("系统"),
    "attendance": N_("到岗记录"),
}
TIMES, PEOPLE, SECONDS, PERCENT, YUAN = N_("次"), N_("人"), N_("秒"), "%", N_("元")
ORDERS, PIECES, GOODS, PER_MILLE = N_("单"), N_("件"), N_("个"), "‰"
PER_HOUR = N_("次/时")
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Ratio:
    """The sum of some figures, times a number, divided by another figure."""

    over: tuple[str, ...]
    under: str
    times: int = 100


@dataclass(frozen=True)
class Definition:
    """One version of a figure's meaning.

    ``margin``: per cent that a change must exceed; ``least``: (figure, how many of it) without which
    nothing is said; ``weight``: the figure by which this average is averaged over broadcasts.
    """

    id: str
    name: str
    formula: str
    unit: str
    better: str = "up"
    source: str = PLATFORM
    ratio: Ratio | None = None
    margin: int = 30
    least: tuple[str, int] | None = None
    weight: str | None = None
    whole: bool = True
    signed: bool = False
    version: int = 1
    since: date = FIRST_DAY

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and 100 %."""
        return self.unit == PERCENT and self.id != "refund_rate"

    @property
    def is_taken(self) -> bool:
        """Whether people enter or import it; the others come from the product itself."""
        return self.source in (PLATFORM, COMPUTED)


def _count(id: str, name: str, formula: str, unit: str, better: str = "up") -> Definition:
    return Definition(id, name, formula, unit, better)


def _money(
    id: str, name: str, formula: str, better: str = "up", signed: bool = False
) -> Definition:
    return Definition(id, name, formula, YUAN, better, whole=False, signed=signed)


def _rate(
    id: str, name: str, formula: str, over: str, under: str, **more: int | tuple[str, int] | str
) -> Definition:
    ratio = Ratio(tuple(over.split("+")), under)
    given: dict[str, object] = {"source": COMPUTED, "whole": False, **more}
    return Definition(id, name, formula, PERCENT, ratio=ratio, **given)  # type: ignore[arg-type]


def _ours(id: str, name: str, formula: str, unit: str, better: str, source: str) -> Definition:
    return Definition(id, name, formula, unit, better, source, whole=False)


BUYERS, COMMENTS = ("buyers", 100), ("comments", 300)
COUNTS = (
    _count("expose_uv", N_("直播间曝光人数"), N_("看到直播间入口的去重人数"), PEOPLE),
    _count("expose_pv", N_("直播间曝光次数"), N_("直播间入口被看到的次数"), TIMES),
    _count("view_uv", N_("场观人数"), N_("进入直播间的去重人数"), PEOPLE),
    _count("view_pv", N_("场观人次"), N_("进入直播间的次数"), TIMES),
    _count("pcu", N_("最高在线"), N_("每分钟在线人数的最大值"), PEOPLE),
    Definition("acu", N_("平均在线"), N_("每分钟在线人数之和 ÷ 直播分钟数"), PEOPLE, whole=False),
    Definition("watch_avg", N_("人均停留时长"), N_("总观看时长（秒）÷ 场观人数"), SECONDS,
               margin=10, weight="view_uv", whole=False),
    _count("comments", N_("评论次数"), N_("直播期间的评论条数"), TIMES),
    _count("comment_uv", N_("评论人数"), N_("写过评论的去重人数"), PEOPLE),
    _count("like_uv", N_("点赞人数"), N_("点过赞的去重人数"), PEOPLE),
    _count("shares", N_("分享次数"), N_("直播期间的分享次数"), TIMES),
    _count("engage_uv", N_("互动人数"), N_("评论、点赞、分享、关注任一行为的去重人数"), PEOPLE),
    Definition("new_fans", N_("新增粉丝数"), N_("直播期间新增关注数，取关数另列"), PEOPLE, margin=20),
    _count("lost_fans", N_("取关粉丝数"), N_("直播期间取消关注的人数"), PEOPLE, "down"),
    Definition("new_club", N_("新增粉丝团人数"), N_("直播期间加入粉丝团或直播团的人数"), PEOPLE,
               margin=20),
    Definition("old_fans_share", N_("观看老粉占比"), N_("已关注的观看人数 ÷ 场观人数"), PERCENT, "",
               weight="view_uv", whole=False),
    _count("goods", N_("带货商品数"), N_("本场上架的商品数"), GOODS, ""),
    _count("goods_expose_uv", N_("商品曝光人数"), N_("看到商品的去重人数"), PEOPLE),
    _count("goods_click_uv", N_("商品点击人数"), N_("点过商品的去重人数"), PEOPLE),
    _count("goods_expose_pv", N_("商品曝光次数"), N_("商品被看到的次数"), TIMES),
    _count("goods_click_pv", N_("商品点击次数"), N_("商品被点击的次数"), TIMES),
    _count("order_uv", N_("创建订单人数"), N_("下过单的去重人数，含未支付"), PEOPLE),
    _count("orders", N_("成交订单数"), N_("支付的订单数"), ORDERS),
    _count("pieces", N_("成交件数"), N_("支付的商品件数"), PIECES),
    _count("buyers", N_("成交人数"), N_("支付的去重人数"), PEOPLE),
    _money("gmv", N_("成交金额"), N_("支付金额合计，不含未支付；含平台补贴与否以来源为准")),
    _money("paid", N_("用户支付金额"), N_("用户实际支付的金额合计，不含平台补贴")),
    _money("net", N_("净成交金额"), N_("成交金额减去退款，可能是负数"), signed=True),
    _count("refund_orders", N_("退款订单数"), N_("退过款的订单数"), ORDERS, "down"),
    _count("refund_uv", N_("退款人数"), N_("退过款的去重人数"), PEOPLE, "down"),
    _money("refund", N_("退款金额"), N_("统计期内的退款金额，以来源的截止时间为准"), "down", signed=True),
    _money("ads_bound", N_("投放消耗（店铺绑定）"), N_("店铺绑定账户的投放消耗"), ""),
    _money("ads_target", N_("投放消耗（店铺被投）"), N_("投给本店的投放消耗"), ""),
)  # fmt: skip
RATIOS = (
    _rate("engage_rate", N_("互动率"), N_("评论、点赞、分享、关注任一行为的去重人数 ÷ 场观人数"),
          "engage_uv", "view_uv"),
    _rate("engage_count_rate", N_("互动率（次数口径）"),
          N_("（评论次数 + 分享次数 + 新增粉丝数）÷ 场观人次"), "comments+shares+new_fans", "view_pv"),
    _rate("comment_rate", N_("评论率"), N_("评论人数 ÷ 场观人数"), "comment_uv", "view_uv",
          least=COMMENTS),
    _rate("comment_count_rate", N_("评论率（次数口径）"), N_("评论次数 ÷ 场观人次"), "comments", "view_pv",
          least=COMMENTS),
    _rate("like_rate", N_("点赞率"), N_("点赞人数 ÷ 场观人数"), "like_uv", "view_uv"),
    _rate("follow_rate", N_("转粉率"), N_("新增粉丝数 ÷ 场观人数（平台口径）"), "new_fans", "view_uv",
          margin=20),
    _rate("fanclub_rate", N_("加团率"), N_("新增粉丝团人数 ÷ 场观人数"), "new_club", "view_uv", margin=20),
    Definition("gpm", N_("千次观看成交金额"), N_("成交金额 × 1000 ÷ 场观人次"), YUAN, source=COMPUTED,
               ratio=Ratio(("gmv",), "view_pv", 1000), least=BUYERS, whole=False),
    Definition("uv_value", N_("UV 价值"), N_("成交金额 ÷ 场观人数"), YUAN, source=COMPUTED,
               ratio=Ratio(("gmv",), "view_uv", 1), least=BUYERS, whole=False),
    Definition("aov", N_("客单价"), N_("成交金额 ÷ 成交人数"), YUAN, source=COMPUTED,
               ratio=Ratio(("gmv",), "buyers", 1), least=BUYERS, whole=False),
    _rate("enter_rate", N_("曝光进入率"), N_("场观人数 ÷ 直播间曝光人数"), "view_uv", "expose_uv"),
    _rate("goods_expose", N_("商品曝光率"), N_("商品曝光人数 ÷ 场观人数"), "goods_expose_uv", "view_uv"),
    _rate("goods_ctr", N_("商品点击率"), N_("商品点击人数 ÷ 商品曝光人数"), "goods_click_uv",
          "goods_expose_uv"),
    _rate("click_buy_rate", N_("点击成交率"), N_("成交人数 ÷ 商品点击人数"), "buyers", "goods_click_uv",
          least=BUYERS),
    _rate("order_rate", N_("点击下单率"), N_("创建订单人数 ÷ 商品点击人数"), "order_uv", "goods_click_uv",
          least=BUYERS),
    _rate("pay_rate", N_("下单支付率"), N_("成交人数 ÷ 创建订单人数"), "buyers", "order_uv", least=BUYERS),
    _rate("cvr", N_("看播成交率"), N_("成交人数 ÷ 场观人数"), "buyers", "view_uv", least=BUYERS),
    _rate("refund_rate", N_("退款率"), N_("统计期内退款金额 ÷ 成交金额"), "refund", "gmv", better="down",
          least=BUYERS),
)  # fmt: skip
OURS = (
    _ours("answer_rate", N_("有效提问响应率"), N_("已回复的有效提问数 ÷ 有效提问数"), PERCENT, "up",
          "records"),
    _ours("answer_p50", N_("首响中位数"), N_("有效提问到首次回复的秒数的中位数"), SECONDS, "down",
          "records"),
    _ours("complaint_rate", N_("观众投诉率"), N_("归到助播且核实的投诉数 × 1000 ÷ 场观人数"), PER_MILLE,
          "down", "feedback"),
    _ours("csat", N_("观众满意度"), N_("4 到 5 分的答卷数 ÷ 有效答卷数"), PERCENT, "up", "survey"),
    _ours("plan_ontime", N_("计划按时率"), N_("按时报备的周计划数 ÷ 应报备数"), PERCENT, "up", "system"),
    _ours("summary_ontime", N_("小结按时率"), N_("按时提交的小结数 ÷ 应提交数"), PERCENT, "up", "system"),
    _ours("attend_ontime", N_("到岗准时率"), N_("准时到岗场次 ÷ 排班场次，批准的请假、换班不计"), PERCENT,
          "up", "attendance"),
    _ours("neg_density", N_("负向标签密度"), N_("负向标签严重度之和 ÷ 被观察小时数"), PER_HOUR, "down",
          "records"),
    _ours("pos_ratio", N_("正向占比"), N_("正向标签数 ÷（正向 + 负向标签数）"), PERCENT, "", "records"),
    _ours("ack_rate", N_("提示确认率"), N_("已确认提示 ÷ 已显示提示"), PERCENT, "up", "system"),
    _ours("note_effect", N_("提示有效率"),
          N_("显示后 5 分钟内同码负向标签未再出现的提示 ÷ 已显示的负向提示"), PERCENT, "up", "system"),
    _ours("observe_cover", N_("监督覆盖率"), N_("被观察的直播时长 ÷ 直播总时长"), PERCENT, "up", "system"),
    _ours("irr", N_("评分一致性"), N_("双评场次的 Krippendorff α（定序），并列出百分比一致"), "", "up",
          "system"),
)  # fmt: skip

#: Id → its versions, the oldest first.
DICTIONARY: dict[str, tuple[Definition, ...]] = {
    one.id: (one,) for one in (*COUNTS, *RATIOS, *OURS)
}
#: A figure → what stands for it where only counts are known, 次数口径 (``metrics.forming``).
INSTEAD = {"engage_rate": "engage_count_rate", "comment_rate": "comment_count_rate"}
#: What people enter or import.
TAKEN = tuple(name for name, versions in DICTIONARY.items() if versions[-1].is_taken)


def defined(metric: str, day: date | None = None) -> Definition:
    """The definition in force on a day (in Shanghai); the newest without one."""
    versions = DICTIONARY[metric]
    if day is None:
        return versions[-1]
    return next((one for one in reversed(versions) if one.since <= day), versions[0])


def version(metric: str, number: int) -> Definition:
    """The very version that a record names."""
    return DICTIONARY[metric][number - 1]
