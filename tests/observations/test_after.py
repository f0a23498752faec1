"""After the broadcast: who reads which notes, and what each of them may do with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast
from tests.observations.conftest import act, tap
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.duties.jobs import run_timers
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models import Observation, ObservationChange, intake, receipts

Enter = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true"}


@dataclass
class Evening:
    """A broadcast with notes of ma and lin about chen; ``over`` ends it and releases them."""

    app: Flask
    cast: Cast
    id: int

    def note(self, by: str = "ma", **values: object) -> int:
        """Tap; return the note's id."""
        with self.app.app_context(), writing():
            made = tap(**values)
            live = db.session.get_one(Broadcast, self.id)
            taken = intake.take_operations(live, clock.epoch_ms(), [made], self._person(by))
            assert not taken.refused
            found = Observation.by_key(live, made["key"])
            assert found is not None
            return found.id

    def answer(self, note: int, answer: str) -> None:
        """The assistant's screen shows and answers it."""
        with self.app.app_context(), writing():
            live = db.session.get_one(Broadcast, self.id)
            acts = [act(note, "shown"), act(note, "answered", answer)]
            receipts.take_receipts(live, clock.epoch_ms(), acts, self._person("chen"))

    def retract(self, note: int) -> None:
        """Undo, while it is on."""
        with self.app.app_context(), writing():
            one = db.session.get_one(Observation, note)
            one.retract(one.observer)

    def over(self) -> None:
        """The broadcast ends; the clock releases its notes."""
        with self.app.app_context():
            with writing():
                db.session.get_one(Broadcast, self.id).end(self._person("ma"))
            run_timers()

    def _person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def waiting(self, name: str) -> list[str]:
        """What waits for somebody after the broadcast."""
        with self.app.app_context():
            begin_reading()
            duties = Duty.open_of(self._person(name))
            return [one.subject_type for one in duties if one.subject_type.startswith("note_")]

    def load(self, note: int) -> Observation:
        """The note as it stands."""
        with self.app.app_context():
            begin_reading()
            found = db.session.get_one(Observation, note)
            db.session.expunge_all()
            return found

    @property
    def records(self) -> str:
        return f"/broadcasts/{self.id}/records"


@pytest.fixture
def evening(app: Flask, cast: Cast) -> Evening:
    with app.app_context(), writing():
        return Evening(app, cast, broadcast(cast).id)


def test_while_it_is_on_the_assistant_reads_nothing(evening: Evening, client_of: Enter) -> None:
    note = evening.note(tag="I11", detail="敏感肌能用吗")
    chen = client_of(evening.cast.chen)
    assert "敏感肌" not in chen.get(evening.records).text
    assert chen.get(f"/notes/{note}").status_code == 404


def test_afterwards_the_assistant_reads_what_is_about_them(
    evening: Evening, client_of: Enter
) -> None:
    mine = evening.note(tag="I11", detail="敏感肌能用吗")
    about_host = evening.note(kind="issue", text="主播慢一点", object="host")
    evening.over()
    chen = client_of(evening.cast.chen)
    page = chen.get(evening.records).text
    assert "敏感肌能用吗" in page and "主播慢一点" not in page
    assert chen.get(f"/notes/{mine}").status_code == 200
    assert chen.get(f"/notes/{about_host}").status_code == 404


def test_the_assistant_reads_the_role_of_the_observer_and_not_the_name(
    evening: Evening, client_of: Enter
) -> None:
    evening.note(tag="L11")
    evening.over()
    page = client_of(evening.cast.chen).get(evening.records).text
    assert "马运营" not in page and "运营" in page


@pytest.mark.parametrize("name", ["li", "he", "sun", "wu", "dai"])
def test_nobody_else_reads_the_notes_about_an_assistant(
    evening: Evening, client_of: Enter, name: str
) -> None:
    note = evening.note(tag="L11")
    evening.over()
    client = client_of(getattr(evening.cast, name))
    assert "慢一点说" not in client.get(evening.records).text
    assert client.get(f"/notes/{note}").status_code in (403, 404)


