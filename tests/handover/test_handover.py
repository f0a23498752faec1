"""A month on its way to HR: its day, what is contested, numbered corrections, files, who may."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.months.shop import OVER, Shop, rated
from tests.tables import allowed, strays
from zhubo_web.accounts import roles
from zhubo_web.core.reasons import Denied, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.handover import jobs
from zhubo_web.handover.models import Package
from zhubo_web.handover.workflow import WORKFLOW
from zhubo_web.months.models import Month

DAY = timedelta(days=1)
SIGNED, GIVEN = OVER + 2 * DAY, OVER + 4 * DAY + timedelta(minutes=1)
DUE = OVER + 8 * DAY + timedelta(minutes=1)


def signed(shop: Shop) -> Shop:
    rated(shop)
    with shop.at(SIGNED):
        for name in ("ma", "lin", "hong"):
            shop.one().sign(shop.person(name))
    return shop


def given_to_hr(shop: Shop) -> Shop:
    signed(shop).clock(GIVEN)
    with time_machine.travel(DUE, tick=False), shop.app.app_context():
        assert jobs.send_due() == 1 and jobs.send_due() == 0
    return shop


def packages() -> list[Package]:
    return list(db.session.scalars(db.select(Package).order_by(Package.number)))


def test_every_row_of_the_table() -> None:
    class Thing:
        state, setting = "", "standard"

        def receiver_ids(self) -> list[int]:
            return []

    def make(state: str, setting: str) -> Thing:
        thing = Thing()
        thing.state, thing.setting = state, setting
        return thing

    assert allowed(WORKFLOW, make) == {
        " → sent send [all]": {"hong", "guo", "qian", "clock"},
        "sent → received receive [all]": {"hong", "qian"},
    }
    assert strays(WORKFLOW, make) == []


def test_on_its_day_hr_gets_it_and_says_that_it_arrived(shop: Shop) -> None:
    given_to_hr(shop)
    with shop.at(DUE):
        one = packages()[0]
        line = one.read[0]
        assert (line.name, line.status, line.grade) == (
            "陈小满",
            "final",
            "",
        ) or line.status == "few"
        assert [d.title for d in Duty.open_of(shop.person("hong")) if "月度包" in d.title]
        with pytest.raises(Denied):
            one.receive(shop.person("ma"))
        one.receive(shop.person("hong"))
        assert one.state == "received" and one.received_by_id == shop.person("hong").id
        with pytest.raises(WrongState):
            Package.send(db.session.scalars(db.select(Month)).one(), SYSTEM)


def test_what_is_contested_is_paid_at_one_and_corrected_with_a_number(shop: Shop) -> None:
    given_to_hr(shop)
    with shop.at(DUE + DAY):
        shop.one().appeal(SYSTEM)
        assert [one.number for one in packages()] == [0, 1]
        line = packages()[1].read[0]
        assert line.status == "contested" and line.coefficient == Decimal("1.0")
    with shop.at(DUE + 3 * DAY):
        one = shop.one()
        found = one.result()
        assert found is not None and found.score is not None
        one.amend(found.facts, "复核：漏算一段", ("appeal", 1), found.score + 5)
        assert len(packages()) == 3 and packages()[2].read[0].score == found.score + 5
        one.settle_dispute(changed=True)
        last = packages()[-1]
        assert last.number == 3 and last.changes[0].before is not None
        assert last.read[0].status in ("final", "few")
        assert packages()[0].read[0].score == found.score


def test_a_withdrawn_objection_makes_it_final_again_by_another_correction(shop: Shop) -> None:
    given_to_hr(shop)
    with shop.at(DUE + DAY):
        before = shop.one().state
        shop.one().appeal(SYSTEM)
        shop.one().settle_dispute(changed=False, undecided=True)
        assert shop.one().state == before
        assert [one.number for one in packages()] == [0, 1, 2]
        last = packages()[2].read[0]
        assert last.status in ("final", "few")
        assert last.coefficient == packages()[0].read[0].coefficient


def test_files_say_the_same_and_run_no_formula(
    shop: Shop,
    app: Flask,
    cast: Cast,
    client_of: Callable[[Member], FlaskClient],
) -> None:
    with shop.at(SIGNED - 9 * DAY):
        shop.person("chen").name = "=HYPERLINK(1)"
        shop.person("chen").employee_number = "0042"
    given_to_hr(shop)
    hong = client_of(cast.hong)
    with shop.at(DUE):
        number = packages()[0].id
    where = f"/handover/{number}/files"
    for ending in ("xlsx", "csv", "json"):
        assert client_of(cast.ma).post(where, data={"form": ending}).status_code == 403
    assert hong.post(where, data={"form": "pdf"}).status_code == 404
    taken = {one: hong.post(where, data={"form": one}).data for one in ("xlsx", "csv", "json")}
    book = openpyxl.load_workbook(io.BytesIO(taken["xlsx"]))
    assert (book.worksheets[0]["B1"].value, book.worksheets[0]["B2"].value) == ("工号", "0042")
    cell = book.worksheets[0]["C2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s") or cell.data_type == "inlineStr"
    data = json.loads(taken["json"])
    assert data["form"] == "zhubo.month-package/1" and data["lines"][0]["name"] == "=HYPERLINK(1)"
    assert data["lines"][0]["employee_number"] == "0042"
    assert "'=HYPERLINK" in taken["csv"].decode("utf-8-sig")
    assert '"0042"' in taken["csv"].decode("utf-8-sig")
    assert "工号 0042" in hong.get(f"/handover/{number}").text
    for path in ("/handover", f"/handover/{number}", "/handover/months/2026-11"):
        with counted(app) as statements:
            assert hong.get(path).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_hr_of_one_room_reads_no_package_of_the_whole_shop(
    shop: Shop, cast: Cast, client_of: Callable[[Member], FlaskClient]
) -> None:
    """It holds everybody's months; a role in one room, also as a second role, does not reach them."""
    given_to_hr(shop)
    with shop.at(DUE):
        shop.person("li").grant(roles.HR, None, room_id=cast.care)
        number = packages()[0].id
        assert shop.person("li").id not in packages()[0].receiver_ids()
        with pytest.raises(Denied):
            Package.send(packages()[0].month, shop.person("li"))
    li = client_of(cast.li)
    for path in (f"/handover/{number}", f"/handover/{number}.csv", "/handover/months/2026-11"):
        assert li.get(path).status_code == 404
    assert li.post(f"/handover/{number}/receive").status_code == 404
    assert f"/handover/{number}" not in li.get("/handover").text
