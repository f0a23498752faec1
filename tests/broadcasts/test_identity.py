"""The identity ledger: no numbers, never one's own, the newest line counts, asked at the check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import Cast, Member
from tests.cast import broadcast as a_broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.documents import holds_number, last_four
from zhubo_web.broadcasts.models import IdentityCheck
from zhubo_web.broadcasts.models.identity import on_the_list, standings
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db, writing

Browsers = Callable[[Member], FlaskClient]
TYPED = {
    "kind": "id_card",
    "last_four": "123x",
    "checked_on": "2026-11-01",
    "valid_until": "",
    "original": "本人保管",
    "reference": "11-27 报备截图 3",
}


def values(**more: Any) -> dict[str, Any]:
    return {"kind": "id_card", "last_four": "123X", "checked_on": clock.today(), **more}


NUMBERS = [
    "330102199001011234",
    "33010219900101123X",
    "330102 19900101 1234",
    "3301-0219-9001-0112-34",
    "３３０１０２１９９００１０１１２３４",
    "三三零一零二一九九零零一零一一二三四",
    "3\u200b3\u200b0\u200b1\u200b0\u200b2",
    "E12345678",
    "H1234567890",
    "护照 E1234 5678",
    "号码是 12345",
    "2026-11-27 12345",
]
WORDS = [
    "",
    "本人保管",
    "行政柜 3 号抽屉",
    "2026-11-27 报备截图 3",
    "11-27 截图 12",
    "第 1024 张",
    "二楼三号柜",
]


@pytest.mark.parametrize("text", NUMBERS)
def test_what_looks_like_a_number_is_found_however_it_is_written(text: str) -> None:
    assert holds_number(text)


@pytest.mark.parametrize("text", WORDS)
def test_a_place_and_a_screenshot_are_no_numbers(text: str) -> None:
    assert not holds_number(text)


@given(st.text(alphabet="0123456789", min_size=5, max_size=30), st.text(max_size=10))
def test_no_more_than_four_digits_in_a_row_pass(digits: str, around: str) -> None:
    assert holds_number(f"{digits}") and holds_number(" ".join(digits))
    assert holds_number(f"{around}|{digits}|{around}")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("123x", "123X"), (" １２３４ ", "1234"), ("12345", None), ("12", None), ("12 3", None)],
)
def test_the_last_four_are_four(text: str, kept: str | None) -> None:
    assert last_four(text) == kept


def person(cast: Cast, name: str) -> Person:
    return db.session.get_one(Person, getattr(cast, name).id)


def test_a_new_line_follows_the_old_one(cast: Cast, inside: Callable[[], None]) -> None:
    chen, hong = person(cast, "chen"), person(cast, "hong")
    old = IdentityCheck.note(chen, hong, **values(valid_until=clock.today()))
    new = IdentityCheck.note(chen, hong, **values(kind="passport"))
    assert old.ended_at is not None and new.ended_at is None
    assert standings([chen])[0].line == new
    events = db.session.scalars(select(AuditEvent).filter_by(name="identity.checked")).all()
    assert all("last_four" not in event.data for event in events)


@pytest.mark.parametrize("name", ["hong", "guo", "qian", "ma"])
def test_who_keeps_it_writes_but_never_about_themselves(
    cast: Cast, inside: Callable[[], None], name: str
) -> None:
    keeper = person(cast, name)
    IdentityCheck.note(person(cast, "chen"), keeper, **values())
    with pytest.raises(Denied, match="别人来核对"):
        IdentityCheck.note(keeper, keeper, **values())


@pytest.mark.parametrize("name", ["chen", "he", "lin", "dai", "sun"])
def test_others_do_not_write(cast: Cast, inside: Callable[[], None], name: str) -> None:
    with pytest.raises(Denied):
        IdentityCheck.note(person(cast, "li"), person(cast, name), **values())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "licence"),
        ("last_four", "330102199001011234"),
        ("original", "330102199001011234"),
        ("reference", "E12345678"),
        ("checked_on", date(2099, 1, 1)),
        ("valid_until", date(2020, 1, 1)),
    ],
)
def test_what_may_not_be_kept_is_refused_at_its_field(
    cast: Cast, inside: Callable[[], None], field: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        IdentityCheck.note(person(cast, "chen"), person(cast, "hong"), **values(**{field: value}))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("days", "state"), [(None, "fine"), (31, "fine"), (30, "soon"), (0, "soon"), (-1, "expired")]
)
def test_a_document_ends_with_its_last_day(
    cast: Cast, inside: Callable[[], None], days: int | None, state: str
) -> None:
    chen, until = person(cast, "chen"), None
    if days is not None:
        until = clock.today() + timedelta(days=days)
    checked_on = clock.today() - timedelta(days=9)
    IdentityCheck.note(
        chen, person(cast, "hong"), **values(checked_on=checked_on, valid_until=until)
    )
    assert standings([chen, person(cast, "li")])[0].state == state
    assert standings([person(cast, "li")])[0].state == "missing"


def test_a_lead_keeps_the_people_of_their_own_rooms(cast: Cast, inside: Callable[[], None]) -> None:
    def listed(name: str) -> set[str]:
        return {one.username for one in db.session.scalars(on_the_list(person(cast, name)))}

    assert listed("ma") == listed("hong") == {"chen", "li", "he", "lin"}
    assert listed("wu") == set()


def test_the_check_says_who_is_missing_and_leads_there(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        number = a_broadcast(cast, live=False, minutes_ago=-90).id
    ma, address = client_of(cast.ma), f"/identities/{cast.chen.id}"
    page = ma.get(f"/broadcasts/{number}/check").text
    assert "身份核对还缺" in page and address in page
    for member in (cast.chen, cast.he):
        typed = {**TYPED, "original": ""}
        assert ma.post(f"/identities/{member.id}", data=typed).status_code == 303
    assert "身份核对过" in ma.get(f"/broadcasts/{number}/check").text
    assert "身份核对还缺" not in ma.get(f"/broadcasts/{number}/check").text


def test_one_sees_ones_own_lines_and_nobody_elses(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    client_of(cast.hong).post(f"/identities/{cast.chen.id}", data=TYPED)
    own = client_of(cast.chen).get(f"/identities/{cast.chen.id}")
    assert own.status_code == 200 and "123X" in own.text and "记一次核对" not in own.text
    for name in ("li", "wu", "lin"):
        assert client_of(getattr(cast, name)).get(f"/identities/{cast.chen.id}").status_code == 404
    assert client_of(cast.chen).get("/identities").status_code == 403
    assert "陈小满" in client_of(cast.guo).get("/identities").text


def test_a_refusal_keeps_what_was_typed(app: Flask, cast: Cast, client_of: Browsers) -> None:
    typed = {**TYPED, "last_four": "12345"}
    answer = client_of(cast.hong).post(f"/identities/{cast.chen.id}", data=typed)
    assert answer.status_code == 422 and "只填证件号的最后四位" in answer.text
    assert "本人保管" in answer.text
