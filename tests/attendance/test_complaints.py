"""这班排得不合理: the table, to whom it goes and never goes, the answer, and the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.attendance.conftest import shift
from tests.cast import Cast, Member
from tests.tables import HERE, Place, allowed, strays
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.models import ShiftComplaint
from zhubo_web.attendance.workflow import COMPLAINT
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.duties.jobs import escalate
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db, writing

Who = Callable[[str], Any]
Browsers = Callable[[Member], FlaskClient]


@dataclass
class Said:
    """What ``chen`` says of a shift that nobody of the cast made."""

    state: str
    setting: str
    room: Place = HERE
    person_id: int = 1
    about_id: int | None = None
    answer: str = "下周起调开"


def test_every_row_is_for_exactly_these() -> None:
    assert allowed(COMPLAINT, Said) == {
        " → open complain [all]": {"chen"},
        "open → answered reply [all]": {"ma", "guo", "qian"},
    }
    assert strays(COMPLAINT, Said) == []


def made_by(cast: Cast, who: Who, name: str) -> Broadcast:
    """A shift of chen's that this person put them on."""
    made = shift(cast, 30, "li")
    made.set_roster("assistant", [who("li"), who("chen")], who(name))
    return made


def asked(complaint: ShiftComplaint) -> set[str]:
    query = select(Duty.person_id).where(
        Duty.subject_type == "shift_complaint",
        Duty.subject_id == complaint.id,
        Duty.closed_at.is_(None),
    )
    return {db.session.get_one(Person, one).username for one in db.session.scalars(query)}


def seen_by(complaint: ShiftComplaint, who: Who, name: str) -> bool:
    return complaint in db.session.scalars(ShiftComplaint.visible_to(who(name))).all()


def test_it_goes_to_the_lead_but_not_to_the_one_who_made_the_shift(cast: Cast, who: Who) -> None:
    plain = ShiftComplaint.complain(shift(cast), ["rest"], "", who("chen"))
    assert asked(plain) == {"ma"} and seen_by(plain, who, "ma")
    about = ShiftComplaint.complain(made_by(cast, who, "ma"), ["long"], "", who("chen"))
    assert about.about_id == cast.ma.id
    assert asked(about) == {"qian", "guo"}
    assert not seen_by(about, who, "ma")
    assert seen_by(about, who, "chen") and seen_by(about, who, "hong")
    assert not seen_by(about, who, "li") and not seen_by(about, who, "wu")
    with pytest.raises(Denied, match="你排的"):
        about.reply(who("ma"), "没问题")


def test_what_the_owner_made_is_answered_by_somebody_else(cast: Cast, who: Who) -> None:
    about = ShiftComplaint.complain(made_by(cast, who, "qian"), [], "太晚了", who("chen"))
    assert asked(about) == {"ma"}
    with pytest.raises(Denied):
        about.reply(who("qian"), "就这样")
    about.reply(who("ma"), "改到下午")
    assert (about.state, about.answer) == ("answered", "改到下午")


def test_it_needs_a_chip_or_a_sentence_and_once_is_enough(cast: Cast, who: Who) -> None:
    made = shift(cast)
    with pytest.raises(Invalid):
        ShiftComplaint.complain(made, [], " ", who("chen"))
    with pytest.raises(Invalid):
        ShiftComplaint.complain(made, ["nonsense"], "", who("chen"))
    with pytest.raises(Denied):
        ShiftComplaint.complain(made, ["rest"], "", who("li"))
    first = ShiftComplaint.complain(made, ["rest"], "", who("chen"))
    with pytest.raises(WrongState):
        ShiftComplaint.complain(made, ["long"], "", who("chen"))
    with pytest.raises(Invalid):
        first.reply(who("ma"), "  ")


def test_after_five_days_the_owner_hears_of_it(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        chen = db.session.get_one(Person, cast.chen.id)
        said = ShiftComplaint.complain(shift(cast), ["rest"], "", chen)
        assert abs(said.due_at - clock.now() - timedelta(days=5)) < timedelta(seconds=5)
    for days, heard in ((4, 0), (6, 1)):
        later = time_machine.travel(clock.now() + timedelta(days=days), tick=False)
        with later, app.app_context():
            escalate()
            db.session.rollback()
            late = select(Duty).filter_by(subject_type="shift_complaint")
            late = late.where(Duty.escalated_at.is_not(None))
            assert len(db.session.scalars(late).all()) == heard


def test_it_is_said_and_answered_on_pages(app: Flask, cast: Cast, client_of: Browsers) -> None:
    with app.app_context(), writing():
        number = shift(cast).id
    chen, ma, address = client_of(cast.chen), client_of(cast.ma), f"/broadcasts/{number}/complaints"
    assert chen.post(address, data={"words": ""}).status_code == 422
    answer = chen.post(address, data={"reasons": ["rest", "alone"], "words": "连着三天晚班"})
    assert answer.status_code == 303
    home = ma.get("/").text
    assert "有人说这一班不合理" in home and address in home
    page = ma.get(address).text
    assert "休息太少" in page and "连着三天晚班" in page
    with app.app_context():
        said = db.session.scalars(select(ShiftComplaint.id)).one()
    refused = ma.post(f"/complaints/{said}/answer", data={"answer": " "})
    assert refused.status_code == 422 and "请写答复" in refused.text
    data = {"answer": "周四起改早班"}
    assert ma.post(f"/complaints/{said}/answer", data=data).status_code == 303
    assert "周四起改早班" in chen.get(address).text
    assert client_of(cast.li).post(f"/complaints/{said}/answer", data=data).status_code == 404
    assert ma.post(f"/complaints/{said}/answer", data=data).status_code == 409
