"""One moment of a broadcast: what was on, what was noted, what viewers wrote, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import case, func, select

from zhubo_web.accounts.views.links import outside
from zhubo_web.audience.models import MINUTE_MS, Comment, MinuteCount
from zhubo_web.broadcasts import timing
from zhubo_web.broadcasts.models import Segment
from zhubo_web.core.i18n import _, stream_time
from zhubo_web.extensions import db
from zhubo_web.observations.views.chart import SERIES
from zhubo_web.observations.views.entries import Entry, moment_href
from zhubo_web.observations.views.story import Story
from zhubo_web.products.models import ProductCard

NEAR_MS = 30_000
MOST_COMMENTS = 40
#: A clip begins a little before what it is cut for.
LEAD_MS = 8_000


@dataclass
class Moment:
    """A moment as the reader of the story may see it."""

    story: Story
    at_ms: int

    @property
    def exists(self) -> bool:
        """Whether the broadcast got that far."""
        return self.story.broadcast.started_at is not None and self.at_ms <= self.story.length_ms

    @property
    def clip(self) -> str:
        """Where to set the knife: the time code, eight seconds before."""
        return stream_time(max(0, self.at_ms - LEAD_MS))

    @property
    def link(self) -> str:
        """The whole address, to be sent to a colleague."""
        return outside(moment_href(self.story.broadcast.id, self.at_ms))

    @cached_property
    def near(self) -> list[Entry]:
        """What happened within half a minute, but for the beginnings of segments."""
        return [
            one
            for one in self.story.entries
            if abs(one.at_ms - self.at_ms) <= NEAR_MS and one.sort != "segment"
        ]

    @cached_property
    def segment(self) -> Segment | None:
        """What was on then."""
        begun = [
            (one.started_ms, one)
            for one in self.story.sheet
            if one.started_ms is not None and one.started_ms <= self.at_ms
        ]
        return max(begun, key=lambda pair: pair[0])[1] if begun else None

    @cached_property
    def card(self) -> ProductCard | None:
        """The version of the product's card that was valid then; the first if none was there yet."""
        broadcast, segment = self.story.broadcast, self.segment
        if segment is None or segment.product_id is None or broadcast.started_at is None:
            return None
        then = timing.moment_of(broadcast.started_at, broadcast.pauses, self.at_ms)
        later = ProductCard.created_at > then
        nearest = case((later, ProductCard.number), else_=-ProductCard.number)
        versions = select(ProductCard).where(ProductCard.product_id == segment.product_id)
        return db.session.scalar(versions.order_by(later, nearest).limit(1))

    @cached_property
    def minute(self) -> MinuteCount | None:
        """What was counted in that minute."""
        number = self.at_ms // MINUTE_MS
        return next((one for one in self.story.minutes if one.minute == number), None)

    @property
    def counted(self) -> list[str]:
        """The same in words; what was not heard is not said."""
        if self.minute is None:
            return []
        minute = self.minute
        told = [] if minute.viewers is None else [_("在线 %(num)s 人", num=minute.viewers)]
        counts = ((name, getattr(minute, series)) for series, name in SERIES.items())
        return [*told, *(f"{_(name)} {count}" for name, count in counts if count)]

    @cached_property
    def comments(self) -> list[Comment]:
        """What viewers wrote within half a minute, masked; the nearest if they were many."""
        query = select(Comment).where(
            Comment.broadcast_id == self.story.broadcast.id,
            Comment.at_ms.between(self.at_ms - NEAR_MS, self.at_ms + NEAR_MS),
        )
        nearest = query.order_by(func.abs(Comment.at_ms - self.at_ms), Comment.id)
        found = db.session.scalars(nearest.limit(MOST_COMMENTS))
        return sorted(found, key=lambda one: (one.at_ms, one.id))

    @cached_property
    def before(self) -> Entry | None:
        """What came before."""
        return next((one for one in reversed(self.story.entries) if one.at_ms < self.at_ms), None)

    @cached_property
    def after(self) -> Entry | None:
        """What came next."""
        return next((one for one in self.story.entries if one.at_ms > self.at_ms), None)
