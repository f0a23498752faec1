"""What the lowest grade has to rest on: the rules, the month on the models, the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.counting import MOST_STATEMENTS, counted
from tests.months.facts import everywhere, mark, points
from tests.months.shop import DAY, HOUR, LAST_DAY, OVER, OWN, THREES, Desk, Shop
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models import Given as Marked
from zhubo_web.extensions import db
from zhubo_web.months import backing
from zhubo_web.months.backing import Seen, low_without_proof, missing, unrecorded
from zhubo_web.months.models import Given, SelfAssessment
from zhubo_web.observations.models import Watch
from zhubo_web.policies.composites import USUAL

ONES = dict.fromkeys(THREES, 1)
WHEN = OVER + 2 * DAY
WORDS = "三场回放都看过，问题属实，只是当时没有勾记录"


# ── the rules ───────────────────────────────────────────────────────────────────────────────────


def _without(code: str, *kept: str) -> dict[str, Any]:
    """A month of threes in which this item has these sources alone, and its classes give a 2."""
    facts = everywhere(3)
    facts["items"][code] = {name: [points("75")] for name in kept} | {"group": [mark(2)]}
    return facts


@pytest.mark.parametrize(
    ("marks", "evidence", "lacks"),
    [
        ({"a": 2, "b": 4}, {}, True),
        ({"a": 2}, {"a": []}, True),
        ({"a": 1}, {"b": [7]}, True),
        ({"a": 1}, {"a": [7]}, False),
        ({"a": 3, "b": 5, "c": None}, {}, False),
    ],
)
def test_a_low_mark_of_a_broadcast_names_a_record(
    marks: dict[str, int | None], evidence: dict[str, list[int]], lacks: bool
) -> None:
    assert low_without_proof(marks, evidence) is lacks


def test_a_low_mark_of_a_class_has_something_beside_it() -> None:
    assert unrecorded(_without("T2"), USUAL) == ["团队协作"]
    assert unrecorded(_without("T2", "self"), USUAL) == ["团队协作"]
    assert unrecorded(_without("T2", "hosts"), USUAL) == []
    assert unrecorded(_without("A3", "broadcasts"), USUAL) == []
    even = _without("T2")
    even["items"]["T2"]["group"] = [mark(3), mark(None)]
    assert unrecorded(even, USUAL) == []


def test_what_is_missing_is_said_with_its_numbers() -> None:
    facts = everywhere(1)
    enough = Seen(watched=36, on_air=120, sides=3)
    assert missing(facts, USUAL, enough) == ()
    assert missing(facts, USUAL, Seen(watched=59, on_air=200, sides=3)) == ()
    few = missing(facts, USUAL, Seen(watched=35, on_air=120, sides=2, unproved=("11-04", "11-08")))
    assert [str(one) for one in few] == [
        "单场评分有 1、2 分没有勾出记录（11-04、11-08）",
        "只看了直播时间的 29%，要到 30%",
        "四个方面只记过 2 个，要到 3 个",
    ]
    assert missing(facts, USUAL, Seen()) == ()


# ── on the models ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def low(shop: Shop) -> Iterator[Shop]:
    """Chen's November came to the lowest grade and was talked over: nobody had watched, no host had said
    anything, and the classes gave ones."""
    shop.clock(LAST_DAY)
    with shop.at(OVER + 9 * HOUR):
        shop.one().self_submit(shop.person("chen"), SelfAssessment(dict.fromkeys(OWN, 1)))
    shop.clock(OVER + DAY + timedelta(minutes=1))
    with shop.at(OVER + DAY + 9 * HOUR):
        one = shop.one()
        one.facts = {**one.facts, "watched": 5, "evaluations": {str(_scored(shop).id): 1}}
        for name in ("ma", "lin", "hong"):
            one.rate(shop.person(name), Given(ONES))
        assert one.is_strict and one.result() is not None
        one.propose(shop.person("ma"), None, "三类意见一致")
        one.calibrate(shop.person("lin"))
    return shop


def _scored(shop: Shop) -> Evaluation:
    """Chen's evaluation of the broadcast."""
    who = shop.person("chen").id
    return db.session.query(Evaluation).filter_by(assistant_id=who).one()


