"""The tags a shop starts with: what a supervisor can note about a moment, and the cue it gives.

Starting data only: a merchant edits it, each edit is a new version, and a note keeps the version it
used. A cue says what to do, never what was said wrongly and never a name. The table below has two
lines a tag: facts and names first, then the cue (Chinese | English). `-` stands for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhubo_web.core.marking import N_

Span = Literal["point", "state"]
Kind = Literal["praise", "remind", "issue", "mark"]
KIND_NAMES = {
    "praise": N_("表扬"),
    "remind": N_("提醒"),
    "issue": N_("问题"),
    "mark": N_("标一下"),
}

_TABLE = """
L01 language    + 1 point 3 | 吐字清晰 | Clear articulation
    吐字清楚，继续保持 | Clear, keep it up
L02 language    + 1 point 3 | 语速适中 | Well paced
    语速刚好，继续保持 | Good pace, keep it up
L03 language    + 2 point 3 | 感染力强 | Energetic delivery
    状态很好，继续保持 | Great energy, keep it up
L04 language    + 1 point 3 | 话术精炼 | Concise phrasing
    说得精炼，就这样 | Nicely put, just like that
L11 language    - 1 point 2 | 语速过快 | Too fast
    慢一点说 | Slow down a little
L12 language    - 1 point 2 | 声音太小 | Too quiet
    声音大一点 | Speak up a little
L13 language    - 2 point 2 | 打断主播 | Talking over the host
    等主播说完 | Let the host finish
L14 language    - 1 state 2 | 状态低落 | Flat energy
    提一点状态 | Lift the energy a little
L15 language    - 3 point 1 | 用语不当 | Improper wording
    换个说法 | Put it another way
I01 interaction + 1 point 3 | 及时回复提问 | Prompt reply
    回复很及时，继续保持 | Quick reply, keep it up
I02 interaction + 1 point 3 | 有效引导评论点赞 | Drives comments and likes
    引导得好，接着来 | Good prompt, go on
I03 interaction + 1 point 3 | 引导关注加粉丝团 | Drives follows and fan club
    关注引导得好，接着来 | Good follow cue, go on
I04 interaction + 2 point 3 | 暖场救冷 | Revives a quiet room
    救场漂亮，接着聊 | Nice save, keep talking
I05 interaction + 1 point 3 | 私信及时回 | Private messages answered in time
    私信回得及时，继续保持 | Messages answered fast, keep it up
I06 interaction + 1 point 3 | 福袋或发券到位 | Giveaway or coupon on time
    福袋发得准，继续保持 | Giveaway well timed, keep it up
I11 interaction - 1 point 2 | 漏回提问 | Missed question
    看公屏：{detail} | See the chat: {detail}
I12 interaction - 1 point 2 | 回复过慢 | Slow reply
    看公屏，先回一句 | See the chat, answer briefly
I13 interaction - 2 state 1 | 冷场 | Dead air
    接一句：{detail} | Pick it up: {detail}
I14 interaction - 2 point 2 | 活动规则没讲清 | Offer rules unclear
    再讲一遍规则：{detail} | Repeat the rules: {detail}
I15 interaction - 3 point 1 | 与观众争执 | Arguing with a viewer
    先不回他 | Leave it unanswered for now
I16 interaction - 1 point 2 | 私信漏回 | Private message missed
    看一眼私信 | Check the private messages
I17 interaction - 2 point 1 | 福袋忘发或规则没讲 | Giveaway forgotten or unexplained
    发福袋，讲清规则 | Send the giveaway, explain the rules
I18 interaction - 1 point 2 | 忘引导加团 | Fan club not mentioned
    提一句加粉丝团 | Mention the fan club
P01 product     + 1 point 3 | 卖点讲解准确 | Accurate selling points
    卖点讲得准，继续保持 | Points are accurate, keep it up
P02 product     + 2 point 3 | 演示到位 | Effective demonstration
    演示到位，就这样 | Great demo, just like that
P03 product     + 1 point 3 | 规格答疑正确 | Correct spec answer
    答得准，继续保持 | Right answer, keep it up
P04 product     + 1 point 3 | 展示配合默契 | Well timed with the host
    配合默契，继续保持 | Great timing, keep it up
P11 product     - 1 point 2 | 漏讲关键信息 | Key information omitted
    补一句：{detail} | Add: {detail}
P12 product     - 2 point 1 | 参数说错 | Wrong specification
    更正参数：{detail} | Correct the specification: {detail}
