"""The pages of figures: who sees what, the wizard from upload to result, few statements, small pages."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.metrics.conftest import Shop
from tests.metrics.files import COMPASS, compass_row, xlsx
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing
from zhubo_web.metrics.jobs import place
from zhubo_web.metrics.models import MetricImport
from zhubo_web.months.models import Month

Client = Callable[[Member], FlaskClient]
MOST_BYTES = 8 * 1024


def send(client: FlaskClient, held: bytes, name: str = "直播明细.xlsx") -> str:
    answer = client.post("/figures/imports", data={"file": (io.BytesIO(held), name)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def compass(shop: Shop, *rows: list[object]) -> bytes:
    return xlsx(shop.folder / "up.xlsx", [COMPASS, *rows]).read_bytes()


def targets(app: Flask, address: str) -> dict[str, str]:
    """What the mapping page would send as it stands."""
    with app.app_context():
        begun = db.session.get_one(MetricImport, int(address.rsplit("/", 1)[1]))
        return {f"c{one['place']}": one["target"] for one in begun.columns}


@pytest.mark.parametrize(
    ("who", "status"),
    [("ma", 200), ("hong", 200), ("guo", 200), ("qian", 200), ("chen", 200), ("he", 200),
     ("lin", 404), ("li", 404), ("wu", 404), ("dai", 403), ("sun", 403)],
)  # fmt: skip
def test_who_sees_a_broadcasts_figures(
    shop: Shop, client_of: Client, who: str, status: int
) -> None:
    shop.enter({"gmv": 5000, "view_pv": 4000})
    answer = client_of(getattr(shop.cast, who)).get(f"/broadcasts/{shop.one}/figures")
    assert answer.status_code == status
    assert ("5,000 元" in answer.text and "1,250 元" in answer.text) == (status == 200)
    assert ("填数据" in answer.text) == (who in ("ma", "hong"))


def test_by_hand_with_what_was_typed_kept(shop: Shop, client_of: Client) -> None:
    client, address = client_of(shop.cast.ma), f"/broadcasts/{shop.one}/figures"
    assert client.get(f"{address}/edit").status_code == 200
    wrong = client.post(address, data={"gmv": "很多", "view_uv": "1.2万"})
    assert wrong.status_code == 422 and "不是数" in wrong.text and "1.2万" in wrong.text
    assert "请写这些数从哪里来" in wrong.text and shop.stands() == {}
    right = {"gmv": "¥5,676.50", "view_uv": "1.2万", "watch_avg": "1分23秒", "note": "罗盘"}
    assert client.post(address, data=right).status_code == 303
    page = client.get(address).text
    assert "12,000" in page and "1 分 23 秒" in page and "罗盘" in page and "看得太少" in page
    assert client.post(address, data={"view_uv": "-", "note": "看错了"}).status_code == 303
    assert "view_uv" not in shop.stands()
    assert client_of(shop.cast.chen).post(address, data=right).status_code == 403
    assert client_of(shop.cast.guo).get(f"{address}/edit").status_code == 403


def test_the_wizard_from_upload_to_result(app: Flask, shop: Shop, client_of: Client) -> None:
    shop.enter({"gmv": 5000})
    client = client_of(shop.cast.ma)
    held = compass(shop, compass_row("shanqian_care", shop.start()), compass_row("x", shop.start()),
                   compass_row("shanqian_care", shop.start(), 评论次数="=1+1"))  # fmt: skip
    address = send(client, held)
    page = client.get(address).text
    assert "对列" in page and "人均停留时长（分钟）" in page and "表头在第 1 行" in page
    nothing = client.post(f"{address}/columns", data={})
    assert nothing.status_code == 422 and "开播时间" in nothing.text
    assert client.post(f"{address}/columns", data=targets(app, address)).status_code == 303
    page = client.get(address).text
    assert "写入 1 行" in page and "5,676.5 元" in page and "没有对上场次" in page
    assert "O 列：是公式" in page and shop.stands() == {"gmv": 5000}
    assert "O 列" not in client.get(f"{address}?rows=change").text
    assert client.post(f"{address}/confirmation").status_code == 303
    page = client.get(address).text
    assert "导入好了" in page and shop.stands()["view_uv"] == 1234
    figures = client.get(f"/broadcasts/{shop.one}/figures").text
    assert "直播明细.xlsx" in figures and "第 2 行" in figures
    assert client.post(f"{address}/confirmation").status_code == 409
    again = send(client, held)
    assert "照上次的填好了" in client.get(again).text
    assert client.post(f"{again}/columns", data=targets(app, again)).status_code == 303
    assert "没有要写的行" in client.get(again).text


def test_which_broadcast_is_chosen_and_an_import_is_dropped(
    app: Flask, shop: Shop, client_of: Client
) -> None:
    start = shop.start()
    twin = shop.over(days=1, minutes=86)
    client = client_of(shop.cast.ma)
    held = xlsx(
        shop.folder / "b.xlsx",
        [("日期", "抖音号", "成交金额"), (f"{start:%Y-%m-%d}", "shanqian_care", 9)],
    )
    address = send(client, held.read_bytes())
    client.post(f"{address}/columns", data=targets(app, address))
    page = client.get(address).text
    assert "可能是几场里的一场" in page
    with app.app_context():
        begun = db.session.get_one(MetricImport, int(address.rsplit("/", 1)[1]))
        (row,) = db.session.scalars(begun.rows("choose"))
        name = f"r{row.id}"
    assert client.post(f"{address}/choice", data={name: "99999"}).status_code == 422
    assert client.post(f"{address}/choice", data={name: str(twin)}).status_code == 303
    assert "写入 1 行" in client.get(address).text
    assert (
        "改对列" in client.get(address).text
        and client.get(f"{address}?columns=1").status_code == 200
    )
    assert client.post(f"{address}/dropping").status_code == 303
    assert "放弃了" in client.get(address).text and shop.stands(twin) == {}
    assert client.post(f"{address}/columns", data={"c1": "day", "c3": "gmv"}).status_code == 409
    assert client.post(f"{address}/again").status_code == 303


@pytest.mark.parametrize(
    ("held", "says"),
    [(b"", "没有内容"), (b"%PDF-1.7 \0\0", "这不是"), (b"PK\x03\x04 cut", "不完整")],
)
def test_a_bad_file_is_a_sentence_at_the_field(
    app: Flask, shop: Shop, client_of: Client, held: bytes, says: str
) -> None:
    answer = client_of(shop.cast.ma).post(
        "/figures/imports", data={"file": (io.BytesIO(held), "a.xlsx")}
    )
    assert answer.status_code == 422 and says in answer.text
    with app.app_context():
        assert db.session.query(MetricImport).count() == 0
    assert client_of(shop.cast.ma).post("/figures/imports", data={}).status_code == 422


def test_an_import_is_its_owners_and_those_of_the_whole_shop(shop: Shop, client_of: Client) -> None:
    address = send(client_of(shop.cast.ma), compass(shop))
    assert client_of(shop.cast.hong).get(address).status_code == 200
    assert client_of(shop.cast.wu).get(address).status_code == 404
    assert client_of(shop.cast.chen).get(address).status_code == 403


def test_what_is_usual_shows_and_a_slip_is_flagged(
    app: Flask, shop: Shop, client_of: Client
) -> None:
    fill(shop, 12)
    shop.enter({"view_uv": 99999, "comments": 500, "view_pv": 1000})
    page = client_of(shop.cast.ma).get(f"/broadcasts/{shop.one}/figures").text
    assert "高于平时水平" in page and "离平时太远" in page and "和平时差不多" in page
    assert "陈小满" in page and "100%" in page


def fill(shop: Shop, amount: int) -> None:
    for days in range(2, 2 + amount):
        one = shop.over(days=days)
        values = {"view_uv": 1000 + days * 9, "comments": 480 + days * 3, "view_pv": 1000}
        shop.enter({**values, "gmv": 10 * days}, of=one)


def test_pages_are_small_and_ask_little_however_much_there_is(
    app: Flask, shop: Shop, client_of: Client
) -> None:
    client = client_of(shop.cast.ma)
    shop.enter({"view_uv": 1200, "gmv": 999})
    address = send(client, compass(shop, compass_row("shanqian_care", shop.start())))
    fill(shop, 3)
    mapping = send(client, compass(shop, compass_row("shanqian_care", shop.start())))
    rows = [compass_row("shanqian_care", shop.start() + timedelta(days=n)) for n in range(30)]
    big = send(client, compass(shop, *rows))
    client.post(f"{big}/columns", data=targets(app, big))
    client.post(f"{address}/columns", data=targets(app, address))
    client.post(f"{address}/confirmation")
    month = f"{shop.start():%Y-%m}"
    pages = [f"/broadcasts/{shop.one}/figures", f"/broadcasts/{shop.one}/figures/edit",
             f"/figures?month={month}", "/figures/dictionary", "/figures/imports", address, mapping,
             f"{mapping}?all=1", big, f"{big}?page=2"]  # fmt: skip

    def sizes() -> dict[str, tuple[int, int]]:
        found = {}
        for page in pages:
            with counted(app) as statements:
                answer = client.get(page, headers={"Accept-Encoding": "identity"})
            assert answer.status_code == 200, page
            found[page] = len(statements), len(gzip.compress(answer.data))
        return found

    few = sizes()
    with app.app_context(), writing():
        pass
    for days in range(10, 20):
        shop.enter({"view_uv": 1000, "gmv": days}, of=shop.over(days=days))
    much = sizes()
    assert {page: told for page, told in much.items() if told[1] > MOST_BYTES} == {}
    assert {page: told for page, told in much.items() if told[0] > MOST_STATEMENTS} == {}
    assert {page for page in pages if much[page][0] > few[page][0]} == set()


def test_the_month_shows_a_curve_and_only_ones_own(shop: Shop, client_of: Client) -> None:
    fill(shop, 3)
    shop.over(days=1, room=shop.cast.other)
    client, month = client_of(shop.cast.ma), f"{shop.start():%Y-%m}"
    page = client.get(f"/figures?month={month}&metric=gmv").text
    assert "成交金额" in page and "别家直播间" not in page
    assert client.get("/figures?month=x&metric=y&room=z&page=0").status_code == 200
    assert client.get("/figures?month=2020-01").text.count("还没有下播的场次") == 1
    assert client_of(shop.cast.li).get(f"/figures?month={month}").text.count("秋冬专场") == 0


def test_every_page_speaks_english_and_names_no_key(
    cast: Cast, shop: Shop, client_of: Client
) -> None:
    client = client_of(cast.qian)
    for page in (f"/broadcasts/{shop.one}/figures", "/figures", "/figures/dictionary"):
        assert client.get(f"{page}?lang=en").status_code == 200


def test_a_refused_import_shows_where_it_stopped(shop: Shop, client_of: Client) -> None:
    client = client_of(shop.cast.ma)
    address = send(
        client, xlsx(shop.folder / "no.xlsx", [["姓名", "电话"], ["甲", "1"]]).read_bytes()
    )
    page = client.get(address).text
    assert "没有导入，什么都没改" in page and page.count("（已完成）") == 0
    assert re.search(r'steps__item--stopped" aria-current="step"><span>上传', page)
    address = send(client, compass(shop, compass_row("shanqian_care", shop.start())))
    with shop.app.app_context():
        place(int(address.rsplit("/", 1)[1])).unlink()
    client.post(f"{address}/columns", data=targets(shop.app, address))
    page = client.get(address).text
    assert page.count("（已完成）") == 2
    assert re.search(r'steps__item--stopped" aria-current="step"><span>核对', page)


@pytest.mark.parametrize(
    ("before", "step", "stopped"),
    [
        ({"state": "reading"}, 0, False),
        ({"state": "mapping", "columns": [1]}, 1, False),
        ({"state": "checking", "columns": [1]}, 2, False),
        ({"state": "preview", "columns": [1]}, 2, False),
        ({"state": "applying", "columns": [1]}, 3, False),
        ({"state": "done", "columns": [1]}, 4, False),
        ({"state": "refused"}, 0, True),
        ({"state": "refused", "columns": [1]}, 2, True),
        ({"state": "dropped"}, 0, True),
        ({"state": "dropped", "columns": [1]}, 1, True),
        ({"state": "dropped", "columns": [1], "counts": {"new": 1}}, 2, True),
    ],
)
def test_the_step_of_an_import(before: dict[str, Any], step: int, stopped: bool) -> None:
    made = MetricImport(file_name="a", by_id=1, **before)
    assert (made.step, made.has_stopped) == (step, stopped)


def test_the_preview_tells_rows_of_frozen_months(shop: Shop, client_of: Client) -> None:
    client, began = client_of(shop.cast.ma), shop.start()
    other = shop.over(days=70)
    rows = [compass_row("shanqian_care", shop.start(one)) for one in (shop.one, other)]
    address = send(client, compass(shop, *rows))
    client.post(f"{address}/columns", data=targets(shop.app, address))
    page = client.get(address).text
    assert "已锁数" not in page and "写入 2 行" in page
    with shop.app.app_context(), writing():
        month = Month(first_day=began.date().replace(day=1)).govern("month")
        month._plan()
        month.frozen_at = clock.now()
        db.session.add(month)
    page = client.get(address).text
    assert "1 行的月份已锁数" in page and "锁了数的月评不跟着变" in page and "写入 2 行" in page
    assert page.count("已锁数") == 2  # the banner, and the pill of its row


def test_figures_stand_by_what_a_month_is_made_of(shop: Shop, client_of: Client) -> None:
    shop.enter({"engage_uv": 60, "view_uv": 1200, "view_pv": 1500, "gmv": 5000, "buyers": 120,
                "watch_avg": 65, "like_uv": 30})  # fmt: skip
    page = client_of(shop.cast.ma).get(f"/broadcasts/{shop.one}/figures").text
    seen = [page.index(f">{name}</h2>") for name in ("互动", "停留", "成交转化", "其他数据")]
    assert seen == sorted(seen) and ">商品点击</h2>" not in page
    rest = page[seen[-1] : page.index(">记录</h2>")]
    assert "还有" in rest and "点赞人数" in rest and "互动人数" not in rest
