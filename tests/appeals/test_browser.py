"""The pages of an appeal as people meet them: phone and laptop, light and dark, axe, a whole way.

Served from this process, as the moments of the working calendar are travelled to.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.appeals.case import DAY, HOUR, PUBLISHED, UPHELD, WRITTEN, Case
from tests.browser.looking import OVERFLOW, SCHEMES, SMALL, Scheme, by_axe, open_for_a_look
from tests.browsing import LAPTOP, PHONE, browser_type_launch_args, listen
from zhubo_web.accounts.models import SignIn

__all__ = ["browser_type_launch_args"]
pytestmark = pytest.mark.browser
#: Where pictures go, for whoever looks at them.
PICTURES = os.environ.get("ZHUBO_TEST_PICTURES")
Enter = Callable[..., Page]


@pytest.fixture
def enter(app: Flask, case: Case, browser: Browser) -> Iterator[Enter]:
    """A page of somebody, an hour after the month came out."""
    heard: list[str] = []
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    opened = []
    with time_machine.travel(PUBLISHED + HOUR, tick=False):
        thread.start()

        def page_of(name: str | None, **options: Any) -> Page:
            url = f"http://127.0.0.1:{server.server_port}"
            context = browser.new_context(base_url=url, locale="zh-CN", viewport=PHONE, **options)
            opened.append(context)
            if name is not None:
                with case.at():
                    _row, token = SignIn.open(case.person(name), "own", device="", address="")
                kept = serializer.dumps({"sid": token, "_permanent": True})
                context.add_cookies([{"name": "sid", "value": kept, "url": url}])
            listen(context, heard)
            return context.new_page()

        yield page_of
        for context in opened:
            context.close()
        server.shutdown()
    thread.join()
    assert heard == []


def look(page: Page, name: str, schemes: tuple[Scheme, ...] = ("light",)) -> list[str]:
    """What is wrong with a page at both sizes; a picture of each where somebody wants them."""
    found = []
    for size, scheme in product((PHONE, LAPTOP), schemes):
        found += by_axe(page, sizes=[size], schemes=[scheme])
        if PICTURES:
            picture = Path(PICTURES) / f"{name}-{scheme}-{size['width']}.png"
            page.screenshot(path=picture, full_page=True)
        over = page.evaluate(OVERFLOW)
        found += [f"{scheme} {size['width']}: {over} px too wide"] if over > 0 else []
    page.set_viewport_size(PHONE)
    found += [f"small: {one}" for one in page.evaluate(SMALL)]
    return [f"{name} {one}" for one in found]


def test_pages_fit_and_axe_finds_nothing(case: Case, enter: Enter) -> None:
    number = case.quick("lin", "observation")
    with case.at():
        seat = case.one(number).sitting[0].id
        case.one(number).challenge(case.person("chen"), seat, "上个月和TA吵过架")
        case.one(number).reply(case.person("ma"), "当时看了公屏")
    month = case.accepted()
    about = f"/appeals/new?type=month_item&id={case.month_id}"
    page_of = cache(enter)
    complaints = []
    for who, path in (
        ("chen", "/appeals"), ("chen", about), ("chen", f"/appeals/{number}"),
        ("lin", f"/appeals/{number}"), ("guo", f"/appeals/{number}"), ("guo", f"/appeals/{month}"),
        ("qian", f"/appeals/{month}"), ("chen", "/appeals/new"), (None, "/review"),
    ):  # fmt: skip
        page = page_of(who)
        open_for_a_look(page, path, quiet=False)
        named = path.split("?")[0].strip("/").replace("/", "-")
        complaints += look(page, f"{named}-{who}", SCHEMES)
    assert complaints == []


def test_an_objection_from_the_phone_to_the_decision(case: Case, enter: Enter) -> None:
    mine = enter("chen")
    mine.goto(f"/appeals/new?type=month_result&id={case.month_id}")
    mine.get_by_label("漏了当时的情况").check()
    mine.get_by_role("button", name="提交申请").click()
    expect(mine.get_by_text("请写哪里不对").last).to_be_visible()
    mine.get_by_label("哪里不对").fill("那天断流了十分钟")
    mine.get_by_role("button", name="提交申请").click()
    expect(mine.get_by_text("行政受理")).to_be_visible()
    address = mine.url
    with case.at():
        one = case.one(int(address.rsplit("/", 1)[1]))
        one.accept(case.person("guo"))
        one.assign_quick(case.person("guo"), case.person("qian"))
    owner = enter("qian")
    owner.goto(address)
    owner.get_by_role("button", name="没有利害关系").click()
    owner.get_by_label("按申请改").check()
    owner.get_by_label("改成多少分").fill("85")
    for name in (
        "查明的事实",
        "采信和不采信的材料",
        "对助播有利的情况",
        "为什么这样定，而不是更轻",
    ):
        owner.get_by_label(name).fill("写明了")
    owner.get_by_role("button", name="看会改什么").click()
    expect(owner.locator("#preview ins")).to_have_text("85")
    assert look(owner, "preview") == []
    owner.get_by_role("button", name="确认决定").click()
    expect(owner.get_by_text("已决定，待送达").first).to_be_visible()
    mine.goto(address)
    expect(mine.get_by_text("按申请改")).to_have_count(0)


def test_it_is_withdrawn_after_a_question_and_works_without_javascript(
    case: Case, enter: Enter
) -> None:
    number = case.accepted()
    page = enter("chen")
    page.goto(f"/appeals/{number}")
    page.get_by_role("button", name="撤回申请").click()
    page.locator("#dialog").get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回").first).to_be_visible()
    again = case.filed()
    plain = enter("guo", java_script_enabled=False)
    plain.goto(f"/appeals/{again}")
    plain.get_by_role("button", name="受理", exact=True).click()
    assert case.state(again)[0] == "accepted"


def test_the_decision_as_it_is_read(case: Case, enter: Enter) -> None:
    number = case.quick("lin", "observation")
    case.do(number, "write_decision", "lin", UPHELD)
    case.do(number, "serve", "hong")
    case.clock(8 * DAY)
    case.do(number, "execute", "hong", after=8 * DAY)
    assert UPHELD.parts == WRITTEN
    page = enter("chen")
    page.goto(f"/appeals/{number}")
    expect(page.get_by_text("维持原来的，没有改任何数")).to_be_visible()
    assert look(page, "executed") == []
