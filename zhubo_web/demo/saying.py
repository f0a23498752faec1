"""What was said of yesterday's broadcast, and what follows from it. All of it is made up."""

from __future__ import annotations

from datetime import timedelta

from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.timing import moment_of
from zhubo_web.core import clock
from zhubo_web.surveys.models import Feedback, Rating

MINUTE_MS = 60_000
#: Source, sort, minute of the broadcast, how many say so, words.
WAITING = (
    ("service", "complaint", 34, 2, "问赠品什么时候补发，公屏上没人回"),
    ("fan_group", "praise", 41, 5, "演示很清楚，推开给镜头看那一下就懂了"),
)
COMPLAINT = ("complaint", "complaint", 19, 1, "链接弹成了上一件，点进去价格不对")


def said(past: Broadcast, people: dict[str, Person]) -> None:
    """Two pieces wait, one complaint and one word of thanks count, and there is something to do."""
    for row in WAITING:
        _enter(past, people["hong"], *row)
    complaint = _enter(past, people["hong"], *COMPLAINT)
    complaint.attribute(people["ma"], people["chen"], words="回放 19 分，弹链接的是小满")
    Rating(past, people["xu"]).thank(people["chen"])
    ActionItem.open(
        title="换品前先念一遍链接号，练三遍录下来",
        why="昨天 19 分弹错一次",
        owner=people["chen"],
        due_at=clock.shanghai(clock.today() + timedelta(days=2), 18),
        by=people["ma"],
        source=("feedback", complaint.id),
        url=f"/feedback/{complaint.id}",
        room_id=past.room_id,
    )


def _enter(
    past: Broadcast, by: Person, source: str, sort: str, minute: int, count: int, text: str
) -> Feedback:
    assert past.started_at is not None
    moment = moment_of(past.started_at, past.pauses, minute * MINUTE_MS)
    return Feedback.enter(
        by,
        room=past.room,
        broadcast=past,
        source=source,
        sort=sort,
        text=text,
        count=count,
        happened_at=moment,
    )