def _watched(shop: Shop, minutes: int) -> None:
    """Somebody sat at the console for so long."""
    held = db.session.query(Broadcast).filter(Broadcast.ended_at.is_not(None)).one()
    assert held.started_at is not None
    stay = Watch(broadcast_id=held.id, person_id=shop.person("ma").id, role="operations")
    stay.created_at = held.started_at
    stay.left_at = held.started_at + timedelta(minutes=minutes)
    db.session.add(stay)


def test_the_lowest_grade_is_not_signed_without_what_it_rests_on(low: Shop) -> None:
    with low.at(WHEN):
        one = low.one()
        told = str(one.why_not_sign(low.person("guo")))
        assert "D 级" in told and "只看了直播时间的 0%" in told and "团队协作" in told
        assert "退回会商" in told and "放行" in told
        with pytest.raises(WrongState, match="还缺依据"):
            one.sign(low.person("guo"))
        assert one.state == "moderated" and not one.signatures
    assert low.waiting("guo") == ["月评会签：%(assistant)s，%(month)s"]
    assert low.waiting("qian") == []


def test_watching_is_counted_against_what_was_on_air(low: Shop) -> None:
    with low.at(WHEN):
        _watched(low, 35)
        assert any("29%" in str(one) for one in low.one().unbacked())
    with low.at(WHEN):
        _watched(low, 36)
        assert not any(one.msgid == backing.FEW_HOURS for one in low.one().unbacked())


def test_a_broadcasts_low_mark_that_lost_its_record_is_named_by_its_day(low: Shop) -> None:
    with low.at(WHEN):
        made = Rating(part="first", number=1, rater_id=low.person("ma").id)
        made.fill(Marked({"P1": 2, "L1": 4}, {"P1": [7]}))
        scored = _scored(low)
        scored.ratings.append(made)
        assert not any("勾出" in str(one) for one in low.one().unbacked())
    with low.at(WHEN):
        _scored(low).ratings[-1].evidence = {}
        assert any("（11-10）" in str(one) for one in low.one().unbacked())


def test_administration_lets_it_stand_in_writing_and_then_two_sign(low: Shop) -> None:
    with low.at(WHEN):
        one = low.one()
        with pytest.raises(Denied, match="行政"):
            one.waive(low.person("hong"), WORDS)
        with pytest.raises(Invalid):
            one.waive(low.person("guo"), "  ")
        with pytest.raises(WrongState, match="最新"):
            one.waive(low.person("guo"), WORDS, seen=7)
        lacked = one.unbacked()
        one.waive(low.person("guo"), WORDS, seen=1)
        assert one.state == "moderated" and not one.unbacked()
        with pytest.raises(WrongState, match="不缺依据"):
            one.waive(low.person("guo"), WORDS)
        found = one.result()
        assert found is not None
        given = one.waiver_of(found)
        assert given is not None and given.reason == WORDS and given.lacked == lacked
        event = db.session.query(AuditEvent).filter_by(name="month.waived").one()
        assert event.actor_id == low.person("guo").id and event.data["reason"] == WORDS
        assert event.data["missing"] == [[one.msgid, one.values] for one in lacked]
    assert low.waiting("qian") and low.waiting("guo")
    with low.at(WHEN + HOUR):
        low.one().sign(low.person("guo"))
        low.one().sign(low.person("qian"))
        assert low.one().state == "finalised"


def test_whoever_rated_lets_nothing_stand(low: Shop) -> None:
    with low.at(WHEN):
        low.person("hong").grant("administration", None)
    with low.at(WHEN + HOUR), pytest.raises(Denied, match="打过分的人不能放行"):
        low.one().waive(low.person("hong"), WORDS)


