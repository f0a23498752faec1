"""Facts of a month with one thing changed: what an objection's preview and its decision reckon with. Pure.

Facts are plain JSON (``months.scoring``); none of these changes what it is given. Where a month does not
rest on the thing, its facts come back equal, so that a cascade can ask every month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhubo_web.evaluations.scoring import Part
from zhubo_web.months.scoring import Facts, Input
from zhubo_web.policies.composites import Composite

#: How an input names what it rests on; a list where it rests on several.
_NAMED = {
    "evaluation": ("evaluation",),
    "broadcast": ("broadcast", "broadcasts"),
    "feedback": ("feedback", "praise", "complaints"),
    "rating": ("rating",),
}


def sides(
    evaluation_id: int, broadcast_id: int, parts: Iterable[Part], cap: Decimal | None
) -> list[dict[str, Any]]:
    """One broadcast's evaluation as inputs; ``cap`` is what a confirmed red line leaves of each side."""
    return [
        {
            "kind": "points",
            "side": part.name,
            "points": str(part.shown if cap is None else min(part.shown, cap)),
            "weight": part.weight,
            "evaluation": evaluation_id,
            "broadcast": broadcast_id,
        }
        for part in parts
        if part.shown is not None
    ]


def replace_evaluation(
    facts: Facts,
    composite: Composite,
    evaluation_id: int,
    parts: Sequence[Part],
    cap: Decimal | None = None,
) -> dict[str, Any]:
    """The facts if this evaluation had these parts: sides that it did not have come in, others go."""
    broadcast = facts.get("evaluations", {}).get(str(evaluation_id))
    if broadcast is None:
        return dict(facts)
    made = sides(evaluation_id, broadcast, parts, cap)
    items = {code: dict(sources) for code, sources in facts["items"].items()}
    for item in composite.items:
        if item.sides:
            own = items.setdefault(item.code, {})
            kept = own.get("broadcasts", [])
            own["broadcasts"] = _replaced(
                kept, evaluation_id, [s for s in made if s["side"] in item.sides]
            )
    return {**facts, "items": items}


def _replaced(
    inputs: Sequence[Input], evaluation_id: int, by: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The inputs of one source with those of an evaluation changed, by broadcast as they are frozen."""
    others = [dict(one) for one in inputs if one["evaluation"] != evaluation_id]
    return sorted(
        [*others, *by], key=lambda one: (one["broadcast"], one["evaluation"], one["side"])
    )


def without_feedback(facts: Facts, feedback_id: int) -> dict[str, Any]:
    """The facts if this feedback were not the assistant's: a tally counts one less, a host's marks go."""
    return _each(facts, lambda one: _without(one, feedback_id))


def _without(one: Input, feedback_id: int) -> dict[str, Any] | None:
    if one["kind"] == "tally":
        return tally(
            *([i for i in one[name] if i != feedback_id] for name in ("praise", "complaints"))
        )
    return None if one.get("feedback") == feedback_id else dict(one)


def tally(praise: Sequence[int], complaints: Sequence[int]) -> dict[str, Any] | None:
    """Praise and complaints by their ids as an input; None of nothing, for nothing is not nought."""
    if not praise and not complaints:
        return None
    return {
        "kind": "tally",
        "good": len(praise),
        "bad": len(complaints),
        "praise": list(praise),
        "complaints": list(complaints),
    }


def with_mark(facts: Facts, code: str, of: str, mark: int | None) -> dict[str, Any]:
    """The facts if the mark for an item were this: ``of`` a class of the group, or ``self``. A mark
    that was never given does not come in."""
    items = dict(facts["items"])
    source = "self" if of == "self" else "group"
    if source in items.get(code, {}):
        marks = [{**one, "mark": mark} if one["of"] == of else one for one in items[code][source]]
        items[code] = {**items[code], source: marks}
    return {**facts, "items": items}


def with_record(facts: Facts, code: str, record: str, done: int) -> dict[str, Any]:
    """The facts if so many of what was due (``scoring.RECORDS``) had been in time."""
    items = dict(facts["items"])
    own = items.get(code, {})
    if "records" in own:
        shares = [{**o, "done": done} if o.get("record") == record else o for o in own["records"]]
        items[code] = {**own, "records": shares}
    return {**facts, "items": items}


def with_figures(facts: Facts, figures: Mapping[str, Sequence[Input]]) -> dict[str, Any]:
    """The facts with these figures by item instead of theirs: see ``gathering.regather_figures``."""
    items = {
        code: {**sources, "figures": list(figures[code])} if code in figures else sources
        for code, sources in facts["items"].items()
    }
    return {**facts, "items": items}


def with_duty(facts: Facts, broadcast_id: int, share: Decimal | None) -> dict[str, Any]:
    """The facts if the assistant had been on duty for this share of a broadcast (0 to 1; None: not at
    all). Figures follow by ``gathering.regather_figures``."""
    duty = {one: part for one, part in facts["duty"].items() if one != str(broadcast_id)}
    if share is not None:
        duty[str(broadcast_id)] = str(share)
    return {**facts, "duty": dict(sorted(duty.items(), key=lambda pair: int(pair[0])))}


def rests_on(facts: Facts, kind: str, number: int) -> list[str]:
    """The codes of the items with an input that names this evaluation, broadcast, feedback or rating."""
    names = _NAMED[kind]
    return [
        code
        for code, sources in facts["items"].items()
        if any(_names(one, names, number) for inputs in sources.values() for one in inputs)
    ]


def named(facts: Facts, kind: str) -> set[int]:
    """The ids of everything of a kind (as above) that the facts rest on."""
    inputs = (
        one for sources in facts.get("items", {}).values() for of in sources.values() for one in of
    )
    values = (one[name] for one in inputs for name in _NAMED[kind] if one.get(name) is not None)
    return {n for value in values for n in (value if isinstance(value, list) else [value])}


def _names(one: Input, names: Sequence[str], number: int) -> bool:
    told = (one.get(name) for name in names)
    return any(number in value if isinstance(value, list) else value == number for value in told)


def _each(facts: Facts, change: Callable[[Input], dict[str, Any] | None]) -> dict[str, Any]:
    items = {
        code: {
            source: [kept for one in inputs if (kept := change(one)) is not None]
            for source, inputs in sources.items()
        }
        for code, sources in facts["items"].items()
    }
    return {**facts, "items": items}
