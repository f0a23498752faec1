"""What hosts, viewers and customer service said of a person as inputs, with the ids of each.

A host's tap counts as praise or complaint; the items of 严谨 are marks. Of the others, scores that viewers
gave are a survey once there are enough of them, and praise or complaint before; what is no score always is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhubo_web.months.models.own_figures.heard import said_by_hosts, said_by_others
from zhubo_web.months.patching import tally
from zhubo_web.surveys.tallying import Scores


def said_inputs(rows: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    """Source (hosts, feedback, survey) → inputs; sources of which there is nothing have none."""
    hosts, others = said_by_hosts(rows), said_by_others(rows)
    scored = [one for one in others if one.score is not None]
    counted = Scores(sum(one.count for one in scored)).counted
    told = [one for one in others if one.score is None or not counted]
    return {
        "hosts": [*_tallied([one for one in hosts if not one.items]), *_marks(hosts)],
        "feedback": _tallied(told),
        "survey": [_score(one) for one in scored] if counted else [],
    }


def _tallied(rows: Sequence[Any]) -> list[dict[str, Any]]:
    praise = [one.id for one in rows if one.sort == "praise"]
    made = tally(praise, [one.id for one in rows if one.sort == "complaint"])
    return [made] if made is not None else []


def _marks(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "kind": "mark",
            "mark": mark,
            "of": "host",
            "item": item,
            "feedback": one.id,
            "broadcast": one.broadcast_id,
        }
        for one in rows
        for item, mark in sorted((one.items or {}).items())
    ]


def _score(one: Any) -> dict[str, Any]:
    return {
        "kind": "mark",
        "mark": one.score,
        "of": "viewers",
        "weight": one.count,
        "feedback": one.id,
    }
