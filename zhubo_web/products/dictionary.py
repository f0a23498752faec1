"""The words to be careful with that a shop starts with, by category.

Starting data, edited and versioned by the merchant; no legal advice. What follows `>` is what could
be said instead. Exceptions are those of 《广告绝对化用语执法指南》: self-comparison, tips for use,
national grades and titles, trade names, facts limited by time or place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A word to be careful with; `passes` are patterns in whose matches it is left alone.

    `pattern` (starting data only, never typed in by a merchant) replaces the literal word.
    """

    word: str
    category: str
    instead: str = ""
    pattern: str = ""
    passes: tuple[str, ...] = ()


_WORDS = {
    "absolute": """最佳 > 很适合
        最强 > 很有力
        最先进
        最安全
        最划算 > 今天到手价
        最便宜 > 今天到手价
        最受欢迎 > 很受喜欢
        最好用 > 用着顺手
        最好吃 > 口感很好
        最正宗
        最有效
        顶级 > 用料扎实
        顶尖 > 用料扎实
        极致 > 很用心
        极品 > 品质好
        独一无二 > 有自己的特点
        史无前例 > 少见
        世界级
        全网最好
        销量冠军 > 近 30 天卖出的件数
        行业领先
        遥遥领先
        领导品牌
        唯一 > 有自己的特点""",
    "state": """国家领导人
        国宴专用 > 做法考究
        驰名商标
        质量免检""",
    "medical": """治疗
        根治
        治愈
        消炎 > 清爽
        降血糖
        降血压
        降血脂
        抗癌
        祛湿排毒 > 口感清爽
        处方
        药用
        药妆
        医美级
        疗效""",
    "guarantee": """保证有效 > 因人而异
        百分百有效 > 因人而异
        包治百病
        无副作用 > 请先看说明
        无效退款 > 按平台规则退换""",
    "health": """增强免疫力 > 口味清淡
        提高免疫力 > 口味清淡
        补肾
        排毒养颜 > 口感清爽
        减肥 > 口感清爽
        燃脂 > 口感清爽
        改善睡眠""",
    "cosmetic": """祛疤
        生发
        永久美白
        立刻变白
        干细胞
        零添加 > 配料见页面
        纯天然 > 配料见页面""",
    "price": """全网最低 > 今天到手价
        史低 > 今天到手价
        历史最低 > 今天到手价
        亏本卖 > 今天到手价""",
    "scarcity": """最后一波 > 以页面库存为准
        卖完就没了 > 以页面库存为准
        错过等一年 > 活动到页面写明的时间
        马上涨价 > 活动到页面写明的时间""",
    "unproven": """专利配方
        权威认证
        专家推荐
        医生推荐
        央视推荐
        科学证明""",
    "promise": """假一赔万 > 按平台规则赔付
        终身保修 > 保修期见页面
        今天必到 > 发货时间见页面
        无条件退货 > 按平台规则退换
        永不褪色 > 洗护方法见吊牌""",
    "rivals": """别家都是假货
        吊打同行
        秒杀同行""",
    "superstition": """开运
        转运 > 寓意好
        招财 > 寓意好
        辟邪
        旺夫
        改命""",
    "investment": """稳赚不赔
        保本
        躺赚
        包过""",
    "offsite": """加微信 > 点购物车下单
        加 v > 点购物车下单
        绿泡泡 > 站内客服
        私下转账 > 点购物车下单
        去某宝 > 点购物车下单""",
    "reviews": """好评返现 > 欢迎如实评价
        五星返现 > 欢迎如实评价""",
    "minors": """让爸妈给你买""",
}

