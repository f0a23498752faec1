"""Who decides, named by administration.

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
from zhubo_web.appeals.guarding import TOO_FEW
from zhubo_web.appeals.models.filed import Filed
from zhubo_web.appeals.models.seat import AppealGuest, AppealMember
from zhubo_web.appeals.workflow import SITTING
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import STRICT, SYSTEM
from zhubo_web.duties.models import close
from zhubo_web.extensions import db

#: The states in which somebody sits, or should.
SAT_IN = tuple(SITTING)


class Seated(Filed):
    """An appeal with those who sit. ``seat_by``: by when somebody is to be named for an empty seat."""

    __abstract__ = True

    seat_by: Mapped[datetime | None]
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
    def tied_ids(self) -> set[int]:
        """The seats of people who have got a part or a tie since they were named."""
        return {
            one.id
            for one in self.sitting
            if one.person is not None and permissions.apart(one.person, self) is not None
        }

    @property
    def challenge_open(self) -> bool:
        """Whether a challenge waits for its answer."""
        return any(one.challenge_open for one in self.sitting)

    @property
    def needs_guest(self) -> bool:
        """Whether nobody of the shop could review it quickly, so that somebody outside is asked."""
        return self.setting != STRICT and not self.able(QUICK)

    def seat_of(self, by: Any) -> AppealMember | None:
        """The seat this person or guest has now."""
        return next((one for one in self.sitting if one.is_of(by)), None)

    def why_not_name(self, by: Any) -> Reason | None:
        """None when this person may fill empty seats now."""
        if self.state not in SAT_IN or not self.seats_missing:
            return Reason(N_("复核人已经够了"))
        return permissions.fills(by, self)

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
        else:
            self._filled(by, [])
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
        self._filled(by, [one.id for one in people])
        self._tell([one.id for one in people], N_("请你复核：%(title)s"), by)
        self._tell([self.assistant_id], N_("复核人定了，不合适可以要求回避：%(title)s"), by)

    def _filled(self, by: Any, ids: list[int]) -> None:
        """What the state waits for is asked of those who sit now."""
        close(self, by)
        self._step("fill", by, members=ids)
        self.seat_by = None

    def _empty(self, seat: AppealMember, why: str) -> None:
        """A seat is free: administration is asked for somebody else, with a deadline."""
        seat.leave(why)
        if seat.person_id is not None:
            close(self, person_id=seat.person_id)
        self.seat_by = self._after("appeal_assign_workdays")
        self._step("vacate", SYSTEM)

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

    def able_alone(self) -> list[Person]:
        """Who could fill the one empty seat: apart, and of the mix that the stage asks for."""
        if self.seats_missing != 1:
            return []
        return [one for one in self.able(self.stage) if self._why_not_mixed([one]) is None]

    def _check_mix(self, people: Sequence[Person]) -> None:
        for one in people:
            self._check_seat(one, self.stage)
        if reason := self._why_not_mixed(people):
            raise Invalid(reason, "members")

    def _why_not_mixed(self, people: Sequence[Person]) -> Reason | None:
        """A panel has somebody of another class than the respondents'; a second review its own two."""
        seated = [*people, *(one.person for one in self.sitting if one.person is not None)]
        if self.stage == SECOND and not any(
            one.holds(*permissions.BESIDE, room=self.room) for one in seated
        ):
            return Reason(N_("两个人里要有一位职工代表或行政"))
        if self.stage == PANEL and not self._mixed(seated):
            return Reason(N_("至少一位要和原来的评价人不是同一类"))
        return None

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

    def _freeze_file(self) -> None:
        """Take the file down as the reviewer gets it."""
        raise NotImplementedError
