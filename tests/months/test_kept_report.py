"""What a report says when it is given to its person stays: kept with its digest, the same on every print.
What changed since stands beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast
from tests.counting import MOST_STATEMENTS, counted
from tests.months.facts import everywhere
from tests.months.reported import evaluation, facts_of, result
from tests.months.test_report import _held
from zhubo_web import upkeep
from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db, writing
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.months.models.kept import KeptReport, report_of
from zhubo_web.observations.models import Observation, Tag
from zhubo_web.surveys.models import Feedback

Client = Callable[[Member], FlaskClient]
DECISION = ("appeal", 1)


@pytest.fixture
def given(app: Flask, cast: Cast) -> int:
    """chen's month with everything a report can say, given by the clock; its id."""
    with app.app_context(), writing():
        made = whole(cast)
        made.auto_publish(SYSTEM)
        return made.id


def whole(cast: Cast) -> MonthlyEvaluation:
    """Ready to be given: notes, a voice, a matter, a month before."""
    ma, chen = (db.session.get_one(Person, one.id) for one in (cast.ma, cast.chen))
    before = evaluation(cast, first=date(2026, 10, 1))
    result(before, cast, everywhere(4))
    broadcasts, evaluations = _held(cast)
    held = db.session.get_one(Broadcast, broadcasts[0])
    said = Feedback(
        sort="praise", source="service", text="回得快", count=3, room_id=cast.care,
        assistant_id=chen.id, broadcast_id=held.id, happened_at=clock.shanghai(date(2026, 11, 9)),
        author_id=ma.id, state="attributed",
    ).govern("feedback")  # fmt: skip
    db.session.add(said)
    item = ActionItem.open(title="练习开场", owner=chen, by=ma, room_id=cast.care,
                           due_at=clock.now() + timedelta(days=3))  # fmt: skip
    item.created_at = clock.shanghai(date(2026, 11, 10))
    words = {"strengths": "答疑快", "gaps": "报价前看一眼提词屏"}
    made = evaluation(
        cast, self_words="稳住了", self_at=clock.now(), self_marks={"T1": "5"},
        self_support="想学回放怎么看",
    )  # fmt: skip
    facts = facts_of(broadcasts, evaluations, watched=8)
    return result(made, cast, facts, state="finalised", **words)


def one_of(number: int) -> MonthlyEvaluation:
    return db.session.get_one(MonthlyEvaluation, number)


def note(kind: str) -> Observation:
    return db.session.query(Observation).filter_by(kind=kind).one()


def printed(client: FlaskClient, number: int, version: int = 1) -> str:
    """The sheet, without what names the moment of the request."""
    page = client.get(f"/months/{number}/report/sheet?version={version}").text
    return re.sub(r'nonce="[^"]*"|csrf[^>]*>', "", page)


def everything_changes(cast: Cast) -> None:
    """Whatever a report says becomes something else."""
    note("praise").overrule(SYSTEM, "说的是主播", DECISION)
    db.session.query(Feedback).one().withdrawn_at = clock.now()
    item = db.session.query(ActionItem).one()
    item.title, item.state = "练习收尾", "verified"
    october = db.session.query(MonthlyEvaluation).order_by(MonthlyEvaluation.id).first()
    assert october is not None
    october._write(october.results[-1].facts, Decimal(97), "复核以后")
    for tag in db.session.query(Tag):
        tag.name_zh = f"新{tag.name_zh}"
    for rating in one_of(october.id + 1).ratings:
        rating.strengths, rating.gaps = "改了的长处", "改了的不足"
    held = db.session.query(Broadcast).first()
    assert held is not None and held.started_at is not None
    held.started_at -= timedelta(days=2)
    for who in (cast.li, cast.he, cast.dai, cast.sun):
        result(evaluation(cast, who.id), cast, everywhere(5))


