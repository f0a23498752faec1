"""Console, overlay, and the addresses they use while a broadcast is on."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, request, url_for

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found, requires, screens
from zhubo_web.core.database import reads_first
from zhubo_web.core.i18n import chosen_language, say
from zhubo_web.core.keeping import KEPT
from zhubo_web.core.marking import N_
from zhubo_web.core.reading import json_object
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db, writing
from zhubo_web.observations import exporting, permissions
from zhubo_web.observations.models import HelpCall
from zhubo_web.observations.models.intake import Taken, read_batch
from zhubo_web.observations.models.observation import offered_in
from zhubo_web.observations.models.receipts import take_receipts
from zhubo_web.observations.models.scene import Scene
from zhubo_web.observations.models.watch import role_of
from zhubo_web.observations.models.writer import WRITER
from zhubo_web.observations.views import saying
from zhubo_web.observations.views.blueprint import bp, broadcast_or_404


def _english() -> bool:
    return chosen_language() == "en"


def _is_console(broadcast: Broadcast) -> bool:
    """Whether the asker may see evidence: observers do, screens and those on air do not."""
    return not actor().is_screen and permissions.notes(actor(), broadcast) is None


def _watched_or_denied(broadcast_id: int) -> Broadcast:
    broadcast = broadcast_or_404(broadcast_id)
    if reason := permissions.notes(actor(), broadcast):
        raise Denied(reason)
    return broadcast


def _shown_or_denied(broadcast_id: int) -> Broadcast:
    broadcast = broadcast_or_404(broadcast_id)
    if reason := permissions.sees_overlay(actor(), broadcast):
        raise Denied(reason)
    return broadcast


def _addresses(broadcast: Broadcast) -> dict[str, str]:
    one: dict[str, Any] = {"broadcast_id": broadcast.id}
    return {
        "taps": url_for("observations.taps", **one),
        "notes": url_for("observations.notes", **one),
        "state": url_for("observations.state", **one),
        "advance": url_for("broadcasts.advance", **one),
        "emergency": url_for("observations.emergency", **one),
        "receipts": url_for("observations.receipts", **one),
        "answers": url_for("observations.answers", **one),
        "learn": "/questions/0/learn",
        "help": "/help/0",
        "ask_help": url_for("observations.ask_help", **one),
        "free": url_for("broadcasts.free", **one),
        "sign_in": url_for("accounts.sign_in"),
        "back": url_for("broadcasts.show", **one),
        "worker": "/static/sw.js",
    }


@bp.get("/broadcasts/<int:broadcast_id>/console")
@requires(permissions.watches)
def console(broadcast_id: int) -> Response:
    """The supervisor's console."""
    broadcast = _watched_or_denied(broadcast_id)
    english = _english()
    state = exporting.state(broadcast, names=True, english=english)
    page = {
        "broadcast": broadcast.id,
        "me": actor().id,
        "role": role_of(actor(), broadcast),
        "urls": _addresses(broadcast),
        "state": state,
        "assistants": state["assistants"],
        "catalogue": {
            "tags": [tag.offer(english, uses) for tag, uses in offered_in(broadcast.room_id)]
        },
        "phrases": [],
    }
    said = saying.address()
    return render("observations/console.html", page=page, broadcast=broadcast, said=said)


@bp.get("/broadcasts/<int:broadcast_id>/overlay")
@screens
def overlay(broadcast_id: int) -> Response:
    """The screen beside the camera."""
    return overlay_of(_shown_or_denied(broadcast_id))


def overlay_of(broadcast: Broadcast) -> Response:
    """The overlay's page for a person on the roster or a bound tablet."""
    who = actor()
    mine = not who.is_screen and broadcast.has_on_roster(who, "assistant")
    page = {
        "broadcast": broadcast.id,
        "urls": _addresses(broadcast),
        "screen": who.is_screen,
        "assistant": who.id if mine else None,
        "state": exporting.state(broadcast, names=False, english=_english()),
    }
    return render("observations/overlay.html", page=page, broadcast=broadcast)


@bp.get("/broadcasts/<int:broadcast_id>/notes")
@screens
def notes(broadcast_id: int) -> Response:
    """What changed after a number: replay, and the fallback where WebSocket is blocked."""
    broadcast = _shown_or_denied(broadcast_id)
    after = request.args.get("after", 0, type=int)
    answer = exporting.replay(broadcast.id, after)
    if request.args.get("as") == "overlay" or not _is_console(broadcast):
        answer["notes"] = [exporting.veiled(note) for note in answer["notes"]]
    return jsonify(answer)


