"""A report as it was given to its person: kept with its version of the result, with a digest over both.

It is read from what was kept, and what changed since stands beside it (``later``). It was taken down as
the assistant sees it; who oversees only some of the rooms sees of it what they see of those. A version
that is out from before reports were kept is read live (``Reported``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import ActionItem
from zhubo_web.audit.models import record
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.months import explaining, scoring
from zhubo_web.months.agreement import Agreement
from zhubo_web.months.models import snapshot
from zhubo_web.months.models.evaluation import MonthlyEvaluation, take_reports_from
from zhubo_web.months.models.evidence import Held
from zhubo_web.months.models.rating import MonthResult
from zhubo_web.months.models.reported import Past, Reported
from zhubo_web.observations.models import Observation
from zhubo_web.observations.models.settled import READABLE
from zhubo_web.surveys.models import Feedback

GONE, CHANGED = "gone", "changed"


@dataclass(frozen=True)
class Later:
    """What became of what a report says: of its notes and voices by id, of the state of its matters,
    of the months before; the middle and the counts where they differ by now."""

    notes: Mapping[int, str] = field(default_factory=dict)
    voices: Mapping[int, str] = field(default_factory=dict)
    matters: Mapping[int, str] = field(default_factory=dict)
    past: Mapping[int, Past] = field(default_factory=dict)
    middle: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


class KeptReport(Reported):
    """One version of a result that is out, for one reader."""

    is_kept = True

    @property
    def kept(self) -> Mapping[str, Any]:
        """What was taken down."""
        assert self.result.report is not None
        return self.result.report

    @property
    def digest(self) -> str:
        return self.result.report_digest

    @property
    def given(self) -> list[Any]:
        raters = {one.member_class: one.rater for one in self.evaluation.ratings}
        return snapshot.classes(self.kept, raters)

    @property
    def dropped(self) -> list[Any]:
        return snapshot.dropped(self.kept)

    @property
    def signed(self) -> list[Any]:
        return snapshot.signed(self.kept)

    @property
    def own_words(self) -> Mapping[str, str]:
        words: Mapping[str, str] = self.kept["own"]
        return words

    @property
    def agreements(self) -> tuple[Agreement, Agreement]:
        return snapshot.agreements(self.kept)

    @cached_property
    def proposals(self) -> list[explaining.Proposal]:
        return snapshot.proposals(self.kept, self.composite)

    @cached_property
    def counts(self) -> dict[str, int]:
        return dict(self.kept["counts"])

    @cached_property
    def middle(self) -> int | None:
        found: int | None = self.kept["middle"]
        return found

    @cached_property
    def broadcasts(self) -> dict[int, Held]:
        return {number: self._as_kept(one) for number, one in self._now.broadcasts.items()}

    def _as_kept(self, one: Held) -> Held:
        began = snapshot.began(self.kept, one.id) or one.began
        return replace(one, began=began, calls=snapshot.calls(self.kept, one.id))

    @cached_property
    def past(self) -> list[Past]:
        now = self._now.past[-1]
        shown = {one.evaluation_id for one in self._now.past}
        before = snapshot.past(self.kept)
        return [*(one for one in before if self.is_own or one.evaluation_id in shown), now]

    @cached_property
    def notes(self) -> list[Any]:
        return snapshot.notes(self._shown("notes", self._notes_now))

    @cached_property
    def voices(self) -> list[Any]:
        return snapshot.voices(self._shown("voices", self._voices_now))

    @cached_property
    def matters(self) -> list[Any]:
        return snapshot.matters(self._shown("matters", self._matters_now))

    def _shown(self, name: str, now: Mapping[int, Any]) -> list[Mapping[str, Any]]:
        """All of it to the assistant, to others what they may see of it."""
        return [one for one in self.kept[name] if self.is_own or one["id"] in now]

    # ── what became of it ───────────────────────────────────────────────────────────────────

    @cached_property
    def _now(self) -> Reported:
        """The same as it is read now."""
        return Reported(self.evaluation, self.result, self.person)

    def _rows(self, model: Any, name: str, *options: Any) -> dict[int, Any]:
        ids = [one["id"] for one in self.kept[name]]
        if not ids:
            return {}
        query = model.visible_to(self.person).order_by(None).where(model.id.in_(ids))
        return {one.id: one for one in db.session.scalars(query.options(*options))}

    @cached_property
    def _notes_now(self) -> dict[int, Any]:
        return self._rows(Observation, "notes", joinedload(Observation.tag))

    @cached_property
    def _voices_now(self) -> dict[int, Any]:
        return self._rows(Feedback, "voices")

    @cached_property
    def _matters_now(self) -> dict[int, Any]:
        owner = joinedload(ActionItem.owner).lazyload(Person.grants)
        return self._rows(ActionItem, "matters", owner)

    @cached_property
    def later(self) -> Later:
        return Later(
            notes=self._fates("notes", self._notes_now, snapshot.note_words, self._counts),
            voices=self._fates("voices", self._voices_now, snapshot.voice_words, self._is_said),
            matters={
                one["id"]: now.state
                for one in self.kept["matters"]
                if (now := self._matters_now.get(one["id"])) and now.state != one["state"]
            },
            past=self._past_later(),
            middle=self._now.middle if self._now.middle != self.middle else None,
            counts=self._counts_later(),
        )

    def _fates(self, name: str, now: Mapping[int, Any], words: Any, stands: Any) -> dict[int, str]:
        found = {}
        for one in self._shown(name, now):
            there = now.get(one["id"])
            if there is None or not stands(there):
                found[one["id"]] = GONE
            elif words(there) != one:
                found[one["id"]] = CHANGED
        return found

    def _counts(self, note: Observation) -> bool:
        mine = note.assistant_id in (None, self.evaluation.assistant_id)
        readable = note.state in READABLE and note.disposition != "dismissed"
        return mine and readable and note.object == "assistant"

    def _is_said(self, voice: Feedback) -> bool:
        mine = voice.assistant_id == self.evaluation.assistant_id
        return mine and voice.state == "attributed"

    def _past_later(self) -> dict[int, Past]:
        now = {one.evaluation_id: one for one in self._now.past[:-1]}
        before = snapshot.past(self.kept)
        changed = (now.get(one.evaluation_id, one) for one in before)
        return {
            one.evaluation_id: one
            for one, was in zip(changed, before, strict=True)
            if (one.score, one.grade) != (was.score, was.grade)
        }

    def _counts_later(self) -> dict[str, int]:
        """For the assistant, whose view was taken down."""
        if not self.is_own:
            return {}
        now = self._now.counts
        return {name: now[name] for name, was in self.counts.items() if now[name] != was}


def report_of(evaluation: MonthlyEvaluation, result: MonthResult, person: Any) -> Reported:
    """A version's report for a reader: as it was given, where that was kept."""
    made = KeptReport if result.report_digest else Reported
    return made(evaluation, result, person)


def digest_of(result: MonthResult) -> str:
    """Over the result's own digest and what its report says."""
    return scoring.digest(result.digest, result.report)


def keep_reports(evaluation: MonthlyEvaluation) -> None:
    """Take down what the report of each version says, where that is not done."""
    for one in evaluation.results:
        if one.report_digest:
            continue
        one.report = snapshot.taken(Reported(evaluation, one, evaluation.assistant))
        one.report_digest = digest_of(one)
        record("month.report_kept", evaluation, SYSTEM, number=one.number, digest=one.report_digest)


take_reports_from(keep_reports)
