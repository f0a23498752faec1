"""下播以后: summary, notes and evaluation of one assistant's broadcast on one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import Response, request
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core.access import actor, found, signed_in
from zhubo_web.core.rendering import render
from zhubo_web.core.workflow import STRICT
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.evaluations.views.blueprint import bp
from zhubo_web.evaluations.views.shown import Shown
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views import reading
from zhubo_web.policies.models import setting_column
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.views.showing import Sheet


@dataclass
class After:
    """What one person reads of a broadcast's aftermath. ``who``: the assistant asked for."""

    broadcast: Broadcast
    person: Any
    who: int | None
    say: Any = reading
    _strict: bool = field(default=False, init=False)

    @cached_property
    def _summaries(self) -> dict[int, Summary]:
        query = Summary.visible_to(self.person).where(Summary.broadcast_id == self.broadcast.id)
        found_ones = db.session.scalars(query.options(joinedload(Summary.policy)))
        return {one.assistant_id: one for one in found_ones}

    @cached_property
    def _evaluations(self) -> dict[int, Evaluation]:
        query = Evaluation.visible_to(self.person)
        query = query.where(Evaluation.broadcast_id == self.broadcast.id)
        whole = query.options(joinedload(Evaluation.ratings), joinedload(Evaluation.policy))
        return {one.assistant_id: one for one in db.session.scalars(whole).unique()}

    @cached_property
    def people(self) -> list[Person]:
        """The assistants of whom this reader sees something."""
        known = self._summaries.keys() | self._evaluations.keys()
        return [one for one in self.broadcast.people("assistant") if one.id in known]

    @cached_property
    def assistant(self) -> Person | None:
        """Whom the page is about: who was asked for, oneself, else the first."""
        order = (self.who, self.person.id, *(one.id for one in self.people))
        there = {one.id: one for one in self.people}
        return next((there[one] for one in order if one in there), None)

    @property
    def is_mine(self) -> bool:
        return self.assistant is not None and self.assistant.id == self.person.id

    @cached_property
    def notes(self) -> list[Observation]:
        """The notes about the assistant that this reader sees, by the second they are about."""
        assert self.assistant is not None
        query = Observation.visible_to(self.person).where(
            Observation.broadcast_id == self.broadcast.id, Observation.object == "assistant"
        )
        query = query.options(joinedload(Observation.tag)).add_columns(setting_column("notes"))
        rows = db.session.execute(query.order_by(None).order_by(Observation.at_ms)).all()
        self._strict = bool(rows) and rows[0][1] == STRICT
        return [one for one, _setting in rows if one.is_about(self.assistant)]

    @cached_property
    def sheet(self) -> Sheet | None:
        """The summary."""
        one = self._summaries.get(self.assistant.id) if self.assistant else None
        noted = self.notes if self.is_mine else None
        strict = self.one_by_one if self.is_mine else None
        return Sheet(one, self.person, noted=noted, one_by_one=strict) if one else None

    @cached_property
    def one(self) -> Shown | None:
        """The evaluation, once this reader may see it."""
        one = self._evaluations.get(self.assistant.id) if self.assistant else None
        return Shown(one, self.person) if one else None

    @property
    def unseen(self) -> int:
        """How many released notes of one's own wait to be seen."""
        return sum(one.state == "released" for one in self.notes) if self.is_mine else 0

    @property
    def one_by_one(self) -> bool:
        """Whether each of them is to be seen by itself."""
        return bool(self.notes) and self._strict

    @property
    def contestable(self) -> set[int]:
        """The ids of the notes that this reader may say 有出入 to; a mark judges nothing."""
        judging = (one for one in self.notes if one.kind != "mark")
        return {one.id for one in judging if one.may_dispute(self.person)}


@bp.get("/broadcasts/<int:broadcast_id>/after")
@signed_in
def after(broadcast_id: int) -> Response:
    """The page after the broadcast; ``who`` names the assistant where there are several."""
    query: Any = Broadcast.visible_to(actor()).where(Broadcast.id == broadcast_id)
    people = joinedload(Broadcast.roster).joinedload(RosterEntry.person)
    options = (joinedload(Broadcast.interruptions), people.lazyload(Person.grants))
    there = db.session.scalars(query.options(*options)).unique()
    broadcast: Broadcast = found(there.one_or_none())
    who = request.args.get("who", type=int)
    return render("evaluations/after.html", after=After(broadcast, actor(), who))
