"""After a decision: HR is told once of each sign, nobody who had a part reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.appeals.case import PUBLISHED, Case
from tests.counting import MOST_STATEMENTS, counted
from tests.fresh import kept
from zhubo_web.appeals import jobs
from zhubo_web.appeals.models import Appeal, watch
from zhubo_web.core import clock
from zhubo_web.duties.models import Notice
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models import Given as Marks
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.observations.models import Observation

DAY = timedelta(days=1)
Enter = Callable[[Any], FlaskClient]


@pytest.fixture
@kept
def decided(case: Case) -> Case:
    """An objection to a note of ma's was decided on the second day."""
    with case.at(2 * DAY):
        note = db.session.get_one(Observation, case.note_id)
        made = Appeal(
            kind="observation", target_id=note.id, code="", state="served", title="一条记录",
            url=f"/notes/{note.id}", room_id=case.cast.care, broadcast_id=note.broadcast_id,
            assistant_id=case.cast.chen.id, respondents=[case.cast.ma.id],
            decided_at=clock.now(),
        ).govern("appeal")  # fmt: skip
        db.session.add(made)
    return case


def rates(case: Case, after: timedelta, part: str = "blind", **marks: int) -> None:
    """Ma rates chen's broadcast."""
    with case.at(after):
        one = db.session.query(Evaluation).filter_by(assistant_id=case.cast.chen.id).one()
        number = len(one.ratings) + 1
        rating = Rating(part=part, number=number, rater_id=case.cast.ma.id)
        rating.fill(Marks(marks))
        rating.submitted_at = clock.now()
        one.ratings.append(rating)


def told(case: Case, after: timedelta) -> int:
    with case.at(after):
        return watch.tell_of_signs()


def notices(case: Case, name: str) -> list[Notice]:
    who = getattr(case.cast, name).id
    return db.session.query(Notice).filter_by(person_id=who, title=watch.NOTICE).all()


def test_hr_is_told_once_of_a_low_mark_and_nobody_else(decided: Case) -> None:
    rates(decided, 3 * DAY, language=3, product=2)
    assert told(decided, 4 * DAY) == 1
    assert told(decided, 5 * DAY) == 0
    with decided.at(5 * DAY):
        assert [len(notices(decided, one)) for one in ("hong", "ma", "chen", "guo")] == [1, 0, 0, 0]
        notice = notices(decided, "hong")[0]
        assert notice.endpoint == "appeals.watch" and notice.urgency == "digest"
        assert decided.cast.ma.name not in str(notice.values)
    rates(decided, 6 * DAY, language=1)  # the same evaluation again
    assert told(decided, 7 * DAY) == 0


def test_usual_marks_and_what_followed_by_itself_are_no_sign(decided: Case) -> None:
    rates(decided, 3 * DAY, language=3, product=4)
    rates(decided, 3 * DAY, part="amended", language=1)
    assert told(decided, 4 * DAY) == 0


def test_after_ninety_days_it_is_over(decided: Case) -> None:
    rates(decided, 93 * DAY, language=1)
    assert told(decided, 93 * DAY + timedelta(hours=1)) == 0
    with decided.at(93 * DAY):
        assert watch.listed(decided.person("hong")) == []


def test_a_class_mark_of_the_next_month_is_watched(decided: Case) -> None:
    with decided.at(30 * DAY):
        month = db.session.query(MonthlyEvaluation).one()
        rating = month.rating("operations")
        assert rating is not None and rating.rater_id == decided.cast.ma.id
        rating.marks, rating.submitted_at = {**rating.marks, "T1": "2"}, clock.now()
    with decided.at(31 * DAY):
        found = watch.listed(decided.person("hong"))
        assert [(s.kind, s.about[0]) for s in found[0].signs] == [("low", "monthly_evaluation")]
        assert found[0].signs[0].value == Decimal("2")


def test_who_had_a_part_reads_nothing_and_administration_stands_in(decided: Case) -> None:
    with decided.at(3 * DAY):
        one = db.session.query(Appeal).one()
        assert [len(watch.listed(decided.person(n))) for n in ("hong", "guo", "ma")] == [1, 0, 0]
        one.respondents = [decided.cast.ma.id, decided.cast.hong.id]
    rates(decided, 4 * DAY, product=1)
    with decided.at(5 * DAY):
        assert watch.listed(decided.person("hong")) == []
        assert len(watch.listed(decided.person("guo"))) == 2
        assert watch.tell_of_signs() == 1
        assert [len(notices(decided, n)) for n in ("hong", "guo")] == [0, 1]


def test_the_worker_looks_each_minute(decided: Case) -> None:
    rates(decided, 3 * DAY, product=1)
    later = PUBLISHED + 3 * DAY + timedelta(hours=1)
    with time_machine.travel(later, tick=False), decided.app.app_context():
        assert jobs.tell_of_signs() == 1
        assert jobs.tell_of_signs() == 0
    with decided.at(4 * DAY):
        assert len(notices(decided, "hong")) == 1


def test_the_page_names_the_sign_and_is_hrs(decided: Case, client_of: Enter) -> None:
    rates(decided, 3 * DAY, product=1)
    with time_machine.travel(PUBLISHED + 4 * DAY, tick=False):
        hong = client_of(decided.cast.hong)
        with counted(decided.app) as asked:
            page = hong.get("/appeals/watch")
        assert page.status_code == 200 and "1 处要看" in page.text
        assert decided.cast.ma.name in page.text and "打了 1 或 2 分" in page.text
        assert len(asked) <= MOST_STATEMENTS
        assert client_of(decided.cast.ma).get("/appeals/watch").status_code == 403
        assert "没有要看的" in client_of(decided.cast.guo).get("/appeals/watch").text