P13 product     - 3 point 0 | 价格优惠报错 | Wrong price or offer
    马上更正：到手价 {price} | Correct now: final price {price}
P14 product     - 2 point 1 | 样品链接拿错 | Wrong sample or link
    核对样品和链接：换{detail} | Check sample and link: change to {detail}
P15 product     - 2 point 0 | 夸大或绝对化用语 | Exaggerated or absolute claim
    不说“{word}”，说“{instead}” | Not “{word}”, say “{instead}”
P16 product     - 3 point 0 | 机制讲错 | Offer mechanics told wrongly
    马上更正机制：{detail} | Correct the offer now: {detail}
R01 product     + 1 point 3 | 上链接及时 | Link put up in time
    链接上得及时，继续保持 | Link well timed, keep it up
R11 product     - 2 point 1 | 链接没弹或弹错 | Link not shown or wrong
    弹一下链接：{detail} | Show the link: {detail}
R12 product     - 2 point 1 | 库存或价格没核 | Stock or price unchecked
    核一下库存和价格 | Check stock and price
R13 product     - 1 point 2 | 过品超时 | Over time on a product
    收个尾，准备下一品 | Wrap up, get the next one ready
E01 emergency   + 1 point 3 | 发现问题快 | Spotted the problem fast
    发现得及时，继续保持 | Good catch, keep it up
E02 emergency   + 2 point 3 | 补位救场 | Covered for the host
    补位漂亮，稳住 | Great cover, hold it
E03 emergency   + 2 point 3 | 负面评论化解得当 | Defused a negative comment
    化解得好，继续播 | Well handled, carry on
E04 emergency   + 1 point 3 | 及时上报 | Escalated in time
    上报及时，继续保持 | Good escalation, keep it up
E11 emergency   - 1 point 1 | 反应迟缓 | Slow reaction
    先处理：{detail} | First: {detail}
E12 emergency   - 2 point 1 | 慌乱失措 | Lost composure
    稳住，照流程走 | Steady, follow the plan
E13 emergency   - 2 point 1 | 未及时上报 | Not escalated
    按“呼叫运营” | Press “Call operations”
E14 emergency   - 3 point 0 | 后台误操作 | Wrong back-office action
    先别点，核对一下 | Hands off, check first
E15 emergency   - 3 state 0 | 事态扩大 | Situation escalated
    按“呼叫运营”，交给运营 | Press “Call operations”, hand it over
E16 emergency   - 2 point 0 | 违规弹窗没上报 | Platform warning not reported
    留住弹窗，按“呼叫运营” | Keep the warning open, press “Call operations”
C01 conduct     + 1 point 3 | 提前备播 | Ready early
    准备充分，继续保持 | Well prepared, keep it up
C02 conduct     + 2 point 3 | 主动补台 | Helped a teammate
    补台漂亮，谢谢 | Thanks for helping
C03 conduct     + 1 point 3 | 执行计划到位 | Followed the plan
    节奏对，按计划走 | On plan, go on
C11 conduct     - 2 point - | 迟到 | Late
    - | -
C12 conduct     - 2 state 1 | 早退离岗 | Left the post
    请回到岗位 | Please come back to the post
C13 conduct     - 1 state 2 | 做无关的事 | Off task
    看镜头，回到直播 | Eyes on the camera, back to the live
C14 conduct     - 1 point 2 | 着装不符要求 | Dress below standard
    整理一下着装 | Adjust your outfit
C15 conduct     - 3 point 0 | 泄露保密信息 | Confidential leak
    马上换个话题 | Change the subject now
C16 conduct     - 1 point 2 | 手机响、闲聊、挡镜 | Phone, chatting or blocking the camera
    手机静音，让开镜头 | Mute the phone, clear the camera
W01 interaction - 3 point 0 | 站外引流 | Leading viewers off the platform
    请观众在直播间下单 | Ask viewers to order in this room
N01 neutral     0 1 point - | 时刻标记 | Mark this moment
    - | -
N02 neutral     0 1 point 2 | 观众集中反馈 | Audience feedback cluster
    {n} 人问：{detail} | {n} ask: {detail}
N03 neutral     0 1 point - | 数据拐点 | Metric turning point
    - | -
N04 neutral     0 1 point - | 教学片段 | Training clip
    - | -
