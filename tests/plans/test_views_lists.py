"""How many statements the pages of plans take, and how the list goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from tests.fresh import once
from tests.plans.conftest import MONDAY, Week
from tests.plans.seeds import MOST_STATEMENTS, Enter, acting, filed
from zhubo_web.accounts.models import GroupSeat, Person
from zhubo_web.audit.models import record
from zhubo_web.extensions import db
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models import PlanDraft, WeeklyPlan

# ── how much it takes ───────────────────────────────────────────────────────────────────────


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The SQL statements of a block."""
    statements: list[str] = []

    def hear(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield statements
    event.remove(engine, "before_cursor_execute", hear)


def crowd(app: Flask, shop: Week, count: int) -> None:
    """So many more assistants with filed plans."""
    with acting(app):
        for number in range(count):
            person = Person.invite(name=f"助播{number}", username=f"z{number}", by=None)
            person.status = "active"
            db.session.flush()
            person.grant("assistant", None, room_id=shop.cast.care)
            shop.broadcast("thursday").put_on(person, "assistant", None)
            db.session.flush()
            plan = WeeklyPlan.open(person, MONDAY, person)
            part = shop.part(shop.thursday, interactions=(f"环节{number}",))
            plan.submit(Content("", (part,)), person)
        record("crowd.made", shop.broadcast(), None)


@pytest.mark.parametrize("address", ["/plans", "/plans/{plan}", "/plans/{plan}/versions/1"])
def test_a_page_takes_twelve_statements_at_most_with_any_number_of_rows(
    app: Flask, shop: Week, client_of: Enter, address: str
) -> None:
    plan_id = filed(app, shop)
    ma, most = client_of(shop.cast.ma), []
    for more in (0, 24):
        crowd(app, shop, more)
        with counted(app) as statements:
            answer = ma.get(address.format(plan=plan_id))
        assert answer.status_code == 200
        most.append(len(statements))
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
    assert most[0] == most[1]


def overseen(app: Flask, shop: Week) -> None:
    """Twenty-four more, and a substitute of the lead's."""
    with acting(app):
        GroupSeat.appoint(shop.who("wu"), "operations", None, substitute=True)
    crowd(app, shop, 24)


@pytest.mark.parametrize("name", ["lin", "hong", "guo", "qian", "wu"])
def test_the_list_takes_as_many_for_whoever_oversees(
    app: Flask, shop: Week, client_of: Enter, name: str
) -> None:
    once(app, "plans.overseen", lambda: overseen(app, shop))
    client = client_of(getattr(shop.cast, name))
    with counted(app) as statements:
        page = client.get("/plans")
    assert page.text.count('class="list__item"') == 20
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_the_form_takes_twelve_statements_at_most(app: Flask, shop: Week, client_of: Enter) -> None:
    with acting(app):
        plan_id = shop.opened().id
    chen = client_of(shop.cast.chen)
    for address in ("/plans", f"/plans/{plan_id}/edit"):
        with counted(app) as statements:
            assert chen.get(address).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_the_list_shows_twenty_and_the_way_to_more(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    crowd(app, shop, 25)
    ma = client_of(shop.cast.ma)
    first = ma.get("/plans?state=submitted").text
    assert first.count('class="list__item"') == 20 and "加载更多" in first
    second = ma.get("/plans?state=submitted&page=1").text
    assert second.count('class="list__item"') == 5
    assert ma.get("/plans?week=nonsense&state=none&page=-3").status_code == 200
    with app.app_context():
        assert db.session.scalars(select(PlanDraft)).all() == []
