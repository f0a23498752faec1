"""What viewers ask is relayed by one tap, offline too, reaches the screen, and its answer comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import LAPTOP, PHONE, TABLET, Server
from tests.browser.looking import OVERFLOW, SMALL, by_axe
from tests.browser.test_chain import console, overlay
from tests.browsing import SOON

Someone = Callable[..., BrowserContext]
pytestmark = pytest.mark.browser
ASKED = "敏感肌能用吗"
ANSWER = "先在耳后试一晚"


def test_a_relay_made_offline_arrives_once_and_its_answer_comes_back(
    someone: Someone, server: Server
) -> None:
    phone = console(someone("ma", viewport=PHONE, has_touch=True, is_mobile=True), server)
    laptop = console(someone("lin", viewport=LAPTOP), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    expect(tablet.get_by_role("heading", name="观众常问")).to_be_visible()

    phone.context.set_offline(True)
    chip = phone.locator("[data-ask]", has_text=ASKED)
    for count in (1, 2, 3):
        chip.click()
        expect(chip.locator("b")).to_have_text(str(count))
    phone.locator("#relay-undo").click()
    expect(chip.locator("b")).to_have_text("2")
    expect(phone.locator("#sync")).to_contain_text("待上传")
    phone.context.set_offline(False)

    expect(tablet.locator("#asking")).to_contain_text(ASKED, timeout=SOON)
    expect(tablet.locator("#asking")).to_contain_text("2 人在问")
    expect(tablet.locator("#asking")).to_contain_text(ANSWER)
    expect(tablet.get_by_role("heading", name="观众常问")).to_be_hidden()
    expect(phone.locator("#sync")).to_contain_text("已保存", timeout=SOON)
    expect(chip.locator("b")).to_have_text("2")
    expect(laptop.locator("#radar-list li", has_text=ASKED)).to_contain_text("2 人")

    tablet.get_by_role("button", name=f"已答 {ASKED}").click()
    expect(laptop.locator("#radar-figures")).to_contain_text("已答 1/1", timeout=SOON)
    laptop.locator("#answered summary").click()
    expect(laptop.locator("#answered-list li", has_text=ASKED)).to_contain_text("秒")
    expect(tablet.locator("#asking")).to_be_hidden(timeout=SOON + 5000)


def test_a_slip_is_taken_back_and_a_page_turner_asks_twice(
    someone: Someone, server: Server
) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    relay(laptop, "发什么快递", 4)
    asked = tablet.locator("#asking-list li", has_text="发什么快递")
    expect(asked).to_contain_text("4 人在问", timeout=SOON)
    tablet.get_by_role("button", name="已答 发什么快递").click()
    tablet.get_by_role("button", name="撤销 发什么快递").click()
    expect(tablet.get_by_role("button", name="已答 发什么快递")).to_be_visible()

    tablet.keyboard.press("PageDown")
    expect(asked).to_have_attribute("data-armed", "")
    expect(laptop.locator("#radar-list li", has_text="发什么快递")).to_be_visible()
    tablet.keyboard.press("PageDown")
    expect(tablet.get_by_role("button", name="撤销 发什么快递")).to_be_visible()
    expect(laptop.locator("#answered-list")).to_contain_text("发什么快递", timeout=SOON)


def relay(page: Page, text: str, people: int = 1, sort: str = "在问") -> None:
    """Relay something in other words than the card's."""
    page.locator("#asks-own").click()
    page.locator("#relay-text").fill(text)
    page.locator("#relay").get_by_text(sort, exact=True).click()
    for _ in range(people - 1):
        page.locator("#relay-more").click()
    page.locator("#relay").get_by_role("button", name="转述").click()


