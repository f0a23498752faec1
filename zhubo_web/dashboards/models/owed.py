"""Deadlines about one assistant: what waited for them, and what waited for others about them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from zhubo_web.core import clock
from zhubo_web.dashboards.lines import ME, OWN
from zhubo_web.dashboards.models.measuring import kept_between
from zhubo_web.dashboards.models.whose import Whose
from zhubo_web.dashboards.principles import Kept
from zhubo_web.duties.models import Duty, discreet
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.summaries.models import Summary


def owed(whose: Whose, since: Any, until: Any) -> list[Kept]:
    """By kind, those most often broken first. Of what is discreet nobody reads here but what waited for
    themselves. One statement."""
    own = Duty.person_id == whose.person_id
    if whose.kind != ME:
        own = and_(own, Duty.title.not_in(discreet()))
    about = and_(_about(whose, since, until), Duty.title.not_in(discreet()))
    now, kept = clock.now(), kept_between(since, until, or_(own, about))
    return sorted(kept, key=lambda one: -len(one.share(now).missed))


def _about(whose: Whose, since: Any, until: Any) -> Any:
    """Of others and about them: evaluations and summaries of these broadcasts, months."""
    ids = whose.ids(since, until, OWN)
    months = MonthlyEvaluation.visible_to(whose.reader).order_by(None)
    of: dict[Any, Any] = {
        Evaluation: Evaluation.broadcast_id.in_(ids),
        Summary: Summary.broadcast_id.in_(ids),
        MonthlyEvaluation: MonthlyEvaluation.id.in_(months.with_only_columns(MonthlyEvaluation.id)),
    }
    return or_(
        *(
            and_(
                Duty.subject_type == model.__tablename__,
                Duty.subject_id.in_(
                    select(model.id).where(model.assistant_id == whose.person_id, there)
                ),
            )
            for model, there in of.items()
        )
    )
