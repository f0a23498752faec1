"""Who decides: named by administration, declared to be apart, challenged once, replaced.

A quick review has one person or, where nobody is apart, a guest by a one-time link; a panel two or
more, one of another class than the respondents'; a second review two, one of them the staff
representative or administration.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Mapped

from zhubo_web.accounts import codes
from zhubo_web.accounts.models import Person
from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import FEWEST, PANEL, QUICK, SECOND
from zhubo_web.appeals.models.filed import Filed
from zhubo_web.appeals.models.seat import LONGEST, AppealGuest, AppealMember
from zhubo_web.appeals.workflow import TOO_FEW
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import STRICT
from zhubo_web.extensions import db

#: The states in which somebody sits, or should.
SAT_IN = ("quick_review", "panel", "disclosed", "heard", "overdue", "second_review")


class Seated(Filed):
    """An appeal with those who sit."""

    __abstract__ = True

    second_by: Mapped[datetime | None]

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def named(self) -> bool:
        """Whether somebody sits."""
        return bool(self.sitting)

    @property
    def seats_missing(self) -> int:
        """How many more are needed at this stage."""
        return max(0, FEWEST.get(self.stage, 1) - len(self.sitting))

    @property
    def undeclared_ids(self) -> set[int]:
        """The seats whose people have not declared to be apart."""
        return {one.id for one in self.sitting if one.declared_at is None}

    @property
    def challenge_open(self) -> bool:
        """Whether a challenge waits for its answer."""
        return any(one.challenge_open for one in self.sitting)

    @property
    def needs_guest(self) -> bool:
        """Whether nobody of the shop could review it quickly, so that somebody outside is asked."""
        return self.setting != STRICT and not self.able(QUICK)

    def why_not_name(self, by: Any) -> Reason | None:
        """None when this person may fill empty seats now."""
        if self.state not in SAT_IN or not self.seats_missing:
            return Reason(N_("复核人已经够了"))
        if self.stage == PANEL:
            return permissions.administers(by, self)
        return permissions.assigns_quick(by, self)

    # ── naming ──────────────────────────────────────────────────────────────────────────────

    def assign_quick(self, by: Any, person: Person) -> None:
        """One person who is apart: 快速复核."""
        self._begin_quick(by)
        self._seat(by, person, QUICK)
        self._step("assign_quick", by, members=[person.id])
        self._freeze_file()

    def invite_guest(self, by: Any, name: str, organisation: str) -> str:
        """Somebody outside the shop, by a link that is shown once; only where nobody else could."""
        if not name.strip() or not organisation.strip() or len(name) > 40 or len(organisation) > 80:
            raise Invalid(N_("请写外部复核人的名字和单位"), "name")
        if self.state == "accepted":
            self._begin_quick(by)
        elif reason := self.why_not_name(by):
            raise Denied(reason)
        if self.stage != QUICK or not self.needs_guest:
            raise WrongState(N_("本店有没参与的人可以复核，先请本店的人；外部复核人只在没有人时请"))
        code = self._invite(by, name.strip(), organisation.strip())
        if self.state == "accepted":
            self._step("assign_quick", by, members=[])
            self._freeze_file()
        return code

    def _begin_quick(self, by: Any) -> None:
        if reason := permissions.assigns_quick(by, self):
            raise Denied(reason)
        if self.state != "accepted" or self.setting == STRICT:
            self._step("assign_quick", by)  # refuses, with its sentence
        self.take_respondents()
        self.stage = QUICK
        self.decide_by = clock.now() + timedelta(days=self.numbers.whole("appeal_quick_days"))

    def _invite(self, by: Any, name: str, organisation: str) -> str:
        code = codes.new_code()
        assert self.decide_by is not None
        until = max(self.decide_by, clock.now() + timedelta(days=1))
        guest = AppealGuest(
            appeal_id=self.id,
            name=name,
            organisation=organisation,
            digest=codes.digest(codes.plain(code)),
            expires_at=until,
            invited_by_id=by.id,
        )
        db.session.add(guest)
        db.session.flush()
        self.members.append(AppealMember(guest=guest, stage=QUICK, named_by_id=by.id))
        db.session.flush()
        record("appeal.guest_invited", self, by, guest=guest.id)
        return code

    def assign(self, by: Any, people: Sequence[Person]) -> None:
        """定复核小组: two or more who are apart."""
        if reason := permissions.administers(by, self):
            raise Denied(reason)
        self.stage = PANEL
        self._name_all(by, people)
        self._step("assign", by, members=[one.id for one in people])

    def name_members(self, by: Any, people: Sequence[Person]) -> None:
        """Fill the empty seats of the present stage."""
        if reason := self.why_not_name(by):
            raise Denied(reason)
        self._name_all(by, people)
        record("appeal.members_named", self, by, members=[one.id for one in people])
        self._tell([one.id for one in people], N_("请你复核：%(title)s"), by)
        self._tell([self.assistant_id], N_("复核人定了，不合适可以要求回避：%(title)s"), by)

    def _name_all(self, by: Any, people: Sequence[Person]) -> None:
        self.take_respondents()
        able = {one.id for one in self.able(self.stage)}
        if len(able) + len(self.sitting) < FEWEST[self.stage]:
            raise WrongState(TOO_FEW)
        if len({one.id for one in people}) < self.seats_missing:
            raise Invalid(
                N_("这一步要 %(count)s 个没有参与的人"), "members", count=FEWEST[self.stage]
            )
        self._check_mix(people)
        for one in people:
            self._seat(by, one, self.stage)

    def _seat(self, by: Any, person: Person, stage: str) -> None:
        self._check_seat(person, stage)
        self.members.append(AppealMember(person=person, stage=stage, named_by_id=by.id))
        db.session.flush()

    def _check_seat(self, person: Person, stage: str) -> None:
        if reason := permissions.may_sit(person, self, stage):
            raise Invalid(reason, "members")

    def _check_mix(self, people: Sequence[Person]) -> None:
        """A panel has somebody of another class than the respondents'; a second review its own two."""
        for one in people:
            self._check_seat(one, self.stage)
        seated = [*people, *(one.person for one in self.sitting if one.person is not None)]
        if self.stage == SECOND and not any(
            one.holds(*permissions.BESIDE, room=self.room) for one in seated
        ):
            raise Invalid(N_("两个人里要有一位职工代表或行政"), "members")
        if self.stage == PANEL and not self._mixed(seated):
            raise Invalid(N_("至少一位要和原来的评价人不是同一类"), "members")

    def _mixed(self, seated: Sequence[Person]) -> bool:
        theirs = {
            role
            for one in self.respondent_ids
            for role in db.session.get_one(Person, one).roles_in(self.room)
        }
        wanted = set(permissions.SITS[PANEL]) - theirs
        if not wanted or not self._any_of(wanted, self.able(PANEL) + list(seated)):
            return True
        return self._any_of(wanted, seated)

    def _any_of(self, wanted: set[str], people: Sequence[Person]) -> bool:
        return any(one.holds(*wanted, room=self.room) for one in people)

    # ── declaring, challenging ──────────────────────────────────────────────────────────────

    def seat_of(self, by: Any) -> AppealMember | None:
        """The seat this person or guest has now."""
        return next((one for one in self.sitting if one.is_of(by)), None)

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
            seat.leave("recused")
            record("appeal.recused", self, by, guest=guest)
            self._tell(self._namers(), N_("有复核人退出，请换人：%(title)s"), by)
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
        if granted:
            seat.leave("challenged")
        record("appeal.challenge_answered", self, by, granted=granted)
        self._tell([self.assistant_id], N_("回避的要求有答复了：%(title)s"), by)

    def replace(self, by: Any, member_id: int) -> None:
        """Take somebody off who does not act, so that the seat can be filled anew."""
        if reason := permissions.assigns_quick(by, self):
            raise Denied(reason)
        seat = self._sitting(member_id)
        seat.leave("replaced")
        record("appeal.member_replaced", self, by, member=seat.person_id, guest=seat.guest_id)

    def _sitting(self, member_id: int) -> AppealMember:
        seat = next((one for one in self.sitting if one.id == member_id), None)
        if seat is None or self.state not in SAT_IN:
            raise WrongState(N_("这个人现在不在复核"))
        return seat

    def _namers(self) -> list[int]:
        return self.asked_administration()

    def _freeze_file(self) -> None:
        """Take the file down as the reviewer gets it."""
        raise NotImplementedError
