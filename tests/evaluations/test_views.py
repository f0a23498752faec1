"""The page after a broadcast, for each of its readers; ratings, publication and disputes by form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.held import ENDS, USUAL, Held, hold
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.evaluations.models import Given
from zhubo_web.policies.rubrics import BROADCAST
from zhubo_web.summaries.wording import Written

Enter = Callable[[Member], FlaskClient]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUMMED_UP = Written(
    chips={"done": ["sheet"], "met": ["none"], "reading": ["steady"], "next": ["keep"]}
)
MARKS = {"language": "3", "interaction": "3", "product": "4", "emergency": "na"}


@pytest.fixture
def held(app: Flask, cast: Cast) -> Held:
    made = hold(app, cast)
    made.clock(timedelta(minutes=1))
    return made


class Desk:
    """Signed-in browsers at moments after the end."""

    def __init__(self, held: Held, enter: Enter) -> None:
        self.held, self._enter = held, enter

    def get(self, name: str, path: str, after: timedelta = HOUR) -> str:
        with time_machine.travel(ENDS + after, tick=False):
            answer = self._enter(getattr(self.held.cast, name)).get(path)
            assert answer.status_code == 200, path
            return answer.text

    def post(self, name: str, path: str, after: timedelta = HOUR, **typed: object) -> int:
        with time_machine.travel(ENDS + after, tick=False):
            client = self._enter(getattr(self.held.cast, name))
            answer = client.post(path, data=typed)
            self.text = answer.text
            return answer.status_code


@pytest.fixture
def desk(held: Held, client_of: Enter) -> Desk:
    return Desk(held, client_of)


class Controls(HTMLParser):
    """Counts what somebody has to fill in: groups of radios and ticks are one each."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.inside = "/text" in (values.get("action") or "")
        if self.inside and tag in ("input", "textarea", "select"):
            if values.get("type") not in ("hidden", "submit"):
                self.names.add(str(values.get("name")))


def test_the_assistant_finds_summary_notes_and_later_the_evaluation(held: Held, desk: Desk) -> None:
    page = desk.get("chen", held.page)
    assert "提交小结" in page and "全部看过" in page and "没有数据" in page
    assert "公布以后在这里看" in page and "正常，提交" not in page
    with held.at(HOUR):
        held.evaluation().submit(held.person("ma"), Given(held.evaluation().normal()))
        held.evaluation().publish(held.person("hong"))
    page = desk.get("chen", held.page)
    assert "75" in page and "有异议" in page and "从 3 分起" in page
    with held.looking():
        moment = f"/broadcasts/{held.id}/moments/{held.note(0).at_ms}"
    assert moment in page


def test_a_summary_asks_for_little(held: Held, desk: Desk) -> None:
    """Under a minute: four taps on chips, three sentences and a minute that may stay empty."""
    counted = Controls()
    counted.feed(desk.get("chen", held.page))
    chips = {one for one in counted.names if one.endswith("_chips")}
    assert len(chips) == 4 and len(counted.names - chips) <= 5


def test_the_supervisor_rates_in_one_tap(held: Held, desk: Desk) -> None:
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}/marks"
    page = desk.get("ma", held.page)
    assert "正常，提交" in page and address in page and "还没有交" in page
    assert desk.post("ma", address, act="normal") == 303
    assert held.state("evaluation") == "submitted"
    assert "到点自动公布" in desk.get("ma", held.page)


def test_the_same_tap_takes_the_summary_beside_it(held: Held, desk: Desk) -> None:
    with held.at(HOUR):
        held.summary().submit(held.person("chen"), SUMMED_UP)
        address = f"/evaluations/{held.evaluation().id}/marks"
    assert "小结看过，一起收下" in desk.get("ma", held.page, 2 * HOUR)
    assert desk.post("ma", address, 2 * HOUR, act="normal", accept="yes") == 303
    assert (held.state("summary"), held.state("evaluation")) == ("accepted", "submitted")


def test_a_rating_that_rises_takes_the_summary_too(held: Held, desk: Desk) -> None:
    with held.at(HOUR):
        held.summary().submit(held.person("chen"), SUMMED_UP)
        address = f"/evaluations/{held.evaluation().id}/marks"
    low = {**MARKS, "product": "2", "why": "价格没核"}
    assert desk.post("ma", address, 2 * HOUR, accept="yes", act="marks", **low) == 303
    assert (held.state("summary"), held.state("evaluation")) == ("accepted", "draft")


