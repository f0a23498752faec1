"""The pages of products: list, card, versions, form, hints."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member, product
from zhubo_web.accounts.models import Person
from zhubo_web.extensions import db, writing
from zhubo_web.products.models import Product

Browsers = Callable[[Member], FlaskClient]
TYPED = {"name": "修护精华", "category": "cosmetic", "price": "129"}


@pytest.fixture
def cream(app: Flask, cast: Cast) -> int:
    """A product with two versions of its card; its id."""
    with app.app_context(), writing():
        made = product(points=["换季修护"])
        made.revise(db.session.get_one(Person, cast.ma.id), price=Decimal("119"))
        return made.id


def version_of(browser: FlaskClient, number: int) -> str:
    """The version that the form carries."""
    page = browser.get(f"/products/{number}/edit").text
    match = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert match is not None
    return match[1]


def kept(app: Flask, number: int) -> dict[str, Any]:
    """The card as it stands."""
    with app.app_context():
        made = db.session.get_one(Product, number)
        assert made.card is not None
        return {**vars(made.card), "name": made.name, "active": made.active}


@pytest.mark.parametrize("path", ["", "/{n}", "/{n}/versions"])
def test_who_works_on_broadcasts_reads_and_others_do_not(
    path: str, cast: Cast, cream: int, client_of: Browsers
) -> None:
    address = "/products" + path.format(n=cream)
    for name in ("chen", "he", "hong", "ma"):
        assert client_of(getattr(cast, name)).get(address).status_code == 200
    for name in ("sun", "dai"):
        assert client_of(getattr(cast, name)).get(address).status_code == 403


def test_who_does_not_keep_the_cards_is_told_who_does(
    cast: Cast, cream: int, client_of: Browsers
) -> None:
    browser = client_of(cast.chen)
    for address in ("/products/new", f"/products/{cream}/edit"):
        assert browser.get(address).status_code == 403
    for address in ("/products", f"/products/{cream}", f"/products/{cream}/retirement"):
        assert browser.post(address, data=TYPED).status_code == 403
    assert "商品卡由运营主管" in browser.get(f"/products/{cream}").text


def test_a_product_that_is_not_there_is_not_found(cast: Cast, client_of: Browsers) -> None:
    for path in ("", "/edit", "/versions"):
        assert client_of(cast.ma).get(f"/products/99{path}").status_code == 404


def test_a_card_is_typed_in_lines(app: Flask, cast: Cast, client_of: Browsers) -> None:
    typed = {
        **TYPED,
        "price": "129.90 元",
        "points": "换季修护\n\n 温和 ",
        "forbidden": "根治｜改善干燥\n最好",
        "questions": "敏感肌能用吗|先做耳后测试",
        "valid_from": "2026-11-23T19:30",
    }
    answer = client_of(cast.ma).post("/products", data=typed)
    assert answer.status_code == 303
    card = kept(app, 1)
    assert card["price"] == Decimal("129.90")
    assert card["points"] == ["换季修护", "温和"]
    assert card["forbidden"] == [
        {"word": "根治", "instead": "改善干燥"},
        {"word": "最好", "instead": ""},
    ]
    assert card["questions"] == [{"q": "敏感肌能用吗", "a": "先做耳后测试"}]
    assert card["valid_from"].isoformat() == "2026-11-23T11:30:00+00:00"
    page = client_of(cast.chen).get(answer.location).text
    for text in ("129.9 元", "改善干燥", "敏感肌能用吗", "19:30"):
        assert text in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "请填写商品名称"),
        ({"price": "便宜"}, "价格只写数字"),
        ({"price": "1.234"}, "最多两位小数"),
        ({"price": "NaN"}, "最多两位小数"),
        ({"price": "-1"}, "价格在 0 到"),
        ({"price": "1E+30"}, "价格在 0 到"),
        ({"price": "1E-30"}, "最多两位小数"),
        ({"price": "10000000"}, "价格在 0 到"),
        ({"list_price": "189"}, "写了划线价"),
        ({"valid_until": "明天"}, "时间写成"),
        ({"valid_from": "0001-01-01T00:00"}, "年份在 2000 到 2100 之间"),
        ({"valid_until": "9999-12-31T23:59"}, "年份在 2000 到 2100 之间"),
        ({"points": "卖点\n" * 31}, "最多 30 行"),
        ({"specification": "长" * 201}, "最多 200 个字"),
    ],
)
def test_what_is_refused_is_explained_and_nothing_typed_is_lost(
    typed: dict[str, str], sentence: str, app: Flask, cast: Cast, client_of: Browsers
) -> None:
    answer = client_of(cast.ma).post("/products", data={**TYPED, "offer": "拍 1 发 2", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "拍 1 发 2" in answer.text
    for value in typed.values():
        assert value.splitlines()[0].strip() in answer.text
    with app.app_context():
        assert db.session.query(Product).count() == 0


def test_saving_makes_a_version_and_says_who_changed_what(
    app: Flask, cast: Cast, cream: int, client_of: Browsers
) -> None:
    browser = client_of(cast.lin)
    typed = {**TYPED, "points": "换季修护", "price": "99", "version": version_of(browser, cream)}
    assert browser.post(f"/products/{cream}", data=typed).status_code == 303
    page = browser.get(f"/products/{cream}").text
    assert "第 3 版" in page
    assert "林资深" in page
    compared = browser.get(f"/products/{cream}/versions?from=1&to=3").text
    assert "<del>129 元</del>" in compared
    assert "<ins>99 元</ins>" in compared
    assert browser.get(f"/products/{cream}/versions?from=x&to=77").status_code == 200


def test_of_two_who_edit_the_second_sees_both_and_decides(
    app: Flask, cast: Cast, cream: int, client_of: Browsers
) -> None:
    one, two = client_of(cast.ma), client_of(cast.lin)
    version = version_of(one, cream)
    mine = {**TYPED, "points": "换季修护", "version": version}
    assert one.post(f"/products/{cream}", data={**mine, "price": "109"}).status_code == 303
    answer = two.post(f"/products/{cream}", data={**mine, "price": "99"})
    assert answer.status_code == 409
    assert "<del>109 元</del>" in answer.text
    assert "<ins>99 元</ins>" in answer.text
    assert kept(app, cream)["price"] == Decimal("109")
    match = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert match is not None
    again = {**mine, "price": "99", "version": match[1]}
    assert two.post(f"/products/{cream}", data=again).status_code == 303
    assert kept(app, cream)["price"] == Decimal("99")


def test_hints_are_shown_beside_and_never_block(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    typed = {**TYPED, "points": "全网第一好用\n第一次用先做耳后测试"}
    browser = client_of(cast.ma)
    for address, data in (
        ("/products/wording", typed),
        ("/products", {**typed, "check": "1"}),
    ):
        answer = browser.post(address, data=data)
        assert answer.status_code == 200
        assert "不构成法律意见" in answer.text
        assert "广告法" in answer.text
        assert "第一次" not in re.findall(r"<b>“(.+?)”</b>", answer.text)
    with app.app_context():
        assert db.session.query(Product).count() == 0
    saved = browser.post("/products", data=typed, follow_redirects=True)
    assert "处用词建议再看一眼" in saved.text


def test_a_retired_product_leaves_the_list_and_comes_back(
    app: Flask, cast: Cast, cream: int, client_of: Browsers
) -> None:
    browser = client_of(cast.ma)
    assert browser.post(f"/products/{cream}/retirement").status_code == 303
    assert "已停用" in browser.get(f"/products/{cream}").text
    assert f"/products/{cream}" not in browser.get("/products").text
    assert f"/products/{cream}" in browser.get("/products?state=retired").text
    assert browser.post(f"/products/{cream}/restoration").status_code == 303
    assert kept(app, cream)["active"]


def test_the_list_is_searched_and_goes_on_after_twenty(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    with app.app_context(), writing():
        for number in range(25):
            product(f"精华 {number:02}")
    browser = client_of(cast.chen)
    first = browser.get("/products").text
    assert first.count("list__title") == 20
    match = re.search(r'href="([^"]+)" rel="next"', first)
    assert match is not None
    assert browser.get(match[1].replace("&amp;", "&")).text.count("list__title") == 5
    assert browser.get("/products?q=07").text.count("list__title") == 1
    assert "没有找到" in browser.get("/products?q=<b>").text


def test_what_people_wrote_is_only_ever_escaped(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    evil = "<script>alert(1)</script>"
    names = ("name", "points", "forbidden", "questions", "offer", "how_to_use")
    typed = {"category": "general", **dict.fromkeys(names, evil)}
    browser = client_of(cast.ma)
    assert browser.post("/products", data=typed).status_code == 303
    for address in ("/products", "/products/1", "/products/1/edit", "/products/1/versions"):
        assert evil not in browser.get(address).text
