"""Sockets of consoles and overlays: who may join, what they hear, and when they are cut off.

Every event loads the sign-in anew: a demoted, suspended or signed-out person's next event is
refused, and the socket itself is closed within seconds, as each process follows the event table.
What is sent are frames: all notes that changed after a number, in order, up to the head.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import current_app, request
from flask_socketio import ConnectionRefusedError as Refuse
from flask_socketio import join_room
from flask_wtf.csrf import validate_csrf
from sqlalchemy import select
from wtforms.validators import ValidationError

from zhubo_web.accounts.models import Person, SignIn
from zhubo_web.audit.live import on_batch, on_event
from zhubo_web.audit.models import AuditEvent
from zhubo_web.broadcasts import live as rooms
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor
from zhubo_web.core.database import begin_reading
from zhubo_web.core.i18n import chosen_language, say
from zhubo_web.core.marking import N_
from zhubo_web.core.reading import LARGEST_NUMBER
from zhubo_web.core.reasons import NotFound, Reason, Refused
from zhubo_web.core.security import own_origin
from zhubo_web.extensions import db, socketio, writing
from zhubo_web.observations import exporting, permissions
from zhubo_web.observations.models import Watch
from zhubo_web.observations.models.fresh import FRESH
from zhubo_web.observations.models.telling import head_of

PARTS = {"console": permissions.notes, "overlay": permissions.sees_overlay}
#: Of one person in one process; more are pages left open.
MOST_SOCKETS = 5
_heads: dict[int, int] = {}
_seats: dict[str, tuple[int, int]] = {}
_REFUSED = N_("请重新登录后再打开这一页")


def on_socket(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a handler that runs only for a living sign-in; refusals become answers."""

    def register(handle: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any) -> Any:
            begin_reading()
            who = actor()
            if who is None:
                _dismiss(request.sid)  # type: ignore[attr-defined]
                return {"ok": False, "error": say(Reason(_REFUSED))}
            try:
                return {"ok": True, **handle(who, *args)}
            except Refused as refusal:
                return {"ok": False, "error": say(refusal.reason)}
            finally:
                db.session.remove()

        guarded.__name__ = f"guarded_{name}"
        guarded.guards = handle  # type: ignore[attr-defined]
        socketio.on_event(name, guarded)
        return guarded

    return register


@socketio.on("connect")
def connect(auth: Any = None) -> None:
    """A socket needs our own Origin, a living sign-in and the page's token."""
    begin_reading()
    public_url = current_app.extensions["zhubo"].public_url
    if not own_origin(request.headers.get("Origin"), request.host, public_url):
        raise Refuse("origin")
    who = actor()
    if who is None:
        raise Refuse("sign in")
    try:
        validate_csrf(auth.get("csrf") if isinstance(auth, dict) else None)
    except ValidationError as error:
        raise Refuse("token") from error
    join_room(rooms.sign_in(who.sign_in.id))
    if who.is_screen:
        join_room(rooms.tablets(who.room_id))
    else:
        join_room(rooms.person(who.id))
        _keep_five(who)
    db.session.remove()


@socketio.on("disconnect")
def leave(_reason: Any = None) -> None:
    """The observer's last console of a broadcast closed: the watch ends."""
    seat = _seats.pop(request.sid, None)  # type: ignore[attr-defined]
    if seat is None or seat in _seats.values():
        return
    with writing():
        broadcast = db.session.get(Broadcast, seat[0])
        for watch in Watch.open_in(broadcast) if broadcast else ():
            if watch.person_id == seat[1]:
                watch.end(watch.person)
    db.session.remove()


@on_socket("beat")
def beat(_who: Any, *_args: Any) -> dict[str, Any]:
    """Proof of life: the link works and the sign-in lives."""
    return {}


@on_socket("join")
def join(who: Any, wanted: Any = None) -> dict[str, Any]:
    """Enter a broadcast as console or overlay: the room first, then what is new after a number."""
    wanted = wanted if isinstance(wanted, dict) else {}
    part, after = str(wanted.get("as")), wanted.get("after", 0)
    broadcast = _found(who, wanted.get("broadcast"))
    if part not in PARTS or not _is_number(after):
        raise NotFound(N_("没有找到，可能已被删除，或者你看不到它"))
    if reason := PARTS[part](who, broadcast):
        raise Refused(reason)
    if not socketio.server.manager.is_connected(request.sid, "/"):  # type: ignore[attr-defined]
        return {}  # it is gone by now: nobody waits for an answer
    is_console = part == "console"
    own = rooms.consoles if is_console else rooms.overlays
    join_room(rooms.everyone(broadcast.id))
    join_room(own(broadcast.id))
    db.session.rollback()
    _watch(broadcast.id)
    answer = _since(broadcast, after, is_console)
    english = chosen_language() == "en"
    answer["state"] = exporting.state(broadcast, names=is_console, english=english)
    if is_console and broadcast.is_on:
        _sit_down(broadcast.id, who)
    return answer


def _watch(broadcast_id: int) -> None:
    """Frames go on from here. Before the screen reads: what is committed in between is in one of both."""
    if broadcast_id not in _heads:
        _heads.setdefault(broadcast_id, head_of(broadcast_id))
        FRESH.watch(broadcast_id)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and abs(value) <= LARGEST_NUMBER


