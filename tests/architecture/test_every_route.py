"""Every route × the nine roles, a stranger and nobody: what is declared is what happens.

The list of routes is the application's own, so that a new route is walked without being named here.
Unsafe requests are rolled back instead of committed, so that one does not disturb the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from tests.cast import Cast, Member, broadcast, product
from tests.fresh import kept
from tests.observations.conftest import tap
from zhubo_web.accounts.models import GroupSeat, Person, Screen, SignIn
from zhubo_web.appeals.models import Appeal, AppealMember
from zhubo_web.assignments.models import ActionItem
from zhubo_web.attendance.models import Leave, ShiftComplaint
from zhubo_web.audience.models import CommentImport, Question
from zhubo_web.broadcasts.models import Broadcast, Series
from zhubo_web.core import clock
from zhubo_web.core.access import access_of
from zhubo_web.core.models import Base
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.dashboards.models.checking import PrincipleCheck
from zhubo_web.dashboards.principles import Figure
from zhubo_web.duties.models import Channel, Notice
from zhubo_web.evaluations.models import Closeness, Evaluation
from zhubo_web.extensions import db, writing
from zhubo_web.handover.models import Package
from zhubo_web.metrics.models import MetricImport
from zhubo_web.months.calendars import first_of
from zhubo_web.months.models import Month, MonthlyEvaluation
from zhubo_web.observations.models import HelpCall, Observation, Tag
from zhubo_web.observations.models.intake import take_operations
from zhubo_web.plans.contents import Content, Part
from zhubo_web.plans.models import PlanComment, PlanTemplate, WeeklyPlan
from zhubo_web.plans.weeks import monday_of
from zhubo_web.summaries.models import Summary
from zhubo_web.surveys.models import Feedback
from zhubo_web.talks.models import Talk

#: It asks for a token of its own instead of a page's: tests/audience/test_receiving.py.
FEED = "audience.receive"
ANSWERED = {200, 201, 204, 301, 302, 303, 400, 403, 404, 409, 413, 415, 422, 429}
#: Whose addresses name something of a room, so that the lead of another one does not find it.
STRANGE = {"broadcast_id", "note_id", "call_id", "import_id", "plan_id", "feedback_id", "item_id"}
STRANGE |= {"summary_id", "evaluation_id", "leave_id", "upload_id", "talk_id", "appeal_id"}
ROLES = ("ma", "lin", "hong", "guo", "qian", "he", "chen", "dai", "sun")


@dataclass
class Shop:
    """The ids that addresses need, of the cast's own room."""

    ids: dict[str, int | str]


@pytest.fixture
@kept
def shop(app: Flask, cast: Cast) -> Shop:
    """One of everything that an address can name."""
    with app.app_context(), writing():
        left = _afterwards(cast)
        on = broadcast(cast)
        ma, chen, lin = (db.session.get_one(Person, m.id) for m in (cast.ma, cast.chen, cast.lin))
        take_operations(on, clock.epoch_ms(), [tap(tag="P12", kind="issue")], ma)
        call = HelpCall.ask(on, chen)
        leave = Leave.ask(on, chen)
        complaint = ShiftComplaint.complain(on, ["rest"], "", chen)
        asked = Question.relay(on, text="能机洗吗", count=2, at_ms=1, product_id=None, by=ma)
        said = Feedback.enter(ma, room=on.room, broadcast=on, source="service", sort="complaint",
                              text="没人回", happened_at=clock.now())  # fmt: skip
        given = ActionItem.open(title="练三遍", owner=chen, by=ma,
                                due_at=clock.now() + timedelta(days=2), room_id=cast.care)  # fmt: skip
        sold = product()
        screen = Screen(name="平板", room_id=cast.care)
        seat = GroupSeat.appoint(lin, "host", None, substitute=False)
        series = Series(room_id=cast.care, title="晚场", weekdays=[0], hour=19, minute=30,
                        length_minutes=90)  # fmt: skip
        begun = CommentImport(broadcast_id=on.id, file_name="chat.csv")
        figures = MetricImport.begin(ma, "list.xlsx")
        robot = Channel(kind="wecom", name="运营群", room_id=cast.care, url="")
        db.session.add_all([screen, series, begun, robot])
        db.session.flush()
        sign_in, _ = SignIn.open(chen, "own", device="", address="")
        db.session.flush()
        note = db.session.scalars(
            select(Observation).where(Observation.broadcast_id == on.id)
        ).one()
        plan, comment, theme = _plan(on, chen, ma)
        told = db.session.scalars(select(Notice)).first() or Notice(id=0)
        return Shop(
            {
                "broadcast_id": on.id,
                "person_id": cast.chen.id,
                "product_id": sold.id,
                "card_id": sold.card_id or 0,
                "number": 1,
                "ms": 1000,
                "note_id": note.id,
                "call_id": call.id,
                "leave_id": leave.id,
                "complaint_id": complaint.id,
                "question_id": asked.id,
                "feedback_id": said.id,
                "item_id": given.id,
                "room_id": cast.care,
                "screen_id": screen.id,
                "sign_in_id": sign_in.id,
                "grant_id": chen.grants[0].id,
                "seat_id": seat.id,
                "series_id": series.id,
                "import_id": begun.id,
                "upload_id": figures.id,
                "tag_id": db.session.scalars(select(Tag.id)).first() or 0,
                "plan_id": plan.id,
                "comment_id": comment.id,
                "template_id": theme.id,
                "code": "P12",
                "name": "enough",
                "kind": "plan",
                "filename": "ui/tokens.css",
                **left,
                "talk_id": _talk(cast),
                "month": "2026-01",
                "package_id": _package(),
                "notice_id": told.id,
                "channel_id": robot.id,
                "platform": "feishu",
                "language": "zh-Hans",
                "digest": "000000000000",
                "metric": "watch_avg",
                "check_id": _below(),
            }
        )


