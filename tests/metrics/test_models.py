"""Figures by hand and by import: nothing twice, nothing half, nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.metrics.conftest import Shop
from tests.metrics.files import COMPASS, compass_row, csv_bytes
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, Refused, WrongState
from zhubo_web.duties.models import Work
from zhubo_web.extensions import db, writing
from zhubo_web.metrics import jobs
from zhubo_web.metrics.definitions import DICTIONARY
from zhubo_web.metrics.jobs import place, take_step
from zhubo_web.metrics.models import FigureRecording, ImportRow, MetricImport, log_of, recorded
from zhubo_web.metrics.models.checking import choose


def test_by_hand_with_a_source_corrected_and_taken_back(shop: Shop) -> None:
    assert shop.enter({"gmv": "5676.50", "view_uv": 1234}) == ["gmv", "view_uv"]
    assert shop.enter({"gmv": "5676.5"}) == []
    assert shop.enter({"gmv": "5600"}, by="hong", note="财务对账") == ["gmv"]
    assert shop.enter({"view_uv": None}) == ["view_uv"]
    assert shop.stands() == {"gmv": Decimal(5600)}
    with shop.app.app_context():
        log = log_of(db.session.get_one(Broadcast, shop.one))
        assert [(row.metric, row.before, row.value) for row in log] == [
            ("view_uv", None, Decimal(1234)),
            ("gmv", None, Decimal("5676.5")),
            ("gmv", Decimal("5676.5"), Decimal(5600)),
            ("view_uv", Decimal(1234), None),
        ]
        assert log[1].definition.formula.startswith("支付金额") and log[1].unit == "元"
        query = select(AuditEvent).where(AuditEvent.name == "figures.recorded")
        events = list(db.session.scalars(query.order_by(AuditEvent.id)))
        assert events[1].data["changes"] == {"gmv": ["5676.5000", "5600"]}


@pytest.mark.parametrize("who", ["chen", "he", "lin", "guo", "qian", "dai", "sun", "wu"])
def test_only_the_lead_and_hr_write(shop: Shop, who: str) -> None:
    with pytest.raises(Denied):
        shop.enter({"gmv": 1}, by=who)


def test_a_source_is_needed_and_the_broadcast_must_be_over(shop: Shop) -> None:
    with pytest.raises(Invalid):
        shop.enter({"gmv": 1}, note=" ")
    with pytest.raises(Invalid):
        shop.enter({"answer_rate": 1})
    with shop.app.app_context(), writing():
        db.session.get_one(Broadcast, shop.one).ended_at = None
    with pytest.raises(Denied):
        shop.enter({"gmv": 1})


def test_the_compass_list_goes_in_once(shop: Shop) -> None:
    two = shop.over(days=2)
    start, other = shop.start() + timedelta(minutes=4), shop.start(two)
    rows = [
        COMPASS,
        compass_row("shanqian_care", start),
        compass_row("shanqian_care", other, 评论次数="-"),
    ]
    number = shop.rows(rows)
    with shop.import_of(number) as begun:
        assert begun.state == "mapping" and not begun.was_remembered
    shop.map(number)
    assert shop.fates(number) == {2: "new", 3: "new"} and shop.stands() == {}
    shop.confirm(number)
    assert shop.stands()["gmv"] == Decimal("5676.5") and "comments" not in shop.stands(two)
    with shop.import_of(number) as begun:
        assert begun.state == "done" and begun.work is not None and begun.work.state == "done"
        assert not place(number).exists()
        row = next(one for one in log_of(db.session.get_one(Broadcast, two)) if one.metric == "gmv")
        assert row.line == 3 and row.import_id == number and row.source == "import"
    again = shop.rows(rows)
    with shop.import_of(again) as begun:
        assert begun.was_remembered
    shop.map(again)
    assert shop.fates(again) == {2: "same", 3: "same"}
    with pytest.raises(WrongState):
        shop.confirm(again)


def test_a_changed_figure_is_a_correction_and_an_empty_cell_takes_nothing_away(shop: Shop) -> None:
    shop.enter({"gmv": 5000, "view_uv": 1234})
    number = shop.rows([("开播时间", "抖音号", "成交金额", "观看人数", "评论次数"),
                        (f"{shop.start():%Y-%m-%d %H:%M}", "shanqian_care", 5100, "-", 300)])  # fmt: skip
    shop.map(number)
    with shop.import_of(number) as begun:
        (row,) = db.session.scalars(begun.rows())
        assert row.action == "change" and row.before == {"gmv": "5000.0000"}
    shop.confirm(number)
    assert shop.stands() == {
        "gmv": Decimal(5100),
        "view_uv": Decimal(1234),
        "comments": Decimal(300),
    }
    with shop.app.app_context():
        written = db.session.scalars(select(FigureRecording).filter_by(import_id=number)).one()
        assert set(written.values) == {"gmv", "comments"} and set(written.before) == {"gmv"}


def test_what_was_recorded_keeps_the_definition_of_its_day(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.enter({"gmv": 5000, "view_uv": 1234})
    (first,) = DICTIONARY["gmv"]
    other = replace(first, version=2, since=clock.today(), formula="含退款", unit="万元")
    monkeypatch.setitem(DICTIONARY, "gmv", (first, other))
    shop.enter({"gmv": 1})
    with shop.app.app_context():
        told = recorded([shop.one], ["gmv"])
        assert [(row.definition_version, row.unit) for row in told] == [(1, "元"), (2, "万元")]
        assert [row.definition for row in told] == [first, other]


def test_every_kind_of_row_has_its_fate(shop: Shop) -> None:
    close = shop.over(days=3)
    twin = shop.over(days=3, minutes=90)
    foreign = shop.over(days=1, room=shop.cast.other)
    when = [f"{shop.start(one):%Y/%m/%d %H:%M}" for one in (shop.one, close, foreign)]
    number = shop.rows([
        ("直播数据汇总",),
        ("开播时间", "抖音号", "成交金额", "观看人数"),
        (when[0], " shanqian_care'", 100, 10),
        (when[0], "shanqian_care", 100, 10),
        (when[0], "shanqian_care", 101, 10),
        (f"{shop.start(close):%Y/%m/%d}", "shanqian_care", 7, 1),
        ("小计", "", 300, 30),
        (when[2], "bieren", 5, 5),
        ("2020/01/01 10:00", "shanqian_care", 5, 5),
        (when[0], "shanqian_care", "很多", 5),
        (when[0], "shanqian_care", "-", "--"),
        ("", "shanqian_care", 1, 5),
    ])  # fmt: skip
    shop.map(number)
    fates = shop.fates(number)
    assert fates == {3: "new", 4: "repeat", 5: "wrong", 6: "choose", 7: "sum", 8: "unmatched",
                     9: "unmatched", 10: "wrong", 11: "empty", 12: "wrong"}  # fmt: skip
    with shop.app.app_context():
        with writing():
            begun = db.session.get_one(MetricImport, number)
            (row,) = db.session.scalars(begun.rows("choose"))
            assert set(row.candidates) == {close, twin}
            with pytest.raises(Invalid):
                choose(begun, {row.id: foreign}, shop.person("ma"))
            choose(begun, {row.id: twin}, shop.person("ma"))
        assert db.session.get_one(MetricImport, number).counts["new"] == 2
    shop.confirm(number)
    assert (
        shop.stands(twin) == {"gmv": Decimal(7), "view_uv": Decimal(1)} and shop.stands(close) == {}
    )
    assert shop.stands() == {"gmv": Decimal(100), "view_uv": Decimal(10)}
    assert shop.stands(foreign) == {}


def test_a_file_without_accounts_is_of_the_room_that_is_chosen(shop: Shop) -> None:
    start = shop.start()
    row = (f"{start:%Y年%m月%d日}", f"{start:%H点%M分}", "1.5")
    held = csv_bytes([("日期", "时刻", "GMV（万元）"), row], "gb18030")
    number = shop.upload(held, "自己的表.csv", by="hong")
    with pytest.raises(Invalid):
        shop.map(number, by="hong")
    shop.map(number, room=shop.cast.care, by="hong")
    shop.confirm(number, by="hong")
    assert shop.stands() == {"gmv": Decimal(15000)}


def test_nothing_counts_when_the_worker_breaks_off_and_it_can_be_done_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [shop.one, *(shop.over(days=n) for n in (2, 3))]
    rows = [COMPASS, *(compass_row("shanqian_care", shop.start(one)) for one in ids)]
    number = shop.rows(rows)
    shop.map(number)
    monkeypatch.setattr("zhubo_web.metrics.models.applying.BATCH", 1)
    true, calls = jobs.stage, []

    def fail(*given: object) -> tuple[int, str]:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the power went")
        return true(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "stage", fail)
    with pytest.raises(RuntimeError):
        shop.confirm(number)
    assert all(shop.stands(one) == {} for one in ids)
    with shop.import_of(number) as begun:
        assert begun.is_broken
        assert db.session.scalar(select(func.count()).select_from(FigureRecording)) == 1
        assert recorded(ids) == []
    shop.confirm(number)
    assert all(len(shop.stands(one)) == 26 for one in ids)
    with shop.import_of(number):
        assert db.session.scalar(select(func.count()).select_from(FigureRecording)) == 3
        assert len(recorded(ids)) == 78
        assert [one.state for one in db.session.scalars(select(Work).order_by(Work.id))] == [
            "broken",
            "done",
        ]


def test_a_step_asked_for_twice_changes_nothing(shop: Shop) -> None:
    number = shop.rows([COMPASS, compass_row("shanqian_care", shop.start())])
    shop.map(number)
    with shop.app.app_context():
        take_step(number)
        assert db.session.scalar(select(func.count()).select_from(ImportRow)) == 1
    shop.confirm(number)
    with shop.app.app_context():
        take_step(number)
        assert db.session.scalar(select(func.count()).select_from(FigureRecording)) == 1
        told = db.session.scalar(select(AuditEvent).where(AuditEvent.name == "figures.imported"))
        assert told is not None and told.data["values"] == 26 and json.dumps(told.data)


def test_a_bad_file_is_refused_and_removed_and_one_can_be_dropped(shop: Shop) -> None:
    number = shop.upload(b"PK\x03\x04 cut off")
    with shop.import_of(number) as begun:
        assert begun.state == "refused" and "损坏" in begun.refused["msgid"]
        assert not place(number).exists()
    gone = shop.rows([COMPASS, compass_row("shanqian_care", shop.start())])
    with shop.app.app_context():
        place(gone).unlink()
    shop.map(gone)
    with shop.import_of(gone) as begun:
        assert begun.state == "refused" and "再传一次" in begun.refused["msgid"]
    last = shop.rows([COMPASS, compass_row("shanqian_care", shop.start())])
    with shop.app.app_context(), writing():
        db.session.get_one(MetricImport, last).drop(shop.person("ma"))
    with pytest.raises(Refused):
        shop.map(last)


def test_the_room_s_account_is_found_however_it_is_written(shop: Shop, tmp_path: Path) -> None:
    with shop.app.app_context(), writing():
        db.session.get_one(Room, shop.cast.care).account = "12345678901"
    when = f"{shop.start():%Y-%m-%d %H:%M}"
    number = shop.rows([("开播时间", "抖音号", "成交金额"), (when, 12345678901, 1)])
    shop.map(number)
    assert shop.fates(number) == {2: "new"}
