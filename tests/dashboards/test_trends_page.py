"""走势 as pages: what each may see of whom, the same numbers in curve, table and file, few statements."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.dashboards import busy
from tests.dashboards.busy import NOW
from zhubo_web.accounts.models import Person
from zhubo_web.dashboards.lines import LINES
from zhubo_web.extensions import db, writing

Enter = Callable[[Member], FlaskClient]
PERIODS = ("week", "month", "last_month", "weeks", "chosen&from=2025-11-27&to=2026-11-27")


def told(html: str) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def shop(app: Flask, cast: Cast, amount: int, weeks: int, **more: object) -> list[int]:
    """chen and so many others, over so many weeks."""
    with time_machine.travel(NOW, tick=False), app.app_context(), writing():
        people = [cast.chen.id, *busy.assistants(cast, amount)]
        busy.weeks(cast, people, weeks, **more)  # type: ignore[arg-type]
        return people


class Desk:
    """Signed-in browsers at NOW."""

    def __init__(self, app: Flask, cast: Cast, enter: Enter) -> None:
        self.app, self.cast, self.enter = app, cast, enter

    def get(self, name: str, path: str, status: int = 200) -> str:
        with time_machine.travel(NOW, tick=False):
            client = self.enter(getattr(self.cast, name))
            with counted(self.app) as statements:
                answer = client.get(path)
        assert answer.status_code == status, path
        assert len(statements) <= MOST_STATEMENTS, path + "\n" + "\n".join(statements)
        return answer.text

    def post(self, name: str, **form: str) -> str:
        with time_machine.travel(NOW, tick=False):
            answer = self.enter(getattr(self.cast, name)).post("/trends/files", data=form)
        assert answer.status_code == 200
        return str(answer.data, "utf-8-sig")


@pytest.fixture
def desk(app: Flask, cast: Cast, client_of: Enter) -> Desk:
    return Desk(app, cast, client_of)


# ── how much there is ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["chen", "ma", "he", "qian", "lin"])
def test_a_page_without_anything_says_so(desk: Desk, who: str) -> None:
    for line in LINES:
        page = desk.get(who, f"/trends?line={line}")
        assert "这段时间还没有数" in page and '<svg class="curve' not in page


def test_one_broadcast_is_one_point_with_its_way_down(app: Flask, cast: Cast, desk: Desk) -> None:
    shop(app, cast, 0, 1)
    page = desk.get("chen", "/trends")
    assert page.count("curve__point") == 1 and "80 分" in told(page)
    assert re.search(r'href="/evaluations/\d+"', page) and "/timeline" in page
    assert "看得太少" in page and "平时水平" not in page
    figures = desk.get("chen", "/trends?line=engage_rate")
    assert re.search(r'href="/broadcasts/\d+/figures"><b>', figures) and "15" in told(figures)


def test_where_only_counts_are_known_the_curve_says_so(
    app: Flask, cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(busy, "FIGURES", {"view_pv": 2000, "comments": 400})
    shop(app, cast, 0, 3)
    page = told(desk.get("chen", "/trends?line=comment_rate"))
    assert (
        "评论率（次数口径）" in page
        and "整条线都按次数口径算" in page
        and "评论次数 ÷ 场观人次" in page
    )
    rows = list(csv.reader(io.StringIO(desk.post("chen", line="comment_rate"))))
    assert {one[5] for one in rows[1:]} == {"评论率（次数口径）"}
    assert "这段时间还没有数" in desk.get("chen", "/trends?line=engage_rate")


def test_two_hundred_people_and_a_year_cost_no_more_statements(
    app: Flask, cast: Cast, desk: Desk
) -> None:
    people = shop(app, cast, 200, 53)
    for line in ("score", "language", "cvr", "observe_cover", "summary_ontime", "months"):
        desk.get("ma", f"/trends?whose=team&line={line}&period={PERIODS[-1]}")
    for line in LINES:
        desk.get("ma", f"/trends?whose=person-{people[3]}&line={line}&period={PERIODS[-1]}")
    for line in ("score", "engage_rate"):
        desk.get("chen", f"/trends?line={line}&period={PERIODS[-1]}")
    page = desk.get("ma", f"/trends/team?period={PERIODS[-1]}")
    assert page.count("<tr") == 21 and "共 201 条" in page
    assert len(page) < 60_000


def test_every_period_is_drawn(app: Flask, cast: Cast, desk: Desk) -> None:
    shop(app, cast, 2, 20, each=2)
    for period in PERIODS:
        page = desk.get("chen", f"/trends?period={period}")
        assert page.count('class="curve__point"') >= 1 and "和前" in page
    page = desk.get("chen", "/trends?period=chosen&from=2020-01-01&to=2026-11-27")
    assert "一次最多看 400 天" in page


# ── the numbers ─────────────────────────────────────────────────────────────────────────────────


def test_curve_table_and_file_hold_the_same_numbers(app: Flask, cast: Cast, desk: Desk) -> None:
    shop(app, cast, 0, 4, score=lambda _who, week: 70 + week)
    page = desk.get("chen", "/trends?by=week")
    points = re.findall(r"<title>(\S+) ([\d.]+) 分</title>", page)
    assert [value for _when, value in points] == ["73", "72", "71", "70"]
    for when, value in points:
        assert f"{when} {value} 分" in told(page).replace("（", " （")
    rows = list(csv.reader(io.StringIO(desk.post("chen", whose="me", line="score", by="week"))))
    assert [row[6] for row in rows[1:] if row[6]] == ["73.0000", "72.0000", "71.0000", "70.0000"]
    assert len(rows) == 9 and rows[1][6] == ""


def test_a_number_opens_its_broadcasts(app: Flask, cast: Cast, desk: Desk) -> None:
    shop(app, cast, 0, 4, each=3, score=lambda _who, week: 70 + week)
    page = desk.get("chen", "/trends?by=week&line=score")
    inner = re.findall(r'href="(/trends\?[^"]*by=broadcast[^"]*from=[^"]*)"><b>', page)
    assert inner
    opened = desk.get("chen", inner[0].replace("&amp;", "&"))
    assert re.search(r'href="/evaluations/\d+"><b>', opened)


def test_this_period_is_compared_in_words(app: Flask, cast: Cast, desk: Desk) -> None:
    noise = (0, 2, -2, 1, -1, 3, -3, 0)
    shop(
        app,
        cast,
        0,
        17,
        each=2,
        score=lambda _who, week: (90 if week < 8 else 70) + noise[week % 8],
    )
    page = told(desk.get("chen", "/trends"))
    assert "更好" in page and "高于平时水平" in page and "%" not in page.split("和前")[1][:60]
    side = told(desk.get("chen", "/trends?line=language"))
    assert "88" in side and "差不多" in side


def test_own_figures_are_those_of_the_month(app: Flask, cast: Cast, desk: Desk) -> None:
    from zhubo_web.months.models.own_figures import own_figures

    shop(app, cast, 3, 8)
    page = told(desk.get("chen", "/trends?line=observe_cover&period=month"))
    with time_machine.travel(NOW, tick=False), app.app_context():
        since = NOW.replace(day=1) - timedelta(hours=20)
        own = own_figures([cast.chen.id], since, NOW)[cast.chen.id]["observe_cover"]
    assert own.value == 50 and "50%" in page


# ── who sees whom ───────────────────────────────────────────────────────────────────────────────

#: who → whether /trends, of the team, of the room, of chen, and the team page open.
ACCESS = {
    "ma": (200, True, 200, 200, 200),
    "lin": (200, True, 200, 200, 200),
    "hong": (200, True, 200, 200, 200),
    "guo": (200, True, 200, 200, 200),
    "qian": (200, True, 200, 200, 200),
    "wu": (200, True, 404, 404, 200),
    "he": (200, False, 404, 404, 403),
    "chen": (200, False, 404, 404, 403),
    "li": (200, False, 404, 404, 403),
    "dai": (403, False, 403, 403, 403),
    "sun": (403, False, 403, 403, 403),
}


@pytest.mark.parametrize("who", ACCESS)
def test_each_role_sees_what_is_theirs(app: Flask, cast: Cast, desk: Desk, who: str) -> None:
    shop(app, cast, 6, 4)
    own, team, room, person, page = ACCESS[who]
    shown = desk.get(who, "/trends?whose=team", own)
    assert ("整个团队" in shown) is team
    desk.get(who, f"/trends?whose=room-{cast.care}", room)
    desk.get(who, f"/trends?whose=person-{cast.chen.id}", person)
    rows = desk.get(who, "/trends/team", page)
    assert ("助播003" in rows) is (who not in ("wu",) and page == 200)
    if who in ("li", "he", "wu"):
        assert "这段时间还没有数" in shown


def test_a_senior_host_reads_scores_but_no_rooms_figures(
    app: Flask, cast: Cast, desk: Desk
) -> None:
    shop(app, cast, 1, 4)
    page = desk.get("lin", f"/trends?whose=room-{cast.care}&line=cvr")
    assert "成交转化" not in page and "单场评分" in page
    assert "成交转化" in desk.get("ma", f"/trends?whose=room-{cast.care}&line=cvr")


def test_a_host_sees_figures_of_own_broadcasts_and_no_scores(
    app: Flask, cast: Cast, desk: Desk
) -> None:
    from zhubo_web.broadcasts.models import Broadcast

    shop(app, cast, 0, 2)
    with app.app_context(), writing():
        first = db.session.scalars(db.select(Broadcast).order_by(Broadcast.id).limit(1)).one()
        first.put_on(db.session.get_one(Person, cast.he.id), "host", None)
    page = desk.get("he", "/trends?line=score")
    assert "单场评分" not in page and page.count('class="curve__point"') == 1


def test_unpublished_scores_are_drawn_for_nobody(app: Flask, cast: Cast, desk: Desk) -> None:
    from zhubo_web.evaluations.models import Evaluation

    shop(app, cast, 0, 2)
    with app.app_context(), writing():
        db.session.execute(db.update(Evaluation).values(state="submitted"))
    assert "还没有数" in desk.get("chen", "/trends?line=score")
    assert "还没有数" in desk.get("ma", "/trends?whose=team&line=score")


def test_the_middle_of_the_team_needs_five(app: Flask, cast: Cast, desk: Desk) -> None:
    shop(app, cast, 3, 5, score=lambda who, _week: 70 + who % 10)
    assert "团队中间水平" not in desk.get("chen", "/trends")
    with time_machine.travel(NOW, tick=False), app.app_context(), writing():
        more = Person.invite(name="新来的", username="newest", by=None)
        db.session.flush()
        busy.weeks(cast, [more.id], 5)
    page = desk.get("chen", "/trends")
    assert "团队中间水平" in page and "新来的" not in page and "助播00" not in page
    assert "团队中间水平" in desk.get("chen", "/trends?line=engage_rate")
    assert "团队中间水平" not in desk.get("ma", f"/trends?whose=person-{cast.chen.id}")


def test_whoever_leads_and_assists_does_not_rate_themselves_high(
    app: Flask, cast: Cast, desk: Desk
) -> None:
    """Double roles: a lead who assists sees themselves under 我自己, never in the team."""
    shop(app, cast, 1, 3)
    with time_machine.travel(NOW, tick=False), app.app_context(), writing():
        db.session.get_one(Person, cast.ma.id).grant("assistant", None, room_id=cast.care)
        busy.weeks(cast, [cast.ma.id], 3)
    rows = desk.get("ma", "/trends/team")
    assert "陈小满" in rows and f"person-{cast.ma.id}&amp;" not in rows
    desk.get("ma", f"/trends?whose=person-{cast.ma.id}", 404)
    assert "我自己" in desk.get("ma", "/trends")


# ── the team ────────────────────────────────────────────────────────────────────────────────────


def test_who_needs_attention_stands_first_and_is_found_by_name(
    app: Flask, cast: Cast, desk: Desk
) -> None:
    people = shop(app, cast, 25, 8)
    with time_machine.travel(NOW, tick=False), app.app_context(), writing():
        busy.item(cast, people[20], NOW - timedelta(days=1))
    page = told(desk.get("ma", "/trends/team"))
    assert page.index("助播019") < page.index("助播000") and "跟进事项逾期 1 件" in page
    assert "共 26 条" in page and "名次" not in page
    assert "助播024" in desk.get("ma", "/trends/team?page=2")
    found = desk.get("ma", "/trends/team?q=陈小")
    assert "陈小满" in found and "助播019" not in found
    assert "没有找到这样的人" in desk.get("ma", "/trends/team?q=没有")


def test_an_empty_team_says_so(desk: Desk) -> None:
    assert "没有助播上过场" in desk.get("ma", "/trends/team")


def test_strange_addresses_are_answered(app: Flask, cast: Cast, desk: Desk) -> None:
    shop(app, cast, 1, 2)
    for query in ("whose=room-x", "whose=person-9999999999", "whose=person-", "whose=room-0"):
        desk.get("ma", f"/trends?{query}", 404)
    for query in ("line=x&by=y&page=-1", "period=chosen&from=x&to=y", "page=99", "by=day&page=0"):
        desk.get("ma", f"/trends?{query}")


def test_the_way_there_stands_in_figures_and_in_me(desk: Desk) -> None:
    assert 'href="/trends"' in desk.get("ma", "/figures")
    assert 'href="/trends?whose=me"' in desk.get("chen", "/me")
    page = desk.get("chen", "/trends")
    assert re.search(r'href="/figures"[^>]*aria-current', page)
