"""After the broadcast: who reads what viewers said, on the page and in the file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, broadcast, product
from tests.observations.test_relaying import relay
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.intake import take_operations

Enter = Callable[[Member], FlaskClient]


@pytest.fixture
def on_air(app: Flask, cast: Cast) -> int:
    """A broadcast of whose viewers two observers relayed something."""
    with app.app_context(), writing():
        made = broadcast(cast)
        sold = product()
        db.session.flush()
        said = {
            "ma": [relay(product=sold.id), relay(product=sold.id, count=2)],
            "lin": [relay(sort="complaint", text="=cmd|声音小", count=12, product=None)],
        }
        for name, batch in said.items():
            person = db.session.get_one(Person, getattr(cast, name).id)
            assert not take_operations(made, clock.epoch_ms(), batch, person).refused
        return made.id


def end(app: Flask, cast: Cast, number: int) -> None:
    with app.app_context(), writing():
        db.session.get_one(Broadcast, number).end(db.session.get_one(Person, cast.ma.id))


def page(client: FlaskClient, number: int) -> str:
    return client.get(f"/broadcasts/{number}/records").get_data(as_text=True)


def test_the_group_reads_counts_and_names(client_of: Enter, cast: Cast, on_air: int) -> None:
    html = page(client_of(cast.lin), on_air)
    assert "在问 3 人 · 不满 12 人" in html
    assert "马运营转述" in html
    assert html.count("敏感肌能用吗") == 1


def test_an_assistant_reads_it_after_the_end_with_the_role(
    app: Flask, client_of: Enter, cast: Cast, on_air: int
) -> None:
    assert "观众反馈" not in page(client_of(cast.chen), on_air)
    end(app, cast, on_air)
    html = page(client_of(cast.chen), on_air)
    assert "运营转述" in html
    assert "马运营" not in html


def test_the_file_says_who_only_to_the_group_and_runs_no_formula(
    app: Flask, client_of: Enter, cast: Cast, on_air: int
) -> None:
    end(app, cast, on_air)
    address = f"/broadcasts/{on_air}/feedback.csv"
    theirs = client_of(cast.hong).get(address).get_data(as_text=True)
    mine = client_of(cast.chen).get(address).get_data(as_text=True)
    assert theirs.count("\n") == mine.count("\n") == 4
    assert '"在问","敏感肌能用吗",2,"修护精华","马运营"' in theirs
    assert '"在问","敏感肌能用吗",2,"修护精华","运营"' in mine
    assert '"\'=cmd|声音小"' in theirs
    assert "马运营" not in mine


def test_a_stranger_finds_neither_page_nor_file(client_of: Enter, cast: Cast, on_air: int) -> None:
    stranger = client_of(cast.sun)
    assert stranger.get(f"/broadcasts/{on_air}/feedback.csv").status_code == 404
    assert stranger.get(f"/broadcasts/{on_air}/records").status_code == 404
    other = client_of(cast.wu).get(f"/broadcasts/{on_air}/feedback.csv")
    assert other.status_code == 404 or "敏感肌" not in other.get_data(as_text=True)


def test_an_overlay_answers_over_http_and_a_broken_batch_is_refused(
    client_of: Enter, cast: Cast, on_air: int
) -> None:
    client, address = client_of(cast.chen), f"/broadcasts/{on_air}/answers"
    act = {"op": relay()["op"], "key": relay()["key"], "at": 1, "do": "answer", "question": 1}
    answer = client.post(address, json={"sent_at": 1, "acts": [act]})
    assert answer.get_json() == {"took": [act["op"]], "refused": [], "head": None}
    for broken in ({}, {"sent_at": "1", "acts": []}, {"sent_at": 1, "acts": 1}):
        assert client.post(address, json=broken).status_code == 422
    assert client_of(cast.sun).post(address, json={"sent_at": 1, "acts": []}).status_code == 404
