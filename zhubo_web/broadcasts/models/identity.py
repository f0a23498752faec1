"""Whose identity was checked: a ledger without numbers or scans, of which the newest line counts.

A line is never changed: another one follows it. It stands for three years and longer from the end of
the broadcasts it was shown for (办法 28), as nothing here is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts import documents, permissions
from zhubo_web.broadcasts.models.room import Room, covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, one_while
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db

LONGEST = 80
SOON = timedelta(days=30)
ON_AIR = (roles.HOST, roles.SENIOR_HOST, roles.ASSISTANT)
#: How it stands with somebody → words for it.
STANDINGS = {
    "fine": N_("核对过"),
    "soon": N_("快到期"),
    "expired": N_("证件到期了"),
    "missing": N_("还没核对"),
}


class IdentityCheck(Identified, Base):
    """One look at one document. ``valid_until`` None: without end; ``original`` says where the paper
    lies, ``reference`` which screenshot shows the report to the platform."""

    __tablename__ = "identity_check"
    __table_args__ = (one_while("uq_identity_check_current", "ended_at IS NULL", "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    last_four: Mapped[str] = mapped_column(String(4))
    checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    valid_until: Mapped[date | None]
    original: Mapped[str] = mapped_column(String(LONGEST), default="")
    reference: Mapped[str] = mapped_column(String(LONGEST), default="")
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(Person, foreign_keys=person_id)
    checked_by: Mapped[Person] = relationship(Person, foreign_keys=checked_by_id)

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """One's own lines; those of the people of one's rooms, for who keeps the ledger."""
        seen = or_(cls.person_id == person.id, cls.person_id.in_(kept_by(person)))
        return select(cls).where(seen).order_by(cls.ended_at.is_not(None), cls.id.desc())

    @classmethod
    def note(cls, person: Person, by: Any, **values: Any) -> IdentityCheck:
        """Write down a look at a document. Raises Denied, or Invalid at the field."""
        if reason := permissions.checks_identity(by, person):
            raise Denied(reason)
        line = cls(person_id=person.id, checked_by_id=by.id, **_checked(values))
        for old in db.session.scalars(select(cls).filter_by(person_id=person.id, ended_at=None)):
            old.ended_at = clock.now()
        db.session.flush()
        db.session.add(line)
        record("identity.checked", line, by, person=person.id, kind=line.kind)
        return line


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they may be kept."""
    if values["kind"] not in documents.KINDS:
        raise Invalid(N_("请选证件的种类"), "kind")
    ending = documents.last_four(values["last_four"])
    if ending is None:
        raise Invalid(N_("只填证件号的最后四位，整个号码不要填"), "last_four")
    if values["checked_on"] > clock.today():
        raise Invalid(N_("核对的日期不能晚于今天"), "checked_on")
    until = values.get("valid_until")
    if until is not None and until < values["checked_on"]:
        raise Invalid(N_("核对那天证件已经到期，请核对新的证件"), "valid_until")
    texts = {name: values.get(name, "").strip() for name in ("original", "reference")}
    for name, text in texts.items():
        if documents.holds_number(text):
            raise Invalid(N_("这里不能写证件号码或一长串数字，只写放在哪里、哪一张截图"), name)
    return {**values, **texts, "last_four": ending}


def kept_by(person: Any) -> Any:
    """The ids of the people on air in rooms whose ledger this person keeps."""
    rooms = covered_by(person, permissions.KEEPS_IDENTITY)
    whole_shop = Grant.room_id.is_(None) & Grant.group_id.is_(None)
    groups = select(Room.group_id).where(Room.id.in_(rooms), Room.group_id.is_not(None))
    within = or_(Grant.room_id.in_(rooms), Grant.group_id.in_(groups))
    if permissions.keeps_identity(person) is None:
        within = or_(within, whole_shop)
    return select(Grant.person_id).where(Grant.role.in_(ON_AIR), Grant.ended_at.is_(None), within)


def on_the_list(person: Any) -> Any:
    """The active people of the ledger, by name."""
    query = select(Person).where(Person.id.in_(kept_by(person)))
    return query.where(Person.status.in_(("active", "invited"))).order_by(Person.name, Person.id)


@dataclass(frozen=True)
class Standing:
    """How it stands with one person today, and the line that says so."""

    person: Person
    state: str
    line: IdentityCheck | None

    @property
    def good(self) -> bool:
        """Whether the person may be said to be checked."""
        return self.state in ("fine", "soon")


def standings(people: Iterable[Person]) -> list[Standing]:
    """For each of these people, in one question."""
    wanted = list(people)
    query = select(IdentityCheck).where(
        IdentityCheck.person_id.in_([one.id for one in wanted]), IdentityCheck.ended_at.is_(None)
    )
    lines = {line.person_id: line for line in db.session.scalars(query)}
    return [_standing(one, lines.get(one.id)) for one in wanted]


def _standing(person: Person, line: IdentityCheck | None) -> Standing:
    if line is None:
        return Standing(person, "missing", None)
    if line.valid_until is None:
        return Standing(person, "fine", line)
    left = line.valid_until - clock.today()
    state = "expired" if left < timedelta(0) else "soon" if left <= SOON else "fine"
    return Standing(person, state, line)