@pytest.mark.parametrize("name", ["ma", "lin", "hong", "guo", "qian"])
def test_those_who_oversee_the_room_read_everything(
    evening: Evening, client_of: Enter, name: str
) -> None:
    evening.note(tag="L11")
    evening.note(by="lin", kind="issue", text="主播慢一点", object="host")
    evening.over()
    page = client_of(getattr(evening.cast, name)).get(evening.records).text
    assert "慢一点说" in page and "主播慢一点" in page and "马运营" in page


def test_a_supervisor_who_assists_reads_this_broadcast_as_an_assistant(
    evening: Evening, client_of: Enter
) -> None:
    with evening.app.app_context(), writing():
        db.session.get_one(Person, evening.cast.chen.id).grant("senior_host", None)
    note = evening.note(tag="L11")
    assert client_of(evening.cast.chen).get(f"/notes/{note}").status_code == 404


def test_a_note_taken_back_is_a_tombstone_for_whoever_saw_it(
    evening: Evening, client_of: Enter
) -> None:
    seen, unseen = evening.note(urgent="link", kind="issue"), evening.note(tag="L12")
    evening.answer(seen, "got_it")
    evening.retract(seen)
    evening.retract(unseen)
    evening.over()
    chen = client_of(evening.cast.chen)
    page = chen.get(f"/notes/{seen}").text
    assert "已撤回，不计" in page and "<del>" in page
    assert chen.get(f"/notes/{unseen}").status_code == 404


def test_a_disposition_takes_one_tap_and_can_be_changed_and_taken_back(
    evening: Evening, client_of: Enter
) -> None:
    note = evening.note(kind="issue", dimension="product")
    evening.over()
    ma, address = client_of(evening.cast.ma), f"/notes/{note}/disposition"
    for chosen in ("coached", "fixed_live"):
        assert ma.post(address, data={"disposition": chosen}).status_code == 303
        assert evening.load(note).disposition == chosen
    ma.post(address)
    assert evening.load(note).disposition is None


def test_with_htmx_the_answer_is_the_note_and_what_is_left(
    evening: Evening, client_of: Enter
) -> None:
    note = evening.note(kind="issue", dimension="product")
    evening.over()
    answer = client_of(evening.cast.ma).post(
        f"/notes/{note}/disposition", data={"disposition": "coached"}, headers=HTMX
    )
    assert answer.text.lstrip().startswith("<li") and 'hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text
    assert answer.headers["HX-Trigger"].isascii() and "undo" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize(("name", "status"), [("lin", 403), ("chen", 403), ("wu", 404)])
def test_only_the_observer_or_the_lead_disposes(
    evening: Evening, client_of: Enter, name: str, status: int
) -> None:
    note = evening.note(kind="issue", dimension="product")
    evening.over()
    client = client_of(getattr(evening.cast, name))
    answer = client.post(f"/notes/{note}/disposition", data={"disposition": "coached"})
    assert answer.status_code == status
    assert evening.load(note).disposition is None


def test_only_an_issue_has_a_disposition(evening: Evening, client_of: Enter) -> None:
    note = evening.note(tag="L01")
    evening.over()
    answer = client_of(evening.cast.ma).post(
        f"/notes/{note}/disposition", data={"disposition": "coached"}
    )
    assert answer.status_code == 422


def test_all_is_seen_in_one_tap_and_seeing_touches_nobody_elses(
    evening: Evening, client_of: Enter
) -> None:
    mine = [evening.note(tag="L01"), evening.note(tag="L11"), evening.note(kind="mark")]
    hosts = evening.note(kind="issue", object="host")
    evening.over()
    client_of(evening.cast.chen).post(f"/broadcasts/{evening.id}/seen")
    assert {evening.load(note).state for note in mine} == {"acknowledged"}
    assert evening.load(hosts).state == "released"


