"""People who want more, or less for somebody else: double parts, stale drafts, two matters at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.appeals.case import DAY, HOUR, PUBLISHED, UPHELD, WORDS, Case, scored
from tests.cast import Member
from zhubo_web.accounts import roles
from zhubo_web.appeals.forms import _mark
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.models.effects.remedies import marks_of
from zhubo_web.appeals.views.shown import Shown
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.evaluations.scoring import NOT_MET
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation

WEEK = timedelta(days=8)


def test_what_gave_more_meanwhile_stands_and_the_decision_can_still_be_carried_out(
    case: Case,
) -> None:
    """Decided 85; another decision made it 90 first. Nobody is left with a step that cannot be made."""
    number = case.served(scored("85"))
    with case.at():
        month = case.month()
        month.amend(month.facts, "另一个决定", ("appeal", 99), Decimal(90))
    case.clock(WEEK)
    case.do(number, "execute", "hong", after=WEEK)
    assert case.state(number)[0] == "executed"
    with case.at(WEEK + HOUR):
        found = case.month().result()
        assert found is not None and str(found.score) == "90.0"
        assert case.one(number).effects["worse"] and not case.one(number).effects["rows"]


def test_who_reviews_the_note_during_the_matter_does_not_decide_it(case: Case) -> None:
    number = case.quick("lin", "observation")
    with case.at():
        note = db.session.get_one(Observation, case.note_id)
        note.dispute(case.person("chen"), "断流")
        note.uphold(case.person("lin"), "看了回放")
    with pytest.raises(Denied, match="参与过"):
        case.do(number, "write_decision", "lin", UPHELD)


def test_a_draft_filed_late_names_who_has_had_a_part_since(case: Case) -> None:
    with case.at():
        draft = Appeal.open(case.person("chen"), "observation", case.note_id)
        number = draft.id
        note = db.session.get_one(Observation, case.note_id)
        note.dispute(case.person("chen"), "断流")
        note.uphold(case.person("lin"), "看了回放")
    with case.at():
        one = case.one(number)
        one.write(case.person("chen"), WORDS)
        one.file(case.person("chen"))
        assert case.person("lin").id in one.respondent_ids
        assert case.person("lin") not in one.able("quick")


@pytest.mark.parametrize("typed", ["", None, "x", "9", "0", "NaN", "-1", "99999999999"])
def test_a_mark_that_nobody_chose_is_refused_not_taken_for_unmet(typed: str | None) -> None:
    with pytest.raises(Invalid):
        marks_of({"marks": {"product": _mark(typed)}}, {"product"})
    assert marks_of({"marks": {"product": _mark(NOT_MET)}}, {"product"}) == {"product": None}


def test_the_pages_for_everybody_do_not_tell_that_somebody_objected(
    case: Case, client_of: Callable[[Member], FlaskClient]
) -> None:
    """A lead who might be the respondent, and colleagues: neither the kind, nor the names in it."""
    case.filed()
    kind, month = "受理申请复核", "month=2026-12"
    with time_machine.travel(PUBLISHED + 9 * DAY, tick=False):
        for name in ("ma", "lin", "li", "he", "chen"):
            client = client_of(getattr(case.cast, name))
            page = client.get(f"/principles?{month}").text
            at = page.find("受理申请复核")
            assert at < 0, (name, page[max(0, at - 300) : at + 50])
            rows = client.get("/principles/timely", query_string={"month": "2026-12", "of": kind})
            assert rows.status_code == 404
        owner = client_of(case.cast.qian)  # reads what waits, kind by kind
        assert "受理申请复核" in owner.get(f"/principles?{month}").text
        rows = owner.get("/principles/timely", query_string={"month": "2026-12", "of": kind})
        assert "郭行政" not in rows.text and "还有 1 条是别人的" in rows.text


def test_a_quick_file_shows_no_number_of_a_third_person(case: Case) -> None:
    """Nobody masks a quick review's file by hand, and its reviewer may be an outsider."""
    with case.at():
        db.session.get_one(
            Observation, case.note_id
        ).text = "让买家加微信 abc12345 或打 13812345678"
    number = case.quick("lin", "observation")
    with case.at():
        told = " ".join(one["words"] for one in case.one(number).pieces)
        assert "13812345678" not in told and "abc12345" not in told and "买家" in told
        assert case.one(number).mask_reason


def sees(case: Case, name: str, number: int) -> bool:
    with case.at():
        query = Appeal.visible_to(case.person(name)).where(Appeal.id == number)
        return db.session.scalar(query) is not None


def test_a_respondent_learns_of_it_when_it_is_accepted_whatever_their_role(case: Case) -> None:
    """Hong is HR, and rated the month."""
    number = case.filed()
    assert [sees(case, name, number) for name in ("hong", "ma", "guo")] == [False, False, True]
    case.do(number, "accept", "guo")
    assert sees(case, "hong", number) and sees(case, "ma", number)


def test_who_steps_back_reads_no_more_of_it(case: Case) -> None:
    number = case.quick("lin", "observation")
    assert sees(case, "lin", number)
    case.do(number, "declare", "lin", "是朋友")
    assert not sees(case, "lin", number)


def test_an_unsigned_decision_is_read_by_those_who_sit(case: Case) -> None:
    number = at_the_panel_with_a_draft(case)
    with case.at(WEEK):
        one = case.one(number)
        told = {
            name: len(Shown(one, case.person(name)).decisions)
            for name in ("guo", "dai", "qian", "hong", "chen")
        }
    assert told == {"guo": 2, "dai": 2, "qian": 1, "hong": 1, "chen": 1}


def at_the_panel_with_a_draft(case: Case) -> int:
    """Guo has written, dai has not signed."""
    with case.at():
        case.person("dai").grant(roles.SENIOR_HOST, None)
    number = case.served(scored("85"))
    case.do(number, "ask_panel", "chen", "应当更高")
    with case.at():
        one = case.one(number)
        one.name_members(case.person("guo"), [case.person("guo"), case.person("dai")])
        for name in ("guo", "dai"):
            one.declare(case.person(name))
        one.disclose(case.person("guo"))
    case.do(number, "hear", "guo", "书面", after=WEEK)
    case.do(number, "write_decision", "guo", scored("86"), after=WEEK)
    return number
