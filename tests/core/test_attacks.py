"""What no browser of ours sends: odd text, odd numbers, odd bodies, and two at the same moment."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import act, fresh_key, tap
from zhubo_web.accounts.models import OneTimeCode, Person, Screen
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation

Browser = Callable[[Member], FlaskClient]
BEYOND = (2**31, 2**63, 10**25)


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    """A live broadcast's id."""
    with app.app_context(), writing():
        return broadcast(cast).id


def _send(client: FlaskClient, number: int, what: str, **body: Any) -> Any:
    name = {"taps": "taps", "acts": "receipts"}[what]
    given = {"sent_at": clock.epoch_ms(), **body}
    return client.post(f"/broadcasts/{number}/{name}", json=given)


@pytest.mark.parametrize("number", BEYOND)
@pytest.mark.parametrize(
    "path", ["/people/%d", "/broadcasts/%d", "/products/%d", "/notes/%d", "/broadcasts?room=%d"]
)
def test_a_number_that_no_row_can_have(
    cast: Cast, client_of: Browser, path: str, number: int
) -> None:
    answer = client_of(cast.qian).get(path % number)
    assert answer.status_code in (200, 400, 404)


@pytest.mark.parametrize("query", ["page=99999999999999999999", "page=-5", "page=²", "q=%00"])
def test_an_odd_page_of_a_list(cast: Cast, client_of: Browser, query: str) -> None:
    for path in ("/people", "/products"):
        assert client_of(cast.qian).get(f"{path}?{query}").status_code in (200, 400)


@pytest.mark.parametrize("asked", ["²", "١", "99999", "-1"])
def test_an_odd_page_of_notes(cast: Cast, client_of: Browser, on_air: int, asked: str) -> None:
    answer = client_of(cast.qian).get(f"/broadcasts/{on_air}/records?page={asked}")
    assert answer.status_code == 200


def test_nul_is_refused_in_forms_and_addresses(cast: Cast, client_of: Browser) -> None:
    client = client_of(cast.qian)
    form = {"name": "张\0三", "username": "zhang", "roles": "assistant", "scope": "shop"}
    assert client.post("/people", data=form).status_code == 400
    assert client.get("/tags/a%00").status_code == 400