def test_a_supervisors_tap_on_seen_changes_nothing(evening: Evening, client_of: Enter) -> None:
    note = evening.note(tag="L01")
    evening.over()
    client_of(evening.cast.ma).post(f"/broadcasts/{evening.id}/seen")
    assert evening.load(note).state == "released"


def test_a_contested_note_keeps_its_words_and_its_moment(
    evening: Evening, client_of: Enter
) -> None:
    note = evening.note(tag="P12", detail="30 ml")
    evening.over()
    chen = client_of(evening.cast.chen)
    assert chen.post(f"/notes/{note}/contest", data={"words": " "}).status_code == 422
    chen.post(f"/notes/{note}/contest", data={"words": "说的就是 30 ml"})
    kept = evening.load(note)
    assert kept.contest_words == "说的就是 30 ml" and kept.contested_at is not None
    assert "说的就是 30 ml" in client_of(evening.cast.ma).get(evening.records).text


def test_what_was_contested_live_is_listed(evening: Evening, client_of: Enter) -> None:
    note = evening.note(urgent="link", kind="issue")
    evening.answer(note, "contested")
    evening.over()
    page = client_of(evening.cast.chen).get(evening.records).text
    assert "直播中点过的也在这里" in page and f"/notes/{note}" in page


def test_a_stranger_to_the_note_cannot_contest_it(evening: Evening, client_of: Enter) -> None:
    note = evening.note(tag="L11")
    evening.over()
    for name, status in (("li", 404), ("ma", 403)):
        client = client_of(getattr(evening.cast, name))
        answer = client.post(f"/notes/{note}/contest", data={"words": "不是我"})
        assert answer.status_code == status


def test_not_them_moves_the_note_and_the_old_version_stays(
    evening: Evening, client_of: Enter
) -> None:
    note = evening.note(kind="issue", dimension="product", text="核一下链接")
    evening.over()
    ma = client_of(evening.cast.ma)
    assert ma.post(f"/notes/{note}/object", data={"object": "host"}).status_code == 303
    moved = evening.load(note)
    assert (moved.object, moved.state) == ("host", "corrected")
    page = client_of(evening.cast.chen).get(f"/notes/{note}").text
    assert "不是记助播的，不计" in page and "记的是陈小满" in page


def test_a_withdrawal_needs_a_reason_that_the_assistant_reads(
    evening: Evening, client_of: Enter
) -> None:
    note = evening.note(tag="L11")
    evening.over()
    ma, address = client_of(evening.cast.ma), f"/notes/{note}/withdrawal"
    refused = ma.post(address, data={"reason": "  "}, headers=HTMX)
    assert refused.status_code == 422 and "请写明为什么撤回" in refused.text
    ma.post(address, data={"reason": "是主播说的"})
    assert evening.load(note).state == "withdrawn"
    assert "是主播说的" in client_of(evening.cast.chen).get(f"/notes/{note}").text


def test_only_the_observer_takes_a_released_note_back(evening: Evening, client_of: Enter) -> None:
    note = evening.note(tag="L11")
    evening.over()
    for name, status in (("lin", 403), ("chen", 403)):
        client = client_of(getattr(evening.cast, name))
        answer = client.post(f"/notes/{note}/withdrawal", data={"reason": "不要了"})
        assert answer.status_code == status


def test_the_old_words_of_a_note_corrected_live_stay_readable(
    evening: Evening, client_of: Enter
) -> None:
    note = evening.note(tag="L11")
    with evening.app.app_context(), writing():
        one = db.session.get_one(Observation, note)
        one.amend(one.observer, "0" * 36, text="说慢一点就好")
    evening.over()
    page = client_of(evening.cast.ma).get(evening.records).text
    assert "原来是" in page and "慢一点说" in page and "说慢一点就好" in page


def test_what_was_corrected_live_cannot_be_rewritten_after_the_end(evening: Evening) -> None:
    note = evening.note(urgent="link", kind="issue")
    evening.answer(note, "got_it")
    with evening.app.app_context(), writing():
        one = db.session.get_one(Observation, note)
        one.amend(one.observer, "1" * 36, text="先核对链接")
    evening.over()
    with evening.app.app_context():
        kept = db.session.get_one(Observation, note)
        assert kept.state == "corrected" and not kept._is_amendable


