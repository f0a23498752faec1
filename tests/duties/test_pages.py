"""Pages of robots, apps, one's own account, the hours and the delivery log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied
from zhubo_web.duties.jobs import Sender
from zhubo_web.duties.jobs.posting import Reply
from zhubo_web.duties.models import Channel, MessagingApp, Outgoing, PersonalAddress
from zhubo_web.duties.models.numbers import numbers
from zhubo_web.extensions import db, writing

Enter = Callable[[Member], FlaskClient]
HOOK = "https://open.feishu.cn/open-apis/bot/v2/hook/secret-key-of-the-group"
ROBOT = {"kind": "feishu", "name": "运营群", "room": "0", "url": HOOK, "secret": "sec-of-it"}


def one(kind: type) -> object:
    return db.session.scalars(select(kind)).one()


@pytest.fixture
def robot(app: Flask, cast: Cast, client_of: Enter) -> int:
    assert client_of(cast.qian).post("/channels", data=ROBOT).status_code == 303
    with app.app_context():
        return db.session.scalars(select(Channel.id)).one()


def test_a_robot_is_put_in_and_its_address_is_never_shown_again(
    app: Flask, cast: Cast, client_of: Enter, robot: int
) -> None:
    qian = client_of(cast.qian)
    for address in ("/channels", f"/channels/{robot}", "/channels/log"):
        page = qian.get(address).text
        assert "secret-key-of-the-group" not in page and "sec-of-it" not in page
    assert "…roup" in qian.get(f"/channels/{robot}").text
    with app.app_context():
        told = [str(row.data) for row in db.session.scalars(select(AuditEvent))]
    assert not any("secret-key" in text or "sec-of-it" in text for text in told)


def test_a_wrong_address_is_refused_where_it_stands_and_what_was_typed_is_kept(
    cast: Cast, client_of: Enter
) -> None:
    wrong = {**ROBOT, "url": "https://evil.example/hook/x"}
    page = client_of(cast.qian).post("/channels", data=wrong)
    assert page.status_code == 422
    assert 'value="https://evil.example/hook/x"' in page.text and 'value="运营群"' in page.text
    assert "sec-of-it" not in page.text


def test_wecom_robots_are_not_signed(cast: Cast, client_of: Enter) -> None:
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"
    page = client_of(cast.qian).post("/channels", data={**ROBOT, "kind": "wecom", "url": url})
    assert page.status_code == 422 and "没有加签" in page.text


def test_what_is_left_empty_stays_as_it_is(
    app: Flask, cast: Cast, client_of: Enter, robot: int
) -> None:
    answer = client_of(cast.qian).post(f"/channels/{robot}", data={"name": "新群"})
    assert answer.status_code == 303
    with app.app_context():
        kept = db.session.get_one(Channel, robot)
        assert (kept.name, kept.url, kept.secret) == ("新群", HOOK, "sec-of-it")


def test_the_lead_of_a_room_keeps_its_robots_only(
    app: Flask, cast: Cast, client_of: Enter, robot: int
) -> None:
    ma = client_of(cast.ma)
    assert "运营群" not in ma.get("/channels").text
    assert ma.get(f"/channels/{robot}").status_code == 404
    assert ma.post("/channels", data=ROBOT).status_code == 422
    assert ma.post("/channels", data={**ROBOT, "room": str(cast.other)}).status_code == 422
    assert ma.post("/channels", data={**ROBOT, "room": str(cast.care)}).status_code == 303
    with app.app_context(), pytest.raises(Denied):
        Channel.add(db.session.get_one(Person, cast.ma.id), kind="feishu", room=None, url=HOOK)


@pytest.mark.parametrize("name", ["lin", "hong", "he", "chen", "dai", "sun"])
def test_others_keep_no_robots(cast: Cast, client_of: Enter, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert client.get("/channels").status_code == 403
    assert client.post("/channels", data=ROBOT).status_code == 403


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(200, {"code": 0, "msg": "success"}), "发出了"),
        (Reply(200, {"code": 19024, "msg": "Key Words Not Found"}), "关键词"),
        (Reply(200, {"code": 19021, "msg": "sign match fail"}), "校准"),
        (Reply(0), "连不上"),
    ],
)
def test_a_test_message_and_what_became_of_it_in_words(
    app: Flask, cast: Cast, client_of: Enter, robot: int, reply: Reply, says: str
) -> None:
    qian = client_of(cast.qian)
    assert qian.post(f"/channels/{robot}/test").status_code == 303
    assert "正在发" in qian.get(f"/channels/{robot}").text
    with app.app_context():
        assert Sender(lambda _made: reply).send() == 1
    page = qian.get(f"/channels/{robot}").text
    assert says in page and "every 2s" not in page
    assert says in qian.get("/channels/log").text


def test_removing_a_robot_forgets_its_address(
    app: Flask, cast: Cast, client_of: Enter, robot: int
) -> None:
    qian = client_of(cast.qian)
    assert qian.post(f"/channels/{robot}/removal").status_code == 303
    assert qian.get(f"/channels/{robot}").status_code == 404
    with app.app_context():
        gone = db.session.get_one(Channel, robot)
        assert (gone.active, gone.url, gone.secret) == (False, "", "")


# ── apps, and one's own account ─────────────────────────────────────────────────────────────────

APP = {"wecom-key": "ww1", "wecom-secret": "hidden-1", "wecom-agent": "1000002"}


def test_an_app_is_set_up_by_owner_or_administration_and_shows_no_secret(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    guo = client_of(cast.guo)
    assert client_of(cast.ma).post("/channels/apps/wecom", data=APP).status_code == 403
    assert guo.post("/channels/apps/wecom", data=APP).status_code == 303
    page = guo.get("/channels").text
    assert 'value="ww1"' in page and "hidden-1" not in page
    changed = {**APP, "wecom-secret": "", "wecom-key": "ww2"}
    assert guo.post("/channels/apps/wecom", data=changed).status_code == 303
    with app.app_context():
        kept = db.session.scalars(select(MessagingApp)).one()
        assert (kept.key, kept.secret) == ("ww2", "hidden-1")
    assert guo.post("/channels/apps/wecom/removal").status_code == 303
    assert 'value="ww2"' not in guo.get("/channels").text


@pytest.mark.parametrize(
    "wrong",
    [{**APP, "wecom-agent": "agent"}, {**APP, "wecom-secret": ""}, {**APP, "wecom-key": ""}],
)
def test_an_app_that_cannot_work_is_refused(
    cast: Cast, client_of: Enter, wrong: dict[str, str]
) -> None:
    page = client_of(cast.guo).post("/channels/apps/wecom", data=wrong)
    assert page.status_code == 422
    assert 'value="1000002"' in page.text or 'value="agent"' in page.text


def test_people_keep_their_own_account_and_try_it(app: Flask, cast: Cast, client_of: Enter) -> None:
    chen = client_of(cast.chen)
    assert "请找商户负责人或行政" in chen.get("/me/messages").text
    client_of(cast.guo).post("/channels/apps/wecom", data=APP)
    assert chen.post("/me/messages", data={"kind": "feishu", "address": "ou_1"}).status_code == 422
    bad = chen.post("/me/messages", data={"kind": "wecom", "address": "小满"})
    assert bad.status_code == 422 and 'value="小满"' in bad.text
    assert chen.post("/me/messages", data={"kind": "wecom", "address": "ChenXM"}).status_code == 303
    assert chen.post("/me/messages/test").status_code == 303
    with app.app_context():
        (message,) = db.session.scalars(select(Outgoing))
        assert message.person_id == cast.chen.id and message.is_test
    assert chen.post("/me/messages", data={"kind": "", "address": ""}).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(PersonalAddress)).all() == []
    assert chen.post("/me/messages/test").status_code == 404


def test_what_was_written_to_a_person_is_read_by_that_person_only(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        there = PersonalAddress(person_id=cast.chen.id, kind="wecom", address="ChenXM")
        db.session.add(there)
        Outgoing.to_address(there, "说明情况：昨晚那场", due_at=clock.now())
    log = client_of(cast.qian).get("/channels/log").text
    assert "给 陈小满" in log and "昨晚那场" not in log
    assert "陈小满" not in client_of(cast.ma).get("/channels/log").text
    assert "昨晚那场" in client_of(cast.chen).get("/me/messages").text


# ── hours ───────────────────────────────────────────────────────────────────────────────────────

HOURS = {
    "daily_at": "09:45",
    "before_shift": "45",
    "quiet_from": "22:00",
    "quiet_until": "08:30",
    "most": "2",
}


def test_the_owner_sets_the_hours_for_everybody(app: Flask, cast: Cast, client_of: Enter) -> None:
    assert client_of(cast.ma).post("/notices/times", data=HOURS).status_code == 403
    qian = client_of(cast.qian)
    assert qian.post("/notices/times", data=HOURS).status_code == 303
    with app.app_context():
        assert vars(numbers()) == {
            "daily_at": 585,
            "before_shift": 45,
            "quiet_from": 1320,
            "quiet_until": 510,
            "most": 2,
        }
    assert "09:45" in client_of(cast.chen).get("/notices/times").text


@pytest.mark.parametrize(
    ("field", "value"), [("most", "4"), ("daily_at", "03:00"), ("before_shift", "x")]
)
def test_hours_that_may_not_be_are_refused(
    cast: Cast, client_of: Enter, field: str, value: str
) -> None:
    page = client_of(cast.qian).post("/notices/times", data={**HOURS, field: value})
    assert page.status_code == 422 and f'value="{value}"' in page.text
