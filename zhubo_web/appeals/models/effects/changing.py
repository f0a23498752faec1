"""The preview of a decision, and carrying it out: one path for both, so that they cannot differ.

What was contested changes, then the evaluations that rest on it, then the months that rest on those.
The numbers are taken down before and after; what differs is the list. Lower features are changed by
the system, with the objection as the source: who carries it out may have had a part in the matter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhubo_web.appeals.consequences import Effects, Number, changed, worse
from zhubo_web.appeals.grounds import Remedy
from zhubo_web.appeals.models.effects import reckoning
from zhubo_web.appeals.models.effects.change import Change, Source, What
from zhubo_web.appeals.models.effects.of_broadcasts import FigureSet, MarksSet
from zhubo_web.appeals.models.effects.of_months import FeedbackGoes, ItemMarked, ScoreSet
from zhubo_web.appeals.models.effects.of_notes import note_change
from zhubo_web.appeals.models.effects.targets import Target
from zhubo_web.audit.models import record
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db

CHANGES: dict[str, Callable[[int, str, int, What], Change]] = {
    "observation": note_change,
    "metric": FigureSet,
    "evaluation": MarksSet,
    "feedback": FeedbackGoes,
    "month_item": ItemMarked,
    "month_result": ScoreSet,
}
#: What a decision is called in what it changes.
REASONS = N_("按申请复核的决定改")


def preview(target: Target, remedy: Remedy) -> Effects:
    """What this decision would change; nothing is written. Raises Invalid for a remedy that does not
    fit the thing."""
    if not remedy.what:
        return Effects()
    return _effects(CHANGES[target.kind](target.id, target.code, target.assistant_id, remedy.what))


def falls(appeal: Any) -> bool:
    """Whether what was decided would by now leave something worse than it stands: another decision, or
    what was put right meanwhile, has given more."""
    return bool(appeal.remedy.what) and _effects(_change_of(appeal)).worse


def overtaken(appeal: Any) -> bool:
    """Whether the figure that was decided is computed from others by now, which are to be looked at."""
    return appeal.kind == "metric" and FigureSet.is_computed(appeal.target_id, appeal.code)


def _change_of(appeal: Any) -> Change:
    what = appeal.remedy.what
    return CHANGES[appeal.kind](appeal.target_id, appeal.code, appeal.assistant_id, what)


def carry_out(appeal: Any, by: Any) -> Effects:
    """Change what was decided and everything that rests on it; what changed, as it now stands.

    Carried out again it changes nothing. Raises Invalid for what would be worse than before.
    """
    if not appeal.remedy.what:
        return Effects()
    change = _change_of(appeal)
    foreseen = _effects(change)
    if foreseen.worse:
        raise Invalid(N_("复核不会让结果变差，请选不低于原来的"))
    before = _now(change)
    _write(change, ("appeal", appeal.id))
    db.session.flush()
    rows = changed(before, _now(change))
    if rows:
        record(
            "effects.carried_out", change.thing, by, source=["appeal", appeal.id], changed=len(rows)
        )
    return Effects(rows, foreseen.months)


def _effects(change: Change) -> Effects:
    rows = changed(_now(change), _then(change))
    months = [told for one in change.months if (told := one.told()) is not None]
    return Effects(rows, months, _worse(change) or worse(rows))


def _worse(change: Change) -> bool:
    return change.is_worse or any(one.worse for one in change.months)


def _now(change: Change) -> list[Number]:
    evaluations = [reckoning.evaluation_now(one) for one, _found in change.evaluations]
    months = [reckoning.month_now(one.month) for one in change.months]
    return [number for own in (change.now(), *evaluations, *months) for number in own]


def _then(change: Change) -> list[Number]:
    evaluations = [reckoning.evaluation_then(one, found) for one, found in change.evaluations]
    months = [one.then() for one in change.months]
    return [number for own in (change.then(), *evaluations, *months) for number in own]


def _write(change: Change, source: Source) -> None:
    change.write(source, REASONS)
    for one in change.months:
        one.month.amend(one.facts, REASONS, source, one.score)
