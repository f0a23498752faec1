"""数据: the broadcasts of a month with their figures, and one figure as a curve."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import lazyload

from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.metrics import deriving
from zhubo_web.metrics.definitions import TAKEN, Definition, defined
from zhubo_web.metrics.forms import whole
from zhubo_web.metrics.models import open_to, standing
from zhubo_web.metrics.permissions import reads_figures, writes_figures
from zhubo_web.metrics.views.blueprint import bp

PAGE = 20
#: More broadcasts than a room has in a month; beyond, the page says so.
MOST = 400
WIDTH, HEIGHT = 640, 120
BESIDE = ("view_uv", "gmv")


class Listing:
    """What the address asks for."""

    def __init__(self) -> None:
        args = request.args
        self.month = _month(args.get("month", ""))
        self.room = whole(args.get("room"))
        self.metric = args["metric"] if args.get("metric") in TAKEN else "gpm"
        self.page = max(1, min(whole(args.get("page")) or 1, MOST))

    @property
    def definition(self) -> Definition:
        return defined(self.metric)

    @cached_property
    def broadcasts(self) -> list[Broadcast]:
        """Those of the month that are over, the newest first."""
        first, last = clock.shanghai(self.month), clock.shanghai(_next(self.month))
        query = open_to(actor()).where(Broadcast.ended_at.is_not(None))
        query = query.where(Broadcast.planned_start >= first, Broadcast.planned_start < last)
        if self.room:
            query = query.where(Broadcast.room_id == self.room)
        query = query.options(lazyload(Broadcast.roster), lazyload(Broadcast.interruptions))
        return list(db.session.scalars(query.limit(MOST)))

    @cached_property
    def values(self) -> dict[int, dict[str, Decimal]]:
        """Broadcast → its figures, computed ones too."""
        told = standing([one.id for one in self.broadcasts])
        return {number: deriving.completed(values) for number, values in told.items()}

    def value(self, broadcast: Broadcast, metric: str) -> Decimal | None:
        """One figure of one broadcast."""
        return self.values.get(broadcast.id, {}).get(metric)

    @cached_property
    def curve(self) -> list[Decimal | None]:
        """The chosen figure, broadcast by broadcast, the oldest first; a gap where it is missing."""
        return [self.value(one, self.metric) for one in reversed(self.broadcasts)]

    @property
    def path(self) -> str:
        """The curve in a drawing 640 wide and 120 high; a figure between two gaps is a short stroke."""
        known = [value for value in self.curve if value is not None]
        low, most = min(known), max(known)
        step, span = WIDTH / max(len(self.curve) - 1, 1), (most - low) or Decimal(1)
        drawn, down = [], False
        for place, value in enumerate(self.curve):
            if value is not None:
                y = HEIGHT - float((value - low) / span) * HEIGHT
                drawn.append(
                    f"{'L' if down else 'M'}{place * step:.1f} {y:.1f}{'' if down else 'h1'}"
                )
            down = value is not None
        return "".join(drawn)

    @property
    def level(self) -> Decimal | None:
        """The chosen figure over the month: counts added, rates by their counts."""
        told = [deriving.observed(self.definition, one) for one in self.values.values()]
        known = [one for one in told if one is not None and one[1] > 0]
        weight = sum((one[1] for one in known), Decimal(0))
        return sum((one[0] for one in known), Decimal(0)) / weight if weight else None

    @property
    def columns(self) -> list[Definition]:
        """The figures of the table."""
        return [defined(name) for name in dict.fromkeys((*BESIDE, self.metric))]

    @property
    def shown(self) -> list[Broadcast]:
        return self.broadcasts[(self.page - 1) * PAGE : self.page * PAGE]

    def href(self, **changed: Any) -> str:
        """The same with something changed."""
        kept = {"month": f"{self.month:%Y-%m}", "room": self.room, "metric": self.metric, **changed}
        return url_for("metrics.index", **{name: value for name, value in kept.items() if value})

    @property
    def more(self) -> str | None:
        return self.href(page=self.page + 1) if self.page * PAGE < len(self.broadcasts) else None


def _month(text: str) -> date:
    """The first of the month that was asked for, else of this one."""
    if found := re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII):
        return date(int(found[1]), int(found[2]), 1)
    return clock.today().replace(day=1)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


@bp.get("/figures")
@requires(reads_figures)
def index() -> Response:
    """The month's broadcasts, one figure as a curve, all of it as a table."""
    listing = Listing()
    before, after = (listing.month - timedelta(days=1)).replace(day=1), _next(listing.month)
    rooms = list(db.session.scalars(Room.visible_to(actor(), retired=True)))
    return render(
        "metrics/index.html",
        listing=listing,
        rooms=rooms,
        metrics=[(name, _(defined(name).name)) for name in TAKEN],
        before=listing.href(month=f"{before:%Y-%m}"),
        after=listing.href(month=f"{after:%Y-%m}") if after <= clock.today() else None,
        writes=writes_figures(actor()) is None,
    )
