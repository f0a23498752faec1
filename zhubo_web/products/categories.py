"""Kinds of words worth a second look, each with its article of law and what to do instead.

Starting data, no legal advice; a finding shows the basis so that a person can look it up.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhubo_web.core.marking import N_


@dataclass(frozen=True)
class Category:
    """Why words are worth a second look: the article, what to do, the violation code it is near."""

    label: str
    basis: str
    advice: str
    tag: str


CATEGORIES: dict[str, Category] = {
    "absolute": Category(
        N_("绝对化用语"),
        N_("《广告法》第九条第（三）项；《广告绝对化用语执法指南》"),
        N_("换成看得见的事实；属于自我比较、分级标准或有时间地域限定的，写明依据。"),
        "A04",
    ),
    "state": Category(
        N_("国家机关名义"),
        N_("《广告法》第九条第（一）项、第（二）项"),
        N_("不提国家机关及其人员、国旗国徽。"),
        "I02",
    ),
    "medical": Category(
        N_("疾病治疗、医疗用语"),
        N_("《广告法》第十七条；《食品安全法》第七十三条；《化妆品监督管理条例》第四十三条"),
        N_("普通商品不讲治疗和医疗作用，只讲标签和页面写明的内容。"),
        "A05",
    ),
    "guarantee": Category(
        N_("功效保证"),
        N_("《广告法》第十六条、第十八条；《食品安全法》第七十九条"),
        N_("不保证效果，说明因人而异。"),
        "A06",
    ),
    "health": Category(
        N_("普通食品声称保健功能"),
        N_("《食品安全法》第七十三条；《广告法》第十七条"),
        N_("普通食品只讲口味、配料和吃法。"),
        "A13",
    ),
    "cosmetic": Category(
        N_("化妆品夸大功效"),
        N_("《化妆品监督管理条例》第四十三条；《广告法》第二十八条"),
        N_("只讲备案的功效，不讲期限。"),
        "A08",
    ),
    "price": Category(
        N_("价格没有依据"),
        N_("《明码标价和禁止价格欺诈规定》第十六条、第十七条、第十九条"),
        N_("说实际到手价；比较价格要有出处和期间。"),
        "B03",
    ),
    "scarcity": Category(
        N_("虚假限时限量"),
        N_("《明码标价和禁止价格欺诈规定》第二十条；《反不正当竞争法》第九条"),
        N_("按后台真实库存和活动时间说。"),
        "B04",
    ),
    "unproven": Category(
        N_("数据、荣誉没有出处"),
        N_("《广告法》第十一条、第十二条、第二十八条"),
        N_("写明报告、专利号或出处；没有就不说。"),
        "A07",
    ),
    "promise": Category(
        N_("承诺可能不能兑现"),
        N_("《广告法》第八条；《明码标价和禁止价格欺诈规定》第十九条"),
        N_("按页面写明的发货和售后规则说。"),
        "B09",
    ),
    "rivals": Category(
        N_("贬低同行"),
        N_("《广告法》第十三条；《直播电商监督管理办法》第三十六条"),
        N_("只讲自己的商品。"),
        "C08",
    ),
    "superstition": Category(
        N_("迷信、歧视"),
        N_("《广告法》第九条第（八）项、第（九）项"),
        N_("换成款式、材质、寓意之外的事实。"),
        "A12",
    ),
    "investment": Category(
        N_("收益、升学保证"),
        N_("《广告法》第二十四条、第二十五条"),
        N_("不对收益、通过率作保证。"),
        "A04",
    ),
    "offsite": Category(
        N_("站外引流"),
        N_("平台规则：站外引流"),
        N_("请观众在直播间下单，问题找平台内客服。"),
        "D01",
    ),
    "reviews": Category(
        N_("利益换好评"),
        N_("《反不正当竞争法》第九条；《电子商务法》第十七条、第三十九条"),
        N_("欢迎如实评价，不给好处。"),
        "D04",
    ),
    "minors": Category(
        N_("诱导未成年人"),
        N_("《广告法》第四十条；《未成年人保护法》"),
        N_("不劝未成年人或其家长购买。"),
        "C07",
    ),
    "own": Category(
        N_("本品不能说"),
        N_("商品卡“不能说”"),
        N_("用商品卡上的替代说法。"),
        "A04",
    ),
}
