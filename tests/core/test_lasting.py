"""A static file is kept for ever under its digest, and only under that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from whitenoise import WhiteNoise

from zhubo_web.core import lasting
from zhubo_web.core.lasting import FOR_EVER, Lasting, digest, static_url
from zhubo_web.settings import site_folder

SCRIPT = "/static/ui/app.js"


def test_the_address_a_page_names_lasts(app: Flask, anonymous: FlaskClient) -> None:
    with app.test_request_context():
        address = static_url("ui/app.js")
    answer = anonymous.get(address)
    assert answer.status_code == 200
    assert answer.headers.getlist("Cache-Control") == [FOR_EVER]
    again = anonymous.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.headers["Cache-Control"] == FOR_EVER


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789ab", "?w=1", "?v=x&v=y"])
def test_any_other_address_does_not(anonymous: FlaskClient, query: str) -> None:
    answer = anonymous.get(SCRIPT + query)
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


def test_what_is_no_file_does_not_either(anonymous: FlaskClient) -> None:
    for address in ("/static/ui/none.js?v=", "/static/../settings.py?v=", "/sign-in?v="):
        assert anonymous.get(address).headers.get("Cache-Control", "") != FOR_EVER


def test_a_file_that_changed_since_the_start_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.js"
    file.write_text("old")
    monkeypatch.setattr(lasting, "site_folder", lambda _name: tmp_path)
    served = Lasting(WhiteNoise(None, root=str(tmp_path), prefix="static/"))
    before = digest("a.js")
    file.write_text("new and longer")
    told: list[Any] = []
    for version in (before, digest("a.js")):
        environ = {"PATH_INFO": "/static/a.js", "QUERY_STRING": f"v={version}"}
        served(
            {**environ, "REQUEST_METHOD": "GET"},
            lambda _status, headers: told.append(dict(headers)["Cache-Control"]),
        )
    assert told[0] == FOR_EVER and "immutable" not in told[1]


def test_the_icon_that_a_browser_takes_from_the_manifest_is_the_tabs_own(app: Flask) -> None:
    manifest = json.loads((site_folder("static") / "manifest.webmanifest").read_text("utf-8"))
    with app.test_request_context():
        assert f"/static/{manifest['icons'][0]['src']}" == static_url("ui/favicon.svg")
