"""Headers, cookies, whose requests are taken, and where a way back may lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import PASSWORD, Cast
from tests.conftest import KEYS
from zhubo_web import create_app, settings
from zhubo_web.core.security import HEADERS, OF_LOADED, own_origin, way_back

PAGES = ("/sign-in", "/join", "/screen/bind", "/me", "/not-there", "/people/1", "/static/sw.js")


def test_way_back_leads_to_paths_of_this_site() -> None:
    assert way_back("/people/7?x=1#y") == "/people/7?x=1#y"
    for target in (
        None,
        "",
        "people",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/me",
        "javascript:alert(1)",
        "/\tevil",
        "/me\r\nSet-Cookie: x=1",
        " /me",
    ):
        assert way_back(target) is None, target


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("https://zhubo.example.cn", True),
        ("http://10.0.0.4:8000", True),
        ("https://evil.example", False),
        ("https://zhubo.example.cn.evil.example", False),
        ("http://10.0.0.4:8001", False),
        ("null", False),
        ("", False),
        (None, False),
    ],
)
def test_an_origin_is_ones_own_or_it_is_not(origin: str | None, own: bool) -> None:
    assert own_origin(origin, "10.0.0.4:8000", "https://zhubo.example.cn") is own


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_carries_the_headers(anonymous: FlaskClient, page: str) -> None:
    answer = anonymous.get(page)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, (page, name)
    if not page.startswith("/static/"):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "HX-Request" in answer.headers["Vary"]
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("file", ["built/page.css", "built/page.js", "ui/app-icon-192.png"])
def test_what_is_loaded_carries_what_is_asked_of_it_and_no_more(
    anonymous: FlaskClient, file: str
) -> None:
    headers = anonymous.get(f"/static/{file}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert set(headers.keys()).isdisjoint(HEADERS.keys() - OF_LOADED.keys())
    assert "Access-Control-Allow-Origin" not in headers


def test_a_drawing_opened_by_itself_may_do_nothing(anonymous: FlaskClient) -> None:
    for file in ("icons", "favicon"):
        headers = anonymous.get(f"/static/ui/{file}.svg").headers
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_policy_allows_nothing_inline_and_nothing_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    for word in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        assert word not in policy
    for rule in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert rule in policy


@pytest.fixture
def https(tmp_path: Path) -> Flask:
    environment = {"ZHUBO_INSTANCE": str(tmp_path), "ZHUBO_PUBLIC_URL": "https://z.example", **KEYS}
    return create_app(settings.read(environment), testing=True)


def test_over_https_the_cookie_is_bound_to_the_host(https: Flask) -> None:
    answer = https.test_client().get("/sign-in", base_url="https://z.example")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        parts = cookie.split("; ")
        assert parts[0].startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(parts)
        assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_form_from_a_page_of_ours_is_taken(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    typed = {"csrf_token": token, "username": "ma", "password": PASSWORD, "kind": "own"}
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/sign-in", data=typed, headers=own).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_not(app: Flask, cast: Cast, headers: dict[str, str]) -> None:
    client = app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    typed = {"csrf_token": token, "username": "ma", "password": PASSWORD, "kind": "own"}
    answer = client.post("/sign-in", data=typed, headers=headers)
    assert answer.status_code == 403
    assert "来自别的网站" in answer.text


def test_an_old_token_is_refused_with_what_to_do(app: Flask, cast: Cast) -> None:
    answer = app.test_client().post("/sign-in", data={"csrf_token": "old", "username": "ma"})
    assert answer.status_code == 400
    assert "刷新页面" in answer.text
