"""Changes that begin at a note: it counts no more, or as another tag, or lighter.

That it is about somebody else takes it away as well, and says so: who made it may put it on another
person only while nobody has decided, and whoever it would then be about has not been heard.
"""

from __future__ import annotations

from zhubo_web.appeals.consequences import COUNTS, COUNTS_NOT, Number
from zhubo_web.appeals.models.effects.change import Change, Source, What
from zhubo_web.appeals.models.effects.places import path, titled
from zhubo_web.appeals.models.effects.remedies import counting_of, expect
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid, Reason
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.evaluations.models import Evaluation, seen
from zhubo_web.evaluations.models.seen import Weighty
from zhubo_web.evaluations.suggesting import UNTAGGED
from zhubo_web.extensions import db
from zhubo_web.observations.catalogue import KIND_NAMES
from zhubo_web.observations.models import CountsAs, Observation

NOT_THEIRS = N_("按申请复核的决定：说的不是这位助播，不计")


def note_change(id: int, code: str, assistant_id: int, what: What) -> Change:
    """What a remedy makes of a note."""
    kind = NoteRecounts if {"tag", "severity"} & set(what) else NoteGoes
    return kind(id, code, assistant_id, what)


class _NoteChange(Change):
    """A note with the evaluations that rest on it, for whomever it counts."""

    def __init__(self, id: int, assistant_id: int) -> None:
        super().__init__(assistant_id)
        self.thing = db.session.get_one(Observation, id)

    def _affect(self, counts_as: CountsAs | None) -> None:
        note = self.thing
        for evaluation in Evaluation.of(note.broadcast).values():
            if evaluation.rests_on(note.id):
                found = evaluation.preview({note.id: counts_as})
                self._follow(evaluation, found, drops=True)

    def _number(self, what: str, value: str | None) -> Number:
        note = self.thing
        title: Reason = titled(N_("%(title)s 的一条跟播记录"), note.broadcast)
        url = path("observation", note, self.assistant_id)
        return Number((note.__tablename__, note.id, what, ""), title, url, value)

    def _amend(self, source: Source, reasons: str) -> None:
        db.session.flush()
        for evaluation, _found in self.evaluations:
            evaluation.amend(SYSTEM, reasons=reasons, source=source)


class NoteGoes(_NoteChange):
    """A note counts no more; {"not_theirs": True} says that it is because it is about somebody else."""

    def __init__(self, id: int, code: str, assistant_id: int, what: What) -> None:
        super().__init__(id, assistant_id)
        expect(what, "drop")
        self.not_theirs = bool(what.get("not_theirs"))
        if self.thing.state != "withdrawn":
            self._affect(None)

    def now(self) -> list[Number]:
        return self._counts(self.thing.state != "withdrawn")

    def then(self) -> list[Number]:
        return self._counts(False)

    def _counts(self, counts: bool) -> list[Number]:
        return [self._number("note", COUNTS if counts else COUNTS_NOT)]

    def write(self, source: Source, reasons: str) -> None:
        if self.thing.state != "withdrawn":
            self.thing.overrule(SYSTEM, NOT_THEIRS if self.not_theirs else reasons, source)
        self._amend(source, reasons)


class NoteRecounts(_NoteChange):
    """A note counts as another tag, as another severity, or both; never as something heavier."""

    def __init__(self, id: int, code: str, assistant_id: int, what: What) -> None:
        super().__init__(id, assistant_id)
        self.counts_as = self._counting(what)
        if self.counts_as is not None:
            self.is_worse = weight(self.counts_as) < weight(self.thing)
            self._affect(self.counts_as)

    def _counting(self, what: What) -> CountsAs | None:
        """None where it counts so already, or not at all: then there is nothing to do."""
        tag, severity = counting_of(what)
        if self.thing.state == "withdrawn":
            return None
        try:
            found: CountsAs = self.thing.counting_as(tag=tag, severity=severity)
        except Invalid:
            return None
        return found

    def now(self) -> list[Number]:
        return self._numbers(self.thing)

    def then(self) -> list[Number]:
        return self._numbers(self.counts_as or self.thing)

    def _numbers(self, one: Weighty) -> list[Number]:
        told = {
            "kind": KIND_NAMES[one.kind],
            "tag": one.tag.name_zh if one.tag else None,
            "weight": str(weight(one)),
        }
        return [self._number(what, value) for what, value in told.items()]

    def write(self, source: Source, reasons: str) -> None:
        if self.counts_as is not None:
            self.thing.overrule(SYSTEM, reasons, source, self.counts_as)
        self._amend(source, reasons)


def weight(one: Weighty) -> int:
    """How heavy it is, whatever it is about: negative for what was to be done better, nought for what
    only marks a moment."""
    return seen.weight(one) if one.kind in UNTAGGED else 0