def _afterwards(cast: Cast) -> dict[str, int]:
    """What a broadcast leaves that nobody else reads: its summary and its evaluation."""
    over = broadcast(cast, minutes_ago=40)
    ma, chen = (db.session.get_one(Person, one.id) for one in (cast.ma, cast.chen))
    take_operations(over, clock.epoch_ms(), [tap(tag="P12", kind="issue")], ma)
    over.end(ma)
    tie = Closeness.declare(ma, chen, "quarrel", ma)
    db.session.flush()
    evaluation = Evaluation.of(over)[cast.chen.id].id
    assert _month(over) == evaluation, "both are named evaluation_id in addresses"
    return {
        "summary_id": Summary.of(over)[cast.chen.id].id,
        "evaluation_id": evaluation,
        "tie_id": tie.id,
        **_contested(cast),
    }


def _talk(cast: Cast) -> int:
    """The talk about a month of chen's that was given to them just now."""
    now = clock.now()
    both = dict.fromkeys(("self_from", "self_by", "rate_by", "sign_by"), now)
    month = Month(
        first_day=date(2026, 1, 1), freeze_at=now, publish_by=now, package_by=now, **both
    ).govern("month")
    about = MonthlyEvaluation(
        month=month, assistant_id=cast.chen.id, room_id=cast.care, state="published",
        publish_at=now, published_at=now, **both,
    ).govern("month")  # fmt: skip
    db.session.add(about)
    db.session.flush()
    return Talk.open(about).id


def _below() -> int:
    """A number of 四项原则 below its target."""
    made = PrincipleCheck._write(
        date(2026, 1, 1), Figure("enough", "", 50, 100), clock.now() + timedelta(days=8)
    )
    return made.id


def _package() -> int:
    """What HR was given of that month."""
    month = db.session.scalars(select(Month).where(Month.first_day == date(2026, 1, 1))).one()
    made = Package(month=month, number=0, state="sent", lines=[], digest="0" * 64)
    db.session.add(made)
    db.session.flush()
    return made.id


def _month(over: Broadcast) -> int:
    """The assistant's month, opened before its last day."""
    first = first_of(clock.local(over.started_at or clock.now()).date())
    month = Month(first_day=first).govern("month")
    month._plan()
    db.session.add(month)
    db.session.flush()
    return MonthlyEvaluation.open_some(month, SYSTEM)[0].id


def _contested(cast: Cast) -> dict[str, int]:
    """An appeal in quick review, with who sits on it."""
    made = Appeal(kind="observation", target_id=1, title="一条记录", state="quick_review")
    made.govern("appeal")
    made.assistant_id, made.room_id, made.stage = cast.chen.id, cast.care, "quick"
    made.members.append(AppealMember(person_id=cast.lin.id, stage="quick", named_by_id=cast.guo.id))
    db.session.add(made)
    db.session.flush()
    return {"appeal_id": made.id, "member_id": made.members[0].id}


def _plan(on: Broadcast, chen: Person, ma: Person) -> tuple[WeeklyPlan, PlanComment, PlanTemplate]:
    """A filed plan of the broadcast's week, with a request at it."""
    PlanTemplate.plant()
    plan = WeeklyPlan.open(chen, monday_of(clock.local(on.planned_start).date()), chen)
    plan.submit(Content("", tuple(Part(one.id, gap=True) for one in plan.broadcasts)), chen)
    comment = PlanComment.write(plan, "", "写细一点", ma)
    theme = db.session.scalars(select(PlanTemplate)).first()
    assert theme is not None
    return plan, comment, theme


def _routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def _address(app: Flask, rule: Rule, shop: Shop) -> str:
    unknown = rule.arguments - shop.ids.keys()
    assert not unknown, f"{rule.rule}: say in this test what {unknown} may be"
    with app.test_request_context():
        return app.url_map.bind("localhost").build(
            rule.endpoint, {name: shop.ids[name] for name in rule.arguments}
        )


