"""Whether a comment asks the room something: rules in order, each with a name, the first decides.

A comment is first made plain: folded, without emoji and their codes, repeats shortened. Then come
the rules that say it is no question (talk between viewers, greetings, exclamations, 扣1), then those
that say it is one. What no rule knows is no question: a screen beside a camera shows little, and
one that cries wolf is switched off. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from zhubo_web.core.folding import fold

#: Longer comments are stories or are pasted; what they ask is not read on a screen in passing.
LONGEST = 60
_CODE = re.compile(r"\[[^\[\]\s]{1,10}\]")
_REPEATED_SIGN = re.compile(r"([^\w\s])\1+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_SPACED = re.compile(r"(?<!\S)(?:[\u4e00-\u9fff] ){2,}[\u4e00-\u9fff](?!\S)")
_TRADITIONAL = str.maketrans(
    "嗎麼幾誰錢號鏈買賣為郵貨發會沒時間個", "吗么几谁钱号链买卖为邮货发会没时间个"
)
_BLANKS = re.compile(r"\s+")
_LAUGHTER = re.compile(r"\[(捂脸|大笑|笑哭|泣不成声|呲牙|偷笑|坏笑|憨笑|破涕为笑)\]|[😂🤣😄😁😆😅]")
_DRAWN = {"So", "Sk", "Cn", "Co", "Cs", "Cf"}
#: No comment without one of these asks anything: most are told apart by this alone.
_HINT = re.compile(
    "[?吗嘛么呢不没啥咋谁哪几多何否怎]|什|请问|想问|问[一个]?下|求|为[啥何]|[码号斤]|还是|链接|区别"
)


_THEY = "(大家|主播|宝宝|宝子|家人|兄弟|老铁|姐妹|你们|你)"
_END = r"\W*$"
_WORD = r"[\u4e00-\u9fffa-z0-9]"
_LINK = "链接|小黄车|购物车|车"
_BUY = "买|拍|下单|抢|领|兑|报名|参加|预约|退|换|付|进群|加群"
_COUNTED = "个|岁|楼|斤|位|口|瓶|支|盒|件|种|次|年|人|级|块|本|分|片|包|条|双|套|袋|折|粒|颗|层"
_GOODS = (
    "起球|掉色|褪色|缩水|变形|机洗|包邮|发货|现货|库存|退|换|运费险|赠品|便宜|优惠|试用|正品|保质|"
    "敏感|过敏|孕妇|小孩|大码|小码|正码|显瘦|显白|透|弹力|纯棉|羊毛|真皮|质保|好用|好吃|好喝|号|码|色"
)
Rules = tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True)
class Reading:
    """How a comment was read: ``asks`` by which ``rule``; ``text`` is its plain form."""

    asks: bool
    rule: str
    text: str


def plain(text: str) -> str:
    """Folded, without codes, emoji and doubled signs; words as they were written."""
    kept = _CODE.sub(" ", fold(text).text).translate(_TRADITIONAL)
    kept = "".join(" " if _is_drawn(char) else char for char in kept)
    kept = _REPEATED_SIGN.sub(r"\1", _BLANKS.sub(" ", kept)).strip()
    kept = _SPACED.sub(lambda match: match.group().replace(" ", ""), kept)
    return _REPEATED.sub(r"\1", kept)


def shown(text: str) -> str:
    """The words as the viewer wrote them, without what is only drawn."""
    kept = "".join(" " if _is_drawn(char) else char for char in _CODE.sub(" ", text))
    return _REPEATED_SIGN.sub(r"\1", _BLANKS.sub(" ", kept)).strip()


def _is_drawn(char: str) -> bool:
    return unicodedata.category(char) in _DRAWN


def _rules(*rows: tuple[str, ...]) -> Rules:
    """Each row: the rule's name, then patterns of which one must be found."""
    return tuple((name, re.compile("|".join(patterns))) for name, *patterns in rows)


