"""Every form of every page that the browser looks at, as it is without JavaScript: it leads somewhere,
can be sent, and a refusal gives back what was typed.

The list of pages is the browser tests' own, so that a new page is walked without being named here.
What is sent is rolled back instead of committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.browser.seed import whole_round
from tests.browser.test_pages import PAGES
from tests.forms import Form, Page
from tests.fresh import kept
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.jobs import take_step

MARKER = "这句话不能丢"
TOO_LONG, MOST_ALONE = 6_000, 4
STRANGER = "wu"
#: Refuses nothing that is typed; endpoint → why.
TAKES = {"plans.save": "a draft keeps whatever is typed, checked when it is handed in"}
Told = dict[str, Any]
Open = Callable[[str | None], FlaskClient]
Probe = Callable[..., Any]


@pytest.fixture
@kept
def told(app: Flask) -> Told:
    """Ids and cookies of a shop in the middle of its work."""
    with app.app_context():
        with writing():
            made = whole_round(app)
        take_step(made["checked"])
        db.session.remove()
    return made


@pytest.fixture
def enter(app: Flask, told: Told) -> Open:
    """Somebody's browser, or the tablet's, without scripts."""

    def open_for(who: str | None) -> FlaskClient:
        client = app.test_client()
        if who:
            client.set_cookie(app.config["SESSION_COOKIE_NAME"], told["cookies"][who])
        return client

    return open_for


@pytest.fixture
def probe(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Probe:
    """Send a form; what it does is taken back."""

    def send(client: FlaskClient, address: str, filling: list[tuple[str, str]]) -> Any:
        data: dict[str, list[str]] = {}
        for name, value in filling:
            data.setdefault(name, []).append(value)
        with monkeypatch.context() as patch:
            patch.setattr(db.session, "commit", db.session.rollback)
            return client.post(address, data=data)

    return send


def opened(client: FlaskClient, told: Told, pattern: str, status: int) -> tuple[str, Page]:
    """The address and what stands there."""
    address = pattern.format(**told["people"], **told)
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == status, address
    return answer.request.path, Page(answer.text)


def leads_to(app: Flask, form: Form, here: str) -> str | None:
    """The endpoint that takes the form, or None."""
    path = urlsplit(form.attributes.get("action") or here).path
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method="POST")
    except HTTPException:
        return None
    return str(endpoint)


def faults(app: Flask, page: Page, here: str) -> Iterator[str]:
    """What a form lacks to be used without a script."""
    for form in page.forms:
        if not form.posts:
            continue
        where = form.attributes.get("action", here)
        if leads_to(app, form, here) is None:
            yield f"{where}: nothing takes it"
        if not any(one.name == "csrf_token" and one.value for one in form.controls):
            yield f"{where}: no token"
        if form.shut:
            yield f"{where}: shown by script only"
        if not any(one.submits for one in form.controls):
            yield f"{where}: no button"
    for tag, attributes, own in page.asking:
        plain = own.attributes.get("action") if own is not None else None
        if own is None or (tag == "form" and attributes.get("hx-post") != plain):
            yield f"{tag} asks {attributes} by script only"


@pytest.mark.parametrize(("who", "pattern"), PAGES)
def test_a_form_works_without_a_script_and_a_refusal_keeps_what_was_typed(
    app: Flask, told: Told, enter: Open, probe: Probe, who: str | None, pattern: str
) -> None:
    client = enter(who)
    here, page = opened(client, told, pattern, 404 if who == STRANGER else 200)
    assert list(faults(app, page, here)) == []
    lost = []
    for form in page.forms:
        endpoint = leads_to(app, form, here)
        if form.posts and any(form.fields()) and endpoint not in TAKES:
            lost += [(endpoint, one) for one in forgotten(client, probe, form, here)]
    assert lost == []


def forgotten(client: FlaskClient, probe: Probe, form: Form, here: str) -> Iterator[str]:
    """What its refusals do not give back, or that it refused nothing."""
    refused = False
    for typed in fillings(form):
        kept_as_is = [(name, value) for name, value in form.filling() if name not in typed]
        answer = probe(client, form.attributes.get("action") or here, [*kept_as_is, *typed.items()])
        if answer.status_code < 400:
            continue
        refused = True
        words = {name: value[: len(MARKER) + 2] for name, value in typed.items() if value}
        for name in [name for name, one in words.items() if one not in answer.text]:
            yield f"{answer.status_code} without {name}"
    if not refused:
        yield "refused nothing"


def fillings(form: Form) -> Iterator[dict[str, str]]:
    """Too long everywhere; then one thing at a time with the rest left empty."""
    names = list(dict.fromkeys(one.name for one in form.fields()))
    marked = {name: f"{MARKER}{number:02}" for number, name in enumerate(names)}
    if names:
        yield {name: one + "长" * TOO_LONG for name, one in marked.items()}
    for name in names[:MOST_ALONE]:
        yield {**dict.fromkeys(names, ""), name: marked[name]}


@pytest.mark.parametrize(("form", "fault"), [
    ('<form method="post" action="/nowhere">{token}<button>交</button></form>', "nothing takes it"),
    ('<form method="post" action="/products">{token}<button>交</button></form>', ""),
    ('<form method="post" action="/products"><button>交</button></form>', "no token"),
    ('<form method="post" action="/products">{token}<button type="button">交</button></form>', "no button"),
    ('<form method="post" action="/products" id="a">{token}</form><button form="a">交</button>', ""),
    ('<form method="post" action="/products" hx-post="/rooms">{token}<button>交</button></form>', "script"),
    ('<div hx-post="/products"></div>', "by script only"),
    ('<dialog><form method="post" action="/products">{token}<button>交</button></form></dialog>', "shown"),
])  # fmt: skip
def test_what_a_form_lacks_is_seen(app: Flask, form: str, fault: str) -> None:
    token = '<input type="hidden" name="csrf_token" value="x">'
    found = list(faults(app, Page(form.format(token=token)), "/"))
    assert len(found) == bool(fault) and all(fault in one for one in found)