"""

# What a confirmed red line needs beyond the tag itself; two members decide, never the tap.
RED_LINES = {
    "L15": N_("仅限辱骂、低俗"),
    "P15": N_("仅限医疗或功效宣称、提示后重复、没有更正"),
    "C15": N_("泄露的是保密信息或他人个人信息"),
}

# Violation codes a case may cite later (starting data of discipline); only a suggestion.
_SUGGESTS = {
    "L14": ("F02",),
    "L15": ("F04", "C05"),
    "I11": ("C01",),
    "I12": ("C01",),
    "I13": ("F02",),
    "I14": ("B05", "B06"),
    "I15": ("C05",),
    "I16": ("C01",),
    "I17": ("B06", "B05"),
    "P11": ("A10", "B05"),
    "P12": ("A02", "A01", "A11"),
    "P13": ("A02", "B02", "B01"),
    "P14": ("A02", "A01"),
    "P15": ("A04", "A05", "A06", "A13", "B03"),
    "P16": ("A02", "B05", "B06"),
    "R11": ("B08",),
    "R12": ("B02", "B07"),
    "E11": ("G08",),
    "E13": ("G08",),
    "E14": ("G08", "B02"),
    "E15": ("G08",),
    "E16": ("G08",),
    "C11": ("G01",),
    "C12": ("G02",),
    "C13": ("F02",),
    "C14": ("F01",),
    "C15": ("H01", "H02"),
    "C16": ("F02",),
    "W01": ("D01", "D02", "D03"),
}


@dataclass(frozen=True)
class TagSeed:
    """One tag as shipped; `priority` 0 passes at once, 3 waits for a break, None is never shown."""

    code: str
    dimension: str
    polarity: int
    severity: int
    span: Span
    priority: int | None
    name_zh: str
    name_en: str
    phrase_zh: str
    phrase_en: str
    red_line: bool = False
    suggests: tuple[str, ...] = ()


@dataclass(frozen=True)
class UrgentKey:
    """A fixed key for priority 0: its tag, and cues to try in order until one can be filled."""

    key: str
    tag: str
    name_zh: str
    name_en: str
    phrases_zh: tuple[str, ...]
    phrases_en: tuple[str, ...]
    priority: int = 0


def kind_of(polarity: int, severity: int) -> Kind:
    """The column of the pad a tag stands in: 表扬, 提醒, 问题; neutral tags are marks."""
    if polarity > 0:
        return "praise"
    if polarity == 0:
        return "mark"
    return "remind" if severity <= 1 else "issue"


def _cells(line: str) -> list[str]:
    return ["" if cell.strip() == "-" else cell.strip() for cell in line.split("|")]


def _seed(facts: str, cue: str) -> TagSeed:
    head, name_zh, name_en = _cells(facts)
    code, dimension, sign, severity, span, priority = head.split()
    phrase_zh, phrase_en = _cells(cue)
    return TagSeed(
        code=code,
        dimension=dimension,
        polarity={"+": 1, "0": 0, "-": -1}[sign],
        severity=int(severity),
        span="state" if span == "state" else "point",
        priority=None if priority == "-" else int(priority),
        name_zh=name_zh,
        name_en=name_en,
        phrase_zh=phrase_zh,
        phrase_en=phrase_en,
        red_line=code in RED_LINES,
        suggests=_SUGGESTS.get(code, ()),
    )


def _read_table(table: str) -> tuple[TagSeed, ...]:
    lines = table.strip().splitlines()
    return tuple(_seed(*pair) for pair in zip(lines[::2], lines[1::2], strict=True))


TAGS: tuple[TagSeed, ...] = _read_table(_TABLE)
BY_CODE: dict[str, TagSeed] = {tag.code: tag for tag in TAGS}

URGENT: dict[str, UrgentKey] = {
    key.key: key
    for key in (
        UrgentKey(
            "price",
            "P13",
            "改价口误",
            "Price slip",
            (BY_CODE["P13"].phrase_zh, "马上更正价格"),
            (BY_CODE["P13"].phrase_en, "Correct the price now"),
        ),
        UrgentKey(
            "forbidden",
            "P15",
            "违禁词",
            "Banned word",
            (BY_CODE["P15"].phrase_zh, "换个说法"),
            (BY_CODE["P15"].phrase_en, "Put it another way"),
        ),
        UrgentKey(
            "link",
            "R11",
            "下链接",
            "Take the link down",
            ("先下链接，核对后再上",),
            ("Take the link down, check, put it back",),
        ),
    )
}