#: It asks nothing of the room, whatever question words it has.
_NOT = _rules(
    ("between viewers", "^@(?!主播|助播|客服)", "楼上|前面的|刚才那个人"),
    ("greeting", f"^{_THEY}?(早上|中午|下午|晚上|大家)?好[吗啊呀嘛]?{_END}"),
    (
        "greeting",
        "吃(了|饭|过)+(吗|没|没有|不)",
        "^在(吗|不)",
        "想我(了|们)?(吗|没)|还记得我|认识我",
    ),
    ("exclamation", "(怎么|咋)(这么|那么|能这么|就这么)", "多么|什么鬼|什么玩意|凭什么|懂什么"),
    ("exclamation", "谁(不|懂|信|敢|说|叫|让)", "何必|何况|难道|岂|哪有|哪里哪里|怪不得|莫非"),
    (
        "rhetorical",
        "不是吗|不就|不都|^[这那]不|就没个|你知道.*(吗|么)",
        "有没有(资格|脸|良心|搞错)",
    ),
    ("rhetorical", "^那(你|还|就)", f"(还不如|干什么|干嘛呀?){_END}", "^(干嘛|干啥)(?!用|的|呢)"),
    ("tag", f"(是|对|好|行|可以|真|中|可能|应该|肯定.*)(吧|哈){_END}", f"这?对(吗|么|不对){_END}"),
    ("tag", f"(是不是|知道吗|懂吗|明白吗){_END}"),
    ("indefinite", "没有?(什么|啥|谁|几|多少)", "(什么|啥|谁|哪|哪里|怎么)都|不怎么|不咋|不知道"),
    (
        "indefinite",
        "多少(有点|带点|沾点)|好几|没几|怎么说呢|(无论|不管|不论|随便)(什么|啥|谁|哪|怎么|多)",
    ),
    ("own thought", "^我也", f"穿.{{0,3}}(正好|刚好|合身|合适){_END}"),
    ("answer", rf"^[扣口]?\s*\d+{_END}", r"^扣\s*\d", "^要+\\W*$"),
)
#: It asks something, and what.
_IS = _rules(
    (
        "price",
        "多少(钱|米|元|块|一)|几(米|块|元|刀)",
        "(啥|什么|几个|多少)价|价格?(是|多少|呢|怎么)",
    ),
    ("price", "(怎么|咋)卖"),
    ("link", f"(几|哪个?|多少|什么|啥)号?({_LINK})|({_LINK})(在?哪|呢|几|多少|是|发)"),
    ("link", "几号(?!出|去|来|回|开)"),
    ("how to buy", f"(怎么|咋|如何|哪里|哪儿|在哪|哪)(里|儿|可以|能|才能|样|去)?个?({_BUY})"),
    ("size", r"\d{2,3}\D{0,6}\d{2,3}\D{0,8}(穿|选|拍|要|买|合适|码|号)", "尺码(呢|表)"),
    ("size", "(什么|啥|几|多大|哪个)(尺?码|号|尺寸)"),
    ("size", r"\d{2,3}\s*(斤|cm|公斤|kg)?\D{0,4}(穿|选|拍)(什么|啥|多大|几|哪)"),
    ("when", "(什么|啥)时候|几点|多久|何时|几天|哪天|多会儿?|多长时间|几月"),
    (
        "asks to know",
        "请问|想问|问一?下|问个|求(链接|推荐|解|科普|教|问|歌名|名字|bgm)|(什么|啥)区别",
    ),
    ("asks to know", "求.{1,4}链接|有谁知道|谁(能|来)?(讲|说|告诉|解释)"),
    ("whether or not", "有没有|是不是|能不能|可不可以|会不会|要不要|行不行|是否|能否|可否"),
    ("whether or not", "([\u4e00-\u9fff])(?<!错)不\\1|([\u4e00-\u9fff])没\\2"),
    ("which", r"是.{1,6}还是|(\w).{0,3}还是\1|(\w)还是.{1,4}\2"),
    ("goods", f"(发|寄|送)[\u4e00-\u9fff]{{2,4}}(吗|么|嘛|不){_END}"),
    ("goods", f"({_GOODS}).{{0,4}}(吗|么|嘛|不|没){_END}"),
    ("asks to see", "(讲解?|介绍|试穿?|上|看)一?下.{0,6}(号|链接|车)"),
    ("what", "什么|啥|什莫|神马"),
    ("who", f"(是|叫|找|跟|和|给)谁|谁(是|家|在|赢|出|付)|谁[啊呀呢]?{_END}"),
    ("where", "哪"),
    ("how", "怎么|咋|怎样|如何|怎莫"),
    ("how much", "多(少|大|高|重|远|长|厚|宽|深)", f"几个?({_COUNTED})"),
    ("why", "为什么|为啥|为何", "(在|要|去|是)(干嘛|干啥)|(干嘛|干啥)(用|的|呢)"),
)
#: The same, of those that laughter beside them turns into a joke.
_WEAK = _rules(
    (
        "particle",
        rf"{_WORD}{{2}}(吗|么)(?=\W|$)",
        f"^(?!.*(别|就说|就是|应该|当然|本来)).*{_WORD}{{2}}嘛{_END}",
    ),
    ("or not", f"[\u4e00-\u9fff](不|没|没有|否){_END}"),
    ("what about", rf"^\W*(?!.*(在|以为|还|才|可|着|正|都|说|看|演|骂)){_WORD}{{1,4}}呢{_END}"),
    ("mark", rf"^(?!你不|这也|这就|这个就|又要|太|就这).*{_WORD}{{2}}.*\?\s*$"),
)


def read(text: str) -> Reading:
    """Read one comment."""
    words = plain(text)
    if len(words) < 2 or not _HINT.search(words):
        return Reading(False, "no hint", words)
    if len(words) > LONGEST:
        return Reading(False, "long", words)
    if rule := _first(_NOT, words):
        return Reading(False, rule, words)
    if rule := _first(_IS, words):
        return Reading(True, rule, words)
    rule = _first(_WEAK, words)
    if rule and _LAUGHTER.search(text):
        return Reading(False, "laughter", words)
    return Reading(bool(rule), rule or "no rule", words)


def _first(rules: Rules, words: str) -> str | None:
    return next((name for name, pattern in rules if pattern.search(words)), None)
