"""What was counted of an assistant beside the score: on pages, each figure opening to its records."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.cast import Member
from tests.counting import MOST_STATEMENTS, counted
from tests.fresh import kept
from tests.months.facts import everywhere
from tests.months.november import FROZEN, November
from tests.months.reported import result
from tests.months.test_own_figures import question
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import defined
from zhubo_web.months.models.own_figures import HEARD, NOTED, own_figures
from zhubo_web.observations.models import NoteDelivery

NAMES = (*HEARD, *NOTED)


@pytest.fixture
@kept
def told(november: November) -> int:
    """Chen's November is out, with questions, words, figures and a cue that was shown."""
    with november.at(november.held_at):
        for took in (5, 10, 20, 30, 90, 40, 50):
            question(november, took)
        for _ in range(5):
            question(november, None)
        november.said("chen", text="问了两遍没人回")
        november.said("chen", "praise", source="review", score=5, count=4, text="讲得清楚")
        november.said("chen", source="review", score=2, count=1, text="太快")
        november.figures(november.id, view_uv=400)
        for number in (1, 2):
            note = november.held.note(number)
            delivery = note.delivery or NoteDelivery(observation=note, visible_from=note.moment)
            delivery.state, delivery.shown_at = "shown", note.moment + timedelta(seconds=4)
            delivery.answered_at = delivery.shown_at if number == 1 else None
            db.session.add(delivery)
    november.opened()
    with november.at(FROZEN):
        return result(november.one(), november.cast, everywhere(3)).id


class Reader:
    """Somebody's browser at a moment after publication."""

    def __init__(self, november: November, client: FlaskClient, number: int) -> None:
        self.november, self.client, self.number = november, client, number

    def get(self, path: str = "", status: int = 200) -> str:
        moment = FROZEN + timedelta(days=2)
        with time_machine.travel(moment, tick=False), counted(self.november.app) as statements:
            answer = self.client.get(f"/months/{self.number}/report{path}")
        assert answer.status_code == status, path
        assert len(statements) <= MOST_STATEMENTS, path + "\n" + "\n".join(statements)
        return answer.text

    def value(self, metric: str) -> tuple[str, str]:
        """What the page says of one figure, and of how many records."""
        name = defined(metric).name
        row = next(one for one in self.get("/counted").split("<tr") if f">{name}</summary>" in one)
        cells = re.findall(r'class="num"[^>]*>(.*?)</td>', row, re.S)
        value, rows = (re.sub(r"<[^>]+>", "", one).strip() for one in cells)
        return value, rows.removesuffix(name).strip()


@pytest.fixture
def read(
    november: November, told: int, client_of: Callable[[Member], FlaskClient]
) -> Callable[[str], Reader]:
    return lambda name: Reader(november, client_of(getattr(november.cast, name)), told)


SAID = {"answer_rate": ("58.3%", "12 条"), "answer_p50": ("30 秒", "7 条"),
        "complaint_rate": ("5‰", "3 条"), "csat": ("80%", "2 条"), "ack_rate": ("50%", "2 条"),
        "pos_ratio": ("66.7%", "3 条")}  # fmt: skip


@pytest.mark.parametrize("who", ["ma", "chen"])
def test_every_figure_says_its_value_its_meaning_and_how_many_records(
    read: Callable[[str], Reader], who: str
) -> None:
    reader = read(who)
    page = reader.get("/counted")
    for metric in NAMES:
        assert defined(metric).formula in page, metric
    for metric, expected in SAID.items():
        assert reader.value(metric) == expected, metric
    assert reader.value("neg_density")[0].endswith(" 次/时")
    assert f'href="/months/{reader.number}/report/counted"' in reader.get()


def test_what_was_never_recorded_has_no_number_and_is_not_nought(
    november: November, client_of: Callable[[Member], FlaskClient]
) -> None:
    november.another(date(2026, 11, 12), "sun")
    november.opened()
    with november.at(FROZEN):
        number = result(november.one("li"), november.cast, everywhere(3)).id
    reader = Reader(november, client_of(november.cast.ma), number)
    for metric in ("answer_rate", "complaint_rate", "csat", "ack_rate", "pos_ratio"):
        assert reader.value(metric) == ("没有数据", "0 条"), metric


def test_each_opens_to_the_records_behind_it(
    read: Callable[[str], Reader], november: November
) -> None:
    reader = read("ma")
    with november.at(FROZEN):
        since, until = november.one().month.bounds
        found = own_figures([november.cast.chen.id], since, until)[november.cast.chen.id]
    for metric in NAMES:
        page = reader.get(f"/counted/{metric}")
        listed = page.count('class="list__item"')
        assert listed == sum(len(ids) for ids in found[metric].refs.values()), metric
        assert "不是给你看的" not in page
    assert "问了两遍没人回" in reader.get("/counted/complaint_rate")
    assert (
        reader.get("/counted/answer_rate").count(f"/broadcasts/{november.id}/moments/60000") == 12
    )
    reader.get("/counted/nothing", 404)
    reader.get("/counted/irr", 404)


def test_of_records_that_are_not_theirs_a_reader_gets_the_number_alone(
    read: Callable[[str], Reader], november: November
) -> None:
    with november.at(FROZEN):
        for number, state in enumerate(("submitted", "released", "released")):
            november.held.note(number).state = state
    own, lead = read("chen").get("/counted/pos_ratio"), read("ma").get("/counted/pos_ratio")
    assert own.count('class="list__item"') == 2 and "还有 1 条不是给你看的" in own
    assert lead.count('class="list__item"') == 3 and "不是给你看的" not in lead


@pytest.mark.parametrize(("who", "status"), [("wu", 404), ("li", 404), ("he", 404)])
def test_who_may_not_read_the_report_reads_none_of_it(
    read: Callable[[str], Reader], who: str, status: int
) -> None:
    reader = read(who)
    reader.get("/counted", status)
    reader.get("/counted/csat", status)
