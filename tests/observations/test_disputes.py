"""有出入 after the release: it opens a review by somebody who did not make the note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.held import Held, hold
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.evaluations.models import Closeness, Given

HOUR = timedelta(hours=1)
Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    """Notes of ma about chen, released."""
    made = hold(app, cast)
    made.clock(timedelta(minutes=1))
    return made


def dispute(held: Held, number: int = 1) -> None:
    with held.at(HOUR):
        held.note(number).dispute(held.person("chen"), "公屏是主播回的")


def test_it_is_decided_by_others_than_who_noted_it(held: Held) -> None:
    dispute(held)
    assert held.waiting("lin").count("复核有出入的记录：%(title)s") == 1
    assert "复核有出入的记录：%(title)s" not in held.waiting("ma")
    with held.at(2 * HOUR):
        for name in ("ma", "chen", "wu", "qian"):
            with pytest.raises(Denied):
                held.note(1).uphold(held.person(name), "看过回放")
        with pytest.raises(Invalid, match="写明"):
            held.note(1).uphold(held.person("lin"), " ")
        held.note(1).uphold(held.person("lin"), "回放里确实没回")
        assert held.note(1).state == "upheld"
        assert held.note(1).changes[-1].after["reason"] == "回放里确实没回"


def test_what_is_disputed_weighs_nothing_until_it_is_decided(held: Held) -> None:
    dispute(held)
    with held.at(2 * HOUR):
        assert held.notes[1] not in {one.id for one in held.evaluation().notes}
        held.note(1).withdraw(held.person("hong"), "是主播的事")
    with held.at(3 * HOUR):
        assert held.notes[1] not in {one.id for one in held.evaluation().notes}


def test_it_is_put_down_as_something_else_and_what_it_was_stays(held: Held) -> None:
    dispute(held)
    with held.at(2 * HOUR):
        with pytest.raises(Invalid, match="应当记成什么"):
            held.note(1).correct(held.person("lin"), "轻了", "remind")
        held.note(1).correct(held.person("lin"), "当时是在讲流程", "mark")
        assert (held.note(1).state, held.note(1).kind) == ("corrected", "mark")
        assert held.note(1).changes[-1].before["kind"] == "remind"


def test_it_can_be_said_after_having_seen_it_and_only_by_whom_it_is_about(held: Held) -> None:
    with held.at(HOUR):
        held.note(1).acknowledge(held.person("chen"))
        with pytest.raises(Denied):
            held.note(1).dispute(held.person("li"), "不是我")
        held.note(1).dispute(held.person("chen"), "再想想不对")
        with pytest.raises(WrongState):
            held.note(1).dispute(held.person("chen"), "再说一次")


def test_the_pages_lead_from_the_dispute_to_its_answer(held: Held, client_of: Enter) -> None:
    note = f"/notes/{held.notes[1]}"
    chen, lin, ma = (client_of(getattr(held.cast, name)) for name in ("chen", "lin", "ma"))
    assert chen.post(f"{note}/contest", data={"words": "公屏是主播回的"}).status_code == 303
    assert "复核这一条" in lin.get(note).text and "复核这一条" not in ma.get(note).text
    assert lin.post(f"{note}/review", data={"outcome": "uphold"}).status_code == 422
    done = lin.post(f"{note}/review", data={"outcome": "uphold", "reason": "回放里没有回"})
    assert done.status_code == 303
    assert "复核后维持：回放里没有回" in chen.get(note).text
    assert lin.post(f"{note}/review", data={"outcome": "uphold", "reason": "x"}).status_code == 409


THREES: dict[str, int | None] = dict.fromkeys(("language", "interaction", "product"), 3)
REVIEW = "复核有出入的记录：%(title)s"


def rate(held: Held, name: str) -> None:
    with held.at(HOUR / 2):
        given = Given({**THREES, "emergency": None}, replayed=True)
        held.evaluation().submit(held.person(name), given)


def test_who_rated_does_not_review_what_moves_their_marks(held: Held) -> None:
    rate(held, "lin")
    dispute(held)
    assert REVIEW in held.waiting("hong") and REVIEW not in held.waiting("lin")
    with held.at(2 * HOUR):
        with pytest.raises(Denied, match="没有打分"):
            held.note(1).withdraw(held.person("lin"), "看过回放")
        held.note(1).withdraw(held.person("hong"), "看过回放")


def test_where_nobody_else_is_left_the_rater_reviews_and_the_page_says_so(
    held: Held, client_of: Enter
) -> None:
    with held.at(HOUR / 4):
        for grant in [one for one in held.person("hong").grants if one.in_force]:
            grant.end(held.person("qian"))
    rate(held, "lin")
    dispute(held)
    assert REVIEW in held.waiting("lin")
    assert "本来应当由别人复核" in client_of(held.cast.lin).get(f"/notes/{held.notes[1]}").text
    with held.at(2 * HOUR):
        held.note(1).uphold(held.person("lin"), "看过回放")


def test_who_rates_during_the_dispute_hands_the_review_on(held: Held) -> None:
    dispute(held)
    assert REVIEW in held.waiting("lin")
    with held.at(2 * HOUR):
        given = Given({**THREES, "emergency": None}, replayed=True)
        held.evaluation().submit(held.person("lin"), given)
    assert REVIEW not in held.waiting("lin") and REVIEW in held.waiting("hong")


def test_somebody_close_to_the_assistant_does_not_review(held: Held) -> None:
    with held.at(HOUR / 2):
        Closeness.declare(held.person("lin"), held.person("chen"), "family", held.person("lin"))
    dispute(held)
    assert REVIEW in held.waiting("hong") and REVIEW not in held.waiting("lin")
    with held.at(2 * HOUR), pytest.raises(Denied, match="利害关系"):
        held.note(1).withdraw(held.person("lin"), "看过回放")
