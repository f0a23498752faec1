"""The demonstration's first page: three links side by side, and signing in as anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import KEYS
from zhubo_web import create_app
from zhubo_web import settings as settings_module
from zhubo_web.demo.running import set_up
from zhubo_web.demo.views import bp

PHONE = {"REMOTE_ADDR": "192.168.1.20"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The demonstration's shop over a database of its own."""
    folder: Path = tmp_path_factory.mktemp("demo")
    app = create_app(settings_module.read({"ZHUBO_INSTANCE": str(folder), **KEYS}), testing=True)
    app.register_blueprint(bp)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        made = set_up(app)
    shop = {"live": made.live, "screen": made.screen, "code": "A1B2C3", "port": 8000}
    app.extensions["zhubo_demo"] = shop
    return app


@pytest.fixture
def visitor(demo: Flask) -> FlaskClient:
    return demo.test_client()


def test_the_three_links_have_three_host_names(visitor: FlaskClient) -> None:
    page = visitor.get("/demo/", base_url="http://127.0.0.1:8000").text
    assert "http://localhost:8000/demo/" in page and "http://phone.localhost:8000/demo/" in page
    assert page.count("登录并打开") == 1


@pytest.mark.parametrize(
    ("host", "who", "target", "words"),
    [
        ("127.0.0.1", "ma", "/broadcasts/{live}/console", "console"),
        ("localhost", "screen", "/screen", "overlay"),
        ("phone.localhost", "qian", "/", "钱老板"),
    ],
)
def test_each_link_signs_in_and_opens_its_page(
    demo: Flask, visitor: FlaskClient, host: str, who: str, target: str, words: str
) -> None:
    base = f"http://{host}:8000"
    where = target.format(live=demo.extensions["zhubo_demo"]["live"])
    page = visitor.get("/demo/", base_url=base).text
    assert f'name="as" value="{who}"' in page and f'name="next" value="{where}"' in page
    answer = visitor.post("/demo/sign-in", data={"as": who, "next": where}, base_url=base)
    assert (answer.status_code, answer.location) == (303, where)
    opened = visitor.get(where, base_url=base)
    assert opened.status_code == 200 and words in opened.text


def test_anybody_of_the_shop_can_be_chosen(visitor: FlaskClient) -> None:
    page = visitor.get("/demo/").text
    for name in ("钱老板", "马运营", "林资深", "洪人力", "何主播", "陈小满", "孙维护"):
        assert name in page
    visitor.post("/demo/sign-in", data={"as": "chen"})
    assert "陈小满" in visitor.get("/").text


def test_another_device_needs_the_code(visitor: FlaskClient) -> None:
    page = visitor.get("/demo/", environ_overrides=PHONE).text
    assert 'name="code"' in page and "localhost" not in page
    refused = visitor.post("/demo/sign-in", data={"as": "ma"}, environ_overrides=PHONE)
    assert refused.status_code == 403
    let_in = {"as": "ma", "code": "a1b2c3"}
    assert visitor.post("/demo/sign-in", data=let_in, environ_overrides=PHONE).status_code == 303


def test_on_this_machine_no_code_is_asked_for(visitor: FlaskClient) -> None:
    assert 'name="code"' not in visitor.get("/demo/").text


@pytest.mark.parametrize("who", ["nobody", "", "' OR 1=1"])
def test_nobody_else_can_be_signed_in_as(visitor: FlaskClient, who: str) -> None:
    assert visitor.post("/demo/sign-in", data={"as": who}).status_code == 404


def test_the_way_on_stays_on_this_site(visitor: FlaskClient) -> None:
    for target in ("https://example.com/", "//example.com", "/\\example.com"):
        answer = visitor.post("/demo/sign-in", data={"as": "ma", "next": target})
        assert answer.location == "/"
