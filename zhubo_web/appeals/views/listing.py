"""申请复核: one's own with what is to be finished here, what waits for one, and a file's page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.appeals import permissions
from zhubo_web.appeals.models import Appeal
from zhubo_web.appeals.views import saying
from zhubo_web.appeals.views.blueprint import appeal_or_404, bp, page
from zhubo_web.appeals.workflow import WORKFLOW
from zhubo_web.core.access import actor, requires
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views import reading

PAGE = 20


@dataclass
class Listing:
    """The appeals one person sees, the newest first."""

    person: Any
    state: str
    number: int
    say: Any = saying
    reading: Any = reading

    @property
    def contests(self) -> bool:
        return bool(self.person.holds(roles.ASSISTANT))

    @property
    def watches(self) -> bool:
        """Whether what follows decisions is theirs to look at."""
        return permissions.watches(self.person) is None

    @cached_property
    def contested(self) -> list[Observation]:
        """What was marked 有出入 and is finished here."""
        return Appeal.contested_by(self.person) if self.contests else []

    @cached_property
    def _query(self) -> Any:
        query = Appeal.visible_to(self.person)
        return query.where(Appeal.state == self.state) if self.state else query

    @cached_property
    def total(self) -> int:
        """How many there are in all."""
        counted = select(func.count()).select_from(self._query.order_by(None).subquery())
        return db.session.scalar(counted) or 0

    @cached_property
    def rows(self) -> list[Appeal]:
        """This page of them."""
        query = self._query.options(
            joinedload(Appeal.assistant).lazyload(Person.grants),
            lazyload(Appeal.members),
            lazyload(Appeal.answers),
        )
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
        return url_for("appeals.index", state=self.state or None, page=self.number + 1)

    def states(self) -> list[tuple[str, str]]:
        """(state, its word), to filter by."""
        return list(WORKFLOW.states.items())


def _page_number() -> int:
    number = request.args.get("page", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1


@bp.get("/appeals")
@requires(permissions.reads_appeals)
def index() -> Response:
    """Those one sees, twenty a page."""
    asked = request.args.get("state", "")
    state = asked if asked in WORKFLOW.states else ""
    return render("appeals/index.html", listing=Listing(actor(), state, _page_number()))


@bp.get("/appeals/<int:appeal_id>")
@requires(permissions.reads_appeals)
def show(appeal_id: int) -> Response:
    """The file, where it stands, and what the reader may do."""
    return page(appeal_or_404(appeal_id))
