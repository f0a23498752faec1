"""Who should take no part, by double roles, ties, being on air, strange ids and screens; over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.months.shop import DAY, HOUR, LAST_DAY, OVER, OWN, THREES, Desk, Shop, opened
from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Screen, SignIn
from zhubo_web.broadcasts.models import RosterEntry
from zhubo_web.core.access import access_of
from zhubo_web.evaluations.models import Closeness
from zhubo_web.extensions import db
from zhubo_web.months.models import Given, SelfAssessment

WHEN = OVER + DAY + 9 * HOUR
MARKS = dict.fromkeys(THREES, "5")
VERBS = ("self", "marks", "missing", "calibration", "calibration/withdrawal",
         "calibration/agreement", "signatures", "publication", "acknowledgement", "post")  # fmt: skip


def to_rate(shop: Shop) -> None:
    opened(shop)
    with shop.at(LAST_DAY + HOUR):
        shop.one().self_submit(shop.person("chen"), SelfAssessment(OWN))
    shop.clock(OVER + DAY + timedelta(minutes=1))


@pytest.mark.parametrize("role", [roles.OPERATIONS, roles.HR, roles.SENIOR_HOST,
                                  roles.ADMINISTRATION, roles.OWNER])  # fmt: skip
def test_the_assistant_in_whatever_role_judges_not_themselves(
    desk: Desk, shop: Shop, role: str
) -> None:
    with shop.at(LAST_DAY):
        shop.person("chen").grant(role, None)
    to_rate(shop)
    assert 'id="marks"' not in desk.get("chen", desk.page, WHEN)
    assert desk.post("chen", f"{desk.page}/marks", WHEN, **MARKS, act="marks") == 403
    assert desk.post("chen", f"{desk.page}/post", WHEN, post="desk") in (403, 409)
    with shop.at(WHEN):
        for name in ("ma", "lin", "hong"):
            shop.one().rate(shop.person(name), Given(THREES))
    page = desk.get("chen", desk.page, WHEN)
    assert "小组打分" not in page and "级</p>" not in page
    for verb in ("signatures", "calibration/agreement", "publication"):
        assert desk.post("chen", f"{desk.page}/{verb}", WHEN, seen=1) in (403, 409)
    assert desk.post("chen", f"{desk.page}/calibration", WHEN, score="80", reason="我好") == 403
    assert "陈小满" not in desk.get("chen", "/months?which=month", WHEN).split("<main")[1]


@pytest.mark.parametrize("name", ["ma", "lin", "hong"])
def test_who_is_close_rates_proposes_and_signs_not(desk: Desk, shop: Shop, name: str) -> None:
    with shop.at(LAST_DAY):
        close = shop.person(name)
        Closeness.declare(close, shop.person("chen"), "family", close)
    to_rate(shop)
    assert "利害关系" in desk.get(name, desk.page, WHEN)
    assert desk.post(name, f"{desk.page}/marks", WHEN, **MARKS, act="marks") == 403
    with shop.at(WHEN):
        for other in {"ma", "lin", "hong"} - {name}:
            shop.one().rate(shop.person(other), Given(THREES))
        assert shop.one().state == "computed"
    assert desk.post(name, f"{desk.page}/signatures", WHEN, seen=1) == 403
    assert desk.post(name, f"{desk.page}/calibration", WHEN, score="80", reason="改") == 403


def test_a_host_on_air_with_the_assistant_does_not_rate(desk: Desk, shop: Shop) -> None:
    with shop.at(LAST_DAY):
        lin = shop.person("lin")
        number = db.session.query(RosterEntry).filter_by(person_id=shop.cast.he.id).one()
        db.session.add(
            RosterEntry(broadcast_id=number.broadcast_id, person_id=lin.id, part="host", position=2)
        )
    to_rate(shop)
    assert "按主播计一次" in desk.get("lin", desk.page, WHEN)
    assert desk.post("lin", f"{desk.page}/marks", WHEN, **MARKS, act="marks") == 403


def test_a_class_that_is_in_is_not_rated_again_by_a_colleague(desk: Desk, shop: Shop) -> None:
    to_rate(shop)
    with shop.at(WHEN):
        shop.one().rate(shop.person("ma"), Given(THREES))
        shop.person("he").grant(roles.OPERATIONS, None, room_id=shop.cast.care)
    assert "你这一类已经打过分" in desk.get("he", desk.page, WHEN)
    assert desk.post("he", f"{desk.page}/marks", WHEN, **MARKS, act="marks") == 403


def test_every_verb_is_refused_to_strangers_and_screens(desk: Desk, shop: Shop) -> None:
    to_rate(shop)
    with shop.at(WHEN):
        screen = Screen(name="平板", room_id=shop.cast.care)
        db.session.add(screen)
        db.session.flush()
        _row, token = SignIn.open(screen, "screen", device="", address="")
    tablet = shop.app.test_client()
    with tablet.session_transaction() as session:
        session["sid"] = token
    for verb in VERBS:
        assert desk.post("wu", f"{desk.page}/{verb}", WHEN) == 404, verb
        assert desk.post("hong", f"/months/999/{verb}", WHEN) == 404, verb
        assert tablet.post(f"{desk.page}/{verb}").status_code == 403, verb
    assert tablet.get(desk.page).status_code == 403 == tablet.get("/months").status_code
    routes = [rule for rule in shop.app.url_map.iter_rules() if rule.endpoint.startswith("months.")]
    assert all(access_of(shop.app.view_functions[rule.endpoint]) for rule in routes)


def test_the_lead_of_another_room_tracks_none_of_it(desk: Desk, shop: Shop) -> None:
    to_rate(shop)
    assert "陈小满" not in desk.get("wu", "/months?which=month", WHEN)
    assert "这个月没有你能看的月评" in desk.text
