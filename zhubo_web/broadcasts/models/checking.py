"""Before the start: 同上场 in one tap and a second name, or the full check under two names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models.run_sheet import Segment
from zhubo_web.broadcasts.models.staffing import RosterEntry, Staffed
from zhubo_web.broadcasts.workflow import CHECK_ITEMS, SECOND_DUE, confirmed_same, in_time
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import LIGHT, SYSTEM
from zhubo_web.duties.models import close, open_duty
from zhubo_web.extensions import db
from zhubo_web.products.models import Product

OVER = ("ended", "summarised", "closed")


@dataclass(frozen=True)
class News:
    """What a broadcast has that the last one of its room had not; `revised` cards changed since."""

    last: Any
    products: list[Product]
    revised: list[Product]
    people: list[Person]

    @property
    def keys(self) -> set[str]:
        """What 同上场 asks about, each with a name for its tick."""
        asked = [f"product-{one.id}" for one in (*self.products, *self.revised)]
        return {*asked, *(f"person-{one.id}" for one in self.people)}


class Checked(Staffed):
    """A broadcast with its pre-live check. ``checked_with``: the products and people it saw.

    ``same_second_at``: when a second person said so too, before or after 同上场 itself; asked in 标准.
    """

    __abstract__ = True

    same_confirmed_at: Mapped[datetime | None]
    same_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    same_second_at: Mapped[datetime | None]
    same_second_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checklist: Mapped[dict[str, Any] | None]
    checked_with: Mapped[dict[str, Any] | None]

    @property
    def check_open(self) -> bool:
        return self.state == "scheduled" and self.same_confirmed_at is None

    @property
    def confirmed(self) -> bool:
        """Whether 同上场 has all the names it needs."""
        return confirmed_same(self) is None

    def why_not_second(self, by: Any) -> Reason | None:
        """None when this person may give the second name now, else the reason."""
        if reason := permissions.seconds(by, self):
            return reason
        if self.state != "scheduled" or self.by_hand or self.setting == LIGHT:
            return Reason(N_("这一场现在不用第二个人确认"))
        if self.same_second_at is not None:
            return Reason(N_("已经有第二个人确认过了"))
        if by.id == self.same_confirmed_by_id:
            return Reason(N_("同上场是你点的，第二个名字要另一个人"))
        return None

    def products(self) -> list[Product]:
        """The products of the run sheet, each once, in its order."""
        return list(dict.fromkeys(one.product for one in Segment.of(self) if one.product))

    def previous(self) -> Self | None:
        """The last broadcast of the room that took place before this one."""
        kind = type(self)
        query = select(kind).where(
            kind.room_id == self.room_id,
            kind.state.in_(OVER),
            kind.planned_start < self.planned_start,
        )
        people = selectinload(kind.roster).joinedload(RosterEntry.person)
        query = query.options(people.lazyload(Person.grants))
        return db.session.scalar(query.order_by(kind.planned_start.desc()).limit(1))

    def on_air(self) -> list[Person]:
        """Hosts and assistants: those whose identity is checked."""
        return [*self.people("host"), *self.people("assistant")]

    def news(self) -> News:
        """What differs from the last broadcast; everything where there was none."""
        last, here = self.previous(), self.products()
        if last is None:
            return News(None, here, [], self.on_air())
        known, since = last.products(), last.planned_start
        revised = [one for one in here if one in known and one.card and one.card.created_at > since]
        return News(
            last,
            [one for one in here if one not in known],
            revised,
            [one for one in self.on_air() if one not in last.on_air()],
        )

    @property
    def as_last_time(self) -> bool:
        """Whether 同上场 has nothing to ask about, so that one tap does."""
        if not self.check_open or self.by_hand:
            return False
        news = self.news()
        return news.last is not None and not news.keys

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    def confirm_same(self, by: Any, seen: Collection[str] | None = None) -> None:
        """同上场: as the last broadcast. ``seen`` is what of the news was ticked (``News.keys``);
        None says that everything was looked at."""
        if reason := permissions.checks(by, self):
            raise Denied(reason)
        if not self.check_open:
            raise WrongState(N_("已经确认过或已经开播，不用再点"))
        if self.by_hand:
            raise WrongState(N_("这一场按严谨来，没有“同上场”，请两个人做完整的播前检查"))
        asked = self.news().keys
        if seen is not None and not asked <= set(seen):
            raise Invalid(N_("和上一场不同的商品和人，请逐个核对后打勾"), "seen")
        if by.id == self.same_second_by_id:  # who came in first takes the other part
            self.same_second_at = self.same_second_by_id = None
        self.same_confirmed_at, self.same_confirmed_by_id = clock.now(), by.id
        self.checked_with = self._contents()
        self._asked_of(by)
        record("broadcast.confirmed_same", self, by, seen=sorted(asked), **self.where())

    def second_same(self, by: Any) -> None:
        """The second name: somebody else has looked at what 同上场 stands for."""
        if reason := permissions.seconds(by, self):
            raise Denied(reason)
        if reason := self.why_not_second(by):
            raise WrongState(reason)
        self.same_second_at, self.same_second_by_id = clock.now(), by.id
        self.checked_with = self._contents()
        self._asked_of(by)
        record("broadcast.seconded_same", self, by, **self.where())

    def _asked_of(self, by: Any) -> None:
        """Settle what was asked once it is complete; else ask those on air for the second name."""
        if self.confirmed:
            close(self)
        elif self.same_confirmed_at is not None:
            asked = [one.id for one in self.on_air() if one.id != by.id]
            open_duty(self, SECOND_DUE, by=by, to=asked)

    def sign_checklist(self, items: Collection[str], by: Any) -> None:
        """Put one's name under the pre-live check; with the second name it has passed."""
        if reason := permissions.checks(by, self):
            raise Denied(reason)
        if self.state != "scheduled":
            raise WrongState(N_("已经检查过或已经开播，不用再签"))
        if reason := in_time(self):
            raise WrongState(reason)
        if not set(items) >= set(CHECK_ITEMS):
            raise Invalid(N_("还有没勾的项目，请逐项核对后再签"), "items")
        done = dict(self.checklist or {"items": [], "names": []})
        if by.id in done["names"]:
            raise Invalid(N_("你已经签过了，请另一位也签一下"), "items")
        self.checklist = {"items": sorted(items), "names": [*done["names"], by.id]}
        self.checked_with = self._contents()
        record("broadcast.check_signed", self, by, items=sorted(items), **self.where())
        if len(self.checklist["names"]) >= 2:
            self.pass_prelive(by)

    def pass_prelive(self, by: Any) -> None:
        """The check is passed under two names."""
        self._step("pass_prelive", by)

    def recheck(self, by: Any) -> None:
        """What was checked has changed, so it must be checked again."""
        self._step("recheck", by)

    # ── what was checked, and what came after ───────────────────────────────────────────────

    def _contents(self) -> dict[str, Any]:
        return {
            "products": [one.id for one in self.products()],
            "people": [one.id for one in self.on_air()],
        }

    def restaff(self, parts: dict[str, list[Person]], by: Any) -> None:
        super().restaff(parts, by)
        self.ask_again(by)

    def ask_again(self, by: Any) -> None:
        """Take the check back if products or people came to it that it had not."""
        was, now = self.checked_with, self._contents() if self.is_coming else None
        if was is None or now is None:
            return
        if all(set(now[name]) <= set(was[name]) for name in now):
            return
        self.checked_with = self.checklist = None
        self.same_confirmed_at = self.same_confirmed_by_id = None
        self.same_second_at = self.same_second_by_id = None
        record("broadcast.check_withdrawn", self, by, **self.where())
        if self.state == "checked":
            self.recheck(by or SYSTEM)
        else:
            self._ask_check()

    def signers(self) -> list[Person]:
        """Who signed the full check so far, or stands for 同上场."""
        same = (self.same_confirmed_by_id, self.same_second_by_id)
        ids = [*(self.checklist or {}).get("names", []), *same]
        people = (db.session.get(Person, one) for one in dict.fromkeys(ids) if one is not None)
        return [one for one in people if one is not None]
