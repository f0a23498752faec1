"""Messages reach one's own account only, and never the shop's own net."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.core.reasons import Invalid
from zhubo_web.duties import channels
from zhubo_web.duties.models import PersonalAddress
from zhubo_web.extensions import db

EVERYBODY = ("@all", "@ALL", "@everyone")
MANY = ("-x", "..", "ma\n", "ma|li", "ma,li", "ma li", "甲乙")
INWARD = ("64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "::ffff:10.0.0.1", "224.0.0.1",
          "fec0::1", "ff02::1", "2001::1", "fe80::1%eth0")  # fmt: skip


@pytest.mark.parametrize("kind", sorted(channels.PLATFORMS))
@pytest.mark.parametrize("address", [*EVERYBODY, *MANY])
def test_an_account_is_one_persons(
    cast: Cast, inside: Callable[[], None], kind: str, address: str
) -> None:
    """WeCom writes to everybody who may use the app where ``touser`` is @all."""
    person = db.session.get_one(Person, cast.chen.id)
    with pytest.raises(Invalid):
        PersonalAddress.choose(person, kind, address)


@pytest.mark.parametrize("address", INWARD)
def test_what_leads_back_into_a_private_net_is_not_public(address: str) -> None:
    assert not channels.is_public(address)


@pytest.mark.parametrize("address", ["64:ff9b::6a0b:2c01", "2400:3200::1", "106.11.44.1"])
def test_the_open_net_is_reached_in_every_way(address: str) -> None:
    assert channels.is_public(address)
