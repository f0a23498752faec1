"""台账: what was put right on air and how viewers were handled, over broadcasts; as a list and a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Response, request, url_for

from zhubo_web.accounts.views.links import outside
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _, stream_time
from zhubo_web.core.rendering import render
from zhubo_web.core.spreadsheets import Cell, csv_lines
from zhubo_web.dashboards import periods
from zhubo_web.dashboards.models.ledger import KINDS, ORDERS, SECOND_MS, STATES, Ledger, Wanted
from zhubo_web.dashboards.models.whose import rooms_of
from zhubo_web.dashboards.permissions import oversees_some, reads_ledger
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.trends import PAGE, page_of
from zhubo_web.observations.views.entries import moment_href

FILTERS = ("room", "kind", "state", "q", "order", "period", "from", "to")
#: 办法 31: from the actual end of the broadcast.
KEPT_YEARS = 3


@dataclass
class Looking:
    """What somebody asks the ledgers for. ``asked``: the filters of the address."""

    person: Any
    asked: Mapping[str, str]

    @cached_property
    def period(self) -> periods.Period:
        return periods.read(self.asked, clock.today())

    @cached_property
    def rooms(self) -> list[Any]:
        """The rooms to choose from."""
        return rooms_of(self.person) if oversees_some(self.person) is None else []

    def _one_of(self, name: str, known: Any) -> str:
        text = self.asked.get(name, "")
        return text if text in known else ""

    @cached_property
    def wanted(self) -> Wanted:
        rooms = {str(one.id) for one in self.rooms}
        return Wanted(
            *self.period.bounds,
            room_id=int(self._one_of("room", rooms) or 0),
            kind=self._one_of("kind", KINDS),
            state=self._one_of("state", STATES),
            person=self.asked.get("q", "").strip(),
            order=self._one_of("order", ORDERS) or "new",
        )

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.person, self.wanted)

    @property
    def page(self) -> int:
        return page_of(self.asked)

    @property
    def kept(self) -> dict[str, str]:
        """The filters as they were asked for."""
        return {name: self.asked[name] for name in FILTERS if self.asked.get(name)}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the period is asked for."""
        return any(name in self.kept for name in ("room", "kind", "state", "q"))

    def next_href(self, total: int) -> str | None:
        """The address of the next twenty."""
        if self.page * PAGE >= total:
            return None
        values: dict[str, Any] = {**self.kept, "page": self.page + 1}
        return url_for("dashboards.ledger", **values)


@bp.get("/ledger")
@requires(reads_ledger)
def ledger() -> Response:
    """Both ledgers as one list; each row opens to its second."""
    looking = Looking(actor(), request.args)
    total = looking.ledger.count()
    return render(
        "dashboards/ledger.html",
        looking=looking,
        wanted=looking.wanted,
        rows=looking.ledger.rows(PAGE, (looking.page - 1) * PAGE),
        total=total,
        shown=min(looking.page * PAGE, total),
        more=looking.next_href(total),
        kinds=KINDS,
        states=STATES,
        orders=ORDERS,
        period=looking.period,
        periods=periods.NAMES,
        longest=periods.LONGEST,
        today=clock.today(),
        moment_href=moment_href,
        seconds=seconds,
    )


@bp.post("/ledger/files")
@requires(reads_ledger)
def ledger_file() -> Response:
    """Everything that the filters leave, for a spreadsheet."""
    looking = Looking(actor(), request.form)
    rows = looking.ledger.rows()
    body = b"".join(csv_lines(_head(), [_row(one) for one in rows]))
    days: dict[str, Any] = {"first": str(looking.period.first), "last": str(looking.period.last)}
    record("ledger.exported", actor(), actor(), rows=len(rows), **days)
    name = f"zhubo-ledger-{days['first']}-{days['last']}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="text/csv", headers=headers)


def seconds(row: Any) -> int | None:
    """How long it took, in whole seconds."""
    return None if row.took_ms is None else round(row.took_ms / SECOND_MS)


def _head() -> list[str]:
    return [_("种类"), _("直播间"), _("场次"), _("开播"), _("直播时间"), _("内容"), _("状态"),
            _("用了几秒"), _("谁更正、谁回答"), _("谁发现、谁转述"), _("至少保存到"), _("链接")]  # fmt: skip


def _row(row: Any) -> list[Cell]:
    return [
        _(KINDS[row.kind]),
        row.room,
        row.title,
        f"{clock.local(row.started_at):%Y-%m-%d %H:%M}",
        stream_time(row.at_ms),
        row.words,
        _(STATES[row.state]),
        seconds(row),
        row.by,
        row.noticed_by if row.names else None,
        kept_until(row.ended_at),
        outside(moment_href(row.broadcast_id, row.at_ms)),
    ]


def kept_until(ended: datetime | None) -> str | None:
    """The day until which the record has to be kept; none while the broadcast is on."""
    if ended is None:
        return None
    day = clock.local(ended).date()
    leap = (day.month, day.day) == (2, 29)
    return str(day.replace(year=day.year + KEPT_YEARS, day=28 if leap else day.day))
