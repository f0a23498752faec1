"""四项原则 of one assistant: their own for themselves, those of their rooms for who oversees."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request, url_for
from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.lines import ME, OWN, PERSON, TEAM
from zhubo_web.dashboards.models.alone import Alone
from zhubo_web.dashboards.models.objecting import LOOKED_AGAIN
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.dashboards.permissions import oversees_some, reads_trends
from zhubo_web.dashboards.principles import Kept
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.principles import DISCREET, Page, lasted
from zhubo_web.duties.wording import heading
from zhubo_web.extensions import db
from zhubo_web.policies.rubrics import DIMENSIONS


@bp.get("/principles/people")
@requires(oversees_some)
def principle_people() -> Response:
    """Who assisted in the month in the rooms that one oversees."""
    page = Page(actor(), request.args)
    whose = Whose(actor(), TEAM)
    ids = whose.people(page.span.since, page.span.until, OWN) - {actor().id}
    query = select(Person.id, Person.name).where(Person.id.in_(ids)).order_by(Person.name)
    return render(
        "dashboards/principle_people.html", page=page, people=db.session.execute(query).all()
    )


@bp.get("/principles/people/<int:person_id>")
@requires(reads_trends)
def principle_person(person_id: int) -> Response:
    """One assistant's month: every number opens to its rows further down."""
    page = Page(actor(), request.args)
    mine = person_id == actor().id
    whose = Whose(actor(), ME) if mine else found(Whose.found(actor(), f"{PERSON}-{person_id}"))
    one = Alone(whose, page.span.since, page.span.until)
    reads_objections = mine or actor().holds(*DISCREET)
    return render(
        "dashboards/alone.html",
        page=page,
        one=one,
        name=actor().name if mine else whose.name,
        mine=mine,
        upheld=one.decisions.all if reads_objections else one.decisions.disputed,
        reads_objections=reads_objections,
        unproven={e.broadcast_id for e in one.evaluations if e.id in one.evidence().missed},
        decisions=_decisions(one),
        dimensions=DIMENSIONS,
        now=clock.now(),
        named=_named,
        lasted=lasted,
        local=clock.local,
        back=None if mine else url_for("dashboards.principle_people", month=page.month),
    )


@dataclass(frozen=True)
class Decision:
    """One decision about something that was contested: what it was about, whether it stood."""

    words: str
    href: str
    stood: bool


def _decisions(one: Alone) -> list[Decision]:
    """Notes and evaluations that somebody looked at again."""
    return [
        Decision(_("跟播记录"), url_for("observations.note", note_id=row.subject_id), stood)
        if row.subject_type == "observation"
        else Decision(
            _("单场评分"), url_for("evaluations.show", evaluation_id=row.subject_id), stood
        )
        for row in one.decisions.disputes
        for stood in [not LOOKED_AGAIN[row.name]]
    ]


def _named(kept: Kept) -> str:
    """What kind of deadline it is, in the reader's language."""
    return heading(_(kept.promises[0].title))