def test_what_no_database_keeps_does_not_stop_a_queue(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    taps = [tap(text="慢\0点"), tap(text="快点\ud83d"), tap(text="笑\U0001f600")]
    body = json.dumps({"sent_at": clock.epoch_ms(), "taps": taps})
    answer = client_of(cast.ma).post(
        f"/broadcasts/{on_air}/taps", data=body, content_type="application/json"
    )
    assert answer.status_code == 200 and len(answer.get_json()["took"]) == 3
    with app.app_context():
        kept = set(db.session.scalars(select(Observation.text)))
    assert kept == {"慢\ufffd点", "快点\ufffd", "笑\U0001f600"}


@pytest.mark.parametrize("sent", [2**52, -(2**52), 10**30])
def test_a_device_without_a_clock(cast: Cast, client_of: Browser, on_air: int, sent: int) -> None:
    taps = [tap(at=0), tap(at=2**52), tap(at=-(2**52))]
    answer = _send(client_of(cast.ma), on_air, "taps", sent_at=sent, taps=taps)
    assert answer.status_code == 200 and len(answer.get_json()["took"]) == 3


def test_one_operation_with_a_number_beyond_the_column_is_refused_alone(
    cast: Cast, client_of: Browser, on_air: int
) -> None:
    taps = [tap(assistant=2**31), tap(assistant=2**51), tap()]
    answer = _send(client_of(cast.ma), on_air, "taps", taps=taps).get_json()
    assert [len(answer["refused"]), len(answer["took"])] == [2, 1]
    acts = [act(2**31, "shown"), act(2**51, "answered", "done"), act(0, "delivered")]
    answer = _send(client_of(cast.chen), on_air, "acts", acts=acts).get_json()
    assert len(answer["refused"]) == 3


def test_a_cue_filled_many_times_over_fits_its_column(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    form = {"name_zh": "看公屏", "name_en": "x", "phrase_zh": "{detail}" * 5, "severity": "0"}
    assert client_of(cast.qian).post("/tags/P12", data=form | {"priority": "1"}).status_code == 303
    answer = _send(client_of(cast.ma), on_air, "taps", taps=[tap(tag="P12", detail="啊" * 60)])
    assert answer.status_code == 200 and answer.get_json()["refused"] == []


@pytest.mark.parametrize("body", ["[1]", '"x"', "1", "null", "true", "[" * 100_000, "NaN", "{"])
def test_a_body_that_is_no_object(cast: Cast, client_of: Browser, on_air: int, body: str) -> None:
    client = client_of(cast.ma)
    for path in ("taps", "receipts", "emergency"):
        answer = client.post(
            f"/broadcasts/{on_air}/{path}", data=body, content_type="application/json"
        )
        assert answer.status_code in (200, 400, 422), path


@pytest.mark.parametrize("body", [{"name": {"a": 1}}, {"name": 1}, [1], {"name": "张三"}])
def test_a_form_is_not_read_from_json(
    app: Flask, cast: Cast, client_of: Browser, body: Any
) -> None:
    answer = client_of(cast.qian).post(f"/people/{cast.chen.id}/name", json=body)
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.get_one(Person, cast.chen.id).name == cast.chen.name


def test_a_code_is_spent_once_even_at_the_same_moment(app: Flask, cast: Cast) -> None:
    """Two requests have both found the code open; the second to spend it is told so."""
    with app.app_context(), writing():
        screen = Screen.add("平板", db.session.get_one(Person, cast.ma.id).grants[0].scope, None)
        code = OneTimeCode.find(screen.issue_code(None), ("screen",))
        db.session.expunge(code)
        late = OneTimeCode(id=code.id, used_at=None)
        code.use()
        with pytest.raises(Invalid):
            late.use()


def test_what_is_unique_was_there_a_moment_before(
    app: Flask, cast: Cast, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two invite the same sign-in name at once: the slower is told, not shown a failure."""
    monkeypatch.setattr(Person, "by_username", classmethod(lambda *_: None))
    form = {"name": "另一个", "username": "chen", "roles": "assistant", "scope": "shop"}
    assert client_of(cast.qian).post("/people", data=form).status_code == 409


def test_wildcards_are_text(cast: Cast, client_of: Browser) -> None:
    client = client_of(cast.qian)
    for wildcard in ("%", "_", "a%n"):
        page = client.get("/people", query_string={"q": wildcard}).get_data(as_text=True)
        assert cast.chen.name not in page, wildcard


def test_an_operations_lead_does_not_touch_accounts_beyond_their_rooms(
    app: Flask, cast: Cast, client_of: Browser
) -> None:
    with app.app_context(), writing():
        coming = Person.invite(name="新运营", username="xin", by=None)
        db.session.flush()
        coming.grant("operations_lead", None)
        number = coming.id
    wu = client_of(cast.wu)
    for path in ("suspension", "sign-ins/end"):
        assert wu.post(f"/people/{cast.chen.id}/{path}").status_code == 403, path
    assert wu.post(f"/people/{cast.chen.id}/name", data={"name": "x"}).status_code == 403
    assert wu.post(f"/people/{number}/code").status_code == 403
    assert client_of(cast.ma).post(f"/people/{cast.chen.id}/suspension").status_code == 303


def test_a_senior_host_who_is_on_air_reads_no_evidence_before_the_end(
    app: Flask, cast: Cast, client_of: Browser, on_air: int
) -> None:
    with app.app_context(), writing():
        he, qian = (db.session.get_one(Person, one.id) for one in (cast.he, cast.qian))
        he.grant("senior_host", qian, room_id=cast.care)
    _send(client_of(cast.ma), on_air, "taps", taps=[tap(tag="P12", kind="issue", key=fresh_key())])
    with app.app_context():
        note = db.session.scalar(select(func.max(Observation.id)))
    assert client_of(cast.he).get(f"/notes/{note}").status_code == 404
    assert client_of(cast.lin).get(f"/notes/{note}").status_code == 200
