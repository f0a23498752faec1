"""Writing down what came in, and the day's share of answered messages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import choices, refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.surveys.forms import EntryForm, RepliesForm
from zhubo_web.surveys.models import Feedback, ReplyRate
from zhubo_web.surveys.permissions import ENTERS, writes_feedback
from zhubo_web.surveys.views.blueprint import PAGE, bp, whole
from zhubo_web.surveys.views.listing import assistants, rooms_of

RECENT = timedelta(days=31)
MOST_BROADCASTS = 60


def _broadcasts() -> list[Broadcast]:
    """What was on in the last month, the newest first."""
    query = Broadcast.visible_to(actor()).options(lazyload(Broadcast.roster))
    query = query.options(lazyload(Broadcast.interruptions))
    since = clock.now() - RECENT
    query = query.where(Broadcast.started_at > since).limit(MOST_BROADCASTS)
    return list(db.session.scalars(query))


def _offered(form: EntryForm) -> EntryForm:
    rooms = rooms_of(actor(), ENTERS)
    held = {room.id for room in rooms}
    broadcasts = [one for one in _broadcasts() if one.room_id in held]
    people = [one for one in assistants() if any(one.holds(roles.ASSISTANT, room=r) for r in rooms)]
    return form.offer(rooms, broadcasts, people)


def _form_page(form: EntryForm, status: int = 200) -> Response:
    return render("surveys/new.html", status=status, form=form)


@bp.get("/feedback/new")
@requires(writes_feedback)
def new() -> Response:
    """An empty form; a broadcast's page may name its broadcast."""
    form = EntryForm(formdata=None, day=clock.today(), broadcast=whole("broadcast") or None)
    return _form_page(_offered(form))


@bp.post("/feedback")
@requires(writes_feedback)
def create() -> ResponseReturnValue:
    """Keep it; it waits for the group."""
    form = _offered(EntryForm())
    if form.validate():
        with refusing(form):
            made = Feedback.enter(actor(), **_typed(form))
            flash(_("已录入，等小组归人"))
            return redirect(url_for("surveys.show", feedback_id=made.id), 303)
    return _form_page(form, 422)


def _typed(form: EntryForm) -> dict[str, Any]:
    """What was typed as the verb takes it. Raises Invalid."""
    broadcast = db.session.get(Broadcast, form.broadcast.data) if form.broadcast.data else None
    room = broadcast.room if broadcast else db.session.get(Room, form.room.data or 0)
    if room is None:
        raise Invalid(N_("请选哪一场或哪个直播间"), "room")
    whom = form.assistant.data
    return {
        "room": room,
        "broadcast": broadcast,
        "assistant": db.session.get(Person, whom) if whom else None,
        "source": form.source.data,
        "sort": form.sort.data,
        "text": form.text.data or "",
        "count": form.count.data,
        "score": form.score.data,
        "happened_at": form.moment(broadcast),
    }


def _replies_page(form: RepliesForm, status: int = 200) -> Response:
    page = whole("page", 1)
    query = ReplyRate.visible_to(actor()).options(
        joinedload(ReplyRate.room), joinedload(ReplyRate.by).lazyload(Person.grants)
    )
    rows = list(db.session.scalars(query.limit(PAGE + 1).offset((page - 1) * PAGE)))
    more = url_for("surveys.replies", page=page + 1) if rows[PAGE:] else None
    values: dict[str, Any] = {"rows": rows[:PAGE], "more": more, "page": page}
    return render("surveys/replies.html", status=status, form=form, **values)


def _replies_form(form: RepliesForm) -> RepliesForm:
    form.room.choices = choices((room.id, room.name) for room in rooms_of(actor(), ENTERS))
    return form


@bp.get("/feedback/replies")
@requires(writes_feedback)
def replies() -> Response:
    """The days' numbers, and a form for one more."""
    yesterday = clock.today() - timedelta(days=1)
    return _replies_page(_replies_form(RepliesForm(formdata=None, day=yesterday)))


@bp.post("/feedback/replies")
@requires(writes_feedback)
def put_replies() -> ResponseReturnValue:
    """Write one day's number down, or correct it."""
    form = _replies_form(RepliesForm())
    if form.validate():
        with refusing(form):
            room = db.session.get_one(Room, form.room.data)
            ReplyRate.put(actor(), room, form.day.data, form.number, form.source.data)
            flash(_("已记下"))
            return redirect(url_for("surveys.replies"), 303)
    return _replies_page(form, 422)
