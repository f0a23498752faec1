"""The tap that rates also says what became of the rater's own 问题 that were seen on air."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.evaluations.test_views import Desk, Enter
from tests.held import USUAL, Held, hold
from zhubo_web.core import clock
from zhubo_web.observations.models.suggested import likely

HOUR = timedelta(hours=1)
ISSUE = (70, {"kind": "issue", "tag": "P12", "text": "先核对参数再讲"})
DISPOSAL = "给问题定处置：%(title)s"


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    made = hold(app, cast, taps=(*USUAL, ISSUE))
    made.clock(timedelta(minutes=2))
    return made


@pytest.fixture
def desk(held: Held, client_of: Enter) -> Desk:
    return Desk(held, client_of)


def seen(held: Held, answer: str | None = None) -> None:
    """The cue was drawn on air, and perhaps answered."""
    with held.at():
        delivery = held.note(3).delivery
        assert delivery is not None
        delivery.shown_at, delivery.answer_given = clock.now(), answer


def rated(held: Held, desk: Desk, **sent: object) -> str | None:
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}/marks"
    assert desk.post("ma", address, HOUR, act="normal", **sent) == 303
    assert held.state("evaluation") == "submitted"
    with held.looking():
        return held.note(3).disposition


@pytest.mark.parametrize(("answer", "word"), [("done", "fixed_live"), ("got_it", "coached")])
def test_what_was_seen_on_air_is_said_with_the_same_tap(
    held: Held, desk: Desk, answer: str, word: str
) -> None:
    seen(held, answer)
    assert DISPOSAL in held.waiting("ma")
    page = desk.get("ma", held.page, HOUR)
    said = {"fixed_live": "当场改了", "coached": "已辅导"}[word]
    assert f"的问题记为“{said}”" in page
    number = page.split('name="settle" value="')[1].split('"')[0]
    assert rated(held, desk, settle=number) == word
    assert DISPOSAL not in held.waiting("ma")


def test_what_was_unticked_or_not_seen_waits_for_a_word_of_its_own(held: Held, desk: Desk) -> None:
    with held.looking():
        assert likely(held.note(3)) is None
    assert 'name="settle"' not in desk.get("ma", held.page, HOUR)
    seen(held)
    assert rated(held, desk) is None
    assert DISPOSAL in held.waiting("ma")


def test_what_is_contested_is_not_filled_in(held: Held, desk: Desk) -> None:
    seen(held, "contested")
    with held.at():
        held.note(3).contest(held.person("chen"), "参数是主播讲的")
    assert 'name="settle"' not in desk.get("ma", held.page, HOUR)
    with held.looking():
        number = str(held.note(3).id)
    assert rated(held, desk, settle=number) is None


def test_nobody_says_it_of_somebody_elses_notes(held: Held, desk: Desk) -> None:
    seen(held, "done")
    page = desk.get("lin", held.page, HOUR)
    assert "正常，提交" in page and 'name="settle"' not in page
