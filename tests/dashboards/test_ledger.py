"""台账 over broadcasts: corrections and what viewers said, found, sorted, as a file, and whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.counting import MOST_STATEMENTS, counted
from tests.held import Held, hold
from zhubo_web.audience.models import AudienceFeedback, Question
from zhubo_web.core import clock
from zhubo_web.dashboards.views.ledger import kept_until
from zhubo_web.extensions import db
from zhubo_web.observations.models import Correction

Enter = Callable[[Member], FlaskClient]
NOON = clock.shanghai(date(2026, 11, 27), 12)
MINUTE_MS = 60_000


@pytest.fixture
def held(app: Flask, cast: Cast) -> Iterator[Held]:
    """A broadcast with a slip put right in 12 seconds, three questions and two relays."""
    made = hold(app, cast)
    with made.at():
        made.clock(timedelta(minutes=10))
    with made.at(timedelta(minutes=20)):
        note = made.note(1)
        db.session.add(
            Correction(
                observation_id=note.id,
                broadcast_id=made.id,
                right_words="=净含量是 120 克",
                noticed_by_id=cast.ma.id,
                seconds=12,
            )
        )
        base = {"rule": "asks", "source": "relay", "asks": 2, "askers": 2, "broadcast_id": made.id}
        asked = [
            Question(text="几号发货", state="answered", first_ms=MINUTE_MS, last_ms=MINUTE_MS,
                     answered_ms=MINUTE_MS + 40_000, answered_by_id=cast.chen.id, **base),
            Question(text="能开发票吗", state="open", first_ms=2 * MINUTE_MS,
                     last_ms=2 * MINUTE_MS, **base),
            Question(text="", state="dismissed", first_ms=3 * MINUTE_MS, last_ms=3 * MINUTE_MS, **base),
        ]  # fmt: skip
        db.session.add_all(asked)
        db.session.flush()
        for key, text, question in (("a", "声音小", None), ("b", "几号发货", asked[0].id)):
            db.session.add(
                AudienceFeedback(broadcast_id=made.id, key=key, at_ms=4 * MINUTE_MS, sort="complaint",
                                 text=text, count=1, by_id=cast.lin.id, by_role="senior_host",
                                 question_id=question)
            )  # fmt: skip
    with time_machine.travel(NOON, tick=False):
        yield made


def noted_at(held: Held) -> int:
    """The second of the slip."""
    with held.looking():
        return held.note(1).at_ms


def test_every_row_opens_to_its_second(held: Held, cast: Cast, client_of: Enter) -> None:
    reader = client_of(cast.ma)
    with counted(held.app) as statements:
        page = reader.get("/ledger").text
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
    assert "共 5 条" in page and "12 秒" in page and "40 秒" in page and "马运营发现" in page
    for ms in (noted_at(held), MINUTE_MS, 2 * MINUTE_MS, 3 * MINUTE_MS, 4 * MINUTE_MS):
        href = f"/broadcasts/{held.id}/moments/{ms}"
        assert href in page and reader.get(href).status_code == 200


@pytest.mark.parametrize(
    ("filters", "there", "away"),
    [
        ("kind=correction", "净含量", "能开发票吗"),
        ("kind=relay", "声音小", "几号发货"),
        ("state=open", "能开发票吗", "净含量"),
        ("q=陈小满", "几号发货", "能开发票吗"),
        ("q=林资深", "声音小", "净含量"),
        ("period=chosen&from=2026-11-26&to=2026-11-27", "这段时间还没有", "净含量"),
        ("kind=relay&state=open", "没有符合的", "声音小"),
    ],
)
def test_it_is_found_by_kind_state_person_and_days(
    held: Held, cast: Cast, client_of: Enter, filters: str, there: str, away: str
) -> None:
    page = client_of(cast.qian).get(f"/ledger?{filters}").text
    assert there in page and away not in page


def test_rooms_are_chosen_among_ones_own(held: Held, cast: Cast, client_of: Enter) -> None:
    owner = client_of(cast.qian)
    assert "净含量" in owner.get(f"/ledger?room={cast.care}").text
    assert "净含量" not in owner.get(f"/ledger?room={cast.other}").text
    assert "净含量" not in client_of(cast.wu).get("/ledger").text


def test_the_slowest_come_first_if_wanted(held: Held, cast: Cast, client_of: Enter) -> None:
    page = client_of(cast.ma).get("/ledger?order=slow").text
    assert page.index("40 秒") < page.index("12 秒") < page.index("能开发票吗")


def test_assistants_read_their_own_without_observers_names(
    held: Held, cast: Cast, client_of: Enter
) -> None:
    page = client_of(cast.chen).get("/ledger").text
    assert "净含量" in page and "几号发货" in page and "声音小" in page
    assert "马运营" not in page and "林资深" not in page
    assert "没有符合的" in client_of(cast.chen).get("/ledger?q=林资深").text
    assert "净含量" not in client_of(cast.li).get("/ledger").text
    assert client_of(cast.he).get("/ledger").status_code == 403


def test_the_file_has_what_the_filters_leave_and_runs_nothing(
    held: Held, cast: Cast, client_of: Enter
) -> None:
    sent = client_of(cast.ma).post("/ledger/files", data={"kind": "correction"})
    lines = sent.get_data().decode("utf-8-sig").splitlines()
    assert sent.mimetype == "text/csv" and len(lines) == 2
    assert "'=净含量是 120 克" in lines[1] and ",12," in lines[1] and "2029-11-25" in lines[1]
    assert f"/broadcasts/{held.id}/moments/{noted_at(held)}" in lines[1]
    own = client_of(cast.chen).post("/ledger/files", data={}).get_data().decode("utf-8-sig")
    assert "净含量" in own and "马运营" not in own


def test_it_is_kept_for_three_years_from_the_actual_end() -> None:
    assert kept_until(datetime(2028, 2, 29, 14, tzinfo=UTC)) == "2031-02-28"
    assert kept_until(datetime(2026, 11, 25, 16, tzinfo=UTC)) == "2029-11-26"
    assert kept_until(None) is None


def test_pages_lead_to_it(held: Held, cast: Cast, client_of: Enter) -> None:
    assert 'href="/ledger"' in client_of(cast.ma).get("/broadcasts").text
    assert 'href="/ledger"' in client_of(cast.chen).get("/broadcasts").text
    assert 'href="/ledger"' not in client_of(cast.he).get("/broadcasts").text
    assert 'href="/ledger"' in client_of(cast.ma).get(f"/broadcasts/{held.id}/records").text
