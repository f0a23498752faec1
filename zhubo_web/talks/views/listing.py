"""面谈: those that wait for the reader, all that they may see; one of them; what was agreed before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, found, requires, signed_in
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.duties.models import Duty
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.talks.models import Talk, agreed_of
from zhubo_web.talks.permissions import reads_talks
from zhubo_web.talks.views import saying
from zhubo_web.talks.views.blueprint import bp, page, talk_or_404

PAGE = 20


@dataclass
class Listing:
    """The talks of one reader: ``waiting`` for them, or all."""

    person: Any
    waiting: bool
    number: int
    say: Any = saying

    @cached_property
    def _query(self) -> Any:
        query = Talk.visible_to(self.person)
        if not self.waiting:
            return query
        open_ones = select(Duty.subject_id).where(
            Duty.person_id == self.person.id,
            Duty.subject_type == Talk.__tablename__,
            Duty.closed_at.is_(None),
        )
        return query.where(Talk.id.in_(open_ones))

    @cached_property
    def total(self) -> int:
        """How many there are in all."""
        counted = select(func.count()).select_from(self._query.order_by(None).subquery())
        return db.session.scalar(counted) or 0

    @cached_property
    def rows(self) -> list[Talk]:
        """This page of them; those that wait, the most urgent first."""
        month = joinedload(Talk.evaluation, innerjoin=True)
        query = self._query.options(
            month.lazyload("*"),
            month.joinedload(MonthlyEvaluation.month, innerjoin=True),
            joinedload(Talk.assistant).lazyload(Person.grants),
            joinedload(Talk.room, innerjoin=True),
            lazyload(Talk.actions),
        )
        if self.waiting:
            query = query.order_by(None).order_by(Talk.due_by, Talk.id)
        return list(db.session.scalars(query.limit(PAGE).offset((self.number - 1) * PAGE)))

    @property
    def shown(self) -> int:
        """How many were shown up to this page."""
        return min(self.number * PAGE, self.total)

    @property
    def next_href(self) -> str | None:
        """The address of the next twenty."""
        if self.shown >= self.total:
            return None
        return url_for("talks.index", which=_which(self.waiting), page=self.number + 1)

    def tabs(self) -> list[dict[str, Any]]:
        """The two views as links."""
        return [
            {
                "text": text,
                "href": url_for("talks.index", which=_which(waiting)),
                "current": waiting is self.waiting,
            }
            for text, waiting in ((_("等我的"), True), (_("全部"), False))
        ]


def _which(waiting: bool) -> str:
    return "waiting" if waiting else "all"


@bp.get("/talks")
@requires(reads_talks)
def index() -> Response:
    """等我的, 全部; twenty a page."""
    typed = request.args.get("page", "1")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    waiting = request.args.get("which") != "all"
    return render("talks/index.html", "list", listing=Listing(actor(), waiting, max(1, number)))


@bp.get("/talks/<int:talk_id>")
@signed_in
def show(talk_id: int) -> Response:
    """One talk with whatever waits for the reader."""
    return page(talk_or_404(talk_id))


def _month(evaluation_id: int) -> MonthlyEvaluation:
    told = MonthlyEvaluation.told_to(actor()).where(MonthlyEvaluation.id == evaluation_id)
    month: MonthlyEvaluation = found(db.session.scalar(told))
    return month


@bp.get("/months/<int:evaluation_id>/talk")
@signed_in
def of_month(evaluation_id: int) -> ResponseReturnValue:
    """To the talk about a month."""
    query = Talk.visible_to(actor()).where(Talk.evaluation_id == _month(evaluation_id).id)
    talk: Talk = found(db.session.scalar(query))
    return redirect(url_for("talks.show", talk_id=talk.id), 303)


@bp.get("/months/<int:evaluation_id>/agreed")
@signed_in
def agreed(evaluation_id: int) -> Response:
    """What was agreed at the talk before this month's, with its outcome: a fragment of its page."""
    month = _month(evaluation_id)
    rows = agreed_of(month.assistant, month.month)
    return render("talks/agreed.html", "rows", agreed=rows, month=month, say=saying)