def test_it_is_talked_over_again_and_what_was_let_stand_was_the_other_version(low: Shop) -> None:
    with low.at(WHEN):
        one = low.one()
        with pytest.raises(Denied):
            one.reconsider(low.person("ma"))
        one.reconsider(low.person("guo"))
        assert one.state == "computed" and one.proposed_by_id is None
    assert low.waiting("hong") == ["月评会签：%(assistant)s，%(month)s"]
    with low.at(WHEN + HOUR):
        one = low.one()
        found = one.result()
        assert found is not None and found.score is not None
        one.propose(low.person("hong"), found.score - 1, "再看一遍更低")
        one.calibrate(low.person("lin"))
        one.waive(low.person("guo"), WORDS)
    with low.at(WHEN + 2 * HOUR):
        assert [one.result_number for one in low.one().waivers] == [2]
        assert low.one().waiver_of(low.one().results[0]) is None


def test_any_other_grade_asks_for_nothing(low: Shop) -> None:
    with low.at(WHEN):
        one = low.one()
        one.results[-1].grade = "C"
        assert one.unbacked() == () and one.why_not_sign(low.person("guo")) is None
        with pytest.raises(WrongState):
            one.reconsider(low.person("guo"))


# ── on the pages ────────────────────────────────────────────────────────────────────────────────


def test_the_page_leads_from_what_is_missing_to_the_person(desk: Desk, low: Shop) -> None:
    page = desk.get("guo", desk.page, WHEN)
    assert "D 级缺依据，还不能定稿" in page and "退回会商" in page and "写明理由，放行" in page
    assert "action-bar" not in page
    assert "由行政主管部门写明理由放行" in desk.get("hong", desk.page, WHEN)
    assert 'name="reason"' not in desk.text
    path = f"{desk.page}/waiver"
    assert desk.post("hong", path, WHEN, reason=WORDS, seen=1) == 403
    assert desk.post("guo", path, WHEN, reason="", seen=1) == 422
    assert "本人会看到" in desk.text
    assert desk.post("guo", f"{desk.page}/signatures", WHEN, seen=1) == 409
    assert desk.post("guo", path, WHEN, reason=WORDS, seen=1) == 303
    assert WORDS in desk.get("qian", desk.page, WHEN)
    for name in ("guo", "qian"):
        assert desk.post(name, f"{desk.page}/signatures", WHEN, seen=1) == 303
    assert desk.post("hong", f"{desk.page}/publication", WHEN) == 303
    report = desk.get("chen", f"{desk.page}/report", WHEN)
    evidence = re.search(r'id="evidence".*?</section>', report, re.S)
    assert report.count(WORDS) == 1 and "郭行政" in report
    assert evidence and "只看了直播时间的 0%" in evidence[0] and "申请复核" in evidence[0]
    path = f"{desk.page}/report"
    with counted(low.app) as statements:
        desk.get("chen", path, WHEN)
    assert len(statements) <= MOST_STATEMENTS, statements
    sheet = desk.get("chen", f"{desk.page}/report/sheet", WHEN)
    assert WORDS in sheet and "这一级缺依据" in sheet


def test_while_it_is_talked_over_the_page_warns(desk: Desk, low: Shop) -> None:
    assert desk.post("guo", f"{desk.page}/reconsideration", WHEN) == 303
    assert "定成 D 级还缺依据" in desk.get("lin", desk.page, WHEN)
    assert desk.post("guo", f"{desk.page}/reconsideration", WHEN) == 409


def test_the_page_asks_the_database_few_times(desk: Desk, low: Shop) -> None:
    page = desk.page
    desk.get("guo", page, WHEN)
    with counted(low.app) as statements:
        desk.get("guo", page, WHEN)
    assert len(statements) <= MOST_STATEMENTS, statements
