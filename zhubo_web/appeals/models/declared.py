"""Those who sit declare to be apart, are challenged once by the assistant, step back, are replaced."""

from __future__ import annotations

from typing import Any

from zhubo_web.appeals import permissions
from zhubo_web.appeals.models.seat import LONGEST, AppealMember
from zhubo_web.appeals.models.seated import SAT_IN, Seated
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM


class Declared(Seated):
    """An appeal with those who sit and what they say of themselves."""

    __abstract__ = True

    # ── declaring, challenging ──────────────────────────────────────────────────────────────

    def declare(self, by: Any, conflict: str = "") -> None:
        """No tie with either side; or, with words, stepping back: somebody else is then named."""
        if reason := permissions.decides(by, self):
            raise Denied(reason)
        seat = self.seat_of(by)
        if seat is None or self.state not in SAT_IN or len(conflict) > LONGEST:
            raise WrongState(N_("现在不用声明"))
        guest = getattr(by, "guest_id", None)
        if conflict.strip():
            seat.conflict = conflict.strip()
            record("appeal.recused", self, by, guest=guest)
            self._empty(seat, "recused")
            return
        seat.declared_at = seat.declared_at or clock.now()
        record("appeal.declared", self, by, guest=guest)

    def why_not_challenge(self, by: Any) -> Reason | None:
        """None when the assistant may still challenge members."""
        if reason := permissions.is_subject(by, self):
            return reason
        return None if self.state in SAT_IN else Reason(N_("现在没有人在复核"))

    def challenge(self, by: Any, member_id: int, words: str) -> None:
        """要求回避: once for each member, with the reason."""
        if reason := self.why_not_challenge(by):
            raise Denied(reason)
        seat = self._sitting(member_id)
        if seat.challenged_at is not None:
            raise WrongState(N_("对同一个人只能要求回避一次"))
        if not 0 < len(words.strip()) <= LONGEST:
            raise Invalid(N_("请写明为什么不合适，最多 500 个字"), "words")
        seat.challenge, seat.challenged_at = words.strip(), clock.now()
        record("appeal.challenged", self, by, member=seat.person_id, guest=seat.guest_id)
        self._tell(self._namers(), N_("助播要求复核人回避，请答复：%(title)s"), by)

    def why_not_answer(self, by: Any, seat: AppealMember) -> Reason | None:
        """None when this person answers the challenge of a member: not the member."""
        if seat.is_of(by):
            return Reason(N_("要求你回避的，由别人来答复"))
        return permissions.assigns_quick(by, self)

    def answer_challenge(self, by: Any, member_id: int, words: str, *, granted: bool) -> None:
        """The member leaves, or stays, with reasons."""
        seat = self._sitting(member_id)
        if reason := self.why_not_answer(by, seat):
            raise Denied(reason)
        if not seat.challenge_open:
            raise WrongState(N_("没有等答复的回避要求"))
        if not 0 < len(words.strip()) <= LONGEST:
            raise Invalid(N_("请写明理由，最多 500 个字"), "words")
        seat.challenge_answer, seat.challenge_answered_at = words.strip(), clock.now()
        seat.challenge_answered_by_id = by.id
        record("appeal.challenge_answered", self, by, granted=granted)
        if granted:
            self._empty(seat, "challenged")
        self._tell([self.assistant_id], N_("回避的要求有答复了：%(title)s"), by)

    def replace(self, by: Any, member_id: int) -> None:
        """Take somebody off who does not act, so that the seat can be filled anew."""
        if reason := permissions.assigns_quick(by, self):
            raise Denied(reason)
        seat = self._sitting(member_id)
        record("appeal.member_replaced", self, by, member=seat.person_id, guest=seat.guest_id)
        self._empty(seat, "replaced")

    @property
    def has_tied_seat(self) -> bool:
        """Whether somebody sits who is not apart any more."""
        return bool(self.tied_ids or self.sitting_ids & self.respondents_now())

    def empty_tied(self) -> int:
        """Who has got a part or a tie since they were named sits no longer (D-01), and somebody else is
        asked for; return how many."""
        self._forget()
        self.take_respondents()
        tied = [one for one in self.sitting if one.id in self.tied_ids]
        for seat in tied:
            record("appeal.member_tied", self, SYSTEM, member=seat.person_id)
            self._empty(seat, "tied")
        return len(tied)

    def _sitting(self, member_id: int) -> AppealMember:
        seat = next((one for one in self.sitting if one.id == member_id), None)
        if seat is None or self.state not in SAT_IN:
            raise WrongState(N_("这个人现在不在复核"))
        return seat

    def _namers(self) -> list[int]:
        return self.asked_administration()
