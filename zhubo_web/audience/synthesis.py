"""Made-up comments for the demonstration: no viewer ever wrote them.

They have the shape of a recorded room and its pace: quiet stretches, bursts when the host asks for
an answer, emoji codes, repeats, awkward names, questions about the product. The same seed gives the
same comments.
"""

from __future__ import annotations

import csv
import random
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TextIO

from zhubo_web.audience.lines import Line, Viewer

COLUMNS = ("time", "user_id", "user_name", "content", "grade", "fans_club")

QUESTIONS = (
    "这款多少钱",
    "有没有 M 码",
    "160 高 100 斤穿什么码",
    "什么时候发货",
    "发新疆吗",
    "包邮吗？",
    "几号链接啊",
    "会不会起球",
    "能机洗吗",
    "有黑色吗",
    "是纯羊毛的吗",
    "可以退吗",
    "主播身高多少，穿的几码",
    "还有库存吗",
    "跟上次那款有什么区别",
    "优惠券在哪里领",
    "=M 码还有吗",
)
TALK = (
    "来了来了",
    "刚进来，讲到哪了",
    "好看",
    "这个颜色显白",
    "已经下单了",
    "上次买的很满意",
    "妈妈穿合适吗",
    "喜欢这个",
    "讲慢一点",
    "声音有点小",
    "助播穿的也好看",
    "支持支持",
    "-_-",
    "+1",
    "@主播 看看我",
    "价格可以",
    "再试一下那件",
    "等福利",
)
_ANSWERS = ("1", "111", "要", "想要", "扣 1 了", "要要要", "+1", "1111")
_CODES = ("[捂脸]", "[赞]", "[比心]", "[玫瑰]", "[呲牙]", "[看]", "[鼓掌]", "[爱心]")
_GIVEN = "晨雨桐佳宁思远安静乐子墨夏天小鱼星河木棉青柠橘子海盐云朵南风"
_TRIMMINGS = ("", "", "", "", "🌙", "～", "\u200b", "\u0301", "🍂", "'", "_2", "👨‍👩‍👧", "．")

_BURST_EVERY = 240.0
_BURST_SECONDS = 20.0
_BURST_FACTOR = 10.0


def comments(
    seed: int,
    *,
    start: datetime,
    per_minute: float = 40,
    viewers: int = 300,
    questions: Sequence[str] = QUESTIONS,
    talk: Sequence[str] = TALK,
) -> Iterator[Line]:
    """Comments without end from `start` on (aware), in whole seconds as recorders write them."""
    chance = random.Random(seed)
    crowd = [_viewer(chance, number) for number in range(max(1, viewers))]
    recent: deque[tuple[Viewer, str]] = deque(maxlen=20)
    said: dict[tuple[Viewer, str], int] = {}
    second, row = -1, 1
    for passed, burst in _arrivals(chance, per_minute):
        row += 1
        if int(passed) != second:
            second, said = int(passed), {}
        what = _said(chance, crowd, recent, (questions, talk), burst=burst)
        said[what] = said.get(what, 0) + 1
        yield Line(row, start + timedelta(seconds=second), *what, said[what])


def write_log(stream: TextIO, lines: Iterable[Line]) -> int:
    """Write a `chat.csv` as a recorder would, byte-order mark and all; answers how many rows.

    Open the stream with `encoding="utf-8", newline=""`.
    """
    stream.write("\ufeff")
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    written = 0
    for line in lines:
        written += 1
        level = int(line.viewer.user_id) % 36
        club = f"[粉丝团 Lv{level // 3}]" if level >= 9 else ""
        name = line.viewer.user_name
        time = f"{line.at:%H:%M:%S}"
        table.writerow((time, line.viewer.user_id, name, line.text, f"[等级{level}]", club))
    return written


def _arrivals(chance: random.Random, per_minute: float) -> Iterator[tuple[float, bool]]:
    """Seconds since the start and whether within a burst; the mean over time is `per_minute`."""
    share = _BURST_SECONDS / _BURST_EVERY
    calm = per_minute / 60 / (1 + share * (_BURST_FACTOR - 1))
    passed = 0.0
    while True:
        burst = passed % _BURST_EVERY > _BURST_EVERY - _BURST_SECONDS
        passed += chance.expovariate(calm * (_BURST_FACTOR if burst else 1))
        yield passed, burst


def _viewer(chance: random.Random, number: int) -> Viewer:
    name = "".join(chance.choices(_GIVEN, k=chance.randint(1, 4))) + chance.choice(_TRIMMINGS)
    return Viewer(str(10_000_000_000 + number * 7_919 + chance.randrange(7_919)), name)


def _said(
    chance: random.Random,
    crowd: Sequence[Viewer],
    recent: deque[tuple[Viewer, str]],
    words: tuple[Sequence[str], Sequence[str]],
    *,
    burst: bool,
) -> tuple[Viewer, str]:
    if recent and chance.random() < 0.1:
        return chance.choice(recent)
    viewer = crowd[int(len(crowd) * chance.random() ** 2)]
    recent.append((viewer, _words(chance, *words, burst=burst)))
    return recent[-1]


def _words(
    chance: random.Random, questions: Sequence[str], talk: Sequence[str], *, burst: bool
) -> str:
    if burst and chance.random() < 0.7:
        return chance.choice(_ANSWERS)
    words = chance.choice(questions if chance.random() < 0.4 else talk)
    if chance.random() < 0.3:
        code = chance.choice(_CODES) * chance.choice((1, 1, 2, 3))
        return code if chance.random() < 0.2 else words + code
    return words