def test_the_card_of_a_strict_rating_shows_each_mark_and_its_second(held: Held, desk: Desk) -> None:
    """So that the second person and the assistant see at once what is low, and open the moment."""
    with held.at(HOUR):
        held.summary().submit(held.person("chen"), SUMMED_UP)
        one, marks = held.evaluation(), {item.code: 3 for item in BROADCAST} | {"C1": 2}
        one.rise("asked", held.person("ma"))
        proofs = {"C1": [held.notes[2]]}
        one.submit(held.person("ma"), Given(marks, proofs, strengths="稳", gaps="价格没核"))
        one.publish(held.person("hong"))
        second = held.note(2).at_ms
    for name in ("hong", "chen"):
        page = desk.get(name, held.page)
        (marked,) = (line for line in page.splitlines() if "信息准确 <b>2</b>" in line)
        assert f"/moments/{second}" in marked.split("信息准确")[1].split("·")[0]
    assert page.index("单场评分</h2>") < page.index("下播小结</h2>")


def test_what_waits_and_what_is_told_leads_to_the_page(held: Held, desk: Desk) -> None:
    """The duty of the rater, the notice of the assistant: both open this assistant's page."""
    link = f"{held.page}?who={held.cast.chen.id}"
    assert link in desk.get("ma", "/") and link in desk.get("chen", "/")
    with held.at(HOUR):
        held.evaluation().submit(held.person("ma"), Given(held.evaluation().normal()))
        held.evaluation().publish(held.person("hong"))
    told = desk.get("chen", "/notices", 2 * HOUR)
    assert "单场评分公布了" in told


@pytest.mark.parametrize("name", ["lin", "hong", "guo", "qian"])
def test_those_who_oversee_read_it_and_strangers_do_not(
    held: Held, desk: Desk, client_of: Enter, name: str
) -> None:
    assert "单场评分" in desk.get(name, held.page)
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}"
        summary = f"/summaries/{held.summary().id}"
    for stranger in ("wu", "li", "dai", "sun", "he", "chen"):
        client = client_of(getattr(held.cast, stranger))
        assert client.get(address).status_code == 404, stranger
        if stranger != "chen":
            assert client.get(summary).status_code == 404, stranger
    assert client_of(held.cast.wu).get(held.page).status_code == 404


def test_marks_of_1_2_or_5_lead_to_the_strict_form(held: Held, desk: Desk) -> None:
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}"
    assert desk.post("ma", f"{address}/marks", **{**MARKS, "product": "5"}) == 303
    page = desk.get("ma", address)
    assert "按严谨办" in page and "勾依据" in page and "价格、参数等关键信息出错且未更正" in page
    items = {one.code: "3" for one in BROADCAST}
    strict = {**items, "C1": "5", "strengths": "演示好", "gaps": "公屏回得慢", "act": "marks"}
    assert desk.post("ma", f"{address}/marks", **strict) == 422
    assert "要勾出至少一条记录作依据" in desk.text and "演示好" in desk.text
    proved = {**strict, "evidence-C1": str(held.notes[2])}
    assert desk.post("ma", f"{address}/marks", **proved) == 303
    assert "看过了，公布" in desk.get("hong", held.page)
    assert "看过了，公布" not in desk.get("ma", held.page)
    assert desk.post("hong", f"{address}/return", reason=" ") == 422
    assert desk.post("hong", f"{address}/publication") == 303
    assert held.state("evaluation") == "published"


def test_what_is_missing_is_said_and_what_was_typed_stays(held: Held, desk: Desk) -> None:
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}/marks"
    assert desk.post("ma", address, language="3", why="话筒坏了") == 422
    assert "每一项都要选" in desk.text and "话筒坏了" in desk.text


