"""Taking down the facts that a month is reckoned from, each input with the rows it came from.

One call for many people: rosters, figures, records, hosts' and viewers' words and evaluations are read
for all of them at once, in statements whose number follows the rooms, not the people or broadcasts. What
the facts look like: ``months.scoring``; beside items and inputs they hold

    broadcasts   the ids of those assisted in, by their start
    duty         broadcast → share of it on duty as assistant (0 to 1), as text
    evaluations  evaluation → broadcast, of the evaluations that count; ``watched`` is how many
    forms        figure → the form it took, itself or 次数口径 (``gathering.figures``)

What is absent has no inputs: missing is not nought. Feedback that was put on somebody once its own month
had been frozen counts in the month in which it was (``models.late``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhubo_web.core import clock
from zhubo_web.metrics.definitions import DICTIONARY, defined
from zhubo_web.metrics.models.persons import Changes
from zhubo_web.months.models.gathering.figures import (
    duty_of,
    figure_inputs,
    forms_kept,
    forms_taken,
    written,
)
from zhubo_web.months.models.gathering.rated import Sides, sides_of
from zhubo_web.months.models.gathering.said import said_inputs
from zhubo_web.months.models.late import attributed_late
from zhubo_web.months.models.own_figures.heard import feedback_of
from zhubo_web.months.models.own_figures.period import Own, Period
from zhubo_web.months.models.own_figures.punctual import punctual
from zhubo_web.months.patching import with_figures

if TYPE_CHECKING:
    from zhubo_web.months.models.evaluation import MonthlyEvaluation

Facts = dict[str, Any]


def gather(
    months: Sequence[MonthlyEvaluation], at: datetime | None = None
) -> dict[int, dict[str, Any]]:
    """The facts of each of these evaluations, by its id, as they stand (``at``: stood) now."""
    cycles: dict[int, list[MonthlyEvaluation]] = defaultdict(list)
    for one in months:
        cycles[one.month_id].append(one)
    found: dict[int, Facts] = {}
    for of_one in cycles.values():
        found |= _of_month(of_one, at or clock.now())
    return found


def regather_figures(
    one: MonthlyEvaluation, facts: Mapping[str, Any], changes: Changes | None = None
) -> dict[str, Any]:
    """These facts with the figures reckoned anew: by what was recorded when they were taken down, but
    with ``changes`` (broadcast → figure → value, None for missing), and by the facts' own duty."""
    duty = written(facts["duty"])
    since, until = one.month.bounds
    at = one.frozen_at or clock.now()
    own, forms = {one.assistant_id: duty}, forms_kept(facts)
    found = figure_inputs(own, one.composite, since, until, at, changes, forms)
    return with_figures(facts, found[one.assistant_id])


def _of_month(months: Sequence[MonthlyEvaluation], at: datetime) -> dict[int, Facts]:
    """Those of one month. Its version of the policy is the same for all of them."""
    composite = months[0].composite
    since, until = months[0].month.bounds
    last_day = clock.local(until - timedelta(microseconds=1)).date()
    people = [one.assistant_id for one in months]
    period = Period.of(people, since, until, at)
    duty = duty_of(period)
    figures = figure_inputs(duty, composite, since, until, at)
    records = punctual(period)
    feedback = feedback_of(period, attributed_late(people, since, until))
    rated = sides_of(period)

    def facts(one: MonthlyEvaluation) -> Facts:
        who = one.assistant_id
        numbers, marks = figures[who], rated[who]
        punctuality = _records(records[who], last_day)
        return {
            "assistant": who,
            "month": one.month.name,
            "post": one.post,
            "broadcasts": period.worked[who],
            "duty": {str(k): str(share) for k, share in sorted(duty[who].items())},
            "forms": forms_taken(numbers),
            "watched": len(marks.evaluations),
            "evaluations": marks.evaluations,
            "items": _items(one, numbers, punctuality, said_inputs(feedback[who]), marks),
        }

    return {one.id: facts(one) for one in months}


def _items(
    one: MonthlyEvaluation,
    figures: Mapping[str, Any],
    records: Sequence[Any],
    said: Mapping[str, Any],
    rated: Sides,
) -> dict[str, Any]:
    """Item → source → inputs; what the classes and the assistant give comes in once it is there."""
    items: dict[str, Any] = {}
    for item in one.composite.items:
        known = {
            **said,
            "figures": figures.get(item.code, []),
            "records": records,
            "broadcasts": rated.of(item.sides),
        }
        items[item.code] = {
            source.name: known[source.name] for source in item.sources if source.name in known
        }
    return items


def _records(own: Mapping[str, Own], day: date) -> list[dict[str, Any]]:
    """Being in time, of what was due, each with the version of its definition of that day; nothing
    where nothing was. Months frozen before versions were kept have none, and action items have no
    definition in the dictionary."""
    return [
        {
            "kind": "share",
            "record": name,
            **({"version": defined(name, day).version} if name in DICTIONARY else {}),
            "done": found.done,
            "due": found.due,
            **{fate: ids for fate, ids in found.refs.items() if fate != "done"},
        }
        for name, found in own.items()
        if found.due
    ]
