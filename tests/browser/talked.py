"""Talks about months for the pages that show them: one to arrange, one to write down, one to confirm,
one that agreed on something which the next one looks back at."""

from __future__ import annotations

from datetime import date, timedelta

from tests.cast import Cast
from tests.months.facts import everywhere
from tests.talks.shop import appointment, minutes
from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.months.models import ClassRating, Month, MonthlyEvaluation
from zhubo_web.talks.models import Talk

MOMENTS = ("self_from", "self_by", "rate_by", "sign_by")


def _month(first: date) -> Month:
    now = clock.now()
    rest = dict.fromkeys((*MOMENTS, "freeze_at", "publish_by", "package_by"), now)
    found = Month.of(first) or Month(first_day=first, **rest).govern("month")
    db.session.add(found)
    return found


def _told(who: Person, room_id: int, first: date, mark: int) -> Talk:
    """The talk about a month of such marks that was just given to its person."""
    now = clock.now()
    about = MonthlyEvaluation(
        month=_month(first), assistant=who, room_id=room_id, state="published", publish_at=now,
        published_at=now, appeal_until=now + timedelta(days=14), self_at=now,
        self_marks={"T1": "5", "A1": "4"}, self_support="想学怎么看回放", **dict.fromkeys(MOMENTS, now),
    ).govern("month")  # fmt: skip
    about.ratings.append(ClassRating(
        member_class="operations", marks={"T1": "3", "A1": str(mark)}, submitted_at=now,
        strengths="接话快，节奏稳", gaps="价格和机制有两场讲漏",
    ))  # fmt: skip
    db.session.add(about)
    db.session.flush()
    about._write(everywhere(mark), None)
    return Talk.open(about)


def talk_over(cast: Cast, people: dict[str, Person]) -> dict[str, int]:
    """Ids of talks by where they stand."""
    this = calendars.first_of(clock.today())
    last = calendars.preceding(this)
    chen, li, ma = people["chen"], people["li"], people["ma"]
    closed = _held(_told(chen, cast.care, last, 3), ma)
    closed.write(ma, minutes(cast.lin.id, clock.today() + timedelta(days=14)))
    closed.confirm(chen, "价格那两场是流程单没写，我记下来了。")
    closed.close(people["hong"])
    written = _held(_told(li, cast.care, last, 4), ma)
    written.write(ma, minutes(cast.lin.id, clock.today() + timedelta(days=14)))
    new = _told(chen, cast.care, this, 2)
    new.bring(chen, "", "", people["dai"])
    held = _held(_told(li, cast.care, this, 2), ma)
    db.session.flush()
    return {
        "talk_closed": closed.id, "talk_written": written.id, "talk_new": new.id,
        "talk_held": held.id, "month_told": new.evaluation_id,
    }  # fmt: skip


def _held(talk: Talk, by: Person) -> Talk:
    """Arranged for in a minute, and held now."""
    hr = talk.hr_people()[0].id if talk.hr_wanted else None
    talk.schedule(by, appointment(clock.now() + timedelta(minutes=1), hr_id=hr))
    talk.starts_at = clock.now()
    talk.hold(by, hr_came=talk.hr_wanted)
    return talk
