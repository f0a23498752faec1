"""How somebody's time here ends: signed out, stopped for a while (停用), gone (离职); and coming back.

What a departure touches elsewhere is told beforehand by whoever knows it: ``take_consequences_from``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped

from zhubo_web.accounts import permissions
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Reason, WrongState

if TYPE_CHECKING:
    from zhubo_web.accounts.models.grant import Grant
    from zhubo_web.accounts.models.seat import GroupSeat
    from zhubo_web.accounts.models.sign_in import SignIn

#: Comes of somebody's leaving: (person) → sentences, none where nothing does.
ConsequencesOf = Callable[[Any], Iterable[Reason]]
_sources: list[ConsequencesOf] = []
_GONE = N_("%(name)s 已经离职了")


def take_consequences_from(source: ConsequencesOf) -> None:
    """Have this function asked, too, before somebody leaves."""
    _sources.append(source)


def consequences_of(person: Any) -> list[Reason]:
    """What will come of this person's leaving, in the order of the features."""
    return [reason for source in _sources for reason in source(person)]


class Ending:
    """The verbs of a person that end a sign-in, an account, a time here."""

    if TYPE_CHECKING:
        name: Any
        status: Mapped[str]
        password_hash: Any
        seats: Any
        sign_ins: Any

        @property
        def roles(self) -> list[str]:
            """Theirs anywhere."""

        @property
        def grants_in_force(self) -> list[Grant]:
            """Those not ended."""

    @property
    def is_gone(self) -> bool:
        return self.status == "left"

    @property
    def seats_held(self) -> list[GroupSeat]:
        """The seats of the supervision group that are theirs now."""
        return [seat for seat in self.seats if seat.ended_at is None]

    def end_sign_ins(self, by: Any, *, but: SignIn | None = None) -> None:
        """Revoke every sign-in, but perhaps the present one."""
        if by is not None and (reason := permissions.ends_sign_ins(by, self)):
            raise Denied(reason)
        self._sign_out(by, but)

    def _sign_out(self, by: Any, but: SignIn | None = None) -> None:
        for sign_in in self.sign_ins:
            if sign_in is not but and sign_in.revoked_at is None:
                sign_in.revoke(by, checked=True)

    def suspend(self, by: Any) -> None:
        """Stop the account: every sign-in and socket ends; what is recorded stays."""
        if reason := permissions.suspends(by, self):
            raise Denied(reason)
        if self.is_gone:
            raise WrongState(_GONE, name=self.name)
        self.status = "suspended"
        self._sign_out(by)
        record("person.suspended", self, by)

    def leave(self, by: Any) -> None:
        """离职: no sign-in, no password, no role and no seat any more; what is recorded stays."""
        if reason := permissions.sees_off(by, self):
            raise Denied(reason)
        if self.is_gone:
            raise WrongState(_GONE, name=self.name)
        held = self.roles
        for grant in self.grants_in_force:
            grant.ended_at = clock.now()
        for seat in self.seats_held:
            seat.ended_at = clock.now()
        self.status, self.password_hash = "left", None
        self._sign_out(by)
        record("person.left", self, by, roles_ended=held)

    def restore(self, by: Any) -> None:
        """Let a suspended person in again; who left comes back as somebody invited, without roles."""
        may = permissions.sees_off if self.is_gone else permissions.suspends
        if reason := may(by, self):
            raise Denied(reason)
        if self.status not in ("suspended", "left"):
            return
        before, self.status = self.status, "active" if self.password_hash else "invited"
        record("person.restored", self, by, before=before)


def _held(person: Any) -> Iterable[Reason]:
    """The seats that fall free; a deputy's is one of them."""
    held = person.seats_held
    if held:
        yield Reason(N_("监督小组的席位 %(count)s 个（替补也算）空出来"), {"count": len(held)})


take_consequences_from(_held)
