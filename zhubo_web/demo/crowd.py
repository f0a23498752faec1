"""The made-up room: what its viewers ask, write and do, and what the shop's own account answers.

Nobody wrote these comments. Questions come in several wordings, as in a real room, so that the radar
has something to put together; some are answered by the shop's own account, the others wait.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush, merge
from itertools import islice, takewhile

from zhubo_web.audience.jobs import viewer_key
from zhubo_web.audience.jobs.hiding import Hiding
from zhubo_web.audience.lines import Deed, Line, Viewer
from zhubo_web.audience.models import take
from zhubo_web.audience.synthesis import comments
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

ACCOUNT = "shanqian_care"
#: What is asked, in the wordings it is asked in; the commonest first.
ASKED: tuple[tuple[str, ...], ...] = (
    ("敏感肌能用吗", "敏感肌可以用吗", "敏感皮能不能用", "敏感肌能用不"),
    ("这款多少钱", "多少钱一瓶", "精华多少钱"),
    ("什么时候发货", "几天发货", "今天下单什么时候发"),
    ("孕期可以用吗", "孕妇能用吗"),
    ("和洁面一起买有优惠吗", "跟洁面一起买便宜吗"),
    ("早上能用吗", "早上可以用吗"),
    ("发新疆吗", "新疆发货吗"),
    ("有小样吗", "送小样吗"),
    ("会不会油", "油皮用会不会闷"),
    ("几号链接啊", "精华是几号链接"),
    ("能拆开发吗",),
    ("保质期多久",),
)
TALK = (
    "来了来了",
    "刚下单了",
    "上次买的用完了，回购",
    "味道挺淡的",
    "泡沫好细",
    "喜欢这个",
    "讲慢一点",
    "声音有点小",
    "主播皮肤真好",
    "助播辛苦了",
    "支持支持",
    "等福利",
    "-_-",
    "+1",
)
#: What the shop's own account writes to some of them.
ANSWERED = {
    "什么时候发货": "今天 18 点前下单的，今天发货",
    "发新疆吗": "新疆可以发，运费我们出",
    "几号链接啊": "精华是 4 号链接",
    "保质期多久": "保质期三年，都是新批次",
}
_FIRST_WORDING = {wording: every[0] for every in ASKED for wording in every}
OWN = Viewer("90000000001", ACCOUNT)
BATCH = 300


def wordings() -> list[str]:
    """Every wording, the commoner questions more often."""
    return [one for place, every in enumerate(ASKED) for one in every * max(1, 4 - place // 2)]


def crowd(seed: int, start: datetime, viewers: int = 180) -> Iterator[Line | Deed]:
    """What a room of so many writes and does from a moment on, without end, in order."""
    chance = random.Random(seed)  # noqa: S311 - a made-up crowd needs no secret chance
    written = comments(seed, start=start, questions=wordings(), talk=TALK)
    return merge(
        _with_answers(written, chance), _deeds(seed, start, viewers), key=lambda one: one.at
    )


def _with_answers(lines: Iterable[Line], chance: random.Random) -> Iterator[Line]:
    """The comments, with the shop's answers half a minute after some of the questions."""
    due: list[tuple[datetime, str]] = []
    for line in lines:
        while due and due[0][0] <= line.at:
            at, words = heappop(due)
            yield Line(line.row, at, OWN, words)
        yield line
        answer = ANSWERED.get(_FIRST_WORDING.get(line.text, ""))
        if answer and not due and chance.random() < 0.4:
            heappush(due, (line.at + timedelta(seconds=chance.randint(15, 40)), answer))


def _deeds(seed: int, start: datetime, there: float) -> Iterator[Deed]:
    """Likes every few seconds, a figure of the room every ten, follows and gifts now and then."""
    chance = random.Random(seed + 1)  # noqa: S311 - as above
    row = 0
    while True:
        row += 1
        at = start + timedelta(seconds=5 * row)
        counts = [("likes", chance.randint(0, 14))]
        if row % 2 == 0:
            there = min(420.0, max(60.0, there + chance.gauss(0.4, 6)))
            counts.append(("viewers", round(there)))
        rare = (("follows", 0.12), ("clubs", 0.03), ("gifts", 0.05), ("shares", 0.04))
        counts += [(name, 1) for name, share in rare if chance.random() < share]
        yield Deed(row, at, tuple(counts), ("demo", str(row)))


def fill(broadcast_id: int, seed: int) -> None:
    """Write what the room did from a broadcast's start until its end, or until now."""
    broadcast = db.session.get_one(Broadcast, broadcast_id)
    start, until = broadcast.started_at, broadcast.ended_at or clock.now()
    assert start is not None
    hiding = Hiding(viewer_key(), str(broadcast.room_id), frozenset({ACCOUNT}))
    db.session.rollback()
    told = takewhile(lambda one: one.at < until, crowd(seed, clock.local(start)))
    while batch := list(islice(told, BATCH)):
        kept = hiding.all_told(batch, lambda at: (at - start) // timedelta(milliseconds=1))
        with writing():
            take(broadcast_id, kept)
