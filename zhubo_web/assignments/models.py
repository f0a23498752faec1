"""One action item: who does what by when, where it came from, what was done, who looked at it.

Upper features open one by ``ActionItem.open``. The room is known by its key alone; what the item came
from is a type, a number and an address that its own page guards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Grant, Person, Scope, scope, take_consequences_from
from zhubo_web.assignments import permissions
from zhubo_web.assignments.workflow import ACTION_ITEM
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.duties.models import follow, step
from zhubo_web.extensions import db
from zhubo_web.policies.models import Governed

LONGEST_TITLE, LONGEST_WHY, LONGEST_EVIDENCE, LONGEST_REASON = 120, 300, 500, 200
LONGEST_URL = 300
#: So many stand beside a plan.
MOST_OWED = 6
DONE = ("verified", "cancelled")
LOCAL = re.compile(r"/(?![/\\])[^\s\\]{0,199}")
_LINK = re.compile(r"(?:https?://|/(?![/\\]))[^\s\\]{1,280}")
_TYPE = re.compile(r"[a-z][a-z_]{0,39}")


def people_of(room: Any, *wanted: str) -> list[Person]:
    """The active people who hold one of these roles in a room (None: in the whole shop), by name."""
    query = (
        select(Person)
        .where(Person.id.in_(select(Grant.person_id).where(Grant.ended_at.is_(None))))
        .where(Person.status.in_(("active", "invited")))
        .order_by(Person.name, Person.id)
    )
    place = room or permissions.WHOLE_SHOP
    return [one for one in db.session.scalars(query) if one.holds(*wanted, room=place)]


class ActionItem(Governed, Versioned, Identified, Base):
    """跟进事项. Moments are UTC; ``reason`` is why it was last reopened or called off."""

    __tablename__ = "action_item"

    state: Mapped[str] = mapped_column(String(12), default="", index=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    why: Mapped[str] = mapped_column(String(LONGEST_WHY), default="")
    source_type: Mapped[str] = mapped_column(String(40), default="")
    source_id: Mapped[int | None]
    url: Mapped[str] = mapped_column(String(200), default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    creator_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    due_at: Mapped[datetime]
    evidence: Mapped[str] = mapped_column(String(LONGEST_EVIDENCE), default="")
    evidence_url: Mapped[str] = mapped_column(String(LONGEST_URL), default="")
    claimed_at: Mapped[datetime | None]
    verify_due_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    owner: Mapped[Person] = relationship(Person, foreign_keys=[owner_id])
    creator: Mapped[Person] = relationship(Person, foreign_keys=[creator_id])
    settled_by: Mapped[Person | None] = relationship(Person, foreign_keys=[settled_by_id])

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[ActionItem]]:
        """One's own, those one gave, and all of the rooms one leads or oversees."""
        query = select(cls).order_by(cls.due_at, cls.id)
        mine = or_(cls.owner_id == person.id, cls.creator_id == person.id)
        if getattr(person, "is_screen", False):
            return query.where(cls.id < 0)
        if person.holds(*permissions.READS, room=permissions.WHOLE_SHOP):
            return query
        rooms = [one.id for one in scope.covered(person, permissions.READS)]
        return query.where(or_(mine, cls.room_id.in_(rooms)))

    @classmethod
    def owed_by(cls, person_id: int) -> list[ActionItem]:
        """What this person has not done yet, what is due first on top. One statement."""
        query = select(cls).where(cls.owner_id == person_id, cls.state.in_(("open", "in_progress")))
        return list(db.session.scalars(query.order_by(cls.due_at, cls.id).limit(MOST_OWED)))

    @cached_property
    def room(self) -> Scope | None:
        """Where it belongs: a room with its group, or None for the whole shop."""
        return scope.of_columns(self.room_id, None) if self.room_id is not None else None

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def late(self) -> bool:
        """Whether its time went by before anybody said it was done."""
        return self.state in ("open", "in_progress") and self.due_at < clock.now()

    def lead_ids(self) -> list[int]:
        """The operations leads of its room but its owner; without one the shop's owner."""
        for role in (roles.OPERATIONS, roles.OWNER):
            held = [one.id for one in people_of(self.room, role) if one.id != self.owner_id]
            if held:
                return held
        return []

    def why_not(self, verb: str, by: Any) -> Reason | None:
        """None when this person may do this now, else the reason, for the button."""
        return ACTION_ITEM.why_not(self, verb, by)

    def why_not_claim(self, by: Any) -> Reason | None:
        """The same for 做完了, which may also begin it; the proof comes with the form."""
        if self.state not in ("open", "in_progress"):
            return Reason(N_("现在不能说做完了"))
        return permissions.owns(by, self)

    def told(self) -> dict[str, Any]:
        """The values that notices show, and where they lead."""
        return {"title": self.title, "args": {"item_id": self.id}}

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    @classmethod
    def open(
        cls,
        *,
        title: str,
        owner: Person,
        due_at: datetime,
        by: Any,
        why: str = "",
        source: tuple[str, int] | None = None,
        url: str = "",
        room_id: int | None = None,
    ) -> ActionItem:
        """Give somebody something to do by a moment. ``source`` (type, id) and ``url`` (an address
        of this site) say where it came from. Raises Denied or Invalid."""
        made = cls(state="", owner=owner, owner_id=owner.id, creator_id=by.id, room_id=room_id)
        made.creator = by
        if reason := permissions.gives(by, made):
            raise Denied(reason)
        made._describe(title, why, source, url)
        made._check(owner, due_at)
        made.due_at = due_at
        made.govern("task")
        db.session.add(made)
        db.session.flush()
        step(made, ACTION_ITEM, "give", by, owner=owner.id, room=room_id)
        return made

    def _describe(self, title: str, why: str, source: tuple[str, int] | None, url: str) -> None:
        kind, number = source or ("", None)
        if not 0 < len(title.strip()) <= LONGEST_TITLE:
            raise Invalid(N_("请写要做什么，最多 120 个字"), "title")
        if len(why.strip()) > LONGEST_WHY:
            raise Invalid(N_("最多 300 个字"), "why")
        if (url and not LOCAL.fullmatch(url)) or (kind and not _TYPE.fullmatch(kind)):
            raise Invalid(N_("来源的地址不对，请从原来的页面重新打开"), "title")
        self.title, self.why, self.url = title.strip(), why.strip(), url
        self.source_type, self.source_id = kind, number

    def _check(self, owner: Person, due_at: datetime) -> None:
        if due_at <= clock.now():
            raise Invalid(N_("做完的时间要晚于现在"), "day")
        if not owner.is_active or not owner.holds(*permissions.WORKS, room=self.room):
            raise Invalid(N_("%(name)s 在这个范围没有角色，请另选一位"), "owner", name=owner.name)

    def start(self, by: Any) -> None:
        """The owner begins."""
        step(self, ACTION_ITEM, "start", by)

    def claim(self, by: Any, evidence: str, evidence_url: str = "") -> None:
        """做完了, with words or a link that show it; begins it where that was not said."""
        words, link = evidence.strip(), evidence_url.strip()
        if len(words) > LONGEST_EVIDENCE:
            raise Invalid(N_("最多 500 个字"), "evidence")
        if link and not _LINK.fullmatch(link):
            raise Invalid(N_("链接要以 http:// 或 https:// 开头"), "evidence_url")
        if not words and not link:
            raise Invalid(N_("请写做了什么，或附一个链接"), "evidence")
        if self.state == "open":
            self.start(by)
        self.evidence, self.evidence_url = words, link
        self.claimed_at = clock.now()
        self.verify_due_at = self.claimed_at + self.span("task_verify_days")
        self.cancel_asked_at = None
        step(self, ACTION_ITEM, "claim", by)

    def verify(self, by: Any) -> None:
        """核对通过: it is settled."""
        step(self, ACTION_ITEM, "verify", by)
        self.settled_by_id = by.id

    def reopen(self, by: Any, reason: str) -> None:
        """还没做好, with what is missing; there are at least as many days again as verifying had."""
        self.reason = _reason(reason)
        self.due_at = max(self.due_at, clock.now() + self.span("task_verify_days"))
        self.verify_due_at = None
        step(self, ACTION_ITEM, "reopen", by)

    def cancel(self, by: Any, reason: str) -> None:
        """Call it off; once it was begun, who gave it and a lead have to agree."""
        if self.state == "in_progress" and self.why_not("cancel", by) is not None:
            if self.why_not("ask_cancel", by) is None:
                self.ask_cancel(by, reason)
                return
        self.reason = (
            self.reason if self.cancel_asked_at and not reason.strip() else _reason(reason)
        )
        step(self, ACTION_ITEM, "cancel", by)
        self.settled_by_id = by.id

    def ask_cancel(self, by: Any, reason: str) -> None:
        """Who gave it asks a lead to agree that it is called off."""
        if self.cancel_asked_at is not None:
            raise WrongState(N_("已经提出取消，等运营主管同意"))
        self.reason, self.cancel_asked_at = _reason(reason), clock.now()
        step(self, ACTION_ITEM, "ask_cancel", by)


def _reason(typed: str) -> str:
    words = typed.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        raise Invalid(N_("请写明为什么，最多 200 个字"), "reason")
    return words


follow(ActionItem, ACTION_ITEM, page="assignments.show")


def _owned(person: Any) -> Iterable[Reason]:
    """What somebody who leaves was to do."""
    owned = (ActionItem.owner_id == person.id) & ActionItem.state.not_in(DONE)
    count = db.session.scalar(select(func.count()).select_from(ActionItem).where(owned)) or 0
    if count:
        said = N_("没做完的跟进事项 %(count)s 件：转给交办的人，由他们取消或另交给别人")
        yield Reason(said, {"count": count})


take_consequences_from(_owned)
