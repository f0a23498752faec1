"""The summary's pages: written, returned, late, together; read and accepted by the group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.held import ENDS, Held, hold
from zhubo_web.core import clock
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.plans.models import PlanItem, WeeklyPlan
from zhubo_web.plans.weeks import monday_of

Enter = Callable[[Member], FlaskClient]
HOUR = timedelta(hours=1)
DUE = clock.shanghai(date(2026, 11, 26), 14)
TYPED = {
    "done_chips": ["sheet"],
    "met": "福袋规则没来得及讲",
    "reading_chips": ["demo_up"],
    "next_chips": ["read"],
    "minute": "42",
}


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    made = hold(app, cast)
    made.clock(timedelta(minutes=1))
    return made


@pytest.fixture
def post(client_of: Enter, cast: Cast) -> Callable[..., tuple[int, str]]:
    """Send a form as somebody, so long after the end."""

    def send(name: str, path: str, after: timedelta = HOUR, **typed: object) -> tuple[int, str]:
        with time_machine.travel(ENDS + after, tick=False):
            answer = client_of(getattr(cast, name)).post(path, data=typed)
            return answer.status_code, answer.text

    return send


def address(held: Held, tail: str = "text") -> str:
    with held.looking():
        return f"/summaries/{held.summary().id}/{tail}"


def test_it_is_handed_in_with_all_notes_seen_in_the_same_tap(
    held: Held, post: Callable[..., tuple[int, str]]
) -> None:
    assert post("chen", address(held), **TYPED, seen="y")[0] == 303
    with held.looking(2 * HOUR):
        assert held.summary().state == "submitted"
        assert {held.note(number).state for number in range(3)} == {"acknowledged"}


def test_without_the_tick_the_notes_stay_unseen(
    held: Held, post: Callable[..., tuple[int, str]]
) -> None:
    post("chen", address(held), **TYPED)
    with held.looking(2 * HOUR):
        assert {held.note(number).state for number in range(3)} == {"released"}


def test_what_is_missing_is_said_where_it_is_asked_and_nothing_typed_is_lost(
    held: Held, post: Callable[..., tuple[int, str]]
) -> None:
    typed = {**TYPED, "reading_chips": []}
    status, page = post("chen", address(held), **typed)
    assert status == 422 and 'id="reading_chips-error"' in page
    assert "福袋规则没来得及讲" in page and 'value="42"' in page
    assert post("chen", address(held), **{**TYPED, "minute": "900"})[0] == 422


def test_a_draft_is_kept_and_finished_later(
    held: Held, post: Callable[..., tuple[int, str]], client_of: Enter
) -> None:
    assert post("chen", address(held), met="先记一句", act="keep")[0] == 303
    with time_machine.travel(ENDS + 2 * HOUR, tick=False):
        page = client_of(held.cast.chen).get(held.page).text
    assert "先记一句" in page and held.state("summary") == "draft"


def test_the_group_reads_returns_and_accepts(
    held: Held, post: Callable[..., tuple[int, str]], client_of: Enter
) -> None:
    post("chen", address(held), **TYPED)
    ma = client_of(held.cast.ma)
    page = ma.get(held.page).text
    assert "福袋规则没来得及讲" in page and "演示时评论多" in page
    with held.looking():
        assert f"/broadcasts/{held.id}/moments/{42 * 60_000}" in page
    assert post("ma", address(held, "usefulness"), useful="yes")[0] == 303
    status, text = post("ma", address(held, "return"), part="next", missing="")
    assert status == 422 and "退回要写明具体缺什么" in text
    assert post("ma", address(held, "return"), part="next", missing="备哪个样品")[0] == 303
    with time_machine.travel(ENDS + 2 * HOUR, tick=False):
        assert "备哪个样品" in client_of(held.cast.chen).get(held.page).text
    assert post("chen", address(held), 3 * HOUR, **{**TYPED, "next": "洁面备两支"})[0] == 303
    assert post("chen", address(held, "acceptance"), 3 * HOUR)[0] == 403
    assert post("lin", address(held, "acceptance"), 3 * HOUR)[0] == 303
    assert post("lin", address(held, "acceptance"), 3 * HOUR)[0] == 409


def test_late_asks_for_a_reason_and_says_that_nothing_follows(
    held: Held, post: Callable[..., tuple[int, str]], client_of: Enter
) -> None:
    late = DUE - ENDS + HOUR
    held.clock(late)
    with time_machine.travel(ENDS + late, tick=False):
        assert "不会因此扣分" in client_of(held.cast.chen).get(held.page).text
    assert post("chen", address(held), late, **TYPED)[0] == 422
    assert post("chen", address(held), late, **TYPED, late_reason="在医院")[0] == 303
    assert "在医院" in client_of(held.cast.ma).get(held.page).text


def test_a_waiver_is_the_leads(held: Held, post: Callable[..., tuple[int, str]]) -> None:
    assert post("ma", address(held, "waiver"), reason="")[0] == 422
    assert post("lin", address(held, "waiver"), reason="停播")[0] == 403
    assert post("ma", address(held, "waiver"), reason="停播")[0] == 303


def test_two_broadcasts_of_a_day_are_handed_in_together(
    app: Flask, cast: Cast, post: Callable[..., tuple[int, str]]
) -> None:
    first = hold(app, cast, ends=ENDS - timedelta(hours=6))
    second = hold(app, cast)
    with first.looking():
        number = first.summary().id
    assert post("chen", address(second), **TYPED, also=[str(number)])[0] == 303
    assert (first.state("summary"), second.state("summary")) == ("submitted", "submitted")


@pytest.mark.parametrize(("setting", "typed"), [
    (LIGHT, {"next_chips": ["keep"]}),
    (STRICT, {**dict.fromkeys(("done", "met", "solutions", "reading", "next", "cues"), "写了"),
              "minute": "", "product_id": "0"}),
])  # fmt: skip
def test_the_other_settings_ask_less_or_more(
    app: Flask,
    cast: Cast,
    post: Callable[..., tuple[int, str]],
    setting: str,
    typed: dict[str, str],
) -> None:
    held = hold(app, cast, setting=setting)
    status, page = post("chen", address(held), **typed)
    if setting == LIGHT:
        assert status == 303
    else:
        assert status == 422 and "写明是第几分钟，或者哪个商品" in page
        assert post("chen", address(held), **{**typed, "minute": "3"})[0] == 303


def test_a_dispute_from_the_page_leads_back_to_it(
    held: Held, post: Callable[..., tuple[int, str]], client_of: Enter
) -> None:
    note = held.notes[1]
    with time_machine.travel(ENDS + HOUR, tick=False):
        client = client_of(held.cast.chen)
        words = {"words": "公屏是主播回的", "from": "after"}
        answer = client.post(f"/notes/{note}/contest", data=words)
        assert answer.location == f"{held.page}?who={held.cast.chen.id}"
        assert "公屏是主播回的" in client.get(answer.location).text
        seen = client.post(f"/broadcasts/{held.id}/seen", data={"from": "after"})
        assert seen.location == held.page
    with held.looking(2 * HOUR):
        states = {
            one.id: one.state for one in map(held.note, range(3)) if isinstance(one, Observation)
        }
        assert set(states.values()) == {"acknowledged", "disputed"}


def test_what_was_planned_stands_beside_what_is_written(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    start = ENDS - timedelta(hours=2)
    held = hold(app, cast, ends=None)
    with held.at(start + HOUR):
        broadcast, chen = held.broadcast, held.person("chen")
        plan = WeeklyPlan.open(chen, monday_of(date(2026, 11, 25)), chen)
        db.session.add(
            PlanItem(plan_id=plan.id, broadcast_id=broadcast.id, person_id=chen.id, position=1,
                     kind="interaction", text="福袋前讲规则", outcome="skipped", reason="时间不够")
        )  # fmt: skip
        broadcast.end(held.person("ma"))
    with time_machine.travel(ENDS, tick=False):
        page = client_of(cast.chen).get(held.page).text
    assert "计划 1 项：做了 0，改了 0，跳过 1" in page and "时间不够" in page
