"""The run sheet (直播流程): what happens when, with which product, and where nobody interrupts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.audit.models import record
from zhubo_web.broadcasts import permissions
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Refused, WrongState
from zhubo_web.extensions import db
from zhubo_web.products.models import Product

if TYPE_CHECKING:
    from zhubo_web.broadcasts.models.broadcast import Broadcast
    from zhubo_web.broadcasts.models.planned import Planned

#: Kind of a segment → its name in the interface.
KINDS = {
    "opening": N_("开场"),
    "product": N_("讲品"),
    "interaction": N_("互动"),
    "break": N_("休息"),
    "closing": N_("收尾"),
}
STALE_AFTER_MS = 5 * 60 * 1000
#: What of a segment is planned, and so copied to the next week's.
PLANNED_FIELDS = (
    "title",
    "kind",
    "planned_ms",
    "product_id",
    "host_action",
    "assistant_action",
    "interaction",
    "no_interrupt",
)


class Segment(Identified, Base):
    """One 环节. ``planned_ms`` is its start in stream time, ``started_ms`` when it truly began."""

    __tablename__ = "segment"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12), default="product")
    planned_ms: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    host_action: Mapped[str] = mapped_column(String(200), default="")
    assistant_action: Mapped[str] = mapped_column(String(200), default="")
    interaction: Mapped[str] = mapped_column(String(200), default="")
    no_interrupt: Mapped[bool] = mapped_column(default=False)
    started_ms: Mapped[int | None]
    ended_ms: Mapped[int | None]
    skipped: Mapped[bool] = mapped_column(default=False)

    product: Mapped[Product | None] = relationship(Product, lazy="joined")

    @classmethod
    def of(cls, broadcast: Planned) -> list[Segment]:
        """The run sheet in order."""
        query = select(cls).where(cls.broadcast_id == broadcast.id).order_by(cls.position)
        return list(db.session.scalars(query))

    @classmethod
    def replace(cls, broadcast: Broadcast, rows: list[dict[str, Any]], by: Any) -> None:
        """Write the run sheet anew, before the broadcast; rows are in order."""
        if by is not None and (refused := cls.why_not_write(broadcast, by)):
            raise refused
        for old in cls.of(broadcast):
            db.session.delete(old)
        db.session.flush()
        for position, row in enumerate(rows, 1):
            db.session.add(cls(broadcast_id=broadcast.id, position=position, **row))
        db.session.flush()
        record("run_sheet.written", broadcast, by, segments=len(rows), **broadcast.where())
        broadcast.ask_again(by)

    @staticmethod
    def why_not_write(broadcast: Broadcast, by: Any) -> Refused | None:
        """None when this person may write the run sheet now, else the refusal."""
        if reason := permissions.anybody_there_or_clock(by, broadcast):
            return Denied(reason)
        if not broadcast.is_coming:
            return WrongState(N_("已经开播，流程只能推进，不能重写"))
        return None

    def planned(self) -> dict[str, Any]:
        """What the next broadcast takes over from it."""
        return {name: getattr(self, name) for name in PLANNED_FIELDS}


def current_segment(broadcast: Broadcast) -> Segment | None:
    """What is on now."""
    if broadcast.segment_id is None:
        return None
    return db.session.get(Segment, broadcast.segment_id)


def shift_run_sheet(broadcast_id: int, shift_ms: int) -> None:
    """Move what really happened, when the start is corrected; the plan stays."""
    query = select(Segment).where(Segment.broadcast_id == broadcast_id)
    for segment in db.session.scalars(query):
        for name in ("started_ms", "ended_ms"):
            if (value := getattr(segment, name)) is not None:
                setattr(segment, name, max(0, value + shift_ms))


@dataclass(frozen=True)
class Progress:
    """How one segment went: planned, running, done or skipped; ``late_ms`` late (or early, < 0)."""

    segment: Segment
    state: str
    late_ms: int | None
    lasted_ms: int | None


def progress(broadcast: Broadcast) -> list[Progress]:
    """The run sheet with what really happened beside it."""
    over, now = broadcast.ended_at is not None, broadcast.stream_ms()
    return [_went(one, broadcast.segment_id, over, now) for one in Segment.of(broadcast)]


def _went(one: Segment, current: int | None, over: bool, now: int) -> Progress:
    if one.started_ms is None:
        return Progress(one, "skipped" if over or one.skipped else "planned", None, None)
    running = one.id == current and not over
    lasted = (now if one.ended_ms is None else one.ended_ms) - one.started_ms
    late = one.started_ms - one.planned_ms
    return Progress(one, "running" if running else "done", late, lasted)


def _target(sheet: list[Segment], current: int | None, to: int | str) -> Segment | None:
    """The segment to go to: by id, or the one after the present."""
    if to == "next":
        places = [segment.id for segment in sheet]
        at = places.index(current) + 1 if current in places else 0
        return sheet[at] if at < len(sheet) else None
    return next((segment for segment in sheet if segment.id == to), None)


def advance(broadcast: Broadcast, to: int | str, by: Any, seen: int | None = None) -> Segment:
    """Go to the next segment, or to any; what lies between was skipped and can be come back to.

    ``seen`` is the segment that was on when the key was pressed: of two who press 下一品 at once,
    the second changes nothing.
    """
    if reason := permissions.advances(by, broadcast):
        raise Denied(reason)
    if not broadcast.is_on:
        raise WrongState(N_("开播以后才能推进流程"))
    sheet = Segment.of(broadcast)
    present = next((one for one in sheet if one.id == broadcast.segment_id), None)
    if present is not None and to == "next" and seen not in (None, present.id):
        return present
    target = _target(sheet, broadcast.segment_id, to)
    if target is None:
        raise WrongState(N_("流程单里没有下一个环节了"))
    if target is not present:
        _move(broadcast, sheet, present, target, by)
    return target


def _move(
    broadcast: Broadcast, sheet: list[Segment], old: Segment | None, target: Segment, by: Any
) -> None:
    now = broadcast.stream_ms()
    if old is not None:
        old.ended_ms = now
    for segment in sheet:
        if segment.position < target.position and segment.started_ms is None:
            segment.skipped = True
    target.started_ms, target.ended_ms, target.skipped = now, None, False
    broadcast.segment_id, broadcast.last_activity_at = target.id, clock.now()
    record("segment.started", broadcast, by, segment=target.id, at_ms=now, **broadcast.where())
