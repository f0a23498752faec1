"""Everything that waits for one person, by what it is: the desk of each role."""

from __future__ import annotations

from collections import Counter

from flask import Response, request, url_for

from zhubo_web.core import clock
from zhubo_web.core.access import actor, signed_in
from zhubo_web.core.rendering import render
from zhubo_web.duties.exporting import called
from zhubo_web.duties.models import REMIND_BEFORE, Duty
from zhubo_web.duties.views.blueprint import bp
from zhubo_web.duties.views.linking import link_to

PAGE = 20
Chip = dict[str, str | int | bool]


def chips(duties: list[Duty], chosen: str | None = None) -> list[Chip]:
    """How many of each sort wait, the most first, each leading to its list."""
    sorts = Counter((duty.subject_type, called(duty.title)) for duty in duties)
    return [
        {
            "text": text,
            "count": count,
            "href": url_for("duties.listed", kind=subject_type),
            "current": subject_type == chosen,
        }
        for (subject_type, text), count in sorts.most_common()
    ]


@bp.get("/duties")
@signed_in
def listed() -> Response:
    """One's open duties, all or of one sort, the most urgent first; twenty a page."""
    kind, page = request.args.get("kind"), max(0, request.args.get("page", 0, type=int))
    everything = Duty.open_of(actor())
    wanted = [one for one in everything if kind in (None, one.subject_type)]
    rows = wanted[page * PAGE :]
    more = url_for("duties.listed", kind=kind, page=page + 1) if rows[PAGE:] else None
    return render(
        "duties/duties.html",
        duties=[(duty, link_to(duty)) for duty in rows[:PAGE]],
        chips=chips(everything, kind),
        chosen=kind,
        total=len(everything),
        more=more,
        soon=clock.now() + REMIND_BEFORE,
    )
