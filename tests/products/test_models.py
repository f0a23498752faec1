"""Products: a change is a new version, a crossed-out price has its basis, offers have a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from tests.cast import Cast, product
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.products.exporting import changes, hints
from zhubo_web.products.models import Product


@pytest.fixture
def who(cast: Cast, inside: Callable[[], None]) -> Callable[[str], Any]:
    """A person of the cast by short name."""
    return lambda name: db.session.get_one(Person, getattr(cast, name).id)


def test_a_change_is_a_new_version_and_the_old_one_stays(who: Callable[[str], Any]) -> None:
    made = product(points=["换季修护"], offer="拍 1 发 2")
    made.revise(who("ma"), price=Decimal("119"))
    assert [card.number for card in made.cards] == [2, 1]
    assert made.card is made.cards[0]
    assert (made.cards[0].price, made.cards[1].price) == (Decimal("119"), Decimal("129"))
    assert made.cards[0].made_by.name == "马运营"


def test_what_is_not_named_stays_as_it_is(who: Callable[[str], Any]) -> None:
    made = product(points=["换季修护"], questions=[{"q": "敏感肌能用吗", "a": "先做耳后测试"}])
    made.revise(who("ma"), price=Decimal("119"))
    assert made.card is not None
    assert made.card.points == ["换季修护"]
    assert made.card.questions == [{"q": "敏感肌能用吗", "a": "先做耳后测试"}]


def test_saving_without_a_change_makes_no_version(who: Callable[[str], Any]) -> None:
    made = product()
    assert made.revise(who("ma"), price=Decimal("129.00"), points=["换季修护"]) is None
    assert len(made.cards) == 1


@pytest.mark.parametrize(
    ("card", "priced"),
    [({"price": Decimal("119")}, True), ({"offer": "送小样"}, True), ({"points": ["新"]}, False)],
)
def test_a_changed_price_or_offer_is_recorded_as_one(
    card: dict[str, Any], priced: bool, who: Callable[[str], Any]
) -> None:
    product().revise(who("ma"), **card)
    query = select(AuditEvent).where(AuditEvent.name == "product.revised")
    assert db.session.scalars(query.order_by(AuditEvent.id.desc())).first().data["priced"] is priced


@pytest.mark.parametrize(
    ("card", "field"),
    [
        ({"list_price": Decimal("189")}, "list_price_basis"),
        ({"list_price": Decimal("129"), "list_price_basis": "上月成交价"}, "list_price"),
        (
            {"valid_from": clock.now(), "valid_until": clock.now() - timedelta(days=1)},
            "valid_until",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    card: dict[str, Any], field: str, who: Callable[[str], Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        product().revise(who("ma"), **card)
    assert refused.value.field == field


def test_an_offer_holds_from_its_beginning_to_its_end(who: Callable[[str], Any]) -> None:
    now = clock.now()
    made = product(valid_from=now, valid_until=now + timedelta(hours=2))
    card = made.card
    assert card is not None
    hours = [timedelta(hours=n) for n in (-1, 0, 2, 3)]
    assert [card.valid_at(now + one) for one in hours] == [False, True, True, False]
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        assert not card.valid_now


def test_who_keeps_products_and_who_reads_them(cast: Cast, who: Callable[[str], Any]) -> None:
    made = product()
    keeps, reads = set(), set()
    for one in cast.everybody():
        person = who(one.username)
        if made in db.session.scalars(Product.visible_to(person)).all():
            reads.add(one.username)
        try:
            Product.add(name="新品", by=person)
        except Denied:
            continue
        keeps.add(one.username)
    assert keeps == {"ma", "lin", "guo", "qian", "wu"}
    assert reads == keeps | {"he", "chen", "li", "hong"}


def test_who_does_not_keep_products_changes_none(who: Callable[[str], Any]) -> None:
    made = product()
    for verb in (
        lambda by: made.revise(by, price=Decimal("1")),
        lambda by: made.retire(by),
        lambda by: made.rename(by, name="改名", code=None, category="general"),
    ):
        with pytest.raises(Denied):
            verb(who("chen"))
    assert (made.name, made.active, len(made.cards)) == ("修护精华", True, 1)


def test_the_search_takes_words_as_they_are_typed(who: Callable[[str], Any]) -> None:
    product("修护精华"), product("100%棉巾")
    found = [
        [one.name for one in db.session.scalars(Product.matching(who("ma"), words, active=True))]
        for words in ("精华", "%", "修护 精华", "_", "面膜")
    ]
    assert found == [["修护精华"], ["100%棉巾"], ["修护精华"], [], []]


def test_differences_of_two_versions_are_lines(who: Callable[[str], Any]) -> None:
    made = product(points=["换季修护", "温和"], forbidden=[{"word": "根治", "instead": "改善"}])
    made.revise(
        who("ma"),
        points=["换季修护", "起泡快"],
        price=Decimal("119"),
        forbidden=[{"word": "根治", "instead": "改善"}, {"word": "最好", "instead": ""}],
    )
    new, old = made.cards
    told = {change.label: change.lines for change in changes(old, new)}
    assert told == {
        "卖点": [("same", "换季修护"), ("gone", "温和"), ("new", "起泡快")],
        "到手价": [("gone", "129 元"), ("new", "119 元")],
        "不能说": [("same", "根治｜改善"), ("new", "最好")],
    }


def test_hints_name_the_field_the_word_and_what_to_say() -> None:
    texts = [("卖点", "全网第一好用，一夜根治"), ("用法", "第一次用先做耳后测试")]
    found = hints(texts, [{"word": "一夜", "instead": "坚持用"}], ["第一好用牌"])
    assert {hint.label for hint in found} == {"卖点"}
    own = [hint for hint in found if hint.finding.word == "一夜"]
    assert [hint.finding.instead for hint in own] == ["坚持用"]
    assert all(hint.finding.basis for hint in found)
