"""What pages say of an evaluation: plain words in the reader's language. Templates get it as ``say``."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zhubo_web.core.i18n import _
from zhubo_web.evaluations.cascading import RED_LINE, WHY
from zhubo_web.evaluations.models import KINDS, Evaluation, Rating
from zhubo_web.evaluations.scoring import NOT_MET
from zhubo_web.evaluations.suggesting import Suggestion
from zhubo_web.evaluations.workflow import WORKFLOW
from zhubo_web.observations.models import Observation
from zhubo_web.observations.views import reading
from zhubo_web.policies.rising import REASONS, SETTING_NAMES
from zhubo_web.policies.rubrics import DIMENSIONS

#: How each state of an evaluation is drawn.
TONES = {
    "pending": "info",
    "draft": "info",
    "submitted": "info",
    "disputed": "remind",
    "revised": "praise",
}


def state(evaluation: Evaluation) -> str:
    """Where it stands."""
    return _(WORKFLOW.states[evaluation.state])


def tone(evaluation: Evaluation) -> str:
    """The look of its state."""
    return TONES.get(evaluation.state, "plain")


def setting(evaluation: Evaluation) -> str:
    """省事, 标准, 严谨."""
    return _(SETTING_NAMES[evaluation.setting])


def raised(evaluation: Evaluation) -> str:
    """Why it is handled strictly, if it rose."""
    return _(REASONS[evaluation.raised_for]) if evaluation.raised_for else ""


def dimension(name: str) -> str:
    """One of the four sides of the work."""
    return _(DIMENSIONS[name])


def tie(kind: str) -> str:
    """What kind of tie."""
    return _(KINDS[kind])


def mark(value: str) -> str:
    """A mark as it is read."""
    return _("本场没碰到") if value == NOT_MET else value


def words(note: Observation) -> str:
    """A note in a few words: its kind and what was said."""
    told = reading.words(note) or reading.dimension(note.dimension)
    return _("%(kind)s %(words)s", kind=reading.kind(note.kind), words=told)


def number(value: Decimal | None) -> str:
    """A number as people write it: no zeros at its end."""
    if value is None:
        return "—"
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def arithmetic(one: Suggestion) -> Iterator[str]:
    """How a suggestion comes about, step by step."""
    scale = one.scale
    yield _("从 %(start)s 分起", start=number(scale.start))
    signs = " ".join(f"{note.weight:+d}" for note in one.notes)
    yield _("记录的轻重：%(signs)s，合计 %(total)s", signs=signs, total=f"{one.total:+d}")
    periods = number(one.periods.quantize(Decimal("0.01")))
    yield _(
        "每级 %(step)s 分，跟播 %(watched)s 分钟合 %(periods)s 个 %(minutes)s 分钟",
        step=number(scale.step),
        watched=one.watched,
        periods=periods,
        minutes=scale.minutes,
    )
    change = one.change.quantize(Decimal("0.01"))
    sign = "+" if change >= 0 else "−"
    yield _(
        "%(start)s %(sign)s %(change)s = %(raw)s，限在 1 到 5 之间：%(value)s，先填 %(mark)s",
        start=number(scale.start),
        sign=sign,
        change=number(abs(change)),
        raw=number(one.raw.quantize(Decimal("0.01"))),
        value=number(one.value),
        mark=one.mark,
    )


def rated(rating: Rating, evaluation: Evaluation) -> list[dict[str, Any]]:
    """The rows of a rating: name, mark, ids of the notes it rests on; an item's dimension."""
    items = {one.code: one for one in evaluation.policy.rubric}
    names = _names(evaluation)
    return [
        {
            "name": _(names[name]),
            "mark": mark(value),
            "notes": rating.evidence.get(name, []),
            "dimension": items[name].dimension if name in items else "",
        }
        for name, value in rating.marks.items()
    ]


def _names(evaluation: Evaluation) -> dict[str, str]:
    """What dimensions and items are called."""
    return {**DIMENSIONS, **{one.code: one.name for one in evaluation.policy.rubric}}


def changed(rating: Rating, evaluation: Evaluation) -> Iterator[str]:
    """What an amendment changed and why, a line each."""
    names = _names(evaluation)
    for change in (rating.amends or {}).get("changes", []):
        reason, side = change["why"], change["name"]
        why = _(WHY[reason])
        if side == RED_LINE:
            yield why
            continue
        yield _(
            "%(name)s %(before)s → %(after)s：%(why)s",
            name=_(names[side]),
            before=_change(change["before"]),
            after=_change(change["after"]),
            why=why,
        )


def _change(value: int | None) -> str:
    return "—" if value is None else str(value)


def amended_score(rating: Rating) -> str:
    """The score before and after an amendment."""
    amends = rating.amends or {}
    before, after = (amends.get(name) for name in ("before", "after"))
    plain = [number(Decimal(one)) if one else "—" for one in (before, after)]
    return " → ".join(plain)


def source_note(rating: Rating) -> int | None:
    """The note whose review an amendment follows, if it does."""
    kind, number_of = (rating.amends or {}).get("source", ("", 0))
    return number_of if kind == Observation.__tablename__ else None