_STOP = r"^，。！？；,.!?;\s"
_SELF = rf"(?:我们?家|咱们?家|自家|本店|店里|本品牌|同品牌|本系列|同系列)[{_STOP}]{{0,10}}?"
_SINCE = (
    r"(?:20\d\d年|今年|去年|本月|上月|上半年|下半年|双11|618|近\d{1,3}[天日]|截至)"
    rf"[{_STOP}]{{0,20}}?"
)
_SALES = rf"(?:销量|销售额|成交|占有率|排名|热卖|卖得)[{_STOP}]{{0,6}}?"
_TIP = (
    r"(?:不要|别|先|在|提前|每|饭[前后]|睡前|早上|晚上|冷藏|手洗|分开|搭配|跟|和"
    r"|用[^的了着,。!?.\s])"
)
_ORDER = (
    r"(?:次|时间|步|天|个|位|件|批|口|眼|排|代|季|章|集|页|行|层|遍|轮|款|台|家|场|期|波|阶段"
    r"|链接|人称|反应|印象|手|[一二三四五六七八九十\d])"
)

_PATTERNS: tuple[Entry, ...] = (
    Entry(
        "第一",
        "absolute",
        "很多人喜欢",
        passes=(rf"第一{_ORDER}", r"(?:顾客|用户|客户|安全|质量|服务|友谊|健康|品质)第一"),
    ),
    Entry("国家级", "absolute", passes=(r"国家级(?:非遗|非物质|高新|重点|实验|专精|森林)",)),
    Entry("最好", "absolute", "很合适", passes=(rf"最好{_TIP}",)),
    Entry("最大", "absolute", "尺寸见页面", passes=(r"最大(?:码|号|承重|尺码|容量|功率|限度)",)),
    Entry("最低价", "price", "今天到手价", r"最低价格?"),
    Entry("最高品质", "absolute", "品质好", r"最高(?:品质|端|档|标准)"),
    Entry(
        "特级", "absolute", "品质好", passes=(r"特级初榨", r"(?:国标|等级|级别|标准)[:：为是]?特级")
    ),
    Entry(
        "有效率",
        "guarantee",
        "因人而异",
        r"(?:有效|治愈|好转|满意)率[^，。,\n]{0,4}?\d{1,3}(?:\.\d+)?%",
    ),
    Entry(
        "几天见效",
        "guarantee",
        "因人而异",
        r"[\d一二三五七十]{1,3}(?:天|日|周|小时|分钟)(?:见效|变白|瘦|祛)",
    ),
    Entry(
        "最后几单",
        "scarcity",
        "以页面库存为准",
        r"(?:最后|仅剩|只剩)[\d一二两三五十]{1,4}(?:单|件|份|套|个库存)",
    ),
    Entry("原价", "price", "吊牌价以页面为准", r"原价\d{1,6}"),
    Entry("加微信号", "offsite", "点购物车下单", r"加(?:我|个|下)?(?:vx|wx|薇信|微信号|威信|qq)"),
)

_PASSES = {
    "唯一": (r"唯一(?:编码|编号|要注意|不足|缺点|的?要求)",),
    "治疗": (r"(?:不能|没有|无|不作|不用于|不代替|请及时)治疗",),
    "疗效": (r"(?:没有|无|不承诺)疗效",),
    "处方": (r"非处方",),
    "减肥": (r"(?:不能|不是|没有)减肥",),
    "保本": (r"保本色",),
    "转运": (r"转运(?:仓|中心|费|公司)",),
    "最好用": (r"最好用[^的了着呀啊,，。！？.!?]",),
}


def _read(category: str, words: str) -> list[Entry]:
    entries = []
    for line in words.splitlines():
        word, _, instead = line.partition(">")
        word = word.strip()
        entries.append(Entry(word, category, instead.strip(), passes=_PASSES.get(word, ())))
    return entries


DICTIONARY: tuple[Entry, ...] = (
    *(entry for category, words in _WORDS.items() for entry in _read(category, words)),
    *_PATTERNS,
)

# Exceptions for every word of these categories, before the word itself: compared with oneself, or a
# fact limited by time (for sales: with the figure it is about).
LENIENT_BEFORE: dict[str, tuple[str, ...]] = {
    "absolute": (_SELF, _SINCE + _SALES),
    "price": (_SELF, _SINCE),
}
