"""Plan against execution: each planned item ends as 做了, 改了 or 跳过, with time and reason.

``items_of`` and ``completion`` are what the summary reads. Items are laid when a plan begins to hold,
and filled in from the run sheet when the broadcast ends; the assistant may correct them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import AuditEvent, record, recorded
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.extensions import db
from zhubo_web.plans import permissions
from zhubo_web.plans.contents import Content

OUTCOMES = {"done": N_("做了"), "changed": N_("改了"), "skipped": N_("跳过")}
LONGEST_REASON = 200
Wanted = tuple[str, str, int | None]


class PlanItem(Identified, Base):
    """One planned thing of one broadcast. ``outcome`` is empty until it is known; ``at_ms`` is stream
    time; ``by_sheet`` says that the run sheet told, and nobody yet."""

    __tablename__ = "plan_item"
    __table_args__ = (Index("ix_plan_item_broadcast_person", "broadcast_id", "person_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("weekly_plan.id"), index=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(300))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="")
    at_ms: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    by_sheet: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def of_plan(cls, plan: Any) -> list[PlanItem]:
        """All items of a plan, broadcast by broadcast."""
        query = select(cls).where(cls.plan_id == plan.id)
        return list(db.session.scalars(query.order_by(cls.broadcast_id, cls.position)))

    def settle(self, plan: Any, outcome: str, by: Any, *, at_ms: int | None, reason: str) -> None:
        """How it went, in the assistant's own words; 改了 and 跳过 say why."""
        if denied := permissions.owns(by, plan):
            raise Denied(denied)
        if plan.state == "closed":
            raise WrongState(N_("这一周已经归档，不能再改"))
        if db.session.get_one(Broadcast, self.broadcast_id).ended_at is None:
            raise WrongState(N_("下播以后再记做得怎么样"))
        if outcome not in OUTCOMES:
            raise Invalid(N_("请选做了、改了或跳过"), f"outcome_{self.id}")
        if outcome != "done" and not reason.strip():
            raise Invalid(N_("改了或跳过，请写一句为什么"), f"reason_{self.id}")
        self.outcome, self.at_ms, self.reason = outcome, at_ms, reason.strip()
        self.by_sheet = False
        record(
            "plan.item_settled",
            plan,
            by,
            broadcast_id=self.broadcast_id,
            item=self.id,
            outcome=outcome,
            at_ms=at_ms,
        )


@dataclass(frozen=True)
class Completion:
    """How much of a broadcast's plan was done. ``percent`` is of the items whose outcome is known, what
    was changed for a reason counted as done; None where nothing is known: missing is not zero."""

    done: int
    changed: int
    skipped: int
    open: int

    @property
    def percent(self) -> int | None:
        known = self.done + self.changed + self.skipped
        return round(100 * (self.done + self.changed) / known) if known else None


def items_of(broadcast: Any, assistant: Any) -> list[PlanItem]:
    """What the assistant had planned for the broadcast, in order; empty without a plan that holds."""
    query = select(PlanItem).where(
        PlanItem.broadcast_id == broadcast.id, PlanItem.person_id == assistant.id
    )
    return list(db.session.scalars(query.order_by(PlanItem.position)))


def completion(broadcast: Any, assistant: Any) -> Completion:
    """How much of it was done."""
    return tally(items_of(broadcast, assistant))


def tally(items: Sequence[PlanItem]) -> Completion:
    """How much of these was done."""
    counts = {name: sum(one.outcome == name for one in items) for name in (*OUTCOMES, "")}
    return Completion(counts["done"], counts["changed"], counts["skipped"], counts[""])


def wanted(content: Content, broadcast_id: int) -> list[Wanted]:
    """(kind, text, product) of everything planned for a broadcast."""
    part = content.part(broadcast_id)
    if part is None:
        return []
    interactions: list[Wanted] = [("interaction", text, None) for text in part.interactions]
    return interactions + [("focus", one.text, one.product) for one in part.focus]


def lay(plan: Any, content: Content) -> None:
    """Make the items of the broadcasts that are still to come or on what the content says. What
    already has an outcome stays."""
    open_ids = [one.id for one in plan.broadcasts if one.is_coming or one.is_on]
    query = select(PlanItem).where(PlanItem.plan_id == plan.id)
    standing = list(db.session.scalars(query.where(PlanItem.broadcast_id.in_(open_ids))))
    for number in open_ids:
        here = {(i.kind, i.text): i for i in standing if i.broadcast_id == number}
        for position, (kind, text, product) in enumerate(wanted(content, number), 1):
            item = here.pop((kind, text), None) or PlanItem(
                plan_id=plan.id, broadcast_id=number, person_id=plan.person_id,
                kind=kind, text=text, product_id=product,
            )  # fmt: skip
            item.position = position
            db.session.add(item)
        for item in here.values():
            if not item.outcome:
                db.session.delete(item)
    db.session.flush()


def by_run_sheet(items: Sequence[PlanItem], sheet: Sequence[Segment]) -> None:
    """Fill in what the run sheet knows: an item that names a segment, or a product that was sold."""
    for item in items:
        named = [one for one in sheet if _tells(one, item)]
        began = [one.started_ms for one in named if one.started_ms is not None]
        if named:
            item.outcome = "done" if began else "skipped"
            item.at_ms, item.by_sheet = min(began, default=None), True


def _tells(segment: Segment, item: PlanItem) -> bool:
    if item.kind == "focus":
        return item.product_id is not None and segment.product_id == item.product_id
    return segment.title == item.text


def _on_recorded(event: AuditEvent, subject: Any, by: Any) -> None:
    """When a broadcast ends, its items end as its run sheet went; corrected times move them."""
    if event.name not in ("broadcast.ended", "broadcast.corrected"):
        return
    assert isinstance(subject, Broadcast)
    query = select(PlanItem).where(PlanItem.broadcast_id == subject.id)
    items = list(db.session.scalars(query))
    if event.name == "broadcast.corrected":
        for item in items:
            if item.at_ms is not None:
                item.at_ms = max(0, item.at_ms + event.data["shift_ms"])
    elif items:
        by_run_sheet([one for one in items if not one.outcome], Segment.of(subject))


recorded.connect(_on_recorded, weak=False)
