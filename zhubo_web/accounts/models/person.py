"""People with an account, or invited to one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from flask_login import UserMixin
from sqlalchemy import String, column, func, select, table
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from zhubo_web.accounts import passwords, permissions, roles
from zhubo_web.accounts.models.code import OneTimeCode
from zhubo_web.accounts.models.ending import Ending
from zhubo_web.accounts.models.grant import Grant
from zhubo_web.audit.models import AuditEvent, record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.extensions import db

if TYPE_CHECKING:
    from zhubo_web.accounts.models.seat import GroupSeat
    from zhubo_web.accounts.models.sign_in import SignIn

RECENT = timedelta(hours=24)
#: No probation is longer than six months.
LONGEST_PROBATION = timedelta(days=184)
#: Notices are the duties' own; here only counted, so that the bell of every page asks nothing.
NOTICE = table("notice", column("person_id"), column("read_at"))


class Person(UserMixin, Ending, Versioned, Identified, Base):
    """Somebody with, or invited to, an account. ``status``: invited, active, suspended, left."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(40))
    username: Mapped[str] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(10), default="invited")
    language: Mapped[str | None] = mapped_column(String(10))
    theme: Mapped[str | None] = mapped_column(String(10))
    #: In the shop's own HR system; ours is ``id``.
    employee_number: Mapped[str | None] = mapped_column(String(40), index=True, unique=True)
    started_on: Mapped[date | None]
    #: The last day of probation, if there is one.
    probation_until: Mapped[date | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    grants: Mapped[list[Grant]] = relationship(
        Grant, back_populates="person", lazy="selectin", foreign_keys="Grant.person_id"
    )
    sign_ins: Mapped[list[SignIn]] = relationship("SignIn", back_populates="person")
    seats: Mapped[list[GroupSeat]] = relationship("GroupSeat", back_populates="person")

    if TYPE_CHECKING:
        #: How many notices wait to be read; loaded with whoever is asking (below).
        unread_notices: Mapped[int]

    is_screen: ClassVar[bool] = False
    sign_in: ClassVar[SignIn | None] = None

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def grants_in_force(self) -> list[Grant]:
        return [grant for grant in self.grants if grant.in_force]

    def holds(self, *wanted: str, room: Any = None) -> bool:
        """Whether the person has one of these roles now; with a room, one that covers it.

        A page asks a dozen times, and who leads a hundred rooms has a grant for each: the first will do.
        """
        return any(
            grant.role in wanted and grant.in_force and (room is None or grant.covers(room))
            for grant in self.grants
        )

    def roles_in(self, room: Any) -> list[str]:
        """The roles that cover this room, in the interface's order."""
        held = {grant.role for grant in self.grants_in_force if grant.covers(room)}
        return [role for role in roles.ALL if role in held]

    @property
    def roles(self) -> list[str]:
        """All roles the person has anywhere, in the interface's order."""
        held = {grant.role for grant in self.grants_in_force}
        return [role for role in roles.ALL if role in held]

    def get_id(self) -> str:
        return str(self.id)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @classmethod
    def by_username(cls, username: str) -> Person | None:
        """The person with this sign-in name, whatever its case."""
        return db.session.scalar(select(cls).where(cls.username == username.strip().lower()))

    @classmethod
    def by_number(cls, number: str) -> Person | None:
        """The person with this employee number."""
        return db.session.scalar(select(cls).where(cls.employee_number == number.strip()))

    @classmethod
    def visible_to(cls, person: Person) -> Any:
        """Those who keep accounts see everybody; others see themselves."""
        query = select(cls).order_by(cls.name, cls.id)
        if permissions.reads_people(person) is None:
            return query
        return query.where(cls.id == person.id)

    @classmethod
    def matching(cls, person: Person, *, words: str = "", role: str = "") -> Any:
        """Those this person sees whose name or sign-in name holds the words, and who hold a role."""
        query = cls.visible_to(person)
        if words:
            wanted = words.strip()
            query = query.where(
                cls.name.icontains(wanted, autoescape=True)
                | cls.username.icontains(wanted, autoescape=True)
            )
        if role:
            query = query.where(cls.grants.any((Grant.role == role) & Grant.ended_at.is_(None)))
        return query

    def on_probation(self, moment: datetime) -> bool:
        """Whether a moment falls into the probation, its last day included."""
        return self.probation_until is not None and (
            clock.local(moment).date() <= self.probation_until
        )

    def failures(self) -> int:
        """How many wrong passwords were tried for this person within 24 hours."""
        query = select(func.count()).select_from(AuditEvent)
        query = query.where(
            AuditEvent.name == "sign_in.failed",
            AuditEvent.subject_type == self.__tablename__,
            AuditEvent.subject_id == self.id,
            AuditEvent.at > clock.now() - RECENT,
        )
        return db.session.scalar(query) or 0

    # ── coming in ───────────────────────────────────────────────────────────────────────────

    @classmethod
    def invite(cls, *, name: str, username: str, by: Any) -> Person:
        """A new person without a password; roles and a code are given next."""
        if by is not None and (reason := permissions.keeps_accounts(by)):
            raise Denied(reason)
        if cls.by_username(username):
            raise Invalid(N_("登录名“%(name)s”已经有人用了，换一个"), "username", name=username)
        person = cls(name=name.strip(), username=username.strip().lower())
        db.session.add(person)
        record("person.invited", person, by)
        return person

    def grant(
        self,
        role: str,
        by: Any,
        *,
        room_id: int | None = None,
        group_id: int | None = None,
    ) -> Grant:
        """Give a role, for the whole shop, a group of rooms or one room. ``by`` None: set-up."""
        given = Grant(role=role, room_id=room_id, group_id=group_id)
        if by is not None and (reason := permissions.gives_role(by, role, self.id, given.scope)):
            raise Denied(reason)
        if self.is_gone:
            raise Invalid(N_("%(name)s 已经离职，先“重新来上班”再给角色"), "role", name=self.name)
        if self._has(given):
            raise Invalid(N_("%(name)s 在这个范围已经有这个角色"), "role", name=self.name)
        given.person, given.given_by_id = self, getattr(by, "id", None)
        db.session.add(given)
        db.session.flush()
        record("role.granted", self, by, role_given=role, room=room_id, group=group_id)
        return given

    def _has(self, wanted: Grant) -> bool:
        asked = (wanted.role, wanted.room_id, wanted.group_id)
        return any((g.role, g.room_id, g.group_id) == asked for g in self.grants_in_force)

    def issue_code(self, purpose: str, by: Any) -> str:
        """A one-time code (invitation or reset), valid 24 hours; earlier ones stop working."""
        check = permissions.resets_password if purpose == "reset" else permissions.invites
        if by is not None and (reason := check(by, self)):
            raise Denied(reason)
        if self.status not in ("invited", "active"):
            raise WrongState(N_("这个账号已停用，先恢复账号再发代码"))
        code = OneTimeCode.issue(purpose, person=self)
        record("code.issued", self, by, purpose=purpose)
        return code

    def set_password(self, password: str, by: Any, *, keep: SignIn | None = None) -> None:
        """Set a good password; every other sign-in ends."""
        if reason := passwords.fault(password, (self.name, self.username)):
            raise Invalid(reason, "password")
        self.password_hash = passwords.hashed(password)
        if self.status == "invited":
            self.status = "active"
        self.end_sign_ins(by, but=keep)
        record("password.set", self, by)

    def renew_hash(self, password: str) -> None:
        """Hash the right password anew when today's parameters are stronger than its hash."""
        if self.password_hash and passwords.outdated(self.password_hash):
            self.password_hash = passwords.hashed(password)

    # ── changing ────────────────────────────────────────────────────────────────────────────

    def rename(self, name: str, by: Any) -> None:
        """Correct the name that everybody reads."""
        if reason := permissions.renames(by, self):
            raise Denied(reason)
        self.name = name.strip()
        record("person.renamed", self, by)

    def give_number(self, number: str, by: Any) -> None:
        """The employee number of the shop's HR system, or none; nobody else has it."""
        if reason := permissions.numbers(by, self):
            raise Denied(reason)
        wanted = number.strip() or None
        if wanted and (other := Person.by_number(wanted)) and other is not self:
            raise Invalid(N_("工号“%(number)s”已经是 %(name)s 的"), "number", number=wanted,
                          name=other.name)  # fmt: skip
        self.employee_number = wanted
        record("person.numbered", self, by)

    def set_probation(self, until: date | None, by: Any) -> None:
        """试用期到: its last day, or none. What is about them meanwhile rises to 严谨."""
        if denied := permissions.keeps_probation(by, self):
            raise Denied(denied)
        if until is not None and (reason := why_not_probation(by, self, until)):
            raise Invalid(reason, "probation_until")
        if until == self.probation_until:
            return
        self.probation_until = until
        told = until.isoformat() if until else ""
        record("person.probation_set", self, by, until=told)


def why_not_probation(by: Any, person: Person | None, until: date) -> Reason | None:
    """None when this person may write down that somebody's probation ends on this day."""
    if reason := permissions.keeps_probation(by, person):
        return reason
    if until > clock.today() + LONGEST_PROBATION:
        return Reason(N_("试用期最长六个月，请看看日期写对没有"))
    return None


Person.unread_notices = column_property(
    select(func.count())
    .where(NOTICE.c.person_id == Person.id, NOTICE.c.read_at.is_(None))
    .correlate_except(NOTICE)
    .scalar_subquery(),
    deferred=True,
)
