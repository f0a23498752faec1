"""谢谢TA and 有问题: one a host, assistant and broadcast, five a week, undone within ten seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from tests.cast import broadcast
from tests.surveys.conftest import Said
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db
from zhubo_web.policies.models import KindSetting
from zhubo_web.surveys.jobs import close_late_ratings
from zhubo_web.surveys.models import Feedback, Rating
from zhubo_web.surveys.models.rating import KIND, to_rate

ALL_GOOD = {"rhythm": 4, "display": 5, "cover": 4, "talk": 5}


def another(said: Said) -> Rating:
    """One more broadcast of the same people, over."""
    made = broadcast(said.cast)
    made.end(said.person("ma"))
    said.commit()
    return Rating(made, said.person("he"))


def choose(said: Said, setting: str) -> None:
    KindSetting.choose(KIND, setting, said.person("guo"))
    said.commit()


@pytest.fixture
def over(said: Said) -> Said:
    said.end()
    return said


def test_thanks_count_at_once_and_once(over: Said) -> None:
    one = over.thank()
    assert (one.state, one.sort, one.setting) == ("attributed", "praise", "standard")
    assert one.item.attributed and over.waits("ma") == []
    assert [person.name for person in over.rating().open] == ["李一帆"]
    with pytest.raises(WrongState, match="一场一次"):
        over.rating().complain(over.person("chen"), "talk")


def test_a_problem_says_what_it_is_about(over: Said) -> None:
    with pytest.raises(Invalid) as refused:
        over.rating().complain(over.person("chen"), "")
    assert refused.value.field == "chip"
    one = over.rating().complain(over.person("chen"), "cover", "换样品时 @阿宝 没人接")
    over.commit()
    assert (one.sort, one.chip, one.text) == ("complaint", "cover", "换样品时 〔观众〕 没人接")


def test_only_its_host_says_it_and_only_of_its_assistants(over: Said) -> None:
    for who in ("ma", "lin", "qian", "chen"):
        with pytest.raises((Denied, WrongState)):
            over.rating(who).thank(over.person("chen"))
    with pytest.raises(Invalid):
        over.rating().thank(over.person("dai"))


def test_not_before_the_end_and_not_after_three_days(said: Said) -> None:
    with pytest.raises(Denied, match="下播后"):
        said.rating().thank(said.person("chen"))
    said.end()
    late = time_machine.travel(clock.now() + timedelta(days=3, minutes=1))
    with late, pytest.raises(WrongState, match="3 天"):
        said.rating().thank(said.person("chen"))
    said.thank()


def test_the_sixth_tap_of_a_week_is_refused_and_an_undone_one_is_given_back(over: Said) -> None:
    chen = over.person("chen")
    for _ in range(4):
        another(over).thank(chen)
        over.commit()
    last = over.thank("chen")
    sixth = another(over)
    assert sixth.left == 0
    with pytest.raises(WrongState, match="5 次"):
        sixth.thank(chen)
    Rating.take_back(last, over.person("he"))
    over.commit()
    assert sixth.left == 1
    sixth.thank(chen)
    over.commit()
    assert over.rating().open


def test_the_week_begins_on_monday_in_shanghai(over: Said) -> None:
    sunday = datetime(2026, 11, 29, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    with time_machine.travel(sunday - timedelta(hours=1), tick=False) as hand:
        choose(over, "light")
        first, second = another(over), another(over)
        hand.move_to(sunday)
        first.thank(over.person("chen"))
        over.commit()
        assert second.left == 0
        with pytest.raises(WrongState, match="1 次"):
            second.thank(over.person("chen"))
        hand.move_to(sunday + timedelta(minutes=2))
        assert second.left == 1
        second.thank(over.person("chen"))
        over.commit()


def test_undo_is_for_ten_seconds_and_for_who_tapped(over: Said) -> None:
    one = over.thank()
    for who in ("ma", "chen", "li"):
        with pytest.raises(Denied):
            Rating.take_back(one, over.person(who))
    late = time_machine.travel(clock.now() + timedelta(seconds=14))
    with late, pytest.raises(WrongState, match="10 秒"):
        Rating.take_back(one, over.person("he"))
    Rating.take_back(one, over.person("he"))
    Rating.take_back(one, over.person("he"))
    over.commit()
    query = Feedback.visible_to(over.person("chen"))
    assert db.session.scalars(query).all() == []
    over.thank()


def test_strict_asks_for_every_item_and_waits_in_the_hosts_inbox(said: Said) -> None:
    choose(said, "strict")
    said.end()
    (duty,) = said.waits("he")
    assert duty.endpoint == "surveys.thanks" and duty.values["broadcast"] == said.id
    rating = said.rating()
    assert rating.left is None
    for wrong in ({}, {**ALL_GOOD, "talk": 6}, {"rhythm": 4}):
        with pytest.raises(Invalid):
            rating.answer(said.person("chen"), wrong)
    good = rating.answer(said.person("chen"), ALL_GOOD, "演示跟得上")
    said.commit()
    assert (good.sort, good.items, good.setting) == ("praise", ALL_GOOD, "strict")
    assert said.waits("he")
    bad = said.rating().answer(said.person("li"), {**ALL_GOOD, "cover": 2})
    said.commit()
    assert bad.sort == "complaint" and said.waits("he") == []
    Rating.take_back(bad, said.person("he"))
    said.commit()
    assert said.waits("he")


def test_what_may_no_longer_be_rated_waits_for_nobody(said: Said) -> None:
    choose(said, "strict")
    said.end()
    assert close_late_ratings() == 0
    with time_machine.travel(clock.now() + timedelta(days=3, hours=1)):
        assert close_late_ratings() == 1
        assert said.waits("he") == []


def test_in_the_standard_setting_no_host_is_asked(said: Said) -> None:
    said.end()
    assert said.waits("he") == []
    assert [one.broadcast.id for one in to_rate(said.person("he"))] == [said.id]
    said.thank("chen")
    said.thank("li")
    assert to_rate(said.person("he")) == []


def test_the_database_keeps_one_of_two_taps(over: Said) -> None:
    over.thank()
    late = over.rating()
    late.given.clear()
    with pytest.raises(IntegrityError):
        late.thank(over.person("chen"))


def test_the_assistant_contests_a_hosts_word_and_the_group_decides(over: Said) -> None:
    one = over.rating().complain(over.person("chen"), "cover")
    over.commit()
    one.reopen(over.person("chen"), words="那时我在改价")
    over.commit()
    assert one.state == "pending" and over.waits("ma")
    with pytest.raises(Denied):
        one.clear(over.person("he"), "host")
    one.clear(over.person("ma"), "host")
    over.commit()
    assert not one.item.attributed