@bp.get("/broadcasts/<int:broadcast_id>/state")
@screens
def state(broadcast_id: int) -> Response:
    """Clock, segment, product, people, help."""
    broadcast = _shown_or_denied(broadcast_id)
    names = _is_console(broadcast) and request.args.get("as") != "overlay"
    return jsonify(exporting.state(broadcast, names=names, english=_english()))


def _batch(name: str) -> tuple[int, Any]:
    body = json_object()
    sent = body.get("sent_at")
    if not isinstance(sent, int) or isinstance(sent, bool):
        raise Invalid(N_("内容不完整，请刷新页面再试"))
    return sent, body.get(name)


def _answer(taken: Taken) -> Response:
    refused = [{"op": op, "error": say(refusal.reason)} for op, refusal in taken.refused]
    return jsonify(took=taken.took, refused=refused, head=taken.head)


@bp.post("/broadcasts/<int:broadcast_id>/taps")
@requires(permissions.watches)
@reads_first
def taps(broadcast_id: int) -> Response:
    """A console's batch: taps, changes, undo; each id is taken once.

    A queue belongs to a person: what somebody else tapped on this browser waits for them.
    """
    if request.headers.get("X-Person", str(actor().id)) != str(actor().id):
        abort(401)
    key = ("scene", id(actor()), broadcast_id)  # as long as who it was is kept, and no longer
    scene = KEPT.get(key, lambda: _scene(broadcast_id))
    sent, raw = _batch("taps")
    return _answer(WRITER.write(read_batch(scene, sent, raw)))


def _scene(broadcast_id: int) -> Scene:
    """What the asker's taps are described by, read once for many batches."""
    scene = Scene(_watched_or_denied(broadcast_id), actor()).read()
    db.session.expunge_all()
    return scene


@bp.post("/broadcasts/<int:broadcast_id>/receipts")
@screens
@reads_first
def receipts(broadcast_id: int) -> Response:
    """An overlay's batch: delivered, shown, answered. Taps wait while it is written, and no longer."""
    key = ("shown", id(actor()), broadcast_id)
    broadcast, by = KEPT.get(key, lambda: _on_screen(broadcast_id)), actor()
    sent, raw = _batch("acts")
    with writing():
        taken = take_receipts(broadcast, sent, raw, by)
    return _answer(taken)


def _on_screen(broadcast_id: int) -> Broadcast:
    """The broadcast an overlay shows, read once for many batches."""
    broadcast = _shown_or_denied(broadcast_id)
    db.session.expunge_all()
    return broadcast


@bp.post("/broadcasts/<int:broadcast_id>/emergency")
@screens
def emergency(broadcast_id: int) -> Response:
    """Put an emergency card on the screens, or take it off."""
    code = json_object().get("code")
    if code is not None and exporting.emergency(code) is None:
        raise Invalid(N_("没有这张应急卡"))
    _shown_or_denied(broadcast_id).show_emergency(code, actor())
    return jsonify(ok=True)


@bp.post("/broadcasts/<int:broadcast_id>/help")
@screens
def ask_help(broadcast_id: int) -> Response:
    """呼叫运营."""
    call = HelpCall.ask(_shown_or_denied(broadcast_id), actor())
    return jsonify(ok=True, id=call.id)


def _call_or_404(call_id: int) -> HelpCall:
    query = HelpCall.visible_to(actor()).where(HelpCall.id == call_id)
    call: HelpCall = found(db.session.scalar(query))
    return call


@bp.post("/help/<int:call_id>/take")
@requires(permissions.watches)
def take_help(call_id: int) -> Response:
    """我来."""
    _call_or_404(call_id).take(actor())
    return jsonify(ok=True)


@bp.post("/help/<int:call_id>/answer")
@requires(permissions.watches)
def answer_help(call_id: int) -> Response:
    """It is done."""
    done = json_object().get("note", "")
    _call_or_404(call_id).answer(actor(), str(done))
    return jsonify(ok=True)


@bp.post("/help/<int:call_id>/cancel")
@screens
def cancel_help(call_id: int) -> Response:
    """No longer needed."""
    _call_or_404(call_id).cancel(actor())
    return jsonify(ok=True)
