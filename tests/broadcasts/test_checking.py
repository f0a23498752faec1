"""同上场 and the full check, and what is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from tests.broadcasts.seeds import rows
from tests.cast import Cast, product
from tests.cast import broadcast as a_broadcast
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.broadcasts.workflow import CHECK_ITEMS
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db


def over(cast: Cast, who: Callable[[str], Any], *product_ids: int) -> Broadcast:
    """A broadcast of the room that took place yesterday."""
    made = a_broadcast(cast, live=False, minutes_ago=24 * 60)
    Segment.replace(made, rows(*product_ids), None)
    made.confirm_same(who("ma"))
    made.second_same(who("he"))
    made.start_confirmed(who("ma"))
    made.end(who("ma"))
    return made


def test_the_same_as_last_time_is_one_tap(cast: Cast, who: Callable[[str], Any]) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        cream = product()
    over(cast, who, cream.id)
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    Segment.replace(made, rows(cream.id), None)
    assert made.news().keys == set()
    made.confirm_same(who("lin"), seen=())
    assert made.same_confirmed_by_id == cast.lin.id


def test_only_new_products_changed_cards_and_new_people_are_asked(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        old, changed = product("老款"), product("改价款")
    over(cast, who, old.id, changed.id)
    new = product("新款")
    changed.revise(who("ma"), price=Decimal("99"))
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    made.set_roster("assistant", [who("chen"), who("li")], who("ma"))
    Segment.replace(made, rows(old.id, changed.id, new.id), None)
    asked = {f"product-{new.id}", f"product-{changed.id}", f"person-{cast.li.id}"}
    assert made.news().keys == asked
    with pytest.raises(Invalid):
        made.confirm_same(who("ma"), seen={f"product-{new.id}"})
    made.confirm_same(who("ma"), seen=asked)
    assert made.same_confirmed_at is not None


def test_the_full_check_takes_every_item_and_two_names(
    cast: Cast, who: Callable[[str], Any]
) -> None:
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    with pytest.raises(Invalid):
        made.sign_checklist(["goods"], who("ma"))
    made.sign_checklist(list(CHECK_ITEMS), who("ma"))
    with pytest.raises(Invalid):
        made.sign_checklist(list(CHECK_ITEMS), who("ma"))
    assert made.state == "scheduled"
    with pytest.raises(Denied):
        made.sign_checklist(list(CHECK_ITEMS), who("chen"))
    made.sign_checklist(list(CHECK_ITEMS), who("lin"))
    assert made.state == "checked"
    assert [one.name for one in made.signers()] == ["马运营", "林资深"]


@pytest.mark.parametrize("how", ["same", "full"])
def test_what_comes_after_the_check_is_asked_again_and_what_goes_is_not(
    how: str, cast: Cast, who: Callable[[str], Any]
) -> None:
    cream, mask = product("面霜"), product("面膜")
    made = a_broadcast(cast, live=False, minutes_ago=-60)
    Segment.replace(made, rows(cream.id, mask.id), who("ma"))
    if how == "same":
        made.confirm_same(who("ma"))
        made.second_same(who("he"))
    else:
        made.sign_checklist(list(CHECK_ITEMS), who("ma"))
        made.sign_checklist(list(CHECK_ITEMS), who("lin"))
    Segment.replace(made, rows(mask.id), who("chen"))
    assert not made.unchecked
    Segment.replace(made, rows(mask.id, cream.id), who("chen"))
    assert not made.unchecked
    made.set_roster("assistant", [who("li")], who("ma"))
    assert made.unchecked
    assert made.state == "scheduled"
    assert [duty.person_id for duty in db.session.scalars(select(Duty).filter_by(closed_at=None))]
