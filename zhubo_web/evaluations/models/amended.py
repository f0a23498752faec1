"""What a decision changes in a score that is out: looked at first, then amended, never lower.

Two ways: it follows from the notes that still count (``cascading``), or the marks are set. Either is
a new version beside the former ones, in whatever state the evaluation is, and leaves the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.evaluations import cascading, permissions, scoring
from zhubo_web.evaluations.cascading import Cascade, Change, Resting
from zhubo_web.evaluations.models import seen
from zhubo_web.evaluations.models.answered import Answered
from zhubo_web.evaluations.models.rating import AMENDED, DECISION, FIRST, SET, Given, Rating
from zhubo_web.evaluations.suggesting import Noted
from zhubo_web.extensions import db
from zhubo_web.observations.models import CountsAs
from zhubo_web.policies.rubrics import DIMENSIONS

#: What is decided about notes: what each is to count as, None where it is not to count.
Decided = Mapping[int, CountsAs | None]
Source = tuple[str, int]  #: table and id of what was decided
#: A note in dispute goes on counting for what is out, until somebody has decided.
RESTED_ON = (*seen.STANDING, "disputed")


@dataclass(frozen=True)
class Preview:
    """A score with its parts before and after, the marks after, and what changes; empty: nothing."""

    before: scoring.Result
    after: scoring.Result
    marks: scoring.Marks
    changes: tuple[Change, ...]

    @property
    def red_line_falls(self) -> bool:
        return any(one.name == cascading.RED_LINE for one in self.changes)


class Amended(Answered):
    """An evaluation whose published score can still become higher."""

    __abstract__ = True

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    def without(self, note_ids: Iterable[int]) -> Preview | None:
        """What it would come to without these notes. Nothing is written."""
        return self.preview(dict.fromkeys(note_ids))

    def preview(self, decided: Decided | None = None) -> Preview | None:
        """What it would come to once this is decided about notes; without, what follows from the
        notes as they stand. None where nobody has rated. Nothing is written.

        It is reckoned from the rating that somebody gave, with everything that has gone since, so
        that the order of decisions about notes does not matter.
        """
        if self._given_last() is None:
            return None
        found = self._cascade(decided or {})
        return self._foresee(found.marks, found.changes, falls=found.red_line_falls)

    def with_given(self, given: Given) -> Preview:
        """What it would come to with these marks. Nothing is written; raises Invalid."""
        given.check_lengths()
        if set(given.marks) not in (set(DIMENSIONS), set(self.codes)):
            raise Invalid(N_("四个维度都要选"))
        present = self.deciding()
        if present is None:
            raise Invalid(N_("还没有人评过，没有分可改"))
        return self._foresee(given.marks, cascading.differences(present.read, given.marks))

    def rests_on(self, note_id: int) -> bool:
        """Whether the score rests on this note."""
        return note_id in self._proofs

    def _given_last(self) -> Rating | None:
        """The rating that people gave: the newest decision, else the first."""
        return self._newest(DECISION, SET) or self.rating(FIRST)

    @property
    def _proofs(self) -> set[int]:
        given = self._given_last()
        line = {self.red_line_note_id} if self.red_line_confirmed else set()
        return {one for one in line if one is not None} | (given.proof_ids if given else set())

    def _counting(self, decided: Decided) -> tuple[set[int], list[Noted]]:
        """Of the notes it rests on, those that go on counting, and how they weigh: the red line's by
        itself weighs nothing, as it did not when the rating was given."""
        given, proofs, kept, weighed = self._given_last(), self._proofs, set[int](), []
        for note in seen.notes_about(self.broadcast, self.assistant_id, RESTED_ON):
            now = decided.get(note.id, note)
            if note.id in proofs and now is not None and now.kind != "mark":
                kept.add(note.id)
                if given is not None and note.id in given.proof_ids:
                    weighed.append(seen.noted(note.id, now))
        return kept, [one for one in weighed if one is not None]

    def _cascade(self, decided: Decided) -> Cascade:
        given, present = self._given_last(), self.deciding()
        assert given is not None and present is not None
        kept, weighed = self._counting(decided)
        line = self.red_line_note_id if self.red_line_confirmed else None
        rating = Resting(given.read, given.evidence, given.suggested, line)
        found = cascading.cascade(rating, self._suggested(weighed), self._proofs - kept)
        return cascading.kept_up(found, present.read)

    def _suggested(self, weighed: Iterable[Noted]) -> dict[str, int]:
        given = self._given_last()
        suggested = self.suggestions(weighed, given.watched if given else None)
        return {name: one.mark for name, one in suggested.items() if one is not None}

    def _foresee(
        self, marks: scoring.Marks, changes: tuple[Change, ...], *, falls: bool = False
    ) -> Preview:
        before = self.result()
        assert before is not None
        cap = None if falls else self.cap
        return Preview(before, scoring.result(marks, self.policy.rubric, cap), marks, changes)

    # ── amending ────────────────────────────────────────────────────────────────────────────

    def amend(
        self, by: Any, *, reasons: str, source: Source, given: Given | None = None
    ) -> Preview:
        """Carry out a decision: follow the notes as they stand now, or (``given``) set the marks.

        The state stays. Where nothing changes, nothing is written: the same decision carried out
        again does no harm. Raises Denied, WrongState before the publication, and Invalid for missing
        reasons or what would be lower.
        """
        if refused := permissions.amends(by, self):
            raise Denied(refused)
        self._check_reasons(reasons)
        if refused := self.why_not("amend", by):
            raise WrongState(refused)
        return self._amend(by, reasons.strip(), source, given)

    def follow_notes(self, source: Source, reasons: str = "") -> Preview:
        """The same by the system, where a note that it rests on was reviewed and taken away."""
        return self._amend(SYSTEM, reasons, source)

    def _publish(self, verb: str, by: Any) -> None:
        """What was taken away between the rating and the publication does not count either."""
        super()._publish(verb, by)
        self.follow_notes((self.__tablename__, self.id))

    def _amend(self, by: Any, reasons: str, source: Source, given: Given | None = None) -> Preview:
        self.__dict__.pop("notes", None)  # they may have been read before they changed
        found = self.preview() if given is None else self.with_given(given)
        assert found is not None  # what is out was rated
        if not found.changes:
            return found
        self._check_not_lower(found)
        scores = {"before": _plain(found.before), "after": _plain(found.after)}
        self._step("amend", by, **scores, source=list(source))
        if found.red_line_falls:
            self.red_line_kept = False
            record("evaluation.red_line_fell", self, by, broadcast_id=self.broadcast_id)
        told = {
            "by": by.id,
            "reasons": reasons,
            "source": list(source),
            **scores,
            "changes": [asdict(one) for one in found.changes],
        }
        self._keep_amendment(by, found, given, told)
        self.reckon()
        return found

    def _check_not_lower(self, found: Preview) -> None:
        if self.score is not None and (found.after.score is None or found.after.score < self.score):
            raise Invalid(N_("提异议不会让分数变低，请选不低于原来的"), "reasons")

    def _keep_amendment(
        self, by: Any, found: Preview, given: Given | None, told: dict[str, Any]
    ) -> None:
        """A version of its own. Marks that followed from notes stay their rater's."""
        last = self._given_last()
        assert last is not None
        kept_ids, weighed = self._counting({})
        evidence = {k: [one for one in ids if one in kept_ids] for k, ids in last.evidence.items()}
        part = AMENDED if given is None else SET
        former = self.rating(part)
        rating = Rating(
            part=part,
            number=former.number + 1 if former else 1,
            rater_id=by.id or last.rater_id,
            coverage=last.coverage,
            inputs=self._inputs(weighed, last.watched) if given is None else self._inputs(),
            submitted_at=clock.now(),
            score=found.after.score,
            amends=told,
        )
        rating.fill(
            given
            or Given(found.marks, evidence, last.strengths, last.gaps, last.why, last.replayed)
        )
        self.ratings.append(rating)
        db.session.flush()


def _plain(result: scoring.Result) -> str | None:
    return None if result.score is None else str(result.score)