def test_a_page_turner_answers_the_cue_and_never_the_question_while_one_is_up(
    someone: Someone, server: Server
) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    tablet = overlay(someone("screen", viewport=TABLET), "/screen")
    relay(laptop, "有赠品吗")
    asked = tablet.locator("#asking-list li", has_text="有赠品吗")
    expect(asked).to_be_visible(timeout=SOON)
    laptop.locator("[data-urgent=link]").click()
    expect(tablet.locator("#cue")).to_be_visible(timeout=SOON)
    for _ in range(3):  # the first is 改了; the others come right after the cue has gone
        tablet.keyboard.press("PageDown")
    expect(tablet.locator("#cue")).to_be_hidden(timeout=SOON)
    expect(asked).not_to_have_attribute("data-settled", "")
    expect(asked).not_to_have_attribute("data-armed", "")


def test_an_answer_given_without_a_link_waits_and_says_so(someone: Someone, server: Server) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    relay(laptop, "保质期多久", 20)
    expect(laptop.locator("#sync")).to_contain_text("已保存", timeout=SOON)
    own = overlay(
        someone("chen", viewport=PHONE), f"/broadcasts/{server.seeded['broadcast']}/overlay"
    )
    expect(own.locator("#asking-list li", has_text="保质期多久")).to_be_visible(timeout=SOON)
    own.context.set_offline(True)
    own.get_by_role("button", name="已答 保质期多久").click()
    expect(own.locator("#asking-waiting")).to_have_text("1 条已答待上传")
    expect(laptop.locator("#radar-list li", has_text="保质期多久")).to_be_visible()
    own.context.set_offline(False)
    expect(laptop.locator("#answered-list")).to_contain_text("保质期多久", timeout=SOON)
    expect(own.locator("#asking-waiting")).to_be_hidden(timeout=SOON)


def test_the_console_strikes_what_is_no_question_and_takes_that_back(
    someone: Someone, server: Server
) -> None:
    laptop = console(someone("ma", viewport=LAPTOP), server)
    relay(laptop, "哈哈哈主播好", 30)
    asked = laptop.locator("#radar-list li", has_text="哈哈哈主播好")
    expect(asked).to_be_visible(timeout=SOON)
    asked.get_by_role("button", name="不是问题").click()
    expect(asked).to_contain_text("不算问题")
    asked.get_by_role("button", name="撤销").click()
    expect(asked.get_by_role("button", name="不是问题")).to_be_visible()
    laptop.keyboard.press("Escape")


def test_the_key_v_walks_the_row_and_undo_means_the_last_thing_done(
    someone: Someone, server: Server
) -> None:
    page = console(someone("lin", viewport=LAPTOP), server)
    chip = page.locator("[data-ask]").first
    before = int(chip.locator("b").text_content() or 0)
    page.keyboard.press("KeyV")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(chip.locator("b")).to_have_text(str(before + 1))
    page.keyboard.press("Control+KeyZ")
    expect(chip.locator("b")).to_have_text(str(before) if before else "")


def test_lists_with_questions_fit_every_width_and_axe_finds_nothing(
    someone: Someone, server: Server
) -> None:
    complaints = []
    page = console(someone("ma", viewport=PHONE), server)
    relay(page, "发什么快递，几天能到，偏远地区包邮吗，能不能指定顺丰", 2)
    expect(page.locator("#radar-list li").first).to_be_visible(timeout=SOON)
    screen = overlay(someone("screen", viewport=TABLET), "/screen")
    expect(screen.locator("#asking-list li").first).to_be_visible(timeout=SOON)
    for one, widths in ((page, (390, 480, 820, 1440)), (screen, (390, 1024))):
        for width in widths:
            complaints += by_axe(one, sizes=[{"width": width, "height": 900}])
            complaints += [f"{width} is too wide"] if one.evaluate(OVERFLOW) > 0 else []
            complaints += [f"{width} small: {small}" for small in one.evaluate(SMALL)]
    assert complaints == []


def test_the_pad_stays_on_a_phones_screen(someone: Someone, server: Server) -> None:
    page = console(someone("ma", viewport=PHONE), server)
    page.locator("[data-kind=issue]").first.click()
    for size in (PHONE, {"width": 390, "height": 664}, {"width": 480, "height": 800}):
        page.set_viewport_size(size)
        last = page.locator("[data-dimension=emergency]").last.bounding_box()
        assert last is not None and last["y"] + last["height"] <= size["height"], size
