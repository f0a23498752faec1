"""Two at once: whoever is second is told, or finds what the first did; nothing is half done.

SQLite lets the second wait for the first; PostgreSQL lets both look, and stops one at the commit: there
both are waited for, where SQLite's first would wait in vain.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Barrier, BrokenBarrierError, Thread

import time_machine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from tests.months.shop import DAY, HOUR, OVER, OWN, THREES, Shop, opened, rated
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core.reasons import Refused
from zhubo_web.extensions import db, writing
from zhubo_web.months.models import Given, MonthlyEvaluation, SelfAssessment

Act = Callable[[MonthlyEvaluation], None]
SECOND = (Refused, StaleDataError, IntegrityError)


def together(shop: Shop, moment: datetime, *acts: Act) -> list[bool]:
    """Make these acts at once; whether each was done."""
    barrier, done = Barrier(len(acts)), [False] * len(acts)
    on_sqlite = shop.app.extensions["zhubo"].sqlite_path is not None

    def make(number: int, act: Act) -> None:
        with shop.app.app_context(), suppress(*SECOND):
            with writing():
                one = shop.one()
                assert one.ratings is not None and one.signatures is not None
                with suppress(BrokenBarrierError):
                    barrier.wait(0 if on_sqlite else 20)
                act(one)
            done[number] = True

    with time_machine.travel(moment, tick=False):
        threads = [Thread(target=make, args=pair) for pair in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return done


def to_rate(shop: Shop) -> Shop:
    opened(shop)
    with shop.at(OVER + HOUR):
        shop.one().self_submit(shop.person("chen"), SelfAssessment(OWN))
    shop.clock(OVER + DAY + HOUR)
    return shop


def test_two_raters_of_one_class_make_one_rating(shop: Shop) -> None:
    to_rate(shop)
    with shop.at(OVER + DAY + HOUR):
        second = Person.invite(name="第二位", username="second", by=None)
        second.status = "active"
        db.session.flush()
        second.grant(roles.OPERATIONS, None, room_id=shop.cast.care)
        number = second.id
    marks = Given(THREES)
    done = together(
        shop,
        OVER + DAY + 2 * HOUR,
        lambda one: one.rate(shop.person("ma"), marks),
        lambda one: one.rate(db.session.get_one(Person, number), marks),
    )
    assert sorted(done) == [False, True]
    with shop.at(OVER + DAY + 3 * HOUR):
        assert set(shop.one().rater_ids) == {"operations"} and len(shop.one().ratings) == 1


def test_the_last_two_classes_bring_the_result_about_once(shop: Shop) -> None:
    to_rate(shop)
    when = OVER + DAY + 2 * HOUR
    with shop.at(when):
        shop.one().rate(shop.person("ma"), Given(THREES))
    names = ["lin", "hong"]
    done = together(
        shop,
        when,
        *(lambda one, who=name: one.rate(shop.person(who), Given(THREES)) for name in names),
    )
    with shop.at(when + HOUR):
        for name, was in zip(names, done, strict=True):
            if not was:
                assert shop.one().state == "rating"
                shop.one().rate(shop.person(name), Given(THREES))
        assert shop.one().state == "computed" and len(shop.one().results) == 1


def test_the_last_two_signatures_make_it_final_once(shop: Shop) -> None:
    rated(shop)
    when = OVER + 2 * DAY
    with shop.at(when):
        shop.one().sign(shop.person("ma"))
    names = ["lin", "hong"]
    done = together(
        shop,
        when,
        *(lambda one, who=name: one.sign(shop.person(who)) for name in names),
    )
    with shop.at(when + HOUR):
        for name, was in zip(names, done, strict=True):
            if not was:
                shop.one().sign(shop.person(name))
        assert shop.one().state == "finalised" and len(shop.one().signatures) == 3


def test_the_same_person_signs_once(shop: Shop) -> None:
    rated(shop)

    def sign(one: MonthlyEvaluation) -> None:
        one.sign(shop.person("ma"))

    assert sorted(together(shop, OVER + 2 * DAY, sign, sign)) == [False, True]
    with shop.at(OVER + 2 * DAY + HOUR):
        assert len(shop.one().signatures) == 1


def test_who_signs_while_another_proposes_signs_what_stands(shop: Shop) -> None:
    """Whichever is first, no signature stands under a result that was changed after it."""
    rated(shop)
    when = OVER + 2 * DAY
    with shop.at(when):
        found = shop.one().result()
        assert found is not None and found.raw is not None
        raw = found.raw
    done = together(
        shop,
        when,
        lambda one: one.sign(shop.person("lin"), 1),
        lambda one: one.propose(shop.person("ma"), raw + 2, "漏了一段"),
    )
    assert sorted(done) == [False, True]
    with shop.at(when + HOUR):
        one = shop.one()
        assert bool(one.signatures) == done[0] and (one.proposed_by_id is not None) == done[1]