def test_giving_it_changes_nothing_of_what_it_says(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        made = whole(cast)
        before = report_of(made, made.results[0], made.assistant)
        assert not before.is_kept
        told = _said(before)
        made.auto_publish(SYSTEM)
        number = made.id
    with app.app_context(), writing():
        made = one_of(number)
        after = report_of(made, made.results[0], made.assistant)
        assert after.is_kept and _said(after) == told
        assert told["notes"] and told["voices"] and told["matters"] and told["past"]
        assert not any(vars(after.later).values())


def _said(report: Any) -> dict[str, Any]:
    """Everything that templates read of a report."""
    return {
        "classes": [(one.member_class, one.strengths, one.gaps, one.rater.name) for one in report.given],
        "signed": [(one.person.name, one.signed_at) for one in report.signed],
        "own": dict(report.own_words), "proposals": report.proposals, "past": report.past,
        "middle": report.middle, "counts": report.counts, "agreements": report.agreements,
        "broadcasts": report.broadcasts,
        "notes": [(one.id, one.kind, one.at_ms, one.text or one.tag.name_zh) for one in report.notes],
        "voices": [(one.id, one.text, one.count, one.source) for one in report.voices],
        "matters": [(one.title, one.owner.name, one.due_at, one.state) for one in report.matters],
    }  # fmt: skip


@pytest.mark.parametrize("who", ["chen", "ma", "guo"])
def test_every_print_of_a_version_is_the_same(
    app: Flask, client_of: Client, cast: Cast, given: int, who: str
) -> None:
    client = client_of(getattr(cast, who))
    before = printed(client, given)
    with app.app_context(), writing():
        everything_changes(cast)
    assert printed(client, given) == before
    with app.app_context():
        assert one_of(given).results[0].report_digest in before


def test_what_changed_since_stands_beside_it(
    app: Flask, client_of: Client, cast: Cast, given: int
) -> None:
    client = client_of(cast.chen)
    first = client.get(f"/months/{given}/report").text
    for words in ("后来", "现在的团队中间水平", "变了的："):
        assert words not in first.replace("后来变了的写在旁边", ""), words
    with app.app_context(), writing():
        everything_changes(cast)
    page = client.get(f"/months/{given}/report").text
    for words in ("福袋发得准", "回得快", "练习开场", "答疑快", "报价前看一眼提词屏", "后来不算了",
                  "没做完，后来核对过", "后来改为 97", "现在的团队中间水平", "表扬 1 → 0"):  # fmt: skip
        assert words in page, words
    for words in ("改了的长处", "练习收尾", "改了的不足"):
        assert words not in page, words
    assert client.get(f"/months/{given}/report?lang=en").status_code == 200


def test_a_note_with_other_words_is_named_as_changed(
    app: Flask, client_of: Client, cast: Cast, given: int
) -> None:
    with app.app_context(), writing():
        note("praise").text = "福袋发得又准又快"
    page = client_of(cast.chen).get(f"/months/{given}/report").text
    assert "福袋发得准" in page and "又准又快" not in page and "后来改过" in page


def test_a_decision_makes_another_version_and_the_first_stays(
    app: Flask, client_of: Client, cast: Cast, given: int
) -> None:
    client = client_of(cast.chen)
    before = printed(client, given)
    with app.app_context(), writing():
        note("issue").overrule(SYSTEM, "说的是主播", DECISION)
        one = one_of(given)
        assert one.amend(one.results[0].facts, "复核以后", DECISION, Decimal(90)) is not None
    assert printed(client, given) == before
    second = printed(client, given, 2)
    assert "90" in second and second.count("福袋发得准") == 1
    with app.app_context():
        one = one_of(given)
        kept = [KeptReport(one, each, one.assistant).kept for each in one.results]
        assert [len(each["notes"]) for each in kept] == [2, 1]
        assert one.results[0].report_digest != one.results[1].report_digest
        events = db.session.query(AuditEvent).filter_by(name="month.report_kept")
        events = events.order_by(AuditEvent.id)
        assert [each.data["digest"] for each in events] == [
            each.report_digest for each in one.results
        ]


def test_months_that_come_out_together_say_the_same_of_the_team(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        people = (cast.chen, cast.li, cast.he, cast.dai, cast.sun)
        for mark, who in enumerate(people, 1):
            made = evaluation(cast, who.id)
            result(made, cast, everywhere(mark), state="finalised")
            made.publish_at = clock.now()
        later = evaluation(cast, cast.wu.id)
        result(later, cast, everywhere(5), state="finalised")
        later.publish_at = clock.now() + timedelta(days=1)
        out = [one for one in db.session.query(MonthlyEvaluation) if one is not later]
        for one in out:
            one.auto_publish(SYSTEM)
        told = {(one.results[0].report or {})["middle"] for one in out}
        assert len(told) == 1 and None not in told


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept["classes"][0].__setitem__(1, "什么都好"),
        lambda kept: kept["proposals"][0].__setitem__(0, "别改"),
        lambda kept: kept["notes"].pop(),
        lambda kept: kept.__setitem__("middle", 99),
        lambda kept: kept.clear(),
    ],
)
def test_verify_names_a_report_that_was_changed(
    app: Flask, given: int, change: Callable[[Any], Any]
) -> None:
    with app.app_context():
        assert upkeep.verify_months() == 2
        db.session.rollback()
    with app.app_context(), writing():
        found = one_of(given).results[0]
        kept: Any = {**(found.report or {})}
        kept = {name: list(one) if isinstance(one, list) else one for name, one in kept.items()}
        kept["classes"] = [list(one) for one in kept["classes"]]
        kept["proposals"] = [list(one) for one in kept["proposals"]]
        change(kept)
        found.report = kept
    with app.app_context(), pytest.raises(upkeep.UpkeepError) as told:
        upkeep.verify_months()
    assert str(told.value) == f"month evaluation {given}, version 1: report differs"


