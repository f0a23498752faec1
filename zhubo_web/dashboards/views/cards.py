"""播前3分钟卡 and the 30-second card after a broadcast, to copy into a group chat.

What is copied holds facts for everybody and praise; never a name beside something bad. What the
assistant wants to do better stands apart, for the assistant alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from flask import Response
from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from zhubo_web.audience.models.answering import tallied
from zhubo_web.audience.models.minutes import MinuteCount
from zhubo_web.broadcasts.models import Broadcast, RosterEntry, Segment
from zhubo_web.broadcasts.models.planned import COMING
from zhubo_web.broadcasts.permissions import sees_broadcasts
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.i18n import _, day, money, stream_time, time_of_day
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation, Tag
from zhubo_web.observations.views.reading import tag_name
from zhubo_web.products.models import Product
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.wording import CHIPS

AHEAD = timedelta(days=14)
MOST_PRAISED, MOST_BETTER = 3, 3


@bp.get("/broadcasts/<int:broadcast_id>/card")
@requires(sees_broadcasts)
def card(broadcast_id: int) -> Response:
    """Before and while it is on: what to have in mind. Afterwards: how it went."""
    query = Broadcast.visible_to(actor()).where(Broadcast.id == broadcast_id)
    query = query.options(lazyload(Broadcast.roster), lazyload(Broadcast.interruptions))
    broadcast: Broadcast = found(db.session.scalar(query))
    over = broadcast.ended_at is not None
    return render(
        "dashboards/card.html",
        broadcast=broadcast,
        over=over,
        lines=after(broadcast, actor()) if over else before(broadcast),
        better=[] if over else better_than_last(broadcast, actor()),
    )


# ── before ──────────────────────────────────────────────────────────────────────────────────


def before(broadcast: Broadcast) -> list[str]:
    """Time and people, prices, what not to say, when not to interrupt."""
    segments = Segment.of(broadcast)
    products = list(dict.fromkeys(one.product for one in segments if one.product))
    quiet = [one for one in segments if one.no_interrupt]
    lines = [_head(broadcast), _people(broadcast)]
    lines += [_price(number, one, broadcast) for number, one in enumerate(products, 1)]
    lines += [_not_said(products), _quiet(quiet)]
    return [line for line in lines if line]


def _head(broadcast: Broadcast) -> str:
    start = broadcast.planned_start
    return f"{broadcast.title} · {broadcast.room.name} · {day(start)} {time_of_day(start)}"


def _people(broadcast: Broadcast) -> str:
    parts = [
        _("%(part)s：%(names)s", part=name, names=_named(broadcast, part))
        for part, name in (("host", _("主播")), ("assistant", _("助播")))
        if broadcast.people(part)
    ]
    return _("；").join([*parts, _("%(time)s 到岗", time=time_of_day(broadcast.arrive_at()))])


def _named(broadcast: Broadcast, part: str) -> str:
    return _("、").join(one.name for one in broadcast.people(part))


def _price(number: int, product: Product, broadcast: Broadcast) -> str:
    line = f"{number}. {product.name}"
    card = product.card
    if card is None or card.price is None:
        return _("%(line)s：价格没填，先问运营", line=line)
    if not card.valid_at(broadcast.planned_start):
        return _("%(line)s：优惠不在有效期内，先核对价格", line=line)
    told = _("%(line)s：到手价 %(price)s", line=line, price=money(card.price))
    return _("%(told)s；%(offer)s", told=told, offer=card.offer) if card.offer else told


def _not_said(products: list[Product]) -> str:
    words = [row for one in products if one.card for row in one.card.forbidden]
    told = [
        _("“%(word)s”说成“%(instead)s”", **row) if row.get("instead") else f"“{row['word']}”"
        for row in words
    ]
    return _("不能说：%(words)s", words=_("、").join(dict.fromkeys(told))) if told else ""


def _quiet(segments: list[Segment]) -> str:
    told = [f"{stream_time(one.planned_ms)} {one.title}" for one in segments]
    return _("讲解勿扰：%(when)s", when=_("、").join(told)) if told else ""


def better_than_last(broadcast: Broadcast, person: Any) -> list[str]:
    """What this assistant was reminded of last time, as the cue that says what to do."""
    last = _last_of(broadcast, person)
    if last is None:
        return []
    notes = Observation.visible_to(person).where(
        Observation.broadcast_id == last,
        Observation.kind.in_(("remind", "issue")),
        Observation.object == "assistant",
    )
    met = Counter(_tags_of(notes))
    reminded = [
        _("%(what)s（上次 %(times)s 次）", what=name, times=times)
        for name, times in met.most_common(MOST_BETTER)
    ]
    return [*_meant(last, person), *reminded]


def _meant(broadcast_id: int, person: Any) -> list[str]:
    """What the assistant wrote under 下次怎么做, in the summary handed in last."""
    query = select(Summary.parts).where(
        Summary.broadcast_id == broadcast_id,
        Summary.assistant_id == person.id,
        Summary.submitted_at.is_not(None),
    )
    parts, named = db.session.scalar(query) or {}, CHIPS["next"]
    chosen = parts.get("chips", {}).get("next", [])
    text = parts.get("texts", {}).get("next", "")
    return [*(_(named[one]) for one in chosen), *([text] if text else [])]


def _tags_of(notes: Any) -> list[str]:
    """The names of the tags of the notes that stand."""
    standing = notes.where(Observation.state != "withdrawn").join(Tag)
    return [tag_name(one) for one in db.session.scalars(standing.with_only_columns(Tag))]


def _last_of(broadcast: Broadcast, person: Any) -> int | None:
    """The last broadcast before this one that the person assisted, if they assist this one."""
    if not broadcast.has_on_roster(person, "assistant"):
        return None
    mine = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == person.id, RosterEntry.part == "assistant"
    )
    query = select(Broadcast.id).where(
        Broadcast.id.in_(mine),
        Broadcast.ended_at.is_not(None),
        Broadcast.planned_start < broadcast.planned_start,
    )
    return db.session.scalar(query.order_by(Broadcast.planned_start.desc()).limit(1))


# ── after ───────────────────────────────────────────────────────────────────────────────────


def after(broadcast: Broadcast, person: Any) -> list[str]:
    """How long it was, what viewers did, what was praised, when the next one is."""
    lines = [
        _head(broadcast),
        _("播了 %(length)s", length=stream_time(broadcast.stream_ms())),
        _heard(broadcast),
        _answered(broadcast),
        _praised(broadcast, person),
        _next(broadcast),
    ]
    return [line for line in lines if line]


def _heard(broadcast: Broadcast) -> str:
    """Sums of the minutes; what was never heard is left out, not 0."""
    table = MinuteCount
    query = select(func.sum(table.comments), func.max(table.viewers), func.sum(table.follows))
    comments, most, follows = db.session.execute(
        query.where(table.broadcast_id == broadcast.id)
    ).one()
    told = [
        most and _("最多 %(num)s 人在线", num=f"{most:,}"),
        comments and _("评论 %(num)s 条", num=f"{comments:,}"),
        follows and _("新增关注 %(num)s", num=f"{follows:,}"),
    ]
    return _("，").join(one for one in told if one)


def _answered(broadcast: Broadcast) -> str:
    told, _states = tallied(broadcast)
    if told.rate is None:
        return ""
    values = {"asked": told.asked, "rate": f"{told.rate:.0%}"}
    if told.usual_ms is None:
        return _("观众问了 %(asked)s 个问题，回了 %(rate)s", **values)
    wait = round(told.usual_ms / 1000)
    return _("观众问了 %(asked)s 个问题，回了 %(rate)s，一般 %(wait)s 秒", wait=wait, **values)


def _praised(broadcast: Broadcast, person: Any) -> str:
    notes = Observation.visible_to(person).where(
        Observation.broadcast_id == broadcast.id, Observation.kind == "praise"
    )
    named = Counter(_tags_of(notes))
    if not named:
        return ""
    best = _("、").join(name for name, _times in named.most_common(MOST_PRAISED))
    return _("表扬 %(num)s 次：%(what)s", num=named.total(), what=best)


def _next(broadcast: Broadcast) -> str:
    query = select(Broadcast.planned_start, Broadcast.title).where(
        Broadcast.room_id == broadcast.room_id,
        Broadcast.state.in_(COMING),
        Broadcast.planned_start.between(clock.now(), clock.now() + AHEAD),
    )
    coming = db.session.execute(query.order_by(Broadcast.planned_start).limit(1)).first()
    if coming is None:
        return ""
    when = f"{day(coming.planned_start)} {time_of_day(coming.planned_start)}"
    return _("下一场：%(when)s %(title)s", when=when, title=coming.title)
