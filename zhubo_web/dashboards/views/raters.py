"""The people behind one number of 四项原则: how each rater's marks differ from those of the others."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.leaning import Lean
from zhubo_web.dashboards.models.given import BROADCAST
from zhubo_web.dashboards.models.leaning import MONTH
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.principles import Page, is_staff
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.months.models import MonthlyEvaluation


@bp.get("/principles/raters")
@requires(is_staff)
def principle_raters() -> Response:
    """Rater by rater: names for who reads them, one's own for everybody."""
    page = Page(actor(), request.args)
    everybody = page.raters.all
    read = [one for one in everybody if page.reads_names or one.rater_id == page.person.id]
    query = select(Person.id, Person.name).where(Person.id.in_({one.rater_id for one in read}))
    names: dict[int, str] = {row.id: row.name for row in db.session.execute(query)}
    return render(
        "dashboards/raters.html",
        page=page,
        rows=sorted(
            ((names[one.rater_id], one, told(one)) for one in read),
            key=lambda row: (not row[1].enough, row[1].enough and row[1].close, row[0]),
        ),
        hidden=len(everybody) - len(read),
    )


def told(lean: Lean) -> str:
    """How they mark beside the others, in words."""
    if not lean.enough:
        return _("看得太少")
    if lean.mean == 0:
        return _("平均和别人一样")
    by = abs(lean.mean)
    return _("平均高 %(by)s 分", by=by) if lean.mean > 0 else _("平均低 %(by)s 分", by=by)


@bp.get("/principles/raters/<int:person_id>")
@requires(is_staff)
def principle_rater(person_id: int) -> Response:
    """What one rater marked that others marked too: where each opens, and how far apart they were."""
    page = Page(actor(), request.args)
    if not page.reads_names and person_id != page.person.id:
        abort(404)
    lean = found(next((one for one in page.raters.all if one.rater_id == person_id), None))
    rows = [*_broadcasts(page, lean), *_months(page, lean)]
    return render(
        "dashboards/rater.html",
        page=page,
        name=db.session.scalar(select(Person.name).where(Person.id == person_id)),
        rows=rows,
        hidden=len(lean.things) - len(rows),
    )


def _ids(lean: Lean, kind: str) -> set[int]:
    return {number for sort, number in lean.things if sort == kind}


def _broadcasts(page: Page, lean: Lean) -> list[tuple[str, str, str]]:
    """Nobody reads here by whose hand they were rated themselves."""
    query: Any = Evaluation.visible_to(page.person).where(
        Evaluation.id.in_(_ids(lean, BROADCAST)), Evaluation.assistant_id != page.person.id
    )
    query = query.options(joinedload(Evaluation.assistant), joinedload(Evaluation.broadcast))
    return [
        (f"{one.assistant.name} · {one.broadcast.title}",
         url_for("evaluations.show", evaluation_id=one.id), _apart(lean, (BROADCAST, one.id)))
        for one in db.session.scalars(query).unique()
    ]  # fmt: skip


def _months(page: Page, lean: Lean) -> list[tuple[str, str, str]]:
    query: Any = MonthlyEvaluation.visible_to(page.person).where(
        MonthlyEvaluation.id.in_(_ids(lean, MONTH)),
        MonthlyEvaluation.assistant_id != page.person.id,
    )
    query = query.options(joinedload(MonthlyEvaluation.assistant))
    return [
        (f"{one.assistant.name} · {_('月评')}",
         url_for("months.show", evaluation_id=one.id), _apart(lean, (MONTH, one.id)))
        for one in db.session.scalars(query).unique()
    ]  # fmt: skip


def _apart(lean: Lean, thing: tuple[str, int]) -> str:
    """Item by item: how much higher or lower than the others."""
    marks = [one for one, of in zip(lean.apart, lean.of, strict=True) if of == thing]
    same = sum(one == 0 for one in marks)
    high, low = sum(one > 0 for one in marks), sum(one < 0 for one in marks)
    return _("一样 %(same)s 项，高 %(high)s 项，低 %(low)s 项", same=same, high=high, low=low)
