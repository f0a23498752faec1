"""A month in 严谨 becomes final by HR and administration, and by nobody else in their place."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, product
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.fresh import kept
from tests.months.shop import DAY, HOUR, LAST_DAY, OVER, OWN, THREES, Desk, Enter, Shop, begin
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.core.reasons import Denied
from zhubo_web.extensions import db
from zhubo_web.months import finalising
from zhubo_web.months.models import Given, SelfAssessment
from zhubo_web.months.models.lacking import lacks
from zhubo_web.policies.models import KindSetting

WHEN = OVER + DAY + 10 * HOUR


def _also(name: str, username: str, *held: str) -> Person:
    person = Person.invite(name=name, username=username, by=None)
    person.status = "active"
    db.session.flush()
    for role in held:
        person.grant(role, None)
    return person


def moderated(app: Flask, cast: Cast, mark: int, *more: tuple[str, ...]) -> Shop:
    """chen's month in 严谨, rated by ma, lin and hong and left as it is; more people: (username, roles)."""
    shop = begin(app, cast)
    with shop.at(LAST_DAY - 3 * DAY):
        KindSetting.choose("month", "strict", shop.person("guo"))
        for username, *held in more:
            _also(username, username, *held)
    shop.clock(LAST_DAY)
    with shop.at(OVER + 9 * HOUR):
        shop.one().self_submit(shop.person("chen"), SelfAssessment(dict.fromkeys(OWN, mark)))
    shop.clock(OVER + DAY + timedelta(minutes=1))
    with shop.at(OVER + DAY + 9 * HOUR):
        one = shop.one()
        one.facts = {**one.facts, "watched": 5}
        for name in ("ma", "lin", "hong"):
            one.rate(shop.person(name), Given(dict.fromkeys(THREES, mark)))
        one.propose(shop.person("ma"), None, "三类意见一致，不调")
        one.calibrate(shop.person("lin"))
    return shop


@pytest.fixture
@kept
def full(app: Flask, cast: Cast) -> Shop:
    """Both sides have people who did not rate: two more of HR, two of administration."""
    more = [(f"hr{n}", roles.HR) for n in (2, 3)]
    return moderated(app, cast, 3, *more, ("office2", roles.ADMINISTRATION))


@pytest.fixture
@kept
def grave(app: Flask, cast: Cast) -> Shop:
    """The same with a D, which administration lets stand as it is."""
    shop = moderated(app, cast, 1, ("hr2", roles.HR))
    with shop.at(WHEN - HOUR):
        shop.one().waive(shop.person("guo"), "三类成员都看过录像")
    return shop


def who(shop: Shop, name: str) -> Any:
    return shop.person(name) if hasattr(shop.cast, name) else Person.by_username(name)


def refused(shop: Shop, name: str) -> str:
    with pytest.raises(Denied) as told:
        shop.one().sign(who(shop, name))
    return str(told.value.reason)


def test_two_of_one_side_are_one_too_many(full: Shop) -> None:
    with full.at(WHEN):
        full.one().sign(who(full, "hr2"))
        assert "还缺行政主管部门的签字" in refused(full, "hr3")
        assert full.one().state == "moderated" and full.one().missing_signatures == 1
        full.one().sign(who(full, "office2"))
        assert full.one().state == "finalised"


def test_two_of_administration_are_one_too_many(full: Shop) -> None:
    with full.at(WHEN):
        full.one().sign(who(full, "guo"))
        assert "还缺人力资源的签字" in refused(full, "office2")
        assert "还缺人力资源的签字" in refused(full, "qian")


def test_the_owner_stands_in_for_nobody_who_is_there(full: Shop) -> None:
    with full.at(WHEN):
        assert full.person("qian").id not in full.one().asked_signers()
        assert "人力资源和行政主管部门" in refused(full, "qian")
        for one in full.person("guo").grants:
            one.ended_at = WHEN
        assert "人力资源和行政主管部门" in refused(full, "qian")
        for one in who(full, "office2").grants:
            one.ended_at = WHEN
    with full.at(WHEN + HOUR):
        assert full.one().vacant_sides == {"office"}
        assert full.person("qian").id in full.one().asked_signers()
        full.one().sign(full.person("qian"))
        full.one().sign(who(full, "hr2"))
        assert full.one().state == "finalised"
        assert {one.member_class for one in full.one().signatures} == {"hr", "office"}


