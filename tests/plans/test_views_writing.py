"""Writing a plan in its form, with and without a script: nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests.plans.conftest import MONDAY, Week, at
from tests.plans.seeds import Enter, acting, filed, kept, typed, week_of
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.extensions import db
from zhubo_web.plans.models import PlanComment, PlanTemplate, PlanVersion, WeeklyPlan
from zhubo_web.policies.models import KindSetting

# ── the assistant ───────────────────────────────────────────────────────────────────────────


def test_a_week_is_written_sent_back_changed_and_approved_without_a_script(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    chen, ma = client_of(shop.cast.chen), client_of(shop.cast.ma)
    assert "有你的 3 场" in chen.get("/plans").text
    made = chen.post("/plans", data={"week": MONDAY.isoformat()})
    edit = made.headers["Location"]
    plan_id = int(edit.split("/")[2])
    page = chen.get(edit).text
    assert "福袋三分钟" in page and "换季修护" in page and "套用模板" in page
    filed = chen.post(f"/plans/{plan_id}/submission", data=week_of(shop))
    assert filed.status_code == 303
    assert "陈小满" in ma.get("/plans").text
    shown = ma.get(f"/plans/{plan_id}").text
    assert "审核对照" in shown and "没有“不能说”的话" in shown
    line = f"{shop.thursday}.interactions"
    back = {"seen": "1", "codes": ["segment"], "line": line, "text": "写清名额和开奖时间"}
    assert ma.post(f"/plans/{plan_id}/return", data=back).status_code == 303
    page = chen.get(f"/plans/{plan_id}/edit").text
    assert "写清名额和开奖时间" in page and "改好了" in page
    again = week_of(shop, **{f"b{shop.thursday}_interactions": ["晒单抽奖，说清名额和开奖时间"]})
    refused = chen.post(f"/plans/{plan_id}/submission", data=again)
    assert refused.status_code == 422 and "没点“改好了”" in refused.text
    assert "晒单抽奖，说清名额和开奖时间" in refused.text
    with app.app_context():
        asked = db.session.scalars(select(PlanComment.id)).one()
    assert (
        chen.post(f"/plans/{plan_id}/submission", data={**again, "done": [asked]}).status_code
        == 303
    )
    shown = ma.get(f"/plans/{plan_id}").text
    assert "<del>福袋三分钟</del>" in shown and "<ins>晒单抽奖，说清名额和开奖时间</ins>" in shown
    assert ma.post(f"/plans/{plan_id}/approval", data={"seen": "2"}).status_code == 303
    assert "撤销" in ma.get(f"/plans/{plan_id}").text
    assert kept(app, plan_id).state == "approved"


def test_a_refused_form_keeps_what_was_typed_and_says_what_lacks(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    with acting(app):
        plan_id = shop.opened().id
    half = week_of(
        shop, **{f"b{shop.monday}_sentence": "", f"b{shop.saturday}_sentence": "只写了这句"}
    )
    answer = client_of(shop.cast.chen).post(f"/plans/{plan_id}/submission", data=half)
    assert answer.status_code == 422
    assert "还有 1 场没写全" in answer.text and "只写了这句" in answer.text
    long = week_of(shop, **{f"b{shop.monday}_sentence": "长" * 201})
    answer = client_of(shop.cast.chen).post(f"/plans/{plan_id}/submission", data=long)
    assert (
        answer.status_code == 422 and "最多 200 个字" in answer.text and "长" * 201 in answer.text
    )
    assert kept(app, plan_id).state == "draft"


def test_a_gap_passes_and_is_filled_later(app: Flask, shop: Week, client_of: Enter) -> None:
    with acting(app):
        plan_id = shop.opened().id
    chen, ma = client_of(shop.cast.chen), client_of(shop.cast.ma)
    n = shop.saturday
    gap = week_of(
        shop,
        **{f"b{n}_interactions": [], f"b{n}_focus": [], f"b{n}_sentence": "", f"b{n}_gap": "y"},
    )
    assert chen.post(f"/plans/{plan_id}/submission", data=gap).status_code == 303
    ma.post(f"/plans/{plan_id}/approval", data={"seen": "1"})
    page = chen.get(f"/plans/{plan_id}/edit").text
    assert "补上" in page
    assert chen.post(f"/plans/{plan_id}/filling", data=week_of(shop)).status_code == 303
    plan = kept(app, plan_id)
    assert (plan.state, plan.latest, plan.standing) == ("approved", 2, 2)


def test_drafts_are_saved_by_the_page_and_two_devices_are_told(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    with acting(app):
        plan_id = shop.opened().id
    chen = client_of(shop.cast.chen)
    n, script = shop.monday, {"Accept": "application/json"}
    href = f"/plans/{plan_id}/draft"
    first = chen.post(href, data={"revision": 0, f"b{n}_sentence": "手机上"}, headers=script)
    assert first.get_json()["revision"] == 1
    second = chen.post(href, data={"revision": 0, f"b{n}_sentence": "电脑上"}, headers=script)
    assert second.status_code == 409 and second.get_json()["revision"] == 1
    page = chen.post(href, data={"revision": 0, f"b{n}_sentence": "电脑上"})
    assert page.status_code == 409
    assert "<del>手机上</del>" in page.text and "<ins>电脑上</ins>" in page.text
    again = typed(page.text)
    assert again["revision"] == ["1"] and again["over"] == ["1"]
    assert chen.post(href, data=again).status_code == 303
    page = chen.get(f"/plans/{plan_id}/edit").text
    assert "电脑上" in page and "换回另一台设备写的那一份" in page
    chen.post(f"{href}/restoration")
    assert "手机上" in chen.get(f"/plans/{plan_id}/edit").text
    with app.app_context():
        assert db.session.scalars(select(PlanVersion)).all() == []


def test_last_week_and_templates_fill_only_what_is_empty(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    filed(app, shop)
    with acting(app):
        start = at(30, 19, 30)
        room = db.session.get_one(Room, shop.cast.care)
        new = Broadcast.schedule(room, "秋冬护肤专场", start, start + timedelta(hours=2), None)
        new.put_on(shop.who("chen"), "assistant", None)
        db.session.flush()
        number = new.id
        plan = WeeklyPlan.open(shop.who("chen"), MONDAY + timedelta(days=7), shop.who("chen"))
        plan_id, theme = plan.id, db.session.scalars(select(PlanTemplate)).first()
        assert theme is not None
        apply, offered = f"{number}-{theme.id}", theme.interactions[0]
    chen = client_of(shop.cast.chen)
    chen.post(f"/plans/{plan_id}/copy", data={"revision": "0"})
    page = chen.get(f"/plans/{plan_id}/edit").text
    assert typed(page)[f"b{number}_sentence"] == ["先接问题再过品"]
    assert typed(page)[f"b{number}_interactions"] == ["福袋三分钟"]
    own = typed(page, **{f"b{number}_sentence": "我自己写的", f"b{number}_interactions": []})
    chen.post(f"/plans/{plan_id}/template", data={**own, "apply": apply})
    now = typed(chen.get(f"/plans/{plan_id}/edit").text)
    assert now[f"b{number}_sentence"] == ["我自己写的"]
    assert offered in now[f"b{number}_interactions"]


def test_the_light_setting_asks_one_line(app: Flask, shop: Week, client_of: Enter) -> None:
    with acting(app):
        KindSetting.choose("plan", LIGHT, None)
        plan_id = shop.opened().id
    chen = client_of(shop.cast.chen)
    page = chen.get(f"/plans/{plan_id}/edit").text
    assert "这一周怎么做" in page and "互动环节" not in page
    assert chen.post(f"/plans/{plan_id}/submission", data={"revision": 0}).status_code == 422
    sent = {"revision": 0, "line": "盯住回复速度"}
    assert chen.post(f"/plans/{plan_id}/submission", data=sent).status_code == 303
    assert kept(app, plan_id).state == "approved"
    assert "修护精华：换季修护" in chen.get(f"/plans/{plan_id}").text


def test_the_strict_setting_asks_for_the_self_check(
    app: Flask, shop: Week, client_of: Enter
) -> None:
    with acting(app):
        KindSetting.choose("plan", STRICT, None)
        plan_id = shop.opened().id
    chen = client_of(shop.cast.chen)
    assert "风险话术自查过" in chen.get(f"/plans/{plan_id}/edit").text
    assert chen.post(f"/plans/{plan_id}/submission", data=week_of(shop)).status_code == 422
    checked = {f"b{number}_checked": "y" for number in shop.ids}
    answer = chen.post(f"/plans/{plan_id}/submission", data=week_of(shop, **checked))
    assert answer.status_code == 303


def test_whoever_may_not_write_is_led_to_the_plan(app: Flask, shop: Week, client_of: Enter) -> None:
    plan_id = filed(app, shop)
    for member in (shop.cast.ma, shop.cast.chen):
        answer = client_of(member).get(f"/plans/{plan_id}/edit")
        assert answer.status_code == 303
    assert client_of(shop.cast.chen).post(f"/plans/{plan_id}/draft").status_code in (403, 409)
