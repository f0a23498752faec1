"""Reviewing, commenting, changing, and what was done, on the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.plans.conftest import MONDAY, Week, at
from tests.plans.seeds import Enter, acting, filed, kept, typed, week_of
from zhubo_web.duties.jobs import run_timers
from zhubo_web.extensions import db
from zhubo_web.plans.contents import Content, Part
from zhubo_web.plans.models import (
    PlanComment,
    PlanTemplate,
    WeeklyPlan,
    items_of,
)

# ── those who review ────────────────────────────────────────────────────────────────────────


def test_a_draft_is_not_read_by_others(app: Flask, shop: Week, client_of: Enter) -> None:
    with acting(app):
        plan = shop.opened()
        plan.save_draft(shop.content(sentence="还没想好"), 0, shop.who("chen"))
        plan_id = plan.id
    page = client_of(shop.cast.ma).get(f"/plans/{plan_id}").text
    assert "还在写" in page and "还没想好" not in page


def test_all_are_approved_in_one_tap_and_taken_back_in_one(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    other = Content("", ())
    with acting(app):
        other = Content("", (shop.part(shop.thursday, interactions=("公屏问答",)),))
    ids = [filed(app, shop), filed(app, shop, other, "li")]
    ma = client_of(shop.cast.ma)
    assert "全部通过（2 份）" in ma.get("/plans").text
    sent = {"week": MONDAY.isoformat(), "plan": [f"{ids[0]}-1", f"{ids[1]}-1"]}
    ma.post("/plans/approvals", data=sent)
    assert [kept(app, n).state for n in ids] == ["approved", "approved"]
    ma.post("/plans/approvals/revocation")
    assert [kept(app, n).state for n in ids] == ["submitted", "submitted"]
    ma.post("/plans/approvals", data={**sent, "plan": [f"{ids[0]}-7", f"{ids[1]}-1"]})
    assert [kept(app, n).state for n in ids] == ["submitted", "approved"]


def test_with_a_red_warning_the_rest_is_offered_first(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    with acting(app):
        said = shop.content().with_part(shop.part(shop.saturday, sentence="能治疗敏感"))
    plan_id = filed(app, shop, said)
    ma = client_of(shop.cast.ma)
    page = ma.get(f"/plans/{plan_id}").text
    assert "先通过其余 2 场" in page and "“治疗”不能说，换成“帮助舒缓”" in page
    assert "全部通过" not in ma.get("/plans").text
    ma.post(f"/plans/{plan_id}/approval", data={"seen": 1, "left_out": str(shop.saturday)})
    plan = kept(app, plan_id)
    assert plan.state == "approved" and plan.left_out == [shop.saturday]


def test_what_nobody_reviewed_in_time_is_approved_late_in_one_tap(
    app: Flask, shop: Week, client_of: Enter, friday: Any
) -> None:
    plan_id = filed(app, shop)
    friday.shift(timedelta(hours=24))
    with app.app_context():
        run_timers()
    ma = client_of(shop.cast.ma)
    page = ma.get(f"/plans/{plan_id}").text
    assert "先按计划播" in page and "为什么审晚了" in page
    sent = {
        name: value[0] for name, value in typed(page).items() if name in ("seen", "late_reason")
    }
    assert ma.post(f"/plans/{plan_id}/approval", data={"seen": 1}).status_code == 422
    assert ma.post(f"/plans/{plan_id}/approval", data=sent).status_code == 303
    assert kept(app, plan_id).late_reason == "busy"


def test_of_two_reviewers_the_second_is_told(app: Flask, shop: Week, client_of: Enter) -> None:
    with acting(app):
        shop.who("lin").grant("operations_lead", None, room_id=shop.cast.care)
    plan_id = filed(app, shop)
    back = {"seen": 1, "codes": ["other"], "line": "", "text": "再想想"}
    assert (
        client_of(shop.cast.ma).post(f"/plans/{plan_id}/approval", data={"seen": 1}).status_code
        == 303
    )
    late = client_of(shop.cast.lin).post(f"/plans/{plan_id}/return", data=back)
    assert late.status_code == 409 and "通过" in late.text


def test_a_return_without_words_keeps_the_reasons(app: Flask, shop: Week, client_of: Enter) -> None:
    plan_id = filed(app, shop)
    ma = client_of(shop.cast.ma)
    refused = ma.post(
        f"/plans/{plan_id}/return", data={"seen": 1, "codes": ["wording"], "text": ""}
    )
    assert refused.status_code == 422 and "请写一句要改什么" in refused.text
    assert re.search(r'checked[^>]*value="wording"|value="wording"[^>]*checked', refused.text)
    assert kept(app, plan_id).state == "submitted"


def test_seniors_comment_at_a_line_and_the_assistant_answers(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    plan_id = filed(app, shop)
    line = f"{shop.monday}.focus"
    lin, chen, hong = (client_of(getattr(shop.cast, n)) for n in ("lin", "chen", "hong"))
    href = f"/plans/{plan_id}/comments"
    assert lin.post(href, data={"line": line, "text": "先讲成分"}).status_code == 303
    assert chen.post(href, data={"line": line, "text": "好的"}).status_code == 303
    assert hong.post(href, data={"line": line, "text": "我也说"}).status_code == 403
    assert lin.post(href, data={"line": line, "text": ""}).status_code == 422
    page = chen.get(f"/plans/{plan_id}").text
    assert "先讲成分" in page and "好的" in page
    with app.app_context():
        assert not any(one.request for one in db.session.scalars(select(PlanComment)))


def test_a_change_is_asked_seen_marked_and_confirmed(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    plan_id = filed(app, shop)
    chen, ma = client_of(shop.cast.chen), client_of(shop.cast.ma)
    ma.post(f"/plans/{plan_id}/approval", data={"seen": 1})
    changed = week_of(shop, **{f"b{shop.thursday}_sentence": "货没到，先讲面霜"})
    refused = chen.post(f"/plans/{plan_id}/amendment", data=changed)
    assert refused.status_code == 422 and "请选改动的原因" in refused.text
    given = {**changed, "amend_code": "products", "amend_reason": "货没到"}
    assert chen.post(f"/plans/{plan_id}/amendment", data=given).status_code == 303
    page = ma.get(f"/plans/{plan_id}").text
    assert "改动待确认" in page and "货没到，先讲面霜</ins>" in page and "同意改动" in page
    refused = ma.post(f"/plans/{plan_id}/amendment/refusal", data={"answer": ""})
    assert refused.status_code == 422
    assert ma.post(f"/plans/{plan_id}/amendment/confirmation", data={"seen": 2}).status_code == 303
    assert kept(app, plan_id).standing == 2


def test_an_old_draft_does_not_touch_what_has_begun(
    app: Flask, shop: Week, client_of: Enter, friday: Any
) -> None:
    plan_id = filed(app, shop)
    chen = client_of(shop.cast.chen)
    client_of(shop.cast.ma).post(f"/plans/{plan_id}/approval", data={"seen": 1})
    old = week_of(shop, **{f"b{shop.monday}_sentence": "先前想改的"})
    assert chen.post(f"/plans/{plan_id}/draft", data=old).status_code == 303
    friday.move_to(at(23, 19, 40))
    with acting(app):
        shop.broadcast().go_live(shop.who("ma"), "赶时间")
    page = chen.get(f"/plans/{plan_id}/edit").text
    assert f"b{shop.monday}_sentence" not in page
    sent = typed(page, amend_code=["products"], **{f"b{shop.saturday}_sentence": ["换一句"]})
    assert chen.post(f"/plans/{plan_id}/amendment", data=sent).status_code == 303
    assert kept(app, plan_id).state == "amending"


def test_versions_are_compared_with_any_other(app: Flask, shop: Week, client_of: Enter) -> None:
    with acting(app):
        first = shop.content().with_part(Part(shop.saturday, gap=True))
    plan_id = filed(app, shop, first)
    with acting(app):
        db.session.get_one(WeeklyPlan, plan_id).fill(shop.content(), shop.who("chen"))
    chen = client_of(shop.cast.chen)
    page = chen.get(f"/plans/{plan_id}/versions/2?with=1").text
    assert "<ins>先接问题再过品</ins>" in page and "和交上来时一样" in page
    assert chen.get(f"/plans/{plan_id}/versions/1").status_code == 200
    assert chen.get(f"/plans/{plan_id}/versions/9").status_code == 404


def test_templates_are_kept_by_those_who_may(app: Flask, shop: Week, client_of: Enter) -> None:
    ma, chen = client_of(shop.cast.ma), client_of(shop.cast.chen)
    given = {"name": "宠粉日", "interactions": "老客点名\n盲盒", "sentence": "多念名字"}
    assert chen.post("/plans/templates", data=given).status_code == 403
    assert ma.post("/plans/templates", data=given).status_code == 303
    assert "盲盒" in chen.get("/plans/templates").text
    twice = ma.post("/plans/templates", data=given)
    assert twice.status_code == 422 and "盲盒" in twice.text
    with app.app_context():
        theme = (
            db.session.scalars(select(PlanTemplate).where(PlanTemplate.name == "宠粉日")).one().id
        )
    assert "宠粉日" in ma.get(f"/plans/templates/{theme}").text
    ma.post(f"/plans/templates/{theme}/retirement")
    assert "已停用" in chen.get("/plans/templates").text


def test_what_was_done_is_corrected_with_time_and_reason(
    app: Flask, shop: Week, client_of: Enter, friday: Any
) -> None:
    plan_id = filed(app, shop)
    client_of(shop.cast.ma).post(f"/plans/{plan_id}/approval", data={"seen": 1})
    friday.move_to(at(23, 19, 30))
    with acting(app):
        shop.broadcast().go_live(shop.who("ma"), "赶时间")
    friday.move_to(at(23, 21, 30))
    with acting(app):
        shop.broadcast().end(shop.who("ma"))
        ids = [one.id for one in items_of(shop.broadcast(), shop.who("chen"))]
    chen = client_of(shop.cast.chen)
    assert "做得怎么样" in chen.get(f"/plans/{plan_id}").text
    href = f"/plans/{plan_id}/broadcasts/{shop.monday}/outcomes"
    refused = chen.post(href, data={f"outcome_{ids[0]}": "changed"})
    assert refused.status_code == 422 and "请写一句为什么" in refused.text
    given = {
        f"outcome_{ids[0]}": "changed",
        f"reason_{ids[0]}": "改成点名",
        f"minute_{ids[0]}": "40",
    }
    assert chen.post(href, data=given).status_code == 303
    page = chen.get(f"/plans/{plan_id}").text
    assert "改成点名" in page and "0:40:00" in page and "做到 50%" in page
    assert client_of(shop.cast.ma).post(href, data=given).status_code == 403


def test_a_broadcast_says_who_has_no_plan(app: Flask, shop: Week, client_of: Enter) -> None:
    plan_id = filed(app, shop)
    ma = client_of(shop.cast.ma)
    ma.post(f"/plans/{plan_id}/approval", data={"seen": 1})
    block = ma.get(f"/broadcasts/{shop.thursday}/plans", headers={"HX-Request": "true"}).text
    assert "陈小满" in block and "李一帆" in block and block.count("无计划") == 1
    assert "<html" not in block
    assert (
        f'hx-get="/broadcasts/{shop.thursday}/plans"' in ma.get(f"/broadcasts/{shop.thursday}").text
    )
    assert client_of(shop.cast.wu).get(f"/broadcasts/{shop.thursday}/plans").status_code == 404


def test_a_stranger_finds_no_plan(app: Flask, shop: Week, client_of: Enter) -> None:
    plan_id = filed(app, shop)
    for name in ("wu", "li"):
        client = client_of(getattr(shop.cast, name))
        assert client.get(f"/plans/{plan_id}").status_code == 404
        assert client.get(f"/plans/{plan_id}/versions/1").status_code == 404
        assert client.post(f"/plans/{plan_id}/submission").status_code == 404
