"""The policy's page for everybody, and its numbers and settings for who keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from zhubo_web.core import clock
from zhubo_web.policies import composites, weighing
from zhubo_web.policies.models import PolicyVersion, setting_for
from zhubo_web.policies.parameters import BY_NAME, USUAL

Client = Callable[[Member], FlaskClient]
SHOWN = {name: BY_NAME[name].shown(value) for name, value in USUAL.items()}


def _typed(**changed: str) -> dict[str, str]:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    return {**SHOWN, "effective_on": tomorrow, "note": "周末人少，放宽", **changed}


@pytest.mark.parametrize("who", ["ma", "lin", "hong", "guo", "qian", "he", "chen", "dai"])
def test_everybody_in_scope_reads_the_numbers_and_the_rubric(
    client_of: Client, cast: Cast, who: str
) -> None:
    client = client_of(getattr(cast, who))
    assert "一周一句话" in client.get("/policy").text
    numbers = client.get("/policy?part=numbers").text
    assert "交上来多久要审完" in numbers and "24 小时" in numbers and "14:00" in numbers
    assert "周六" in numbers
    rubric = client.get("/policy?part=rubric").text
    assert "全程零错误" in rubric and "30 分" in rubric


def test_the_page_takes_few_statements(app: Flask, client_of: Client, cast: Cast) -> None:
    client = client_of(cast.guo)
    with counted(app) as statements:
        assert client.get("/policy").status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_a_new_version_begins_with_the_numbers_in_force(client_of: Client, cast: Cast) -> None:
    page = client_of(cast.guo).get("/policy/versions/new").text
    assert 'value="14:00"' in page and 'value="24"' in page


def test_a_version_is_announced_and_named_on_the_page(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    client = client_of(cast.guo)
    answer = client.post("/policy/versions", data=_typed(summary_due_time="15:30"))
    assert answer.status_code == 303 and answer.location == "/policy/versions/2"
    assert "15:30" in client.get("/policy/versions/2?part=numbers").text
    assert "周末人少，放宽" in client.get("/policy").text
    with app.app_context():
        coming = PolicyVersion.coming()
        assert coming and coming.numbers.whole("summary_due_time") == 930


@pytest.mark.parametrize(
    ("name", "text"),
    [("summary_due_time", "25:00"), ("summary_due_time", "14:75"), ("plan_review_hours", "0"),
     ("effective_on", "2020-01-01"), ("effective_on", "明天"), ("note", "")],
)  # fmt: skip
def test_a_wrong_number_is_named_and_nothing_typed_is_lost(
    app: Flask, client_of: Client, cast: Cast, name: str, text: str
) -> None:
    answer = client_of(cast.guo).post(
        "/policy/versions", data=_typed(plan_gap_hours="6", **{name: text})
    )
    assert answer.status_code == 422
    assert 'value="6"' in answer.text and 'aria-invalid="true"' in answer.text
    if text and name != "note":
        assert text in answer.text
    with app.app_context():
        assert PolicyVersion.coming() is None


MONTH = {one.name: one.value for one in weighing.fields(composites.USUAL)}


def test_the_month_is_read_and_changed_and_what_changed_is_shown(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    month = client_of(cast.chen).get("/policy?part=month").text
    for told in ("各项的比重，按岗位", "工作业绩 · 互动", "公屏", "按时记录 70", "93 分起，系数 1.2",
                 "主动补台，帮助新人"):  # fmt: skip
        assert told in month
    client = client_of(cast.guo)
    form = client.get("/policy/versions/new").text
    assert (
        'name="weight-R1"' in form and form.count("<details") == 20 and "<details open" not in form
    )
    typed = _typed(**{**MONTH, "weight-T1": "12", "weight-A1": "19", "grade-S-least": "94"})
    assert client.post("/policy/versions", data=typed).status_code == 303
    page = client.get("/policy/versions/2?part=month").text
    assert "按时记录 70、小组打分 20、自评 10" in page and "观众问卷 10（最多 10%）" in page
    for row in ("这一版改了什么", "工作态度 · 责任心", "专业能力 · 产品知识", "S · 从几分起"):
        assert row in page
    with app.app_context():
        coming = PolicyVersion.coming()
        assert coming is not None and coming.composite.item("T1").weight == 12
        assert PolicyVersion.in_force().composite == composites.USUAL


def test_names_and_anchors_are_changed_shown_as_typed_and_never_run(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    client = client_of(cast.guo)
    form = client.get("/policy/versions/new").text
    assert 'name="name-T1"' in form and "主动补台，帮助新人，节奏默契</textarea>" in form
    alike = client.post("/policy/versions", data=_typed(**{**MONTH, "name-R1": "停留"}))
    assert alike.status_code == 422 and "和另一项同名" in alike.text
    words = {"name-T1": "担当 100%", "anchor-T2-5": "<script>1</script>补台"}
    assert client.post("/policy/versions", data=_typed(**{**MONTH, **words})).status_code == 303
    for language, was in (("zh-Hans", "责任心"), ("en", "Responsibility")):
        page = client.get(f"/policy/versions/2?part=month&lang={language}").text
        assert "担当 100%" in page and f">{was}<" in page
        assert "&lt;script&gt;1&lt;/script&gt;补台" in page and "<script>1" not in page


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("weight-T1", "16", "合计要是 100，现在是 101"), ("mix-A1-quiz", "30", "现在是 110"),
     ("post-desk-R3", "15", "是 30，现在是 31"), ("mark-3", "90", "要比下一档高"),
     ("grade-B-least", "", "之间的数"), ("weight-R1", "10.5", "请填整数")],
)  # fmt: skip
def test_a_month_that_does_not_come_to_a_hundred_is_refused_and_its_part_unfolds(
    app: Flask, client_of: Client, cast: Cast, name: str, value: str, told: str
) -> None:
    answer = client_of(cast.guo).post("/policy/versions", data=_typed(**{**MONTH, name: value}))
    assert answer.status_code == 422 and told in answer.text
    assert answer.text.count('<details class="fold" open') == 1
    with app.app_context():
        assert PolicyVersion.coming() is None


def test_a_setting_is_chosen_by_who_keeps_the_policy(
    app: Flask, client_of: Client, cast: Cast
) -> None:
    chosen = {"setting": "light"}
    assert client_of(cast.ma).post("/policy/settings/plan", data=chosen).status_code == 403
    assert client_of(cast.guo).post("/policy/settings/plan", data=chosen).status_code == 303
    assert client_of(cast.guo).post("/policy/settings/nothing", data=chosen).status_code == 404
    assert client_of(cast.guo).post("/policy/settings/plan", data={}).status_code == 422
    with app.app_context():
        assert setting_for("plan") == "light"
