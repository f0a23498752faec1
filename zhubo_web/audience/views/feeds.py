"""A room's feed: switched on by the owner's word in writing, its token shown once, what it brings."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.views.links import outside
from zhubo_web.audience.forms import AccountsForm, ConfirmForm
from zhubo_web.audience.importing import KINDS, MOST_EVENTS, REFUSAL_VALUES
from zhubo_web.audience.models import SENTENCE, Feed, FeedTally
from zhubo_web.audience.permissions import sees_feed, switches_feed
from zhubo_web.audience.views.blueprint import bp
from zhubo_web.broadcasts.models import Room
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

KIND_NAMES = {
    "comment": N_("评论"),
    "like": N_("点赞"),
    "gift": N_("礼物"),
    "follow": N_("新增关注"),
    "club": N_("加粉丝团"),
    "share": N_("分享"),
    "enter": N_("进场"),
    "room": N_("房间人数"),
}


def _room(room_id: int) -> Room:
    query = Room.visible_to(actor(), retired=True).where(Room.id == room_id)
    room: Room = found(db.session.scalar(query))
    if reason := sees_feed(actor(), room):
        raise Denied(reason)
    return room


def _feed(room: Room) -> Feed:
    feed: Feed = found(Feed.of(room.id))
    return feed


def _page(room: Room, status: int = 200, token: str | None = None, **forms: Any) -> Response:
    feed = Feed.of(room.id)
    own = "\n".join(feed.own_accounts) if feed else ""
    today = FeedTally.today(feed.id) if feed else []
    return render(
        "audience/feed.html",
        status=status,
        room=room,
        feed=feed,
        token=token,
        address=outside(url_for("audience.receive")),
        why_not=switches_feed(actor(), room),
        sentence=SENTENCE,
        most=MOST_EVENTS,
        kinds=[(kind, KIND_NAMES[kind], _counts(today, kind)) for kind in KINDS],
        refused=[row for row in today if row.outcome == "refused"],
        refusal_values=REFUSAL_VALUES,
        last_at=FeedTally.last_heard(feed.id) if feed else None,
        **{
            "confirm_form": ConfirmForm(formdata=None),
            "accounts_form": AccountsForm(formdata=None, accounts=own),
            **forms,
        },
    )


def _counts(today: list[FeedTally], kind: str) -> dict[str, int]:
    return {row.outcome: row.count for row in today if row.what == kind}


@bp.get("/rooms/<int:room_id>/feed")
@requires(sees_feed)
def feed(room_id: int) -> Response:
    """Whether it is on, who said so, what came today."""
    return _page(_room(room_id))


@bp.post("/rooms/<int:room_id>/feed")
@requires(sees_feed)
def switch_on(room_id: int) -> ResponseReturnValue:
    """Switch it on; the answer shows the token this once, and loading it again leads to the page."""
    room, form = _room(room_id), ConfirmForm()
    if reason := switches_feed(actor(), room):
        raise Denied(reason)
    if (now := Feed.of(room.id)) and now.is_on:
        flash(_("这个直播间的实时评论已经开着。令牌丢了就换一个"))
        return redirect(url_for("audience.feed", room_id=room.id), 303)
    if form.validate():
        with refusing(form):
            _on, token = Feed.switch_on(
                room,
                actor(),
                sentence=form.sentence.data or "",
                ticked=form.ticked.data,
                shown=_(SENTENCE),
            )
            return _page(room, token=token)
    return _page(room, 422, confirm_form=form)


@bp.post("/rooms/<int:room_id>/feed/token")
@requires(sees_feed)
def renew_token(room_id: int) -> ResponseReturnValue:
    """A new token in place of the old one; loading the answer again makes no other."""
    room = _room(room_id)
    feed, seen = _feed(room), request.args.get("seen", type=int)
    if reason := switches_feed(actor(), room):
        raise Denied(reason)
    if feed.is_on and seen not in (None, feed.version):
        flash(_("令牌已经换过，只显示那一次。没记下来就再换一个"))
        return redirect(url_for("audience.feed", room_id=room.id), 303)
    return _page(room, token=feed.renew(actor()))


@bp.post("/rooms/<int:room_id>/feed/end")
@requires(sees_feed)
def switch_off(room_id: int) -> ResponseReturnValue:
    """Switch it off at once."""
    room = _room(room_id)
    _feed(room).switch_off(actor())
    flash(_("“%(name)s”的实时评论已关闭，原来的令牌马上失效", name=room.name))
    return redirect(url_for("audience.feed", room_id=room.id), 303)


@bp.post("/rooms/<int:room_id>/feed/accounts")
@requires(sees_feed)
def name_accounts(room_id: int) -> ResponseReturnValue:
    """Which accounts answer for the room."""
    room, form = _room(room_id), AccountsForm()
    if form.validate():
        with refusing(form):
            _feed(room).name_accounts((form.accounts.data or "").splitlines(), actor())
            flash(_("已保存"))
            return redirect(url_for("audience.feed", room_id=room.id), 303)
    return _page(room, 422, accounts_form=form)
