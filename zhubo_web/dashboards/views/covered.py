"""The broadcasts behind two numbers of 四项原则: how much of each was watched, and which two rated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import joinedload

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.dashboards import principles
from zhubo_web.dashboards.principles import TARGETED
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.principles import MOST, Page, is_staff
from zhubo_web.dashboards.views.rows import Row
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.suggesting import union_minutes
from zhubo_web.extensions import db
from zhubo_web.months.backing import HOURS_TARGET
from zhubo_web.months.models.agreeing import doubled_between


def _shown(page: Page, title: str, rows: Sequence[Row], total: int) -> Response:
    """The page of rows: what was missed first."""
    kept = sorted(rows, key=lambda one: one.met)
    return render(
        "dashboards/principle.html", page=page, title=title, rows=kept[:MOST],
        hidden=total - len(rows), more=max(0, len(rows) - MOST),
    )  # fmt: skip


@bp.get("/principles/hours")
@requires(is_staff)
def principle_hours() -> Response:
    """Broadcast by broadcast how many of its minutes somebody watched; ``of``: a part of the day."""
    page = Page(actor(), request.args)
    slot = request.args.get("of", "")
    ids = {
        number
        for number, (start, _end) in page.span.broadcasts.items()
        if slot in ("", principles.slot_of(clock.local(start).hour))
    }
    query: Any = Broadcast.visible_to(actor()).where(Broadcast.id.in_(ids))
    query = query.options(joinedload(Broadcast.room))
    rows = [_hours(page, one) for one in db.session.scalars(query).unique()]
    title = _(slot) if slot else _(TARGETED[principles.HOURS])
    return _shown(page, title, rows, len(ids))


def _hours(page: Page, broadcast: Broadcast) -> Row:
    start, end = page.span.broadcasts[broadcast.id]
    length = int((end - start).total_seconds()) // 60
    stays: Iterable[tuple[int, int, int]] = page.span.watched.get(broadcast.id, ())
    seen = union_minutes((first, last) for _who, first, last in stays)
    told = _("跟播 %(seen)s 分钟，共 %(all)s 分钟", seen=seen, all=length)
    day = f"{clock.local(start):%m-%d %H:%M}"
    href = url_for("evaluations.after", broadcast_id=broadcast.id)
    words = f"{broadcast.room.name} · {day} · {told}"
    return Row(words, href, seen * 100 >= HOURS_TARGET * length)


@bp.get("/principles/agreement")
@requires(is_staff)
def principle_agreement() -> Response:
    """The broadcasts that two people rated blind: whether all their marks lie within one of another."""
    page = Page(actor(), request.args)
    marks: dict[int, list[list[int]]] = {}
    for _who, _broadcast, evaluation, pair in doubled_between(page.span.since, page.span.until):
        marks.setdefault(evaluation, []).append(pair)
    query: Any = Evaluation.visible_to(actor()).where(Evaluation.id.in_(marks))
    query = query.options(joinedload(Evaluation.assistant), joinedload(Evaluation.broadcast))
    found = db.session.scalars(query).unique().all()
    rows = [_agreed(one, marks[one.id]) for one in found]
    return _shown(page, _("两人盲评的一致性"), rows, len(marks))


def _agreed(one: Evaluation, pairs: Sequence[Sequence[int]]) -> Row:
    same = sum(first == second for first, second in pairs)
    told = _("%(same)s 项一样，共 %(all)s 项", same=same, all=len(pairs))
    words = f"{one.assistant.name} · {one.broadcast.title} · {told}"
    close = all(abs(first - second) <= 1 for first, second in pairs)
    return Row(words, url_for("evaluations.show", evaluation_id=one.id), close)
