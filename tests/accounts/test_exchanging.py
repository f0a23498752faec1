"""People as a table: taken away as CSV, brought in after a look, all of it or nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.cast import Cast, Member
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.extensions import db, writing

ClientOf = Callable[[Member], FlaskClient]
TABLE = """工号\t登录名\t姓名\t角色
0042\tchen\t陈小满\t
0043\tli\t李一凡\t
0044\tzhou\t小周\t助播、主播
"""


def kept(app: Flask) -> dict[str, tuple[str, str | None, list[str]]]:
    with app.app_context():
        people = db.session.scalars(select(Person))
        return {one.username: (one.name, one.employee_number, one.roles) for one in people}


def look(client: FlaskClient, text: str) -> Any:
    return client.post("/people/import", data={"pasted": text})


def bring(client: FlaskClient, text: str) -> Any:
    """Look, and confirm what was shown."""
    shown = look(client, text)
    found = re.search(r'name="seal"[^>]*value="(\w+)"', shown.text)
    assert found is not None
    return client.post("/people/import", data={"pasted": text, "seal": found[1], "make": "1"})


def test_a_look_says_what_each_line_does_and_changes_nothing(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    before = kept(app)
    page = look(client_of(cast.qian), TABLE)
    assert page.status_code == 200
    assert "新邀请 1 人，改 2 人，不变 0 人" in page.text
    assert "<ins" in page.text and "李一凡" in page.text
    assert kept(app) == before


def test_confirmed_it_is_done_and_the_same_table_again_changes_nothing(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    owner = client_of(cast.qian)
    assert bring(owner, TABLE).status_code == 303
    after = kept(app)
    assert after["chen"] == ("陈小满", "0042", ["assistant"])
    assert after["li"] == ("李一凡", "0043", ["assistant"])
    assert after["zhou"] == ("小周", "0044", ["assistant", "host"])
    again = look(owner, TABLE)
    assert "新邀请 0 人，改 0 人，不变 3 人" in again.text
    assert 'name="make"' not in again.text
    assert bring(owner, TABLE).status_code == 422
    assert kept(app) == after


def test_who_has_the_number_is_meant_also_without_a_sign_in_name(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    owner = client_of(cast.qian)
    bring(owner, TABLE)
    assert bring(owner, "姓名,工号\n陈满,0042\n").status_code == 303
    assert kept(app)["chen"] == ("陈满", "0042", ["assistant"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("0050,yang,=1+1,", "姓名 是公式，请粘贴成数值再导入"),
        ("＝A1,yang,小杨,", "工号 是公式"),
        ("0050,two words,小杨,", "登录名 要用 2 到 40 个字母"),
        ("0050,yang,,", "姓名 没写"),
        ("0050,yang,小杨,皇帝", "角色 里没有“皇帝”"),
        (",,小杨,", "没写工号，也没写登录名"),
        ("0042,li,李一帆,", "工号是 陈小满 的，登录名是 李一帆 的"),
        ("0042,yang,陈小满,", "登录名 改不了"),
        ("0042,,陈满,", "和第 2 行是同一个人"),
        (f"0050,yang,{'长' * 41},", "姓名 太长"),
    ],
)
def test_one_wrong_line_stops_all_and_says_where(
    app: Flask, cast: Cast, client_of: ClientOf, line: str, said: str
) -> None:
    with app.app_context(), writing():
        db.session.get_one(Person, cast.chen.id).employee_number = "0042"
    before = kept(app)
    text = f"工号,登录名,姓名,角色\n0042,chen,陈大满,\n{line}\n"
    page = look(client_of(cast.qian), text)
    assert page.status_code == 422
    assert "第 3 行" in page.text
    assert said in page.text
    assert bring(client_of(cast.qian), text).status_code == 422
    assert kept(app) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有内容"),
        ("姓名\n小杨", "至少有“工号”或“登录名”一列"),
        ("工号,姓名", "只有标题"),
        ("工号\n" + "1\n" * 301, "一次最多 300 行"),
    ],
)
def test_what_is_no_table_of_people_is_one_sentence(
    cast: Cast, client_of: ClientOf, text: str, said: str
) -> None:
    page = look(client_of(cast.qian), text)
    assert page.status_code == 422
    assert said in page.text


def test_what_changed_since_the_look_is_shown_again(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    owner = client_of(cast.qian)
    shown = re.search(r'name="seal"[^>]*value="(\w+)"', look(owner, TABLE).text)
    assert shown is not None
    with app.app_context(), writing():
        db.session.get_one(Person, cast.li.id).name = "李二帆"
    page = owner.post("/people/import", data={"pasted": TABLE, "seal": shown[1], "make": "1"})
    assert page.status_code == 422
    assert "请再看一遍" in page.text
    assert "zhou" not in kept(app)


def test_hr_numbers_people_but_invites_nobody(app: Flask, cast: Cast, client_of: ClientOf) -> None:
    hr = client_of(cast.hong)
    assert "人员由商户负责人、行政、运营主管或系统管理员维护" in look(hr, TABLE).text
    assert bring(hr, "工号,登录名\n0042,chen\n").status_code == 303
    assert kept(app)["chen"][1] == "0042"
    assert look(client_of(cast.chen), TABLE).status_code == 403


def test_the_export_comes_back_as_it_went_and_runs_no_formula(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context(), writing():
        db.session.get_one(Person, cast.li.id).name = "=李"
        chen = db.session.get_one(Person, cast.chen.id)
        chen.employee_number, chen.probation_until = "0042", date(2026, 12, 31)
    owner = client_of(cast.qian)
    taken = owner.post("/people/file")
    text = taken.data.decode("utf-8-sig")
    assert '"0042","chen","陈小满","助播","在职","2026-12-31"' in text
    assert '"\'=李"' in text
    assert client_of(cast.chen).post("/people/file").status_code == 403
    page = owner.post("/people/import", data={"file": (io.BytesIO(taken.data), "people.csv")})
    with app.app_context():
        everybody = db.session.scalar(select(func.count()).select_from(Person))
        noted = select(AuditEvent).where(AuditEvent.name == "people.downloaded")
        assert db.session.scalars(noted).one().data["count"] == everybody
    assert f"新邀请 0 人，改 0 人，不变 {everybody} 人" in page.text


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"PK\x03\x04rest", "这不是 CSV 文件"),
        (b"a\0b", "这不是 CSV 文件"),
        ("工号,登录名\n0042,chen\n".encode("gb18030"), "改 1 人"),
        (b"x" * ((1 << 20) + 1), "文件超过 1 MB"),
    ],
)
def test_a_file_is_known_by_its_bytes(
    cast: Cast, client_of: ClientOf, held: bytes, said: str
) -> None:
    page = client_of(cast.qian).post(
        "/people/import", data={"file": (io.BytesIO(held), "people.csv")}
    )
    assert said in page.text


def test_a_table_brings_probations_by_whoever_keeps_them(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    day = clock.today() + timedelta(days=40)
    said = f"登录名,试用期到\nchen,{day:%Y/%m/%d}\nli,\n"
    assert "试用期由人力资源或行政填写" in look(client_of(cast.ma), said).text
    assert bring(client_of(cast.hong), said).status_code == 303
    with app.app_context():
        people = {
            name: db.session.get_one(Person, getattr(cast, name).id) for name in ("chen", "li")
        }
        assert people["chen"].probation_until == day and people["li"].probation_until is None
    assert "不变 2 人" in look(client_of(cast.hong), said).text


@pytest.mark.parametrize(
    ("told", "said"),
    [("明天", "2026-12-31 这样的日期"), ("2026-13-01", "这样的日期"), ("2099-01-01", "最长六个月")],
)
def test_a_probation_that_is_no_day_or_too_long_is_refused(
    cast: Cast, client_of: ClientOf, told: str, said: str
) -> None:
    page = look(client_of(cast.hong), f"登录名,试用期到\nchen,{told}\n")
    assert page.status_code == 422 and said in page.text


def test_the_technical_role_takes_no_probation_away(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    with app.app_context(), writing():
        db.session.get_one(Person, cast.chen.id).probation_until = date(2026, 12, 31)
    assert "2026-12-31" not in client_of(cast.sun).post("/people/file").data.decode("utf-8-sig")