def _found(who: Any, broadcast_id: Any) -> Broadcast:
    if _is_number(broadcast_id):
        broadcast = Broadcast.seen_by(who, broadcast_id)
        if broadcast is not None:
            return broadcast
    raise NotFound(N_("没有找到，可能已被删除，或者你看不到它"))


def _since(broadcast: Broadcast, after: int, is_console: bool) -> dict[str, Any]:
    answer = exporting.replay(broadcast.id, after)
    if not is_console:
        answer["notes"] = [exporting.veiled(note) for note in answer["notes"]]
    return answer


def _sit_down(broadcast_id: int, who: Any) -> None:
    person_id = who.id
    _seats[request.sid] = (broadcast_id, person_id)  # type: ignore[attr-defined]
    with writing():
        broadcast = db.session.get(Broadcast, broadcast_id)
        if broadcast is not None:
            Watch.begin(broadcast, actor())


@on_batch
def send_notes(events: list[AuditEvent]) -> None:
    """One frame to each broadcast whose notes changed: all after what was last sent, in order."""
    moved = ("observation.", "note_delivery.")
    changed: dict[int, set[int]] = {}
    for event in events:
        if event.broadcast_id and event.name.startswith(moved):
            changed.setdefault(event.broadcast_id, set()).add(event.id)
    for broadcast_id, ids in changed.items():
        _send_frame(broadcast_id, ids)


def _send_frame(broadcast_id: int, events: Collection[int]) -> None:
    after = _heads.get(broadcast_id)
    if after is None:
        return
    if not _is_heard(rooms.everyone(broadcast_id)):
        _forget(broadcast_id)
        return
    frame = {"after": after, **exporting.frame(broadcast_id, after, events)}
    _heads[broadcast_id] = frame["head"]
    if frame["head"] > after:
        _send(broadcast_id, frame)
    if frame["more"]:
        _send_frame(broadcast_id, events)


def _send(broadcast_id: int, frame: dict[str, Any]) -> None:
    """The frame to consoles, veiled to overlays; nothing is put together for who is not there."""
    if _is_heard(consoles := rooms.consoles(broadcast_id)):
        socketio.emit("notes", frame, to=consoles)
    if _is_heard(overlays := rooms.overlays(broadcast_id)):
        veiled = [exporting.veiled(note) for note in frame["notes"]]
        socketio.emit("notes", {**frame, "notes": veiled}, to=overlays)


def _forget(broadcast_id: int) -> None:
    """Nobody here watches it any more; who joins begins anew."""
    del _heads[broadcast_id]
    FRESH.leave(broadcast_id)


def _is_heard(room: str) -> bool:
    """Whether a socket of this process is in the room."""
    return bool(socketio.server.manager.rooms.get("/", {}).get(room))


@on_event("sign_in.revoked")
def cut_off(event: AuditEvent) -> None:
    """A revoked sign-in's sockets are told and closed."""
    _close(event.subject_id)


@on_event("role.ended", "person.suspended", "person.left")
def cut_off_person(event: AuditEvent) -> None:
    """Somebody lost a right: their sockets come back and ask again what they may."""
    query = select(SignIn.id).where(SignIn.person_id == event.subject_id)
    for sign_in_id in db.session.scalars(query):
        _close(sign_in_id)


@on_event("roster.changed")
def cut_off_from(event: AuditEvent) -> None:
    """Whose part in a broadcast changed no longer hears what they may not: their sockets there end."""
    broadcast = db.session.get(Broadcast, event.broadcast_id)
    person = db.session.get(Person, event.data["person"])
    if broadcast is None or person is None:
        return
    own = {"console": rooms.consoles(broadcast.id), "overlay": rooms.overlays(broadcast.id)}
    lost = {own[part] for part, may_not in PARTS.items() if may_not(person, broadcast)}
    query = select(SignIn.id).where(SignIn.person_id == person.id)
    for sign_in_id in db.session.scalars(query) if lost else ():
        _close(sign_in_id, lost)


def _close(sign_in_id: int, inside: Collection[str] = ()) -> None:
    """Tell and close the sockets of a sign-in: all, or those inside one of the rooms."""
    room = rooms.sign_in(sign_in_id)
    for sid in _inside(room):
        if not inside or set(inside) & set(socketio.server.rooms(sid)):
            _dismiss(sid)


def _keep_five(who: Any) -> None:
    """A sixth socket closes the oldest of its own sign-in, so that no flapping phone ends a laptop's."""
    there = _inside(rooms.person(who.id))
    own = _inside(rooms.sign_in(who.sign_in.id))
    for sid in (own if len(own) > 1 else there)[: max(0, len(there) - MOST_SOCKETS)]:
        _dismiss(sid)


def _inside(room: str) -> list[str]:
    """The sockets in a room, the oldest first."""
    return [sid for sid, _eio in socketio.server.manager.get_participants("/", room)]


def _dismiss(sid: str) -> None:
    """Tell a socket that its right has ended, and close it."""
    socketio.emit("goodbye", {}, to=sid)
    socketio.server.disconnect(sid)
