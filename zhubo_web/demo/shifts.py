"""The made-up shifts: who came in, whose identity was checked, a leave and a complaint that wait."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import CheckIn, Leave, ShiftComplaint
from zhubo_web.broadcasts.models import Broadcast, IdentityCheck
from zhubo_web.core import clock
from zhubo_web.extensions import db

People = dict[str, Person]
DAY = timedelta(days=1)


def check_identities(people: People) -> None:
    """Everybody's but one; one document has run out."""
    today = clock.today()
    for name in ("he", "chen", "li", "lin", "dai"):
        _look(people[name], people["hong"], "A301", today + 900 * DAY)
    _look(people["xu"], people["hong"], "77X2", today - 3 * DAY)


def _look(person: Person, by: Person, ending: str, until: object) -> None:
    values = {"kind": "id_card", "last_four": ending[-4:], "checked_on": clock.today() - 30 * DAY}
    words = {"original": "本人保管", "reference": "报备截图 3"}
    IdentityCheck.note(person, by, valid_until=until, **values, **words)


def come_in(live: Broadcast, people: People) -> None:
    """The host scanned in good time; one assistant was a little late, the other's phone was empty."""
    arrive = live.arrive_at()
    for entry in live.roster:
        entry.created_at = arrive - 2 * DAY
    db.session.flush()
    CheckIn.come_in(live, people["he"], arrive - timedelta(minutes=9))
    CheckIn.come_in(live, people["chen"], arrive + timedelta(minutes=8))
    CheckIn.vouch(live, people["li"], arrive, "手机没电", people["ma"])


def ask_about_shifts(people: People) -> None:
    """A leave from the day after tomorrow's shift waits for the lead; a complaint for the owner."""
    tonight, later = _coming(people["dai"])[0], _coming(people["chen"])
    ShiftComplaint.complain(tonight, ["hour"], "夜场连着两周都是我", people["dai"])
    if later:
        Leave.ask_swap(later[-1], people["chen"], people["li"], None, "那天有考试")
    Leave.ask(tonight, people["dai"], "家里有事")


def _coming(person: Person) -> list[Broadcast]:
    query = select(Broadcast).where(Broadcast.state == "scheduled")
    rows = db.session.scalars(query.order_by(Broadcast.planned_start))
    return [one for one in rows if one.has_on_roster(person, "assistant")]
