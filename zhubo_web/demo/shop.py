"""The made-up shop: people, rooms, products, a broadcast that is on, one that is over, a week ahead.

Nobody here exists; every name, product and sentence was written for the demonstration.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import GroupSeat, Person, Screen
from zhubo_web.accounts.passwords import hashed
from zhubo_web.audience.models import Feed
from zhubo_web.audience.models.feed import SENTENCE
from zhubo_web.broadcasts.models import Broadcast, Room, RoomGroup, Segment, Series, advance
from zhubo_web.core import clock
from zhubo_web.demo.acting import yesterdays_notes
from zhubo_web.demo.afterwards import sum_up, watch
from zhubo_web.demo.crowd import ACCOUNT
from zhubo_web.demo.figures import enter_figures
from zhubo_web.demo.planning import plan_live, plan_next_week, plan_past
from zhubo_web.demo.saying import said
from zhubo_web.demo.shifts import ask_about_shifts, check_identities, come_in
from zhubo_web.extensions import db
from zhubo_web.products.models import Product

PASSWORD = "shan-qian-xiao-pu-88"  # noqa: S105 - of made-up people in a made-up database
PEOPLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("qian", "钱老板", (roles.OWNER, roles.ADMINISTRATION)),
    ("ma", "马运营", (roles.OPERATIONS,)),
    ("lin", "林资深", (roles.SENIOR_HOST,)),
    ("tang", "唐资深", (roles.SENIOR_HOST,)),
    ("hong", "洪人力", (roles.HR,)),
    ("he", "何主播", (roles.HOST,)),
    ("xu", "徐主播", (roles.HOST,)),
    ("chen", "陈小满", (roles.ASSISTANT,)),
    ("li", "李一帆", (roles.ASSISTANT,)),
    ("dai", "戴代表", (roles.REPRESENTATIVE, roles.ASSISTANT)),
    ("sun", "孙维护", (roles.SYSADMIN,)),
)
STARTED_AGO = timedelta(minutes=23)

CREAM: dict[str, Any] = {
    "points": ["三重神经酰胺，换季修护", "敏感肌先做耳后测试", "早晚各两滴，可叠加面霜"],
    "specification": "30 ml，国产，保质期三年",
    "price": Decimal("129"),
    "price_basis": "直播间到手价，一件",
    "list_price": Decimal("189"),
    "list_price_basis": "本店 10 月 1 日至 31 日实际成交价",
    "offer": "拍一发一，赠 5 ml 小样两支",
    "how_to_use": "洁面后取两滴，按压至吸收",
    "forbidden": [
        {"word": "治疗", "instead": "帮助舒缓"},
        {"word": "根治", "instead": "坚持用"},
        {"word": "全网最低", "instead": "今天直播间的价"},
    ],
    "questions": [
        {"q": "敏感肌能用吗", "a": "先在耳后试一晚，没有不适再用"},
        {"q": "孕期可以用吗", "a": "建议先问医生"},
        {"q": "和洁面一起买有优惠吗", "a": "组合 199 元，链接 5 号"},
    ],
    "demo_steps": ["取两滴在手背", "推开给镜头看", "五秒后摸一下"],
}
CLEANSER: dict[str, Any] = {
    "points": ["氨基酸表活，洗后不紧绷", "泡沫细，一泵就够"],
    "specification": "120 g",
    "price": Decimal("89"),
    "price_basis": "直播间到手价，一件",
    "offer": "限 300 件",
    "forbidden": [{"word": "祛痘", "instead": "清洁"}],
    "questions": [{"q": "早上能用吗", "a": "能，早晚都可以"}],
    "demo_steps": ["打出泡沫", "倒扣给镜头看"],
}
SET: dict[str, Any] = {
    "points": ["洁面加精华，一套用一季"],
    "price": Decimal("199"),
    "price_basis": "两件一套到手价",
    "offer": "今晚 24 点前",
    "forbidden": [],
    "questions": [{"q": "能拆开发吗", "a": "一起发，一个包裹"}],
}
SHEET = (
    (0, "开场，预告福利", "opening", None, False, "欢迎，念今晚三件事", "公屏置顶口令"),
    (8, "氨基酸洁面乳", "product", "cleanser", False, "讲洗后感", "递样品，打泡沫"),
    (20, "神经酰胺修护精华", "product", "cream", False, "讲成分", "演示，回公屏"),
    (35, "价格与规则", "product", "cream", True, "讲价格和赠品", "不插话，贴价格牌"),
    (45, "福袋三分钟", "break", None, False, "喝水", "发福袋，讲规则"),
    (50, "返场：洁面精华组合", "product", "set", False, "讲组合价", "改价后核对链接"),
    (80, "预告，下播", "closing", None, False, "预告周四", "引导关注"),
)


@dataclass(frozen=True)
class Shop:
    """What the rest of the demonstration needs to find: ids."""

    live: int
    over: int
    screen: int
    people: dict[str, int]


def _people() -> dict[str, Person]:
    stored = hashed(PASSWORD)
    made = {}
    for username, name, held in PEOPLE:
        person = Person.invite(name=name, username=username, by=None)
        person.is_demo, person.password_hash, person.status = True, stored, "active"
        db.session.flush()
        for role in held:
            person.grant(role, None)
        made[username] = person
    for member_class, username in (("operations", "ma"), ("host", "lin"), ("hr", "hong")):
        GroupSeat.appoint(made[username], member_class, None, substitute=False)
    return made


def _products() -> dict[str, Product]:
    return {
        "cleanser": Product.add(name="氨基酸洁面乳 120 g", code="01", by=None, **CLEANSER),
        "cream": Product.add(name="神经酰胺修护精华 30 ml", code="04", by=None, **CREAM),
        "set": Product.add(name="洁面精华组合", code="05", by=None, **SET),
    }


def sheet(products: dict[str, Product]) -> list[dict[str, Any]]:
    """The run sheet's rows, for ``Segment.replace``."""
    return [
        {
            "planned_ms": minute * 60_000,
            "title": title,
            "kind": kind,
            "product_id": products[product].id if product else None,
            "no_interrupt": quiet,
            "host_action": host,
            "assistant_action": assistant,
        }
        for minute, title, kind, product, quiet, host, assistant in SHEET
    ]