def test_a_dispute_is_answered_on_the_page(held: Held, desk: Desk) -> None:
    with held.at(HOUR):
        one = held.evaluation()
        one.submit(held.person("ma"), Given(one.normal()))
        one.publish(held.person("hong"))
        address = f"/evaluations/{one.id}"
    assert desk.post("chen", f"{address}/dispute", words="") == 422
    assert desk.post("chen", f"{address}/dispute", words="福袋规则我讲了") == 303
    assert "答复异议" in desk.get("lin", held.page) and "福袋规则我讲了" in desk.text + desk.get(
        "lin", address
    )
    items = {one.code: "3" for one in BROADCAST}
    lower = {**items, "A1": "2", "reasons": "看过了", "act": "revise"}
    assert desk.post("lin", f"{address}/decision", **lower) == 422
    assert "不会让分数变低" in desk.text
    higher = {**items, "B2": "4", "reasons": "回放 0:30 讲了规则", "act": "revise"}
    assert desk.post("lin", f"{address}/decision", **higher) == 303
    page = desk.get("chen", address)
    assert "回放 0:30 讲了规则" in page and "复核后" in page and "第 1 版" in page
    assert "马运营" not in page and "林资深" not in page


def test_one_word_does_in_the_light_setting(app: Flask, cast: Cast, client_of: Enter) -> None:
    held = hold(app, cast, setting=LIGHT)
    desk = Desk(held, client_of)
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}/marks"
    page = desk.get("ma", held.page)
    assert "亮点" in page and "有问题" in page
    assert desk.post("ma", address, act="highlight") == 303
    assert held.state("evaluation") == "submitted"


def test_who_watched_too_little_ticks_that_they_saw_the_recording(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    held = hold(app, cast, watched=10)
    desk = Desk(held, client_of)
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}/marks"
    assert "我看过回放" in desk.get("ma", held.page)
    assert desk.post("ma", address, act="normal") == 422
    assert "看过回放请勾选" in desk.text
    assert desk.post("ma", address, act="normal", replayed="y") == 303


def test_blind_raters_do_not_read_each_other(held: Held, desk: Desk) -> None:
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}"
    assert desk.post("lin", f"{address}/second") == 409
    assert desk.post("lin", f"{address}/second", replayed="1") == 303
    assert desk.post("ma", f"{address}/marks", **{**MARKS, "why": "我的秘密理由"}) == 303
    page = desk.get("lin", address)
    assert "我的秘密理由" not in page and "盲评" in page and "第 1 版" not in page
    assert desk.post("lin", f"{address}/marks", **{**MARKS, "replayed": "y"}) == 303
    assert "我的秘密理由" in desk.get("lin", address)


def test_several_assistants_are_apart(app: Flask, cast: Cast, client_of: Enter) -> None:
    held = hold(app, cast, assistants=("chen", "li"))
    desk = Desk(held, client_of)
    page = desk.get("ma", held.page)
    assert f"who={cast.chen.id}" in page and f"who={cast.li.id}" in page
    other = desk.get("ma", f"{held.page}?who={cast.li.id}")
    assert "没有记录，没有建议分" in other
    mine = desk.get("li", f"{held.page}?who={cast.chen.id}")
    assert "吐字清晰" not in mine and "陈小满" not in mine


def test_a_red_line_by_form(app: Flask, cast: Cast, client_of: Enter) -> None:
    held = hold(app, cast, taps=(*USUAL, (40, {"kind": "issue", "tag": "P15", "detail": "最好"})))
    desk = Desk(held, client_of)
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}"
    assert desk.post("ma", f"{address}/red-line", note=str(held.notes[3]), reason="") == 422
    named = {"note": str(held.notes[3]), "reason": "说了“最好”两次"}
    assert desk.post("ma", f"{address}/red-line", **named) == 303
    assert "确认是红线" in desk.get("hong", address)
    assert desk.post("ma", f"{address}/red-line/confirmation", kept="yes") == 403
    assert desk.post("hong", f"{address}/red-line/confirmation", kept="yes") == 303
    assert "两个人已确认" in desk.get("ma", address)


def test_an_unwatched_broadcast_says_so(app: Flask, cast: Cast, client_of: Enter) -> None:
    held = hold(app, cast, watched=0, taps=())
    held.clock(49 * HOUR)
    for name in ("chen", "ma"):
        page = Desk(held, client_of).get(name, held.page, 50 * HOUR)
        assert "没有人跟播，这一场只看数据" in page


def test_a_strict_broadcast_waits_for_its_recording(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    held = hold(app, cast, watched=0, taps=(), setting=STRICT)
    desk = Desk(held, client_of)
    with held.looking():
        address = f"/evaluations/{held.evaluation().id}/claim"
    assert desk.post("lin", address) == 409
    assert desk.post("lin", address, replayed="1") == 303
    assert held.state("evaluation") == "draft"
