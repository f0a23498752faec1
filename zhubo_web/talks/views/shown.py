"""A talk as one person reads it, with what they may do and the forms that were refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.months.models import MonthResult
from zhubo_web.talks import agenda, permissions
from zhubo_web.talks.forms import (
    AnswerForm,
    AppointmentForm,
    CompanionForm,
    MinutesForm,
    ProofForm,
    ReasonForm,
    minutes_form,
)
from zhubo_web.talks.models import Agreed, Talk, agreed_at, agreed_of
from zhubo_web.talks.models.arranged import BEFORE
from zhubo_web.talks.models.evidence import notes_of
from zhubo_web.talks.models.written import MOST_ACTIONS, PARTS
from zhubo_web.talks.views import saying
from zhubo_web.talks.workflow import MOST_MOVES, MOST_NO_SHOWS

ARRANGES = {"to_schedule": "schedule", "rescheduled": "confirm_time", "no_show": "try_again"}


@dataclass
class Shown:
    """One talk for one reader."""

    talk: Talk
    person: Any
    forms: dict[str, Any] = field(default_factory=dict)
    say: Any = saying
    parts: Any = field(default_factory=lambda: PARTS)
    numbers: Any = range(1, MOST_ACTIONS + 1)

    # ── what is read ────────────────────────────────────────────────────────────────────────

    @property
    def is_mine(self) -> bool:
        return bool(self.person.id == self.talk.assistant_id)

    @cached_property
    def reads(self) -> bool:
        """Whether the reader sees what it is about, and not only when and where it is."""
        return permissions.reads_words(self.person, self.talk) is None

    @cached_property
    def result(self) -> MonthResult | None:
        """The month's result as it stands."""
        return self.talk.evaluation.result()

    @cached_property
    def agenda(self) -> agenda.Agenda | None:
        """What it is about."""
        month = self.talk.evaluation
        if self.result is None:
            return None
        given = [one for one in month.ratings if one.submitted_at is not None]
        marks, said = [one.read for one in given], [(one.member_class, one.gaps) for one in given]
        return agenda.build(month.composed(), month.composite, month.self_read, marks, said)

    @property
    def words(self) -> dict[str, list[str]]:
        """What the classes wrote, without saying who."""
        ratings = self.talk.evaluation.ratings
        return {
            name: list(dict.fromkeys(text for one in ratings if (text := getattr(one, name))))
            for name in ("strengths", "gaps")
        }

    @cached_property
    def agreed(self) -> list[Agreed]:
        """What was agreed last time."""
        return agreed_of(self.talk.assistant, self.talk.evaluation.month)

    @cached_property
    def agreed_here(self) -> list[Agreed]:
        """What is agreed at this talk."""
        return agreed_at(self.talk)

    @cached_property
    def notes(self) -> list[Any]:
        """The month's notes at hand."""
        return notes_of(self.talk, self.person)

    @property
    def shows_minutes(self) -> bool:
        return self.talk.written_at is not None

    # ── what may be done ────────────────────────────────────────────────────────────────────

    def may(self, verb: str) -> bool:
        """Whether it is this reader's step now."""
        return self.talk.who_may(verb, self.person)

    @cached_property
    def arranges(self) -> bool:
        """Whether the reader sets the time now."""
        verb = ARRANGES.get(self.talk.state)
        if self.talk.state == "no_show" and self.talk.no_shows >= MOST_NO_SHOWS:
            return False
        return verb is not None and self.may(verb)

    @cached_property
    def moves(self) -> bool:
        """Whether another time may be asked for."""
        return self.talk.moves < MOST_MOVES and self.may("reschedule")

    @cached_property
    def holds(self) -> bool:
        """Whether the reader may say that it was held or that nobody came."""
        return self.may("hold")

    @property
    def serves(self) -> bool:
        return self.talk.no_shows >= MOST_NO_SHOWS and self.may("serve_written")

    @property
    def brings(self) -> bool:
        """Whether the assistant may still say who comes."""
        return self.is_mine and self.talk.state in BEFORE

    @property
    def nobody(self) -> bool:
        """Whether there is nobody in the house who could take the next step."""
        return self.talk.state in BEFORE and not self.is_mine and not self.talk.asked_holders()

    # ── forms ───────────────────────────────────────────────────────────────────────────────

    @cached_property
    def appointment(self) -> AppointmentForm:
        given: AppointmentForm | None = self.forms.get("appointment")
        return given or AppointmentForm.fresh(self.talk)

    @cached_property
    def asking(self) -> ReasonForm:
        """The assistant asks for another time."""
        return self.forms.get("asking") or ReasonForm(formdata=None)

    @cached_property
    def missing(self) -> ReasonForm:
        """Nobody came."""
        return self.forms.get("missing") or ReasonForm(formdata=None)

    @cached_property
    def proof(self) -> ProofForm:
        return self.forms.get("proof") or ProofForm(formdata=None)

    @cached_property
    def companion(self) -> CompanionForm:
        given: CompanionForm | None = self.forms.get("companion")
        if given is not None:
            return given
        talk = self.talk
        named = "" if talk.companion_id else talk.companion_name
        values = {"person": talk.companion_id, "name": named, "role": talk.companion_role}
        return CompanionForm(formdata=None, data=values).offer(representatives(talk))

    @cached_property
    def answer(self) -> AnswerForm:
        return self.forms.get("answer") or AnswerForm(formdata=None)

    @cached_property
    def minutes(self) -> MinutesForm:
        given: MinutesForm | None = self.forms.get("minutes")
        if given is not None:
            return given
        if self.agenda is None:
            return minutes_form(self.talk, {})
        support = self.talk.evaluation.self_support
        return minutes_form(self.talk, saying.beforehand(self.agenda, self.words, support))


def representatives(talk: Talk) -> list[Person]:
    """The staff representatives whom the assistant may bring."""
    people = talk.room.people_holding(roles.REPRESENTATIVE)
    return [one for one in people if one.id != talk.assistant_id]


def named(person_id: int | None, talk: Talk) -> Person | None:
    """The representative who was chosen."""
    return next((one for one in representatives(talk) if one.id == person_id), None)
