"""A note that counts lighter by a decision, from the form to the month; one about somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.appeals.case import DAY, HOUR, WRITTEN, Case, published
from tests.appeals.test_views import Desk
from tests.cast import Cast
from tests.evaluations.published import MARKS, TAPS
from tests.held import hold
from zhubo_web.appeals.grounds import Decision, falls_behind
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.effects import Remedy
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid
from zhubo_web.evaluations.models import Evaluation, Given
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation, Tag

ENDED = clock.shanghai(date(2026, 11, 20), 22)
LIGHT = Remedy("partly", {"severity": 1})


@pytest.fixture
def case(app: Flask, cast: Cast) -> Case:
    """A month that rests on a broadcast whose product was marked 3 for two issues; the note is one."""
    held = hold(app, cast, ends=ENDED, taps=TAPS, watched=30)
    held.clock(ENDED + timedelta(minutes=1))
    with held.at(ENDED + HOUR):
        assert held.evaluation().submit(held.person("ma"), Given(MARKS, why="当场改了"))
        held.evaluation().publish(held.person("hong"))
    made = published(app, cast)
    made.note_id = held.notes[0]
    return made


@pytest.fixture
def desk(case: Case, client_of: Callable[[Any], FlaskClient]) -> Desk:
    return Desk(case, client_of)


def looked(case: Case, remedy: Remedy) -> effects.Effects:
    target = effects.target_of("observation", case.note_id, case.person("chen"))
    assert target is not None
    return effects.preview(target, remedy)


def changes(found: effects.Effects) -> dict[str, tuple[str | None, str | None]]:
    return {one.what: (one.before, one.after) for one in found.rows}


def test_a_lighter_note_is_previewed_with_everything_that_stands_on_it(case: Case) -> None:
    with case.at():
        found = looked(case, LIGHT)
        told = changes(found)
        assert told["kind"] == ("问题", "提醒") and told["weight"] == ("-2", "-1")
        assert told["mark"] == ("3", "4") and told["score"] == ("78.3", "83.1")
        assert told["month"] == ("70.1", "72.5") and not found.worse and "note" not in told
        assert not db.session.dirty and not db.session.new


def test_another_tag_is_told_by_its_name(case: Case) -> None:
    with case.at():
        told = changes(looked(case, Remedy("granted", {"tag": Tag.by_code("I11").id})))
        assert told["tag"] == ("参数说错", "漏回提问") and told["weight"] == ("-2", "-1")


@pytest.mark.parametrize("what", [{"severity": 3}, {"tag": "P15"}], ids=["severity", "tag"])
def test_nothing_heavier_comes_of_an_objection(case: Case, what: dict[str, Any]) -> None:
    with case.at():
        if "tag" in what:
            heavier = next(one for one in Tag.current() if one.polarity < 0 and one.severity == 3)
            what = {"tag": heavier.id}
        assert looked(case, Remedy("partly", what)).worse
    number = case.quick("lin", "observation")
    with pytest.raises(Invalid, match="变差"):
        case.do(number, "write_decision", "lin", Decision(Remedy("partly", what), WRITTEN))


@pytest.mark.parametrize(
    "what", [{"severity": 0}, {"severity": "1"}, {"tag": 9999}, {"marks": {}}, {"drop": False}]
)
def test_what_says_nothing_of_a_note_is_refused(case: Case, what: dict[str, Any]) -> None:
    with case.at(), pytest.raises(Invalid):
        looked(case, Remedy("partly", what))


def test_from_the_form_to_the_month(case: Case, desk: Desk) -> None:
    number = case.quick("qian", "observation")
    file = f"/appeals/{number}"
    page = desk.get("qian", file)
    assert "算，但换标签或算轻一些" in page and "漏回提问" in page
    decision = {"kind": "partly", "becomes": "recount", "severity": "1", **WRITTEN}
    assert desk.post("qian", f"{file}/decision", act="preview", **decision) == 200
    shown = re.sub(r"<[^>]+>", "", desk.text)
    assert "分量：-2 → -1" in shown and "70.1 → 72.5" in shown
    nothing = {**decision, "severity": "", "tag": ""}
    assert desk.post("qian", f"{file}/decision", act="preview", **nothing) == 422
    assert desk.post("qian", f"{file}/decision", act="confirm", **decision) == 303
    assert desk.post("hong", f"{file}/service") == 303
    assert "轻重算“轻”" in desk.get("chen", file)
    case.clock(8 * DAY)
    assert desk.post("hong", f"{file}/execution", 8 * DAY) == 303
    assert case.state(number) == ("executed", "reissued")
    with case.at(9 * DAY):
        note = db.session.get_one(Observation, case.note_id)
        assert (note.kind, note.severity, note.state) == ("remind", 1, "corrected")
        result = case.month().result()
        assert result is not None and str(result.score) == "72.5"
        assert result.source_id == number
        one = Evaluation.of(note.broadcast)[case.cast.chen.id]
        assert str(one.score) == "83.1"


def test_a_written_decision_is_open_to_change_as_it_was_chosen(case: Case, desk: Desk) -> None:
    number = case.quick("qian", "observation")
    with case.at():
        one = case.one(number)
        tag = Tag.by_code("I11").id
        one.decision = {
            **Decision(Remedy("partly", {"tag": tag}), WRITTEN).stored(),
            "stage": "quick",
        }
    page = desk.get("qian", f"/appeals/{number}")
    assert re.search(rf'<option selected value="{tag}">', page)
    assert re.search(r'checked[^>]*value="recount"|value="recount"[^>]*checked', page)


def test_a_note_about_somebody_else_goes_and_says_so(case: Case, desk: Desk) -> None:
    number = case.quick("qian", "observation")
    file = f"/appeals/{number}"
    decision = {"kind": "granted", "becomes": "not_theirs", **WRITTEN}
    assert desk.post("qian", f"{file}/decision", act="confirm", **decision) == 303
    assert desk.post("hong", f"{file}/service") == 303
    assert "说的不是这位助播，不算" in desk.get("chen", file)
    case.clock(8 * DAY)
    assert desk.post("hong", f"{file}/execution", 8 * DAY) == 303
    assert "说的不是这位助播，不计" in desk.get("chen", f"/notes/{case.note_id}", 9 * DAY)
    with case.at(9 * DAY):
        result = case.month().result()
        assert result is not None and str(result.score) == "72.5"


def row(what: str, after: str) -> Any:
    return SimpleNamespace(what=what, url="/notes/1", after=after)


@pytest.mark.parametrize(
    ("now", "before", "behind"),
    [
        ([row("weight", "-1")], [row("note", "不计")], True),
        ([row("note", "不计")], [row("note", "不计")], False),
        ([row("note", "不计")], [row("weight", "-1")], False),
        ([row("weight", "-2")], [row("weight", "-1")], True),
        ([row("weight", "-1")], [row("weight", "-2")], False),
        ([row("tag", "漏回提问")], [row("weight", "-1")], True),
    ],
)
def test_a_later_decision_takes_no_lightness_of_a_note_back(
    now: list[Any], before: list[Any], behind: bool
) -> None:
    assert falls_behind(now, before) is behind
