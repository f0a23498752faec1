"""The pages of a talk for each of its readers: forms, refusals, nothing typed lost, few statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.talks.shop import MEETING, MONDAY, Shop, arranged, held, told, written

Enter = Callable[[Member], FlaskClient]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
APPOINTMENT = {"day": "2026-12-08", "at": "15:00", "place": "小会议室"}
READERS = ("chen", "ma", "hong", "guo", "qian")
OTHERS = ("li", "lin", "he", "dai", "sun", "wu")


@pytest.fixture
def shop(app: Flask, cast: Cast) -> Shop:
    return told(app, cast)


class Desk:
    """Signed-in browsers at a moment."""

    def __init__(self, shop: Shop, enter: Enter) -> None:
        self.shop, self._enter = shop, enter
        with shop.at(MONDAY):
            self.path = f"/talks/{shop.talk().id}"
            self.month = f"/months/{shop.month().id}"

    def get(self, name: str, moment: datetime = MONDAY, path: str = "") -> str:
        with time_machine.travel(moment, tick=False):
            answer = self._enter(getattr(self.shop.cast, name)).get(path or self.path)
            self.status = answer.status_code
            return answer.text

    def post(self, name: str, act: str, moment: datetime = MONDAY, /, **typed: object) -> int:
        with time_machine.travel(moment, tick=False):
            client = self._enter(getattr(self.shop.cast, name))
            answer = client.post(f"{self.path}/{act}", data=typed)
            self.text = answer.text
            return answer.status_code

    def state(self) -> str:
        with self.shop.at(MONDAY):
            return self.shop.talk().state


@pytest.fixture
def desk(shop: Shop, client_of: Enter) -> Desk:
    return Desk(shop, client_of)


def typed(shop: Shop, **more: object) -> dict[str, object]:
    """The minutes' form as it is sent."""
    return {
        "strengths": "接话快",
        "gaps": "价格少讲一次",
        "advice": "抄在手卡上",
        "support": "给价格卡",
        "view": "无意见",
        "does_1": "抄价格",
        "provides_1": "发价格表",
        "provider_1": str(shop.cast.lin.id),
        "due_1": "2026-12-20",
        "how_1": "看三场回放",
        **more,
    }


def test_the_whole_way_by_forms(shop: Shop, desk: Desk) -> None:
    assert desk.post("ma", "appointment", **APPOINTMENT) == 303
    assert desk.post("ma", "holding", MEETING + HOUR) == 303
    assert desk.post("ma", "minutes", MEETING + HOUR, **typed(shop)) == 303
    assert desk.post("chen", "answer", MEETING + HOUR, act="confirm", remarks="好") == 303
    assert desk.post("hong", "closing", MEETING + HOUR) == 303
    assert desk.state() == "closed"
    page = desk.get("chen", MEETING + 2 * HOUR)
    assert "本人已确认" in page and "抄价格" in page


def test_the_agenda_is_built_from_the_result(shop: Shop, desk: Desk) -> None:
    page = desk.get("ma")
    for words in ("优点", "不足", "三条建议", "自评的差距", "想学回放怎么看", "接话快", "自评更高"):
        assert words in page, words
    assert "基本按时，提醒后完成" in page and "自评 4，小组 3" in page


@pytest.mark.parametrize("name", READERS)
def test_readers_read_it(desk: Desk, name: str) -> None:
    page = desk.get(name)
    assert desk.status == 200 and "谈什么" in page and "不构成法律意见" in page
    assert "申请复核，最晚 12月18日" in page


@pytest.mark.parametrize("name", OTHERS)
def test_others_find_nothing(desk: Desk, name: str) -> None:
    desk.get(name)
    assert desk.status == 404
    for act in ("appointment", "minutes", "answer", "closing", "holding", "service", "companion",
                "hr", "draft", "no-show", "another-time"):  # fmt: skip
        assert desk.post(name, act, **APPOINTMENT) == 404, act
    assert desk.state() == "to_schedule"


def test_the_companion_sees_when_and_where_and_no_more(shop: Shop, desk: Desk) -> None:
    arranged(shop)
    dai = str(shop.cast.dai.id)
    assert desk.post("chen", "companion", person=dai) == 303
    page = desk.get("dai")
    assert desk.status == 200 and "小会议室" in page
    for secret in ("谈什么", "75 分", "接话快", "想学回放怎么看", "手边的记录"):
        assert secret not in page, secret
    assert desk.post("dai", "holding", MEETING) == 403
    assert desk.post("chen", "companion", person=str(shop.cast.guo.id)) == 422


