"""A shop whose last month is over: two broadcasts in it were watched, noted, counted and rated."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from tests import recordings
from tests.cast import Cast, broadcast
from tests.observations.conftest import tap
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.demo.month.evenings import WRITTEN
from zhubo_web.evaluations.models import Evaluation, Given
from zhubo_web.extensions import db
from zhubo_web.metrics.models import FigureRecording
from zhubo_web.months import calendars
from zhubo_web.observations.models import Observation, Watch
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.summaries.models import Summary

SEATS = (("ma", "operations"), ("lin", "host"), ("hong", "hr"))
#: Days of the month on which chen assisted he.
DAYS = (8, 12, 16, 20)
LASTED = timedelta(hours=2)
#: ma came after a while and stayed for half an hour: in so short a time one problem weighs.
AWAY, SEEN = timedelta(minutes=35), timedelta(minutes=30)
#: Minute of the broadcast, what ma noted.
NOTES = (
    (12, {"kind": "praise", "tag": "L01"}),
    (37, {"kind": "issue", "tag": "P12"}),
    (61, {"kind": "praise", "tag": "I01"}),
)
MARKS = {"language": 4, "interaction": 4, "product": 3, "emergency": None}
FIGURES = {"view_uv": 1300, "engage_uv": 156, "comment_uv": 117, "gmv": 13_000}


def last_month() -> date:
    """The first day of the month that is over."""
    return calendars.preceding(calendars.first_of(clock.today()))


def hold_month(cast: Cast) -> list[int]:
    """The broadcasts' ids. The clock stands at each moment; who calls has the real time before and
    after."""
    for name, of in SEATS:
        GroupSeat.appoint(_person(cast, name), of, None, substitute=False)
    return [_held(cast, clock.shanghai(last_month().replace(day=day), 20)) for day in DAYS]


def _person(cast: Cast, name: str) -> Person:
    return db.session.get_one(Person, getattr(cast, name).id)


def _held(cast: Cast, begins: datetime) -> int:
    ma = _person(cast, "ma")
    with clock.standing_at(begins):
        made = broadcast(cast, minutes_ago=0)
    for minute, noted in NOTES:
        with clock.standing_at(begins + timedelta(minutes=minute)):
            given = tap(**{"assistant": cast.chen.id, **noted})
            assert not take_operations(made, clock.epoch_ms(), [given], ma).refused
    stay = Watch(broadcast_id=made.id, person_id=ma.id, role=ma.roles[0])
    stay.created_at, stay.left_at = begins + AWAY, begins + AWAY + SEEN
    db.session.add(stay)
    with clock.standing_at(begins + LASTED):
        made.end(ma)
        Summary.of(made)[cast.chen.id].submit(_person(cast, "chen"), WRITTEN)
        for note in db.session.scalars(select(Observation).filter_by(broadcast_id=made.id)):
            note.release(SYSTEM)
    with clock.standing_at(begins + LASTED + timedelta(hours=1)):
        _rate(made, cast, ma)
        _count(made)
    return made.id


def _rate(made: Broadcast, cast: Cast, ma: Person) -> None:
    one = Evaluation.of(made)[cast.chen.id]
    one.submit(ma, Given(MARKS))
    one.auto_publish(SYSTEM)


def _count(made: Broadcast) -> None:
    db.session.add(FigureRecording(**recordings.row(made.id, FIGURES)))
    db.session.flush()
