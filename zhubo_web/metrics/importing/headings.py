"""Which column is what: headings compared without regard to width, brackets, blanks, case and units. Pure.

A target is what a column is read as: ``account``, ``room``, ``start``, ``day``, ``time``, a figure's id, or
that with how its plain numbers are meant (``watch_avg@minutes``, ``gmv@myriad``, ``cvr@fraction``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.metrics.definitions import DICTIONARY, PERCENT, SECONDS, TAKEN, YUAN, defined
from zhubo_web.metrics.importing.cells import FRACTION, MINUTES, MYRIAD

ACCOUNT, ROOM, START, DAY, TIME = "account", "room", "start", "day", "time"
#: What tells which broadcast a row is of → its name.
PLACES = {
    ACCOUNT: N_("抖音号"),
    ROOM: N_("直播间或昵称"),
    START: N_("开播时间（日期和时刻）"),
    DAY: N_("开播日期"),
    TIME: N_("开播时刻"),
}
#: How plain numbers are meant → what stands behind the figure's name.
SCALE_NAMES = {MINUTES: N_("分钟"), FRACTION: N_("小数，0.1 就是百分之十"), MYRIAD: N_("万")}
_SCALES = {SECONDS: MINUTES, PERCENT: FRACTION, YUAN: MYRIAD}
_UNITS = {"元": "", "分钟": MINUTES, "分": MINUTES, "min": MINUTES, "秒": "seconds", "s": "seconds",
          "%": "percent", "人": "", "次": "", "单": "", "件": "", "个": "", "万": MYRIAD, "万元": MYRIAD,
          "w": MYRIAD, "北京时间": "", "¥": ""}  # fmt: skip
_BRACKETED = re.compile(r"\(([^()]*)\)")
_LOUD = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\-_—–·:：,，.。/|*'\"‘’“”]+")

#: Target → how it is headed, as exports and merchants write it.
ALIASES: dict[str, str] = {
    ACCOUNT: "主播抖音号 抖音号 账号 抖音账号 主播账号 达人抖音号 直播账号",
    ROOM: "主播昵称 直播间 直播间名称 账号名称 昵称 店铺 直播间昵称",
    START: "直播开始时间 开播时间 开始时间 直播时间 直播日期时间 begintime 上播时间 开播日期时间",
    DAY: "日期 直播日期 开播日期 数据日期 date",
    TIME: "时刻 开播时刻 开播点 上播时刻 几点开播",
    "expose_uv": "直播间曝光人数 曝光人数",
    "expose_pv": "直播间曝光次数 曝光次数",
    "view_uv": "直播间观看人数 观看人数 看播人数 场观人数 场观 累计观看人数 uv",
    "view_pv": "直播间观看次数 观看次数 观看人次 场观人次 累计观看次数 totaluser pv",
    "pcu": "最高在线人数 最高在线 人气峰值 在线峰值 maxusercnt usercount pcu",
    "acu": "平均在线人数 平均在线 avgusercount acu",
    "watch_avg": "人均观看时长 人均停留时长 平均停留时长 人均停留 停留时长 平均观看时长",
    "comments": "评论次数 评论数 评论条数 弹幕数",
    "comment_uv": "评论人数",
    "like_uv": "点赞人数",
    "shares": "分享次数 分享数",
    "engage_uv": "互动人数",
    "new_fans": "新增粉丝数 新增粉丝 涨粉 涨粉数 新增关注 新增关注数",
    "lost_fans": "取关粉丝数 取关数 掉粉",
    "new_club": "新加直播团人数 新增粉丝团人数 加团人数 新加团人数 加粉丝团人数 新增粉丝团",
    "old_fans_share": "观看老粉占比 老粉占比",
    "goods": "带货商品数 商品数 goodscnt",
    "goods_expose_uv": "直播间商品曝光人数 商品曝光人数",
    "goods_click_uv": "直播间商品点击人数 商品点击人数",
    "goods_expose_pv": "直播间商品曝光次数 商品曝光次数",
    "goods_click_pv": "直播间商品点击次数 商品点击次数",
    "order_uv": "创建订单人数 下单人数",
    "orders": "直播间成交订单数 成交订单数 订单数 支付订单数",
    "pieces": "直播间成交件数 成交件数 销量 件数 salecnt",
    "buyers": "直播间成交人数 成交人数 支付人数 购买人数",
    "gmv": "直播间成交金额 成交金额 支付金额 gmv 销售额 成交额",
    "paid": "直播间用户支付金额 用户支付金额",
    "net": "净成交金额",
    "refund_orders": "直播间退款订单数 退款订单数",
    "refund_uv": "直播间退款人数 退款人数",
    "refund": "直播间退款金额 退款金额",
    "ads_bound": "投放消耗(店铺绑定)",
    "ads_target": "投放消耗(店铺被投)",
    "engage_rate": "互动率",
    "comment_rate": "评论率",
    "like_rate": "点赞率",
    "follow_rate": "转粉率 关注率",
    "fanclub_rate": "加团率 粉丝团转化率",
    "gpm": "gpm 千次观看成交金额 千次观看用户支付金额 gpm(千次观看成交金额)",
    "uv_value": "uv价值 uvvalue uv价值(单人价值)",
    "aov": "客单价",
    "enter_rate": "曝光进入率 进入率 penrate 曝光观看率",
    "goods_ctr": "商品曝光点击率(人数) 商品点击率 直播间商品曝光点击率(人数) 商品曝光点击转化率(人数)",
    "click_buy_rate": "商品点击成交率(人数) 商品点击成交转化率(人数) 点击成交率",
    "cvr": "观看成交率(人数) 看播成交率 成交转化率 转化率",
    "refund_rate": "退款率",
}


def _bare(heading: Any) -> str:
    text = unicodedata.normalize("NFKC", str(heading or "")).casefold()
    return re.sub(r"[\[【{〔]", "(", re.sub(r"[\]】}〕]", ")", text))


def key(heading: Any) -> str:
    """What of a heading is compared: without width, brackets' shape, blanks, dashes, case, unit."""
    text = _BRACKETED.sub(lambda m: "" if m[1].strip() in _UNITS else m[0], _bare(heading))
    return _LOUD.sub("", text)


