"""A figure of which only counts are known takes its count form, and never both in one comparison."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.metrics.conftest import Shop
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.extensions import db
from zhubo_web.metrics import forming
from zhubo_web.metrics.definitions import DICTIONARY, INSTEAD, defined
from zhubo_web.metrics.models.showing import Figures, grouped
from zhubo_web.metrics.pooling import Against
from zhubo_web.policies.composites import USUAL

PEOPLE, COUNTS = "comment_rate", "comment_count_rate"


def against(word: str, broadcasts: int) -> Against:
    return Against(word, Decimal(5), broadcasts=tuple(range(broadcasts)))


def test_a_count_form_is_a_figure_of_its_own_that_says_so_and_stands_for_nothing_else() -> None:
    for metric, instead in INSTEAD.items():
        whole, counted = defined(metric), defined(instead)
        assert counted.name == f"{whole.name}（次数口径）" and counted.better == whole.better
        assert instead not in INSTEAD and metric in DICTIONARY
        assert counted.ratio is not None and counted.ratio.under == "view_pv"


@pytest.mark.parametrize(
    ("people", "counts", "taken"),
    [
        (None, None, None),
        (None, ("above", 9), COUNTS),
        (("flat", 9), None, PEOPLE),
        (("below", 9), ("above", 9), PEOPLE),
        (("below", 5), ("above", 9), PEOPLE),
        (("above", 4), ("below", 9), COUNTS),
        (("few", 9), ("flat", 9), COUNTS),
        (("flat", 1), ("few", 9), PEOPLE),
        (("few", 1), ("few", 9), COUNTS),
    ],
)
def test_people_are_preferred_where_they_tell_of_half_as_much(
    people: tuple[str, int] | None, counts: tuple[str, int] | None, taken: str | None
) -> None:
    """It is the amount that chooses, never which form is better for somebody."""
    told = {PEOPLE: people, COUNTS: counts}
    known = {name: against(*one) for name, one in told.items() if one is not None}
    assert forming.chosen(known, forming.forms(PEOPLE)) == taken
    assert forming.chosen(known, forming.alone(PEOPLE)) == (PEOPLE if people else None)


def test_a_broadcasts_page_has_the_count_form_among_a_months_own(shop: Shop) -> None:
    shop.enter({"view_pv": 1500, "comments": 312})
    assert shown(shop) == ["评论率（次数口径）"]
    shop.enter({"view_uv": 1000, "comment_uv": 200})
    assert shown(shop) == ["评论率"]


def shown(shop: Shop) -> list[str]:
    with shop.app.app_context():
        figures = Figures(db.session.get_one(Broadcast, shop.one)).shown()
        group = next(one for one in grouped(figures, USUAL.items) if one.name == "互动")
        return [one.definition.name for one in group.seen]