def test_one_entry_a_person_and_broadcast_waits_until_all_is_done(
    evening: Evening, client_of: Enter
) -> None:
    issues = [evening.note(kind="issue", dimension="product") for _ in range(2)]
    assert evening.waiting("ma") == []
    evening.over()
    assert evening.waiting("ma") == ["note_disposal"]
    assert evening.waiting("chen") == ["note_reading"]
    ma = client_of(evening.cast.ma)
    ma.post(f"/notes/{issues[0]}/disposition", data={"disposition": "coached"})
    assert evening.waiting("ma") == ["note_disposal"]
    ma.post(f"/notes/{issues[1]}/disposition", data={"disposition": "dismissed"})
    assert evening.waiting("ma") == []
    client_of(evening.cast.chen).post(f"/broadcasts/{evening.id}/seen")
    assert evening.waiting("chen") == []


def test_a_disposition_taken_back_waits_again(evening: Evening, client_of: Enter) -> None:
    note = evening.note(kind="issue", dimension="product")
    evening.over()
    ma = client_of(evening.cast.ma)
    ma.post(f"/notes/{note}/disposition", data={"disposition": "coached"})
    ma.post(f"/notes/{note}/disposition")
    assert evening.waiting("ma") == ["note_disposal"]


def test_nothing_waits_where_nothing_is_to_be_done(evening: Evening) -> None:
    evening.note(kind="issue", dimension="product", object="device")
    evening.over()
    assert evening.waiting("chen") == []
    assert evening.waiting("lin") == []


def test_the_filters_leave_what_they_say(evening: Evening, client_of: Enter) -> None:
    evening.note(tag="L01")
    evening.note(by="lin", kind="issue", dimension="product", text="核一下链接")
    evening.over()
    ma = client_of(evening.cast.ma)
    for query, there, gone in (
        ("kind=issue", "核一下链接", "吐字清楚"),
        ("dimension=language", "吐字清楚", "核一下链接"),
        ("which=mine", "吐字清楚", "核一下链接"),
        (f"observer={evening.cast.lin.id}", "核一下链接", "吐字清楚"),
        ("which=open", "核一下链接", "吐字清楚"),
    ):
        page = ma.get(f"{evening.records}?{query}").text
        assert there in page and gone not in page, query
    for wrong in ("kind=x", "page=0", "page=99", "observer=a", "page=" + "9" * 40):
        assert ma.get(f"{evening.records}?{wrong}").status_code == 200


def test_twenty_notes_a_page(evening: Evening, client_of: Enter) -> None:
    for _ in range(23):
        evening.note(kind="mark")
    evening.over()
    ma = client_of(evening.cast.ma)
    first, second = (ma.get(f"{evening.records}?page={n}").text for n in (1, 2))
    assert first.count('id="note-') == 20 and "page=2" in first
    assert second.count('id="note-') == 3 and "page=3" not in second


def test_what_people_wrote_is_only_text(evening: Evening, client_of: Enter) -> None:
    note = evening.note(kind="remind", text="<b>看公屏</b>")
    evening.over()
    client_of(evening.cast.chen).post(f"/notes/{note}/contest", data={"words": "<img src=x>"})
    page = client_of(evening.cast.ma).get(evening.records).text
    assert "<b>看公屏" not in page and "<img src=x>" not in page and "&lt;img" in page


def test_each_change_is_kept_once(evening: Evening, client_of: Enter) -> None:
    note = evening.note(tag="L11")
    evening.over()
    client_of(evening.cast.ma).post(f"/notes/{note}/object", data={"object": "operations"})
    with evening.app.app_context():
        (change,) = db.session.scalars(select(ObservationChange))
        assert (change.before["object"], change.after["object"]) == ("assistant", "operations")
