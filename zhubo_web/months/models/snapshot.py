"""What a report says beyond its result, as data: taken down from a report that is read live, and what
pages read from it again. Scores, items, weights and inputs are not in it: they follow from the facts
and the rules, which the digest of the result covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from zhubo_web.months import explaining
from zhubo_web.months.agreement import Agreement
from zhubo_web.months.models.evidence import Held
from zhubo_web.months.models.reported import Past, Reported
from zhubo_web.policies.composites import Composite

Kept = Mapping[str, Any]


# ── taking it down ──────────────────────────────────────────────────────────────────────────────


def taken(report: Reported) -> dict[str, Any]:
    """What a report says now, as its reader sees it."""
    own, everybody = report.agreements
    return {
        "classes": [[one.member_class, one.strengths, one.gaps] for one in report.given],
        "dropped": [[one.member_class, one.dropped_for] for one in report.dropped],
        "signed": [
            [one.member_class, one.person.name, one.signed_at.isoformat()] for one in report.signed
        ],
        "own": dict(report.own_words),
        "proposals": [
            [one.words, one.said_by, one.item.code if one.item else None, one.mark]
            for one in report.proposals
        ],
        "past": [_past(one) for one in report.past[:-1]],
        "middle": report.middle,
        "agreement": [own.stored(), everybody.stored()],
        "counts": dict(report.counts),
        "broadcasts": {str(one.id): _held(one) for one in report.broadcasts.values()},
        "notes": [note_words(one) for one in report.notes],
        "voices": [voice_words(one) for one in report.voices],
        "matters": [matter_words(one) for one in report.matters],
    }


def _past(one: Past) -> list[Any]:
    score = None if one.score is None else str(one.score)
    return [one.first_day.isoformat(), one.evaluation_id, score, one.grade]


def _held(one: Held) -> list[Any]:
    calls = [[at.isoformat(), to.isoformat() if to else None] for at, to in one.calls]
    return [one.began.isoformat(), calls]


def note_words(one: Any) -> dict[str, Any]:
    """A note: where it is, its kind, its words in each language."""
    tag = [one.tag.name_zh, one.tag.name_en] if one.tag else None
    told = {name: getattr(one, name) for name in ("id", "broadcast_id", "at_ms", "kind")}
    return {**told, "dimension": one.dimension, "text": one.text or "", "tag": tag}


def voice_words(one: Any) -> dict[str, Any]:
    """What a host or viewers said."""
    return {name: getattr(one, name) for name in ("id", "source", "count", "text")}


def matter_words(one: Any) -> dict[str, Any]:
    """What was agreed to be done, whose it is, how far it is."""
    told = {name: getattr(one, name) for name in ("id", "title", "state")}
    return {**told, "owner": one.owner.name, "due_at": one.due_at.isoformat()}


# ── reading it again ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Words:
    """What a class wrote; ``rater`` is for who may know."""

    member_class: str
    strengths: str
    gaps: str
    rater: Any


def classes(kept: Kept, raters: Mapping[str, Any]) -> list[Words]:
    """The classes that handed in."""
    return [Words(name, good, bad, raters.get(name)) for name, good, bad in kept["classes"]]


def dropped(kept: Kept) -> list[Any]:
    """The classes that were not counted, with the reason."""
    return [SimpleNamespace(member_class=name, dropped_for=why) for name, why in kept["dropped"]]


def signed(kept: Kept) -> list[Any]:
    """Who had signed."""
    return [
        SimpleNamespace(
            member_class=name,
            person=SimpleNamespace(name=who),
            signed_at=datetime.fromisoformat(at),
        )
        for name, who, at in kept["signed"]
    ]


def proposals(kept: Kept, composite: Composite) -> list[explaining.Proposal]:
    """Three things to do."""
    return [
        explaining.Proposal(words, by, composite.item(code) if code else None, mark)
        for words, by, code, mark in kept["proposals"]
    ]


def past(kept: Kept) -> list[Past]:
    """The months before, as they stood."""
    return [
        Past(date.fromisoformat(first), number, None if score is None else Decimal(score), grade)
        for first, number, score, grade in kept["past"]
    ]


def agreements(kept: Kept) -> tuple[Agreement, Agreement]:
    """Of this assistant's broadcasts, of everybody's."""
    own, everybody = (Agreement.read(one) for one in kept["agreement"])
    return own, everybody


def began(kept: Kept, broadcast_id: int) -> datetime | None:
    """When a broadcast had begun, if it was there."""
    found = kept["broadcasts"].get(str(broadcast_id))
    return datetime.fromisoformat(found[0]) if found else None


def calls(kept: Kept, broadcast_id: int) -> tuple[tuple[datetime, datetime | None], ...]:
    """The calls for help in a broadcast."""
    found = kept["broadcasts"].get(str(broadcast_id), ["", []])[1]
    read = datetime.fromisoformat
    return tuple((read(asked), read(came) if came else None) for asked, came in found)


def notes(rows: Iterable[Kept]) -> list[Any]:
    """Notes as templates read them."""
    return [SimpleNamespace(**{**one, "tag": _tag(one["tag"])}) for one in rows]


def _tag(names: list[str] | None) -> Any:
    return SimpleNamespace(name_zh=names[0], name_en=names[1]) if names else None


def voices(rows: Iterable[Kept]) -> list[Any]:
    """Voices as templates read them."""
    return [SimpleNamespace(**one) for one in rows]


def matters(rows: Iterable[Kept]) -> list[Any]:
    """Matters as templates read them."""
    return [
        SimpleNamespace(
            **{
                **one,
                "owner": SimpleNamespace(name=one["owner"]),
                "due_at": datetime.fromisoformat(one["due_at"]),
            }
        )
        for one in rows
    ]
