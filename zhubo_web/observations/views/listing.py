"""The list of a broadcast's notes as one person reads it: filtered, counted, with what may be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.audience import permissions as audience
from zhubo_web.audience.models import AudienceFeedback, summed
from zhubo_web.audience.models.feedback import SORTS, Told
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.models import load_together
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.models import Correction, HelpCall, Observation, Watch
from zhubo_web.observations.models.observation import one_by_one
from zhubo_web.observations.views import reading
from zhubo_web.observations.views.note import Shown, may_dispose
from zhubo_web.observations.views.outline import Outline

PAGE = 20
FILTERS = ("kind", "dimension", "observer", "which")


@dataclass
class Listing:
    """What one person reads of a broadcast. ``wanted`` are the filters of the address."""

    broadcast: Broadcast
    person: Any
    wanted: Mapping[str, str]
    say: Any = field(default=reading, init=False)

    @cached_property
    def reads_all(self) -> bool:
        """Whether the reader belongs to those who read every note, with names."""
        return permissions.reads_all(self.person, self.broadcast) is None

    @cached_property
    def notes(self) -> list[Outline]:
        """Every note this person sees, by the second it is about."""
        return Outline.of(self.broadcast, self.person)

    def _whole(self, notes: list[Outline]) -> list[Observation]:
        """Some of these, which the person sees, with all that a row says of a note."""
        ids = [note.id for note in notes]
        if not ids:
            return []
        people = (Observation.observer, Observation.assistant)
        named = [joinedload(one).load_only(Person.name).lazyload(Person.grants) for one in people]
        query = select(Observation).where(Observation.id.in_(ids))
        query = query.options(*named, joinedload(Observation.tag))
        rows = list(db.session.scalars(query.order_by(Observation.at_ms, Observation.id)))
        load_together(rows, Observation.changes)
        return rows

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many of each kind."""
        return Counter(note.kind for note in self.notes)

    @cached_property
    def observers(self) -> dict[int, str]:
        """Who noted something: id and name."""
        return {note.observer_id: note.observer_name for note in self.notes}

    @cached_property
    def dimensions(self) -> list[str]:
        """The sides of the work that occur."""
        there = {note.dimension for note in self.notes}
        return [name for name in reading.DIMENSION_NAMES if name in there]

    @cached_property
    def corrections(self) -> dict[int, Correction]:
        """The correction ledger's entries by note."""
        query = select(Correction).where(Correction.broadcast_id == self.broadcast.id)
        return {entry.observation_id: entry for entry in db.session.scalars(query)}

    @cached_property
    def corrected(self) -> list[tuple[Outline, Correction]]:
        """The ledger's entries with their notes, of those this person sees."""
        there = ((note, self.corrections.get(note.id)) for note in self.notes)
        return [(note, entry) for note, entry in there if entry is not None]

    # ── what waits ──────────────────────────────────────────────────────────────────────────

    @cached_property
    def undisposed(self) -> list[Outline]:
        """问题 that this person may and should say a word about."""
        waiting = [note for note in self.notes if note.needs_disposition]
        return [note for note in waiting if may_dispose(self.person, note)]

    @cached_property
    def unseen(self) -> list[int]:
        """Released notes of one's own that wait to be seen, by id."""
        return [n.id for n in self.notes if n.state == "released" and n.is_about(self.person)]

    @cached_property
    def one_by_one(self) -> bool:
        """Whether each of them is to be seen by itself."""
        return bool(self.unseen) and one_by_one()

    @cached_property
    def contested(self) -> list[Observation]:
        """有出入, with its moment."""
        return self._whole([note for note in self.notes if note.contested_at is not None])

    # ── the list ────────────────────────────────────────────────────────────────────────────

    def _matches(self, note: Outline, wanted: Mapping[str, str]) -> bool:
        return (
            wanted.get("kind", "") in ("", note.kind)
            and wanted.get("dimension", "") in ("", note.dimension)
            and wanted.get("observer", "") in ("", str(note.observer_id))
            and (wanted.get("which") != "mine" or note.observer_id == self.person.id)
            and (wanted.get("which") != "open" or note.needs_disposition)
            and (wanted.get("which") != "contested" or note.contested_at is not None)
        )

    @cached_property
    def matching(self) -> list[Outline]:
        """What the filters leave."""
        wanted = {name: self.wanted[name] for name in FILTERS if self.wanted.get(name)}
        if not wanted:
            return self.notes
        return [note for note in self.notes if self._matches(note, wanted)]

    @property
    def page(self) -> int:
        number = self.wanted.get("page", "1")
        return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1

    @cached_property
    def shown(self) -> list[Shown]:
        """This page of it."""
        first = (self.page - 1) * PAGE
        return [
            Shown(note, self.person, self.corrections.get(note.id))
            for note in self._whole(self.matching[first : first + PAGE])
        ]

    @property
    def next_href(self) -> str | None:
        """The address of the next twenty."""
        if self.page * PAGE >= len(self.matching):
            return None
        return self.href(page=str(self.page + 1))

    def href(self, **changed: str) -> str:
        """The list's address with other filters; the page begins anew."""
        kept = {name: self.wanted[name] for name in FILTERS if self.wanted.get(name)}
        values: dict[str, Any] = {n: value for n, value in {**kept, **changed}.items() if value}
        return url_for("observations.records", broadcast_id=self.broadcast.id, **values)

    # ── beside the list ─────────────────────────────────────────────────────────────────────

    @cached_property
    def calls(self) -> list[HelpCall]:
        """Calls for help, in order."""
        query = HelpCall.visible_to(self.person).where(HelpCall.broadcast_id == self.broadcast.id)
        return list(db.session.scalars(query.order_by(HelpCall.id)))

    @cached_property
    def watchers(self) -> list[Watch]:
        """Who watched, from when to when."""
        query = select(Watch).where(Watch.broadcast_id == self.broadcast.id).order_by(Watch.id)
        return list(db.session.scalars(query))

    @property
    def has_aside(self) -> bool:
        """Whether anything stands beside the list."""
        return bool(self.watchers or self.corrected or self.calls or self.contested or self.relayed)

    @cached_property
    def relayed(self) -> list[Told]:
        """What viewers said, relayed; the same words once, the most said first."""
        query = AudienceFeedback.visible_to(self.person).where(
            AudienceFeedback.broadcast_id == self.broadcast.id
        )
        loaded = (AudienceFeedback.product, AudienceFeedback.by)
        return summed(db.session.scalars(query.options(*(joinedload(one) for one in loaded))))

    @cached_property
    def relayed_sorts(self) -> list[tuple[str, int]]:
        """(sort, how many viewers), of those that occur."""
        people: Counter[str] = Counter()
        for one in self.relayed:
            people[one.sort] += one.people
        return [(sort, people[sort]) for sort in SORTS if people[sort]]

    @cached_property
    def names_relayers(self) -> bool:
        """Whether this reader is told who relayed; an assistant is told the role."""
        return audience.names_relayers(self.person, self.broadcast) is None
