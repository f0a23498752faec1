"""The guided first hour, from an empty install to the first cue on the tablet beside the camera."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LAPTOP, PHONE, TABLET, Server, listen
from tests.browsing import SOON

pytestmark = pytest.mark.browser
OWNERS, LEADS = "Kettle-on-Tuesday-93", "Blue-window-ledger-57"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server over an empty install, and the owner's one-time code."""
    made = Server(tmp_path_factory.mktemp("fresh"), seed="empty")
    printed = made.command("create-owner", "--name", "钱老板", "--username", "qian")
    code = re.search(r"([0-9A-Z]{5}-){3,}[0-9A-Z]+", printed)
    assert code is not None
    made.start()
    yield made, code.group()
    made.stop()


@pytest.fixture
def visitor(
    browser: Browser, fresh: tuple[Server, str], violations: list[str]
) -> Iterator[Callable[..., Page]]:
    """A page of a browser that nobody has signed in with."""
    opened: list[BrowserContext] = []

    def open_page(size: object) -> Page:
        context = browser.new_context(base_url=fresh[0].url, locale="zh-CN", viewport=size)  # type: ignore[arg-type]
        listen(context, violations)
        opened.append(context)
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


def join(page: Page, code: str, password: str) -> None:
    """Enter a one-time code and choose a password."""
    page.goto("/join")
    page.get_by_label("一次性代码").fill(code)
    page.get_by_role("button", name="下一步").click()
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=again]").fill(password)
    page.get_by_role("button", name="设好并登录").click()
    page.wait_for_load_state("networkidle")


def step(page: Page, name: str) -> None:
    """Open one step of the guide."""
    page.goto("/start")
    box = page.locator(f"#step-{name}")
    if box.get_attribute("open") is None:
        box.locator("summary").click()


def test_an_empty_install_gets_to_its_first_cue(
    fresh: tuple[Server, str], visitor: Callable[..., Page]
) -> None:
    began = time.monotonic()
    owner = visitor(LAPTOP)
    join(owner, fresh[1], OWNERS)

    step(owner, "people")
    names = owner.locator("#step-people input[type=text]")
    for place, name in enumerate(("马运营", "陈小满", "何主播")):
        names.nth(place).fill(name)
    owner.get_by_role("button", name="邀请这些人").click()
    codes = owner.locator(".one-time-code")
    expect(codes).to_have_count(3)
    leads_code = owner.locator(".card", has_text="马运营").locator(".one-time-code").inner_text()

    step(owner, "room")
    owner.get_by_label("直播间叫什么").fill("护肤直播间")
    owner.get_by_role("button", name="建好直播间").click()

    step(owner, "product")
    owner.get_by_label("商品名称").fill("修护精华")
    owner.get_by_label("到手价").fill("129")
    owner.get_by_role("button", name="建好商品卡").click()

    step(owner, "broadcast")
    form = owner.locator("#step-broadcast")
    form.get_by_label("场次名称").fill("开张第一场")
    form.locator("select[name=broadcast-assistant]").select_option(label="陈小满")
    form.locator("select[name=broadcast-product]").select_option(label="修护精华")
    form.get_by_role("button", name="排好这一场").click()

    step(owner, "tablet")
    owner.locator("#step-tablet").get_by_role("button", name="绑定一台").click()
    bind = owner.locator("#code").inner_text()
    tablet = visitor(TABLET)
    tablet.goto("/screen/bind")
    tablet.get_by_label(re.compile("代码|绑定码")).first.fill(bind)
    tablet.get_by_role("button", name="绑定这台平板").click()

    lead = visitor(PHONE)
    join(lead, leads_code, LEADS)
    lead.goto("/")
    lead.get_by_role("link", name=re.compile("去跟播")).first.click()
    expect(lead.locator("#link")).to_have_attribute("data-link", "live", timeout=SOON)
    for title in ("开场", "修护精华"):
        lead.locator("#next").click()
        expect(tablet.locator("main")).to_contain_text(title, timeout=SOON)
    expect(lead.locator("[data-urgent=price]")).to_contain_text("129", timeout=SOON)
    lead.locator("[data-urgent=price]").click()
    expect(tablet.get_by_text("马上更正：到手价 129 元").first).to_be_visible(timeout=SOON)
    assert time.monotonic() - began < 600