def test_verify_names_a_report_whose_digest_was_taken_away(app: Flask, given: int) -> None:
    with app.app_context(), writing():
        one_of(given).results[0].report_digest = ""
    with app.app_context(), pytest.raises(upkeep.UpkeepError):
        upkeep.verify_months()


def test_a_month_that_was_out_before_is_read_as_it_stands(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    with app.app_context(), writing():
        made = whole(cast)
        made.state = "published"
        number = made.id
    client = client_of(cast.chen)
    assert "按现在的记录显示" in client.get(f"/months/{number}/report").text
    with app.app_context(), writing():
        note("praise").overrule(SYSTEM, "说的是主播", DECISION)
        digest = one_of(number).results[0].digest
    page = client.get(f"/months/{number}/report").text
    assert "福袋发得准" not in page and "给到本人时的记录" not in page
    assert digest in printed(client, number)


def test_before_it_is_given_it_reads_as_it_stands(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    with app.app_context(), writing():
        number = whole(cast).id
    assert "按现在的记录显示" in client_of(cast.ma).get(f"/months/{number}/report").text


def test_who_oversees_one_room_reads_nothing_of_another(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    with app.app_context(), writing():
        made = whole(cast)
        elsewhere = broadcast(cast, minutes_ago=40, room=cast.other)
        elsewhere.end(db.session.get_one(Person, cast.wu.id))
        note("praise").broadcast_id = elsewhere.id
        found = made.results[0]
        found.facts = {**found.facts, "broadcasts": [*found.facts["broadcasts"], elsewhere.id]}
        found.digest = made.digest_of(found.facts, found.raw, found.score)
        db.session.flush()
        made.auto_publish(SYSTEM)
        number = made.id
    assert "福袋发得准" in client_of(cast.chen).get(f"/months/{number}/report").text
    assert "福袋发得准" in client_of(cast.guo).get(f"/months/{number}/report").text
    assert "福袋发得准" not in client_of(cast.ma).get(f"/months/{number}/report").text


@pytest.mark.parametrize("who", ["chen", "ma", "guo"])
def test_it_costs_no_more_than_another_page(
    app: Flask, client_of: Client, cast: Cast, given: int, who: str
) -> None:
    with app.app_context(), writing():
        everything_changes(cast)
        one = one_of(given)
        one.amend(one.results[0].facts, "复核以后", DECISION, Decimal(90))
    client = client_of(getattr(cast, who))
    for page in ("report", "report/sheet", "report?version=1"):
        with counted(app) as statements:
            assert client.get(f"/months/{given}/{page}").status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n\n".join(statements)