@pytest.fixture
def ask(
    app: Flask, monkeypatch: pytest.MonkeyPatch, client_of: Callable[[Member], FlaskClient]
) -> Callable[..., Any]:
    """Send one request as somebody, without lasting effect."""
    tokens: dict[int, str] = {}

    def token_of(member: Member) -> str:
        if member.id not in tokens:
            client = client_of(member)
            with client.session_transaction() as session:
                tokens[member.id] = session["sid"]
        return tokens[member.id]

    def send(member: Member | None, method: str, address: str) -> Any:
        client = app.test_client()
        if member is not None:
            token = token_of(member)
            with client.session_transaction() as session:
                session["sid"] = token
        with monkeypatch.context() as patch:
            patch.setattr(db.session, "commit", db.session.rollback)
            return client.open(address, method=method)

    return send


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if access_of(app.view_functions[rule.endpoint]) is None
    ]
    assert silent == []


def test_nobody_gets_in_where_a_sign_in_is_needed(
    app: Flask, shop: Shop, ask: Callable[..., Any]
) -> None:
    for rule, method in _routes(app):
        access = access_of(app.view_functions[rule.endpoint])
        if access is not None and access.kind != "public":
            answer = ask(None, method, _address(app, rule, shop))
            where = f"{method} {rule.rule}"
            assert answer.status_code in (302, 401), where
            assert "/sign-in" in answer.headers.get("Location", "/sign-in"), where


@pytest.mark.parametrize("name", [*ROLES, "wu"])
def test_a_role_is_let_in_exactly_where_its_permissions_say(
    app: Flask, cast: Cast, shop: Shop, ask: Callable[..., Any], name: str
) -> None:
    member: Member = getattr(cast, name)
    for rule, method in _routes(app):
        access = access_of(app.view_functions[rule.endpoint])
        assert access is not None
        with app.app_context():
            denied = access.why_not(db.session.get_one(Person, member.id))
        status = ask(member, method, _address(app, rule, shop)).status_code
        where = f"{name} {method} {rule.rule} → {status}"
        assert status in ANSWERED or (rule.endpoint == FEED and status == 401), where
        if denied is not None:
            assert status == 403, where


def test_a_stranger_cannot_see_or_touch_the_rooms_things(
    app: Flask, cast: Cast, shop: Shop, ask: Callable[..., Any]
) -> None:
    """The lead of another room may open the same addresses, but not with these ids."""
    for rule, method in _routes(app):
        if rule.arguments & STRANGE:
            status = ask(cast.wu, method, _address(app, rule, shop)).status_code
            assert status in (403, 404), f"{method} {rule.rule} → {status}"


def test_looking_changes_nothing(
    app: Flask, cast: Cast, shop: Shop, client_of: Callable[[Member], FlaskClient]
) -> None:
    def everything() -> dict[str, list[Any]]:
        with app.app_context():
            return {
                table.name: [tuple(row) for row in db.session.execute(table.select())]
                for table in Base.metadata.sorted_tables
            }

    clients = [client_of(cast.qian), client_of(cast.ma), client_of(cast.chen)]
    before = everything()
    for rule, method in _routes(app):
        if method == "GET":
            for client in clients:
                client.get(_address(app, rule, shop))
    assert everything() == before


def test_a_part_that_htmx_asks_for_answers_as_the_page_does(
    app: Flask, cast: Cast, shop: Shop, client_of: Callable[[Member], FlaskClient]
) -> None:
    for client in (client_of(cast.qian), client_of(cast.ma), client_of(cast.chen)):
        for rule, method in _routes(app):
            if method == "GET":
                address = _address(app, rule, shop)
                whole = client.get(address).status_code
                part = client.get(address, headers={"HX-Request": "true"}).status_code
                assert whole == part, address


def test_an_unsafe_request_needs_the_pages_token(app: Flask, shop: Shop) -> None:
    client = app.test_client()
    for rule, method in _routes(app):
        if method != "GET":
            answer = client.open(_address(app, rule, shop), method=method)
            refused = 401 if rule.endpoint == FEED else 400
            assert answer.status_code == refused, f"{method} {rule.rule} → {answer.status_code}"


def test_an_unsafe_request_from_another_site_is_refused(
    app: Flask, cast: Cast, shop: Shop, client_of: Callable[[Member], FlaskClient]
) -> None:
    client = client_of(cast.qian)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for rule, method in _routes(app):
            if method != "GET":
                answer = client.open(_address(app, rule, shop), method=method, headers=headers)
                assert answer.status_code == 403, f"{method} {rule.rule} {headers}"


def test_every_answer_carries_the_content_policy(app: Flask, shop: Shop) -> None:
    """Static files say by their kind what concerns them: tests/core/test_security.py."""
    client = app.test_client()
    for rule, method in _routes(app):
        headers = client.open(_address(app, rule, shop), method=method).headers
        assert headers["X-Content-Type-Options"] == "nosniff", rule.rule
        if rule.endpoint != "static":
            assert headers["Content-Security-Policy"].startswith("default-src 'none'"), rule.rule