def _crew(broadcast: Broadcast, people: dict[str, Person], host: str, *assistants: str) -> None:
    broadcast.put_on(people[host], "host", None)
    for username in assistants:
        broadcast.put_on(people[username], "assistant", None)
    broadcast.put_on(people["ma"], "observer", None)
    broadcast.put_on(people["lin"], "observer", None)


def _planned(
    room: Room, title: str, start: datetime, minutes: int, people: dict[str, Person], *crew: str
) -> Broadcast:
    end = start + timedelta(minutes=minutes)
    broadcast = Broadcast.schedule(room, title, start, end, None)
    _crew(broadcast, people, *crew)
    return broadcast


def _live(room: Room, people: dict[str, Person], rows: list[dict[str, Any]]) -> Broadcast:
    start = clock.now() - STARTED_AGO
    live = _planned(room, "秋冬护肤专场", start, 120, people, "he", "chen", "li")
    Segment.replace(live, rows, None)
    db.session.flush()
    plan_live(live, people)
    live.confirm_same(people["ma"])
    live.second_same(people["chen"])
    live.start_confirmed(people["ma"])
    live.started_at = start
    for _ in range(3):
        db.session.flush()
        advance(live, "next", people["ma"])
    _as_planned(live)
    return live


def _as_planned(live: Broadcast) -> None:
    """The segments so far began when they were planned, not all at this moment."""
    segments = Segment.of(live)
    for segment, later in pairwise(segments):
        if segment.started_ms is not None:
            segment.started_ms = segment.planned_ms
            segment.ended_ms = later.planned_ms if later.started_ms is not None else None


def _over(room: Room, people: dict[str, Person], rows: list[dict[str, Any]]) -> Broadcast:
    start = clock.now() - timedelta(hours=20)
    past = _planned(room, "洁面返场专场", start, 90, people, "xu", "chen")
    Segment.replace(past, rows, None)
    past.confirm_same(people["ma"])
    past.second_same(people["chen"])
    past.start_confirmed(people["ma"])
    past.started_at = start
    return past


def _rooms() -> tuple[Room, Room]:
    group = RoomGroup(name="山前小铺")
    db.session.add(group)
    db.session.flush()
    care = Room.add("护肤直播间", None, account="shanqian_care", group_id=group.id)
    snacks = Room.add("零食直播间", None, account="shanqian_snacks", group_id=group.id)
    db.session.flush()
    return care, snacks


def _ahead(care: Room, snacks: Room, people: dict[str, Person], first: dict[str, Any]) -> None:
    """Tonight in the other room, and a weekly rhythm in this one."""
    evening = clock.now() + timedelta(hours=3)
    other = _planned(snacks, "零食夜场", evening, 120, people, "xu", "dai")
    Segment.replace(other, [first], None)
    rhythm = {"weekdays": [0, 2, 4], "hour": 19, "minute": 30, "length_minutes": 120}
    series = Series(room_id=care.id, room=care, title="晚间护肤", **rhythm)
    db.session.add(series)
    db.session.flush()
    series.plan_ahead()


@dataclass(frozen=True)
class Ground:
    """What there is before anything happens: people and rooms by id, the run sheet's rows."""

    people: dict[str, int]
    care: int
    snacks: int
    rows: list[dict[str, Any]]


def lay() -> Ground:
    """People, products and rooms, in a transaction of the caller's."""
    people, products = _people(), _products()
    care, snacks = _rooms()
    ids = {name: person.id for name, person in people.items()}
    return Ground(ids, care.id, snacks.id, sheet(products))


def build(ground: Ground) -> Shop:
    """Yesterday, today and the week ahead, in a transaction of the caller's."""
    people = {name: db.session.get_one(Person, number) for name, number in ground.people.items()}
    care, snacks = (db.session.get_one(Room, one) for one in (ground.care, ground.snacks))
    rows = ground.rows
    past = _over(care, people, rows)
    plan_past(past, people)
    _end(past, people)
    enter_figures(past, people)
    said(past, people)
    _open_feed(care, people["qian"])
    live = _live(care, people, rows)
    _ahead(care, snacks, people, rows[0])
    plan_next_week(people, rows)
    check_identities(people)
    come_in(live, people)
    ask_about_shifts(people)
    screen = Screen(name="护肤间平板", room_id=care.id)
    db.session.add(screen)
    db.session.flush()
    return Shop(live.id, past.id, screen.id, ground.people)


def _open_feed(care: Room, owner: Person) -> None:
    """The owner has switched the room's feed on; its events are made up here."""
    feed, _token = Feed.switch_on(care, owner, sentence=SENTENCE, ticked=True)
    feed.own_accounts = [ACCOUNT]


def _end(past: Broadcast, people: dict[str, Person]) -> None:
    """Yesterday's broadcast was watched, has notes and is over; its summary is in."""
    watch(past, people)
    yesterdays_notes(past, people["ma"])
    past.end(people["ma"])
    assert past.started_at is not None
    past.ended_at = past.started_at + timedelta(minutes=92)
    sum_up(past, people["chen"])