def unit(heading: Any) -> str | None:
    """What a heading's bracket says of its unit: a scale, seconds, percent or nothing special."""
    found = [_UNITS[m.strip()] for m in _BRACKETED.findall(_bare(heading)) if m.strip() in _UNITS]
    return found[-1] if found else None


_KNOWN = {key(name): target for target, names in ALIASES.items() for name in names.split(" ")}
_KNOWN |= {key(defined(name).name): name for name in TAKEN}
#: Every target that a column may be given, figures with each way their numbers may be meant.
TARGETS = (
    *PLACES,
    *TAKEN,
    *(f"{name}@{_SCALES[defined(name).unit]}" for name in TAKEN if defined(name).unit in _SCALES),
)


def metric_of(target: str) -> tuple[str, str]:
    """(figure's id, scale) of a target."""
    name, _, scale = target.partition("@")
    return name, scale


def guess(heading: Any, samples: Iterable[Any] = ()) -> str:
    """The target by a column's heading and some of its cells; empty where it is not sure.

    A duration in plain numbers without a unit is left to the person: minutes and seconds look alike.
    """
    target = _KNOWN.get(key(heading), "")
    if not target or target in PLACES:
        return target
    told, its_unit = unit(heading), defined(target).unit
    numbers = [one for one in samples if isinstance(one, int | float)]
    if its_unit == PERCENT and told != "percent" and numbers:
        return f"{target}@{FRACTION}" if all(abs(one) <= 1 for one in numbers) else target
    if its_unit == SECONDS and told is None and numbers:
        return ""
    if told in (MINUTES, MYRIAD) and f"{target}@{told}" in TARGETS:
        return f"{target}@{told}"
    return target


def without_computed(targets: Sequence[str]) -> list[str]:
    """The same, but rates whose inputs are there too are left out: they are computed."""
    there = {metric_of(one)[0] for one in targets}

    def computed(target: str) -> bool:
        ratio = defined(name).ratio if (name := metric_of(target)[0]) in DICTIONARY else None
        return ratio is not None and {*ratio.over, ratio.under} <= there

    return ["" if one and computed(one) else one for one in targets]


def faults(targets: Sequence[str]) -> list[str]:
    """What is still wrong with a choice of targets, as message ids."""
    chosen = [one for one in targets if one]
    names = [metric_of(one)[0] for one in chosen]
    wrong = []
    if START not in chosen and DAY not in chosen:
        wrong.append(N_("请选哪一列是开播时间，或者开播日期"))
    if not any(name in DICTIONARY for name in names):
        wrong.append(N_("没有一列是要导入的数据"))
    if len(set(names)) < len(names):
        wrong.append(N_("有两列选成了同一项，请只留一列"))
    return wrong


def digest(headings: Iterable[Any]) -> str:
    """What a set of headings is remembered by; their order does not matter."""
    return sha256("\n".join(sorted({key(one) for one in headings} - {""})).encode()).hexdigest()
