"""An appeal as one person, or a guest, reads it, with what they may do and the forms refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import QUICK, SECOND
from zhubo_web.appeals.guarding import all_declared
from zhubo_web.appeals.models import AppealMember
from zhubo_web.appeals.models.seated import SAT_IN
from zhubo_web.appeals.views import saying
from zhubo_web.appeals.views.written import Written
from zhubo_web.audit.models import AuditEvent
from zhubo_web.core.i18n import _
from zhubo_web.core.reasons import Reason
from zhubo_web.extensions import db

OPENED = "appeal.file_opened"
#: An empty seat is filled by one tap where no more people could sit.
MOST_TAPS = 6
#: From here on the assistant reads what was decided.
TOLD = ("served", "second_review", "final", "executed")


@dataclass
class Shown(Written):
    """One appeal for one reader."""

    say: Any = saying
    preview: Any = None
    pieces: list[dict[str, Any]] | None = None

    # ── what is read ────────────────────────────────────────────────────────────────────────

    @property
    def is_mine(self) -> bool:
        return permissions.is_subject(self.person, self.appeal) is None

    @property
    def is_party(self) -> bool:
        """The assistant, or a respondent, who waits for the service."""
        ids = {self.appeal.assistant_id, *self.appeal.respondent_ids}
        return getattr(self.person, "id", None) in ids

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """The decisions this reader may read, the newest first. Those of former stages were served; what
        is not signed by all is read by those who sign it."""
        found = list(self.appeal.decisions)
        if self.is_draft_decision:
            told = self.seat is not None or self.redoes
        else:
            told = not self.is_party or self.appeal.state in TOLD
        if self.appeal.written and told:
            found.append(self.appeal.decision)
        return found[::-1]

    @property
    def is_draft_decision(self) -> bool:
        """Whether the newest decision is written and not yet made."""
        return self.appeal.written and self.appeal.state in (*SAT_IN, "remitted")

    @cached_property
    def _log(self) -> list[tuple[AuditEvent, str]]:
        """Every event with the name of who did it; a guest by name, the clock as the system."""
        query = (
            select(AuditEvent, Person.name)
            .outerjoin(Person, Person.id == AuditEvent.actor_id)
            .where(AuditEvent.subject_type == "appeal", AuditEvent.subject_id == self.appeal.id)
        )
        guests = {one.guest_id: one.name for one in self.appeal.members if one.guest_id}
        rows = db.session.execute(query.order_by(AuditEvent.id)).tuples()
        return [
            (one, name or guests.get(one.data.get("guest") or 0, _("系统"))) for one, name in rows
        ]

    @property
    def events(self) -> list[tuple[AuditEvent, str]]:
        """What happened, in order, by whom. Drafts of a decision are not told to the parties."""
        hidden = {OPENED}
        if self.is_party:
            hidden |= {"appeal.decision_written", "appeal.signed"}
        return [row for row in self._log if row[0].name not in hidden]

    @property
    def openings(self) -> list[tuple[AuditEvent, str]]:
        """Who opened the file and when, the newest first."""
        return [row for row in reversed(self._log) if row[0].name == OPENED]

    # ── what may be done ────────────────────────────────────────────────────────────────────

    def may(self, verb: str) -> bool:
        """Whether this reader could make the step now."""
        return self.appeal.why_not(verb, self.person) is None

    def why(self, verb: str) -> Any:
        """Why not, for the button's explanation."""
        return self.appeal.why_not(verb, self.person)

    @property
    def asks_again(self) -> str:
        """The verb by which the assistant may ask again now, if there is one."""
        found = [one for one in ("ask_panel", "request_review") if self.may(one)]
        return found[0] if found else ""

    @property
    def proposes_rejection(self) -> bool:
        waits = self.appeal.state == "filed" and self.appeal.rejection_by_id is None
        return waits and permissions.administers(self.person, self.appeal) is None

    @property
    def asks_reopening(self) -> bool:
        waits = self.appeal.state == "inadmissible" and self.appeal.reopen_asked_at is None
        return waits and self.is_mine

    @property
    def assigns_quick(self) -> bool:
        """Whether this reader names the quick reviewer now, of whom there is at least one."""
        return self._could_quick and bool(self.appeal.able(QUICK))

    @property
    def _could_quick(self) -> bool:
        waits = self.appeal.state == "accepted" and self.appeal.setting != "strict"
        return waits and permissions.assigns_quick(self.person, self.appeal) is None

    @property
    def invites_guest(self) -> bool:
        """Whether nobody of the shop could, and this reader may ask somebody outside."""
        if not self.appeal.needs_guest:
            return False
        again = self.appeal.stage == QUICK and self.names_members
        return self._could_quick or again

    @property
    def assigns(self) -> bool:
        waits = self.appeal.state == "accepted"
        return waits and permissions.administers(self.person, self.appeal) is None

    @property
    def names_members(self) -> bool:
        return self.appeal.why_not_name(self.person) is None

    @property
    def waits_for_seat(self) -> bool:
        """Whether a seat is to be filled before anything goes on."""
        return self.appeal.state in SAT_IN and bool(self.appeal.seats_missing)

    @property
    def makers(self) -> str:
        """The names of who would do again what is sent back."""
        ids = self.appeal.maker_ids
        return "、".join(one.name for one in self.appeal.colleagues if one.id in ids)

    @cached_property
    def one_tap(self) -> list[Person]:
        """Whom this reader may ask in one tap, where one seat is empty; nobody where they are many."""
        able = self.appeal.able_alone() if self.names_members else []
        return able if len(able) <= MOST_TAPS else []

    @property
    def redoes(self) -> bool:
        """Whether this reader may do again what was sent back."""
        return self.appeal.why_not_redo(self.person) is None

    @property
    def agrees_redo(self) -> bool:
        """Whether what another wrote of it waits for this reader's signature."""
        return self.appeal.why_not_agree(self.person) is None

    @property
    def replaces(self) -> bool:
        sits = self.appeal.state in SAT_IN and bool(self.appeal.sitting)
        return sits and permissions.assigns_quick(self.person, self.appeal) is None

    @property
    def seat(self) -> AppealMember | None:
        """The seat this reader has now."""
        return self.appeal.seat_of(self.person) if self.appeal.state in SAT_IN else None

    @property
    def opens_file(self) -> bool:
        return self.appeal.why_not_open(self.person) is None

    @property
    def replies(self) -> bool:
        return self.appeal.why_not_reply(self.person) is None

    @property
    def challenges(self) -> bool:
        return self.appeal.why_not_challenge(self.person) is None

    def answers_challenge(self, seat: AppealMember) -> bool:
        """Whether this reader answers the challenge of a member."""
        return seat.challenge_open and self.appeal.why_not_answer(self.person, seat) is None

    @property
    def holds_up(self) -> Reason | None:
        """What those who sit wait for: a missing seat, a challenge, a declaration."""
        return all_declared(self.appeal) if self.appeal.state in SAT_IN else None

    @property
    def decides(self) -> bool:
        """Whether this reader may write the decision now: sits, and nothing is waited for."""
        if self.holds_up is not None:
            return False
        return self.appeal.why_not_decide(self.person) is None

    @property
    def signs(self) -> bool:
        """Whether a decision waits for this reader's signature."""
        seat = self.seat
        return self.decides and self.appeal.written and seat is not None and seat.signed_at is None

    @property
    def extends(self) -> bool:
        return self.appeal.why_not_extend(self.person) is None

    @property
    def is_second(self) -> bool:
        return self.appeal.stage == SECOND
