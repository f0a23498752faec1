"""The rows behind a number of 四项原则, by what they are: words, where each opens, whether it met it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models import Appeal
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core.i18n import _
from zhubo_web.dashboards.lines import OWN, TEAM
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.dashboards.principles import Indicator
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views.entries import moment_href


@dataclass(frozen=True)
class Row:
    """One row behind a number: its words, where it opens, whether it met the principle."""

    words: str
    href: str | None
    met: bool


def _evaluations(page: Any, indicator: Indicator) -> list[Row]:
    ids = {*indicator.share.met, *indicator.share.missed}
    query = Evaluation.visible_to(page.person).where(Evaluation.id.in_(ids))
    met = set(indicator.share.met)
    return [
        Row(f"{one.assistant.name} · {one.broadcast.title}",
            url_for("evaluations.show", evaluation_id=one.id), one.id in met)
        for one in db.session.scalars(query)
    ]  # fmt: skip


def _people(page: Any, indicator: Indicator) -> list[Row]:
    ids = {*indicator.share.met, *indicator.share.missed}
    if not page.reads_names:
        ids &= {page.person.id}
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.name)
    met, opens = set(indicator.share.met), _opened(page)
    return [
        Row(one.name, url_for("dashboards.principle_person", person_id=one.id, month=page.month)
            if one.id in opens else None, one.id in met)
        for one in db.session.scalars(query)
    ]  # fmt: skip


def _opened(page: Any) -> set[int]:
    """Whose own page this person may open: theirs, and those of who assisted in the rooms they oversee."""
    mine = {page.person.id} if page.is_assistant else set()
    if not page.oversees:
        return mine
    team = Whose(page.person, TEAM).people(page.span.since, page.span.until, OWN)
    return mine | (team - {page.person.id})


def _events(page: Any, indicator: Indicator) -> list[Row]:
    ids = {*indicator.share.met, *indicator.share.missed}
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.id.in_(ids))).all()
    met = set(indicator.share.met)
    notes = _readable(Observation, events, page.person)
    evaluations = _readable(Evaluation, events, page.person)
    appeals = _readable(Appeal, events, page.person)
    rows = []
    for one in events:
        if one.subject_type == "observation" and one.subject_id in notes:
            note = notes[one.subject_id]
            href = moment_href(note.broadcast_id, note.at_ms)
            rows.append(Row(_("跟播记录"), href, one.id in met))
        elif one.subject_type == "evaluation" and one.subject_id in evaluations:
            href = url_for("evaluations.show", evaluation_id=one.subject_id)
            rows.append(Row(_("单场评分"), href, one.id in met))
        elif one.subject_type == "appeal" and one.subject_id in appeals:
            href = url_for("appeals.show", appeal_id=one.subject_id)
            rows.append(Row(_("申请复核"), href, one.id in met))
    return rows


def _readable(model: Any, events: Any, person: Any) -> dict[int, Any]:
    ids = {one.subject_id for one in events if one.subject_type == model.__tablename__}
    query = model.visible_to(person).where(model.id.in_(ids))
    return {one.id: one for one in db.session.scalars(query)}


READERS = {"evaluation": _evaluations, "person": _people, "event": _events}