def test_a_signature_stays_when_its_role_ends(full: Shop) -> None:
    with full.at(WHEN):
        full.one().sign(who(full, "hr2"))
        for one in who(full, "hr2").grants:
            one.ended_at = WHEN
    with full.at(WHEN + HOUR):
        full.one().sign(full.person("guo"))
        assert full.one().state == "finalised"


def test_one_person_of_both_sides_signs_for_one(full: Shop) -> None:
    with full.at(WHEN):
        for name in ("hr2", "hr3", "guo", "office2"):
            for one in who(full, name).grants:
                one.ended_at = WHEN
        _also("两头", "both", roles.HR, roles.ADMINISTRATION)
    with full.at(WHEN + HOUR):
        full.one().sign(who(full, "both"))
        assert "已经签过" in refused(full, "both") and full.one().state == "moderated"
        assert not lacks(full.one())
        full.one().sign(full.person("qian"))
        assert full.one().state == "finalised"


def test_under_a_d_hr_administration_and_the_owner_sign(grave: Shop, client_of: Enter) -> None:
    with grave.at(WHEN):
        one = grave.one()
        assert one.results[-1].grade == "D" and one.missing_signatures == 3
        asked = {who(grave, name).id for name in ("hr2", "guo", "qian")}
        assert set(one.asked_signers()) == asked
        one.sign(who(grave, "hr2"))
        one.sign(grave.person("guo"))
        assert one.state == "moderated" and one.asked_signers() == [grave.person("qian").id]
    assert grave.waiting("guo") == [] != grave.waiting("qian")
    desk = Desk(grave, client_of)
    desk.post("qian", f"{desk.page}/signatures", WHEN + HOUR)
    with grave.at(WHEN + 2 * HOUR):
        assert grave.one().state == "finalised"
        assert [one.member_class for one in grave.one().signatures] == ["hr", "office", "owner"]
    assert "钱老板" in desk.get("guo", f"{desk.page}/report/sheet", WHEN + 2 * HOUR)


def test_under_a_d_the_owner_who_stands_in_signs_once(grave: Shop) -> None:
    with grave.at(WHEN):
        for one in who(grave, "hr2").grants:
            one.ended_at = WHEN
    with grave.at(WHEN + HOUR):
        assert grave.one().missing_signatures == 2 and not lacks(grave.one())
        grave.one().sign(grave.person("guo"))
        assert grave.one().state == "moderated"
        grave.one().sign(grave.person("qian"))
        assert grave.one().state == "finalised"


def test_a_d_without_an_owner_says_whom_to_appoint(grave: Shop) -> None:
    with grave.at(WHEN):
        for one in grave.person("qian").grants:
            one.ended_at = WHEN
    with grave.at(WHEN + HOUR):
        assert "负责人" in str(lacks(grave.one())[0])
        for name in ("hr2", "guo"):
            grave.one().sign(who(grave, name))
        assert grave.one().state == "moderated"


SIDES = [set(), {"hr"}, {"office"}, {"hr", "office"}]


@pytest.mark.parametrize("people", [p for n in range(4) for p in product(SIDES, repeat=n)])
def test_open_sides_are_those_that_one_more_person_would_fill(people: tuple[set[str], ...]) -> None:
    """Compared with trying every way of seating people."""

    def seated(among: tuple[set[str], ...]) -> int:
        pairs = combinations(range(len(among)), 2)
        if any(len({a, b}) == 2 for i, j in pairs for a in among[i] for b in among[j]):
            return 2
        return int(any(among))

    held = seated(people)
    useful = {side for side in ("hr", "office") if seated((*people, {side})) > held}
    assert finalising.open_sides(people) == useful
    assert finalising.how_many_open(people) == 2 - held
