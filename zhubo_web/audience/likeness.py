"""Whether two questions ask the same, and which known one a question is. Pure and explainable.

A question is brought to its gist: plain, without courtesies and particles, Chinese numerals as
digits, the many ways of asking one thing (咋买, 怎么拍, 哪里下单) written as one. Two gists ask the same
if they are equal, or share their words but for what one of them adds; numbers must agree, so that
3号 is never 5号, and of two different words in one place (黑色, 白色) none is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from zhubo_web.audience.asking import plain
from zhubo_web.core.folding import fold

Cut = Callable[[str], list[str]]
#: Strings this like are one but for a slip of the finger; words shared to this part ask the same.
SLIP, SHARED = 86, 0.5
_NOT_WORDS = re.compile(r"[\W_]+")
_COURTESY = re.compile(
    "主播|主包|宝宝|宝子|姐姐?|哥哥?|美女|老铁|兄弟们?|家人们?|亲|请问|求问|想问|问一?下|麻烦|一下|有人知道|"
    "这一?[款件个]|那[款件个]|刚刚|刚才|现在|你们|我们|咱们|你家|你|这|都"
)
_SAME = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        ("啥|什莫|神马", "什么"),
        ("怎么样|咋样|怎样|如何|咋", "怎么"),
        ("是哪(位|个)|哪位", "谁"),
        ("是(?=谁|什么|哪|多少|几)", ""),
        ("(什么|啥)时候|几点钟?|何时", "几时"),
        ("(多少|几)(钱|米|元|块钱?)|(什么|几个)价格?|价格?(是?多少|呢)?|怎么卖", "多少钱"),
        ("(怎么|在?哪里?|在?哪儿)(能|可以|才能)?(买|拍|下单|抢)", "怎么买"),
        ("(几|哪个?|什么|多少)号?(链接|小黄车|购物车)|链接(在?哪里?|呢|几号|多少)", "几号链接"),
        ("(几时|多久|几天)(能|可以|会)?发货?|(今|明)天(能|可以|会)?发货?", "几时发货"),
        ("(有|能|会|是|要)(没|不)\\1|可不可以", "\\1"),
        (r"(\w)[不没]\1", r"\1"),
        ("可以", "能"),
        ("哪里|哪儿|在哪", "哪"),
    )
)
_PARTICLES = re.compile("([吗嘛吧啊呀呐哦噢哈哟啦了的呗嘞阿呢去]|(?<![什怎])么)+$|不$|没有?$")
_INNER = re.compile("[啊呀哦]|就|又|还|今天|到底|开始")
_WHERE = re.compile(r"^(?!.*(什么|怎么|谁|哪|几|多少)).{1,6}呢$")
_BODY = re.compile(
    r"(身?高|体?重)?1[3-9]\d(cm|厘米|的?个子|高)?\D{0,4}(体?重)?\d{2,3}(斤|公斤|kg)?|\d{2,3}(斤|公斤|kg)"
)
_WORN = re.compile("穿|码|号|选|拍|尺寸")
#: What one of two questions adds must not be one of these: it then asks something else.
_ASKING = frozenset({"什么", "怎么", "谁", "哪", "几", "几时", "多少", "多少钱", "为什么"})
_OTHER_TIME = "明天|昨天|后天|上次|下次|早上|中午|下午|晚上|明晚|昨晚"
_TELLING = _ASKING | frozenset(_OTHER_TIME.split("|"))
#: Shared, these say nothing of what is asked about.
SAYS_NOTHING = _ASKING | frozenset("有能会是要没不在的了吗去到叫说看")


@dataclass(frozen=True)
class Gist:
    """What a question comes down to: its text, the numbers in it and its words."""

    text: str
    numbers: tuple[str, ...]
    words: frozenset[str]


def pieces(text: str) -> list[str]:
    """A text in overlapping twos: what stands in for words where no dictionary is loaded."""
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text][: len(text)]


def gist(text: str, cut: Cut = pieces) -> Gist:
    """The gist of a question."""
    words = _COURTESY.sub("", fold(plain(text)).with_numerals().text)
    if _BODY.search(words) and _WORN.search(words):
        words = "身材穿什么码"
    words = _INNER.sub("", _NOT_WORDS.sub("", words))
    words = words[:-1] + "在哪" if _WHERE.search(words) else words
    for pattern, word in _SAME:
        words = pattern.sub(word, words)
    words = _PARTICLES.sub("", words) or words
    return Gist(words, tuple(re.findall(r"\d+", words)), frozenset(cut(words)))


def likeness(one: Gist, other: Gist) -> str | None:
    """By what two gists ask the same, None if they do not."""
    if one.text == other.text:
        return "equal" if one.text else None
    if one.numbers != other.numbers:
        return None
    if one.words == other.words:
        return "words"
    if fuzz.ratio(one.text, other.text) >= SLIP:
        return "slip"
    short, long = sorted((one.text, other.text), key=len)
    if len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= 2:
        return "begins"
    few, many = sorted((one.words, other.words), key=len)
    shared, added = few & many, many - few
    if few - many or added & _TELLING or not shared - SAYS_NOTHING:
        return None
    return "adds" if len(shared) >= SHARED * len(many) else None


def alike(one: Gist, other: Gist) -> bool:
    """Whether two gists ask the same."""
    return likeness(one, other) is not None


def first_alike(wanted: Gist, known: Iterable[Gist]) -> int | None:
    """The place of the first known gist that asks the same."""
    return next((place for place, one in enumerate(known) if alike(wanted, one)), None)


def first_known(text: str, known: Sequence[str], cut: Cut = pieces) -> int | None:
    """The place of the first known question that a text asks."""
    return first_alike(gist(text, cut), (gist(one, cut) for one in known))
