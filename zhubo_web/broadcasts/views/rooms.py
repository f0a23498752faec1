"""Rooms and groups of rooms."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from zhubo_web.broadcasts.forms import GroupForm, RoomForm
from zhubo_web.broadcasts.models import Room, RoomGroup
from zhubo_web.broadcasts.permissions import keeps_rooms, sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import bp
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

#: Rooms of a page.
PAGE = 30


def _list(status: int = 200, **given: Any) -> Response:
    retired = request.args.get("state") == "retired"
    asked = request.args.get("page", "")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    query = Room.visible_to(actor(), retired=True).where(Room.active != retired)
    total = db.session.scalar(query.order_by(None).with_only_columns(func.count(Room.id))) or 0
    query = query.order_by(Room.id).limit(PAGE).offset((page - 1) * PAGE)
    state = "retired" if retired else None
    more = url_for("broadcasts.rooms", state=state, page=page + 1) if page * PAGE < total else None
    return render(
        "broadcasts/rooms.html",
        status=status,
        rooms=[(room, keeps_rooms(actor(), room)) for room in db.session.scalars(query)],
        retired=retired,
        more=more,
        total=total,
        shown=min(page * PAGE, total),
        groups=RoomGroup.every(),
        why_not=keeps_rooms(actor()),
        **{"group_form": GroupForm(formdata=None), **given},
    )


@bp.get("/rooms")
@requires(sees_broadcasts)
def rooms() -> Response:
    """The rooms one sees, and the groups."""
    return _list()


@bp.get("/rooms/new")
@requires(keeps_rooms)
def new_room() -> Response:
    """An empty form."""
    form = RoomForm(formdata=None)
    form.offer()
    return render("broadcasts/room.html", form=form, room=None)


@bp.post("/rooms")
@requires(keeps_rooms)
def add_room() -> ResponseReturnValue:
    """Set up a room."""
    form = RoomForm()
    form.offer()
    if form.validate():
        with refusing(form):
            room = Room.add(by=actor(), **form.values())
            flash(_("直播间“%(name)s”建好了", name=room.name))
            return redirect(url_for("broadcasts.rooms"), 303)
    return render("broadcasts/room.html", status=422, form=form, room=None)


def _kept_or_refused(room_id: int) -> Room:
    query = Room.visible_to(actor(), retired=True).where(Room.id == room_id)
    room: Room = found(db.session.scalar(query))
    if reason := keeps_rooms(actor(), room):
        raise Denied(reason)
    return room


@bp.get("/rooms/<int:room_id>/edit")
@requires(sees_broadcasts)
def edit_room(room_id: int) -> Response:
    """The form as the room stands."""
    room = _kept_or_refused(room_id)
    return render("broadcasts/room.html", form=RoomForm.of(room, formdata=None), room=room)


@bp.post("/rooms/<int:room_id>")
@requires(sees_broadcasts)
def change_room(room_id: int) -> ResponseReturnValue:
    """Change its settings."""
    room, form = _kept_or_refused(room_id), RoomForm()
    form.offer()
    if form.validate():
        with refusing(form):
            room.change(actor(), **form.values())
            flash(_("已保存"))
            return redirect(url_for("broadcasts.rooms"), 303)
    return render("broadcasts/room.html", status=422, form=form, room=room)


@bp.post("/rooms/<int:room_id>/retirement")
@requires(sees_broadcasts)
def retire_room(room_id: int) -> ResponseReturnValue:
    """Take it out of the lists; its broadcasts stay."""
    room = _kept_or_refused(room_id)
    room.retire(actor())
    undo = url_for("broadcasts.restore_room", room_id=room.id)
    flash({"text": _("已停用“%(name)s”", name=room.name), "undo": undo})  # type: ignore[arg-type]
    return redirect(url_for("broadcasts.rooms"), 303)


@bp.post("/rooms/<int:room_id>/restoration")
@requires(sees_broadcasts)
def restore_room(room_id: int) -> ResponseReturnValue:
    """Take it back in."""
    room = _kept_or_refused(room_id)
    room.retire(actor(), active=True)
    flash(_("已恢复“%(name)s”", name=room.name))
    return redirect(url_for("broadcasts.rooms"), 303)


@bp.post("/rooms/groups")
@requires(keeps_rooms)
def add_group() -> ResponseReturnValue:
    """Set up a group of rooms."""
    form = GroupForm()
    if form.validate():
        with refusing(form):
            RoomGroup.add(form.name.data, actor())
            flash(_("分组建好了，到直播间里选它"))
            return redirect(url_for("broadcasts.rooms"), 303)
    return _list(422, group_form=form)
