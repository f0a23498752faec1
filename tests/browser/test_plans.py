"""Weekly plans in a browser: drafts that outlive the network and the window, two devices, one tap."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import LAPTOP, PHONE, PageOf, Server, settled
from tests.browser.looking import by_axe, by_measure, open_for_a_look

pytestmark = pytest.mark.browser
Someone = Callable[..., BrowserContext]
WIDTHS = (360, 390, 768, 1440)
PAGES = (
    ("chen", "/plans"),
    ("chen", "/plans/{draft}"),
    ("chen", "/plans/{draft}/edit"),
    ("li", "/plans/{filed}"),
    ("li", "/plans/{filed}/versions/1"),
    ("ma", "/plans"),
    ("ma", "/plans/{filed}"),
    ("ma", "/plans/templates"),
    ("ma", "/broadcasts/{broadcast}/plans"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the plans of a week."""
    made = Server(tmp_path_factory.mktemp("planned"), seed="week")
    made.start()
    yield made
    made.stop()


def form(context: BrowserContext, server: Server) -> Page:
    """The form of chen's week."""
    page = context.new_page()
    page.goto(f"/plans/{server.seeded['draft']}/edit")
    return settled(page)


def test_what_is_typed_outlives_a_lost_network_and_a_closed_window(
    server: Server, someone: Someone
) -> None:
    phone = someone("chen", viewport=PHONE)
    page = form(phone, server)
    name = f"[name=b{server.seeded['broadcast']}_sentence]"
    phone.set_offline(True)
    page.locator(name).fill("断网时写的")
    page.locator("[value=福袋三分钟]").first.check()
    expect(page.locator("#saved")).to_have_attribute("data-sync", "offline")
    page.close()
    phone.set_offline(False)
    page = form(phone, server)
    expect(page.locator(name)).to_have_value("断网时写的")
    expect(page.locator("[value=福袋三分钟]").first).to_be_checked()
    expect(page.locator("#saved")).to_have_attribute("data-sync", "synced")
    laptop = form(someone("chen", viewport=LAPTOP), server)
    expect(laptop.locator(name)).to_have_value("断网时写的")


def test_two_devices_notice_each_other_and_neither_loses_its_text(
    server: Server, someone: Someone
) -> None:
    phone, laptop = someone("chen", viewport=PHONE), someone("chen", viewport=LAPTOP)
    here, there = form(phone, server), form(laptop, server)
    name = f"[name=b{server.seeded['broadcast']}_sentence]"
    here.locator(name).fill("手机上写的")
    expect(here.locator("#saved")).to_have_attribute("data-sync", "synced")
    there.locator(name).fill("电脑上写的")
    expect(there.get_by_role("alert")).to_contain_text("另一台设备也在写")
    there.get_by_role("button", name="用我这份").click()
    expect(there.locator("#saved")).to_have_attribute("data-sync", "synced")
    there.reload()
    expect(there.locator(name)).to_have_value("电脑上写的")
    there.get_by_role("button", name="换回另一台设备写的那一份").click()
    expect(there.locator(name)).to_have_value("手机上写的")


def test_a_plan_is_approved_in_one_tap_and_undone(server: Server, someone: Someone) -> None:
    page = someone("ma", viewport=PHONE).new_page()
    page.goto(f"/plans/{server.seeded['filed']}")
    settled(page).get_by_role("button", name="通过", exact=True).click()
    page.locator("#dialog [value=yes]").click()
    expect(page.locator(".toast")).to_contain_text("已通过")
    page.locator(".toast__verb").click()
    expect(page.locator(".plan-who .pill").first).to_contain_text("待审")


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_a_page_fits_every_width_and_axe_finds_nothing(
    server: Server, page_of: PageOf, who: str, address: str
) -> None:
    page = page_of(who)
    open_for_a_look(page, address.format(**server.seeded))
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    assert [*by_axe(page, sizes=(PHONE,)), *by_measure(page, widths=WIDTHS, height=844)] == []


def test_the_bar_never_covers_the_end_of_the_text(server: Server, someone: Someone) -> None:
    page = someone("ma", viewport=PHONE).new_page()
    page.goto(f"/plans/{server.seeded['filed']}")
    settled(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bar = page.locator(".action-bar").bounding_box()
    last = page.locator(".columns").bounding_box()
    assert bar is not None and last is not None
    assert last["y"] + last["height"] <= bar["y"]
