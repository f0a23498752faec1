"""Figures of yesterday's broadcast, by hand, and of those before it, so that there is a usual level."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.extensions import db
from zhubo_web.metrics.models import write_down

#: Yesterday: what the lead copied from the platform's list the next morning.
YESTERDAY = {
    "expose_uv": 8_460, "view_uv": 1_386, "view_pv": 1_702, "pcu": 96, "acu": 38, "watch_avg": 52,
    "comments": 338, "new_fans": 31, "lost_fans": 3, "new_club": 9, "goods_expose_uv": 1_022,
    "goods_click_uv": 296, "orders": 124, "buyers": 117, "gmv": 14_879, "refund": 258,
}  # fmt: skip
#: Days ago → viewers, comments, followers, seconds, buyers, sales: an ordinary eight weeks.
BEFORE = (
    (3, 1290, 208, 24, 44, 101, 12_640), (5, 1344, 231, 27, 46, 108, 13_410),
    (8, 1180, 190, 21, 43, 96, 11_905), (10, 1421, 242, 29, 47, 119, 14_702),
    (12, 1256, 214, 26, 45, 104, 12_988), (15, 1333, 226, 25, 44, 107, 13_204),
    (17, 1208, 199, 22, 42, 99, 12_310), (19, 1388, 238, 28, 46, 112, 13_950),
    (22, 1302, 219, 26, 45, 103, 12_770), (24, 1275, 211, 24, 44, 102, 12_655),
)  # fmt: skip
NOTE = "罗盘，直播明细"


def enter_figures(past: Broadcast, people: dict[str, Person]) -> None:
    """Earlier broadcasts in the same slot, and the figures of all."""
    assert past.started_at is not None
    for days, viewers, comments, fans, seconds, buyers, sales in BEFORE:
        earlier = _earlier(past, people, days)
        values = {"view_uv": viewers, "view_pv": round(viewers * 1.2), "comments": comments,
                  "new_fans": fans, "watch_avg": seconds, "buyers": buyers, "gmv": sales,
                  "goods_expose_uv": round(viewers * 0.74),
                  "goods_click_uv": round(viewers * 0.2)}  # fmt: skip
        _write(earlier, values, people["ma"])
    _write(past, YESTERDAY, people["ma"])


def _write(broadcast: Broadcast, values: dict[str, int], by: Person) -> None:
    db.session.flush()
    write_down(broadcast, {metric: Decimal(number) for metric, number in values.items()}, by, NOTE)


def _earlier(past: Broadcast, people: dict[str, Person], days: int) -> Broadcast:
    """A broadcast so many days before, long closed: nobody owes anything about it."""
    start = past.planned_start - timedelta(days=days)
    made = Broadcast(room=past.room, room_id=past.room_id, title="晚间护肤", state="closed")
    made.planned_start = made.started_at = start
    made.planned_end = made.ended_at = start + past.length
    for part, username in (("host", "xu"), ("assistant", "chen")):
        made.roster.append(RosterEntry(person=people[username], part=part))
    db.session.add(made)
    return made