def test_a_refused_form_keeps_what_was_typed(shop: Shop, desk: Desk) -> None:
    assert desk.post("ma", "appointment", **{**APPOINTMENT, "by_video": "1"}) == 422
    assert "请写为什么用视频" in desk.text and "小会议室" in desk.text
    held(arranged(shop))
    late = MEETING + HOUR
    assert desk.post("ma", "minutes", late, **typed(shop, view="", how_1="看第三场")) == 422
    assert "无意见" in desk.text and "看第三场" in desk.text and "抄在手卡上" in desk.text
    assert desk.post("ma", "minutes", late, **typed(shop, does_2="再练一次", due_2="x")) == 422
    assert "再练一次" in desk.text and '<details class="fold" open>' in desk.text
    assert desk.state() == "held"


def test_a_draft_is_kept_for_another_device_and_hidden_from_the_assistant(
    shop: Shop, desk: Desk
) -> None:
    held(arranged(shop))
    late = MEETING + HOUR
    half = {"strengths": "写到一半的优点", "does_3": "第三件", "due_3": "2026-12-24"}
    assert desk.post("ma", "draft", late, **half) == 303
    for name in ("ma", "hong"):
        page = desk.get(name, late)
        assert "写到一半的优点" in page and "第三件" in page and "2026-12-24" in page
    for name in ("chen", "guo", "qian"):
        assert "写到一半的优点" not in desk.get(name, late)


def test_a_refusal_needs_words_and_is_shown_as_they_are(shop: Shop, desk: Desk) -> None:
    written(held(arranged(shop)))
    late = MEETING + 3 * HOUR
    assert desk.post("chen", "answer", late, act="refuse", remarks=" ") == 422
    assert desk.post("chen", "answer", late, act="refuse", remarks="<b>不是</b>我漏的") == 303
    page = desk.get("hong", late)
    assert "&lt;b&gt;不是&lt;/b&gt;我漏的" in page and "本人没有确认" in page
    assert desk.post("chen", "answer", late, act="confirm") == 409
    assert desk.post("hong", "closing", late) == 303


@pytest.mark.parametrize(("name", "act", "sent"), [
    ("chen", "appointment", APPOINTMENT), ("guo", "appointment", APPOINTMENT),
    ("qian", "appointment", APPOINTMENT), ("chen", "holding", {}), ("guo", "holding", {}),
    ("guo", "closing", {}), ("ma", "hr", {}), ("ma", "answer", {"act": "confirm"}),
    ("chen", "draft", {}), ("guo", "another-time", {"reason": "忙"}),
])  # fmt: skip
def test_who_reads_it_may_not_do_everything(
    desk: Desk, name: str, act: str, sent: dict[str, str]
) -> None:
    assert desk.post(name, act, **sent) in (403, 409)
    assert desk.state() == "to_schedule"


def test_a_second_tap_changes_nothing(shop: Shop, desk: Desk) -> None:
    held(arranged(shop))
    late = MEETING + HOUR
    assert desk.post("ma", "minutes", late, **typed(shop)) == 303
    assert desk.post("ma", "minutes", late, **typed(shop, view="改过的")) == 409
    assert "改过的" not in desk.get("chen", late)


def test_lists_show_what_waits_and_all(shop: Shop, desk: Desk) -> None:
    assert "陈小满" in desk.get("ma", path="/talks")
    assert "没有等你的" in desk.get("chen", path="/talks")
    assert "陈小满" in desk.get("chen", path="/talks?which=all")
    assert "还没有面谈" in desk.get("li", path="/talks?which=all")
    desk.get("he", path="/talks")
    assert desk.status == 403
    desk.get("ma", path="/talks?page=99999&which=all")
    assert desk.status == 200


def test_a_month_leads_to_its_talk_and_what_was_agreed(shop: Shop, desk: Desk) -> None:
    desk.get("chen", path=f"{desk.month}/talk")
    assert desk.status == 303
    assert "上次没有约定的事" in desk.get("chen", path=f"{desk.month}/agreed")
    for name in ("li", "wu"):
        desk.get(name, path=f"{desk.month}/agreed")
        assert desk.status == 404


STAGES: dict[str, Callable[[Shop], Shop]] = {
    "to_schedule": lambda shop: shop,
    "scheduled": arranged,
    "held": lambda shop: held(arranged(shop)),
    "minutes": lambda shop: written(held(arranged(shop))),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_page_asks_twelve_times_at_most(
    shop: Shop, desk: Desk, client_of: Enter, stage: str
) -> None:
    STAGES[stage](shop)
    for name in READERS:
        client = client_of(getattr(shop.cast, name))
        with time_machine.travel(MEETING + 3 * HOUR, tick=False):
            client.get(desk.path)
            for path in (desk.path, "/talks?which=all", f"{desk.month}/agreed"):
                with counted(shop.app) as heard:
                    assert client.get(path).status_code == 200
                asked = (name, path, len(heard), "\n".join(heard))
                assert len(heard) <= MOST_STATEMENTS, asked
