"""Long work: how far it is, that the page may be left, and that its end is told."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.cast import Cast, Member, broadcast
from zhubo_web.accounts.models import Person
from zhubo_web.audience.models import CommentImport
from zhubo_web.duties.models import Notice, Work
from zhubo_web.extensions import db, writing

Enter = Callable[[Member], FlaskClient]
LOG = "time,user_id,user_name,content,grade,fans_club\n"


def _begun(app: Flask, member: Member) -> int:
    with app.app_context(), writing():
        person = db.session.get_one(Person, member.id)
        made = Work.begin(person, "导入评论：%(what)s", "chat.csv", "dashboards.home", {})
        db.session.flush()
        return made.id


def _told(app: Flask, member: Member) -> list[str]:
    with app.app_context():
        query = select(Notice).where(Notice.person_id == member.id, Notice.subject_type == "work")
        return [one.title % one.values for one in db.session.scalars(query)]


def test_what_goes_on_stands_on_today_with_how_far_it_is(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    number = _begun(app, cast.ma)
    with app.app_context(), writing():
        db.session.get_one(Work, number).tell(40, 200)
    page = client_of(cast.ma).get("/").text
    assert "导入评论：chat.csv" in page and "40 / 200" in page
    assert "chat.csv" not in client_of(cast.lin).get("/").text
    assert "chat.csv" not in client_of(cast.lin).get("/works").text


@pytest.mark.parametrize(
    ("state", "words"), [("done", "做完了"), ("refused", "没有做"), ("broken", "中途停了")]
)
def test_its_end_is_a_notice_of_whoever_began_it(
    app: Flask, cast: Cast, client_of: Enter, state: str, words: str
) -> None:
    number = _begun(app, cast.ma)
    with app.app_context(), writing():
        db.session.get_one(Work, number).finish(state)
    assert len(told := _told(app, cast.ma)) == 1 and told[0].startswith(words)
    assert _told(app, cast.lin) == []
    assert "chat.csv" not in client_of(cast.ma).get("/").text
    assert words in client_of(cast.ma).get("/works").text


def test_what_a_stopped_worker_left_half_done_says_so(app: Flask, cast: Cast) -> None:
    left, waiting = _begun(app, cast.ma), _begun(app, cast.ma)
    with app.app_context(), writing():
        db.session.get_one(Work, left).tell(1, 2)
    with app.app_context(), writing():
        assert Work.abandon() == 1
    with app.app_context():
        assert db.session.get_one(Work, left).state == "broken"
        assert db.session.get_one(Work, waiting).state == "waiting"
    assert len(_told(app, cast.ma)) == 1


def test_an_import_is_long_work_of_who_uploaded_it(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    with app.app_context(), writing():
        on = broadcast(cast).id
    file = (io.BytesIO(LOG.encode()), "chat.csv")
    answer = client_of(cast.ma).post(f"/broadcasts/{on}/comments", data={"file": file})
    assert answer.status_code == 303
    with app.app_context():
        begun = db.session.scalars(select(CommentImport)).one()
        assert begun.work is not None and begun.work.state == begun.state == "done"
        assert begun.work.is_over
    assert _told(app, cast.ma) == ["做完了：chat.csv"]
