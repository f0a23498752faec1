"""走势: one line over time, of oneself, an assistant, a room or the team; as a curve, a table, a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.core.spreadsheets import Cell, csv_lines
from zhubo_web.dashboards import comparing, periods
from zhubo_web.dashboards.charting import HEIGHT, TOP, WIDTH
from zhubo_web.dashboards.permissions import oversees_some, reads_trends
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.dashboards.views.drawing import Drawing, Point
from zhubo_web.dashboards.views.looking import Looking
from zhubo_web.metrics.deriving import rounded
from zhubo_web.metrics.views.blueprint import VERDICTS

PAGE = 20


def page_of(wanted: Mapping[str, str]) -> int:
    """The page of a list that an address asks for, from 1."""
    text = wanted.get("page", "")
    fits = text.isascii() and text.isdecimal() and len(text) < 4
    return max(1, int(text)) if fits else 1


@bp.get("/trends")
@requires(reads_trends)
def trends() -> Response:
    """The curve with its table beside it."""
    looking = Looking(actor(), request.args)
    drawing, page = Drawing(looking), page_of(request.args)
    newest = list(reversed(drawing.points))
    more = len(newest) > page * PAGE
    return render(
        "dashboards/trends.html",
        looking=looking,
        drawing=drawing,
        rows=newest[(page - 1) * PAGE : page * PAGE],
        shown=min(page * PAGE, len(newest)),
        more=looking.href(page=str(page + 1)) if more else None,
        periods=periods.NAMES,
        longest=periods.LONGEST,
        today=clock.today(),
        words=comparing.WORDS,
        verdicts=VERDICTS,
        box={"width": WIDTH, "height": HEIGHT + 2 * TOP},
        oversees=oversees_some(actor()) is None,
    )


@bp.post("/trends/files")
@requires(reads_trends)
def trends_file() -> Response:
    """The table for a spreadsheet: everything of the period, the oldest first."""
    looking = Looking(actor(), request.form)
    drawing = Drawing(looking)
    body = b"".join(csv_lines(_head(), [_row(drawing, one) for one in drawing.points]))
    told: dict[str, Any] = {"whose": looking.whose.key, "line": looking.line.id}
    told |= {"first": str(looking.period.first), "last": str(looking.period.last)}
    record("trends.exported", actor(), actor(), rows=len(drawing.points), **told)
    name = f"zhubo-{looking.line.id}-{looking.period.first}-{looking.period.last}.csv"
    return Response(
        body,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _head() -> list[str]:
    return [_("什么时候"), _("从"), _("到"), _("场次"), _("几场"), _("哪一项"), _("数"), _("单位"),
            _("平时水平"), _("和平时比")]  # fmt: skip


def _row(drawing: Drawing, point: Point) -> list[Cell]:
    bucket, line = point.bucket, drawing.looking.drawn
    usual = drawing.usual
    return [
        point.name,
        str(bucket.first),
        str(bucket.last),
        bucket.held.title if bucket.held else None,
        bucket.broadcasts,
        _(line.name),
        None if bucket.value is None else rounded(bucket.value),
        _(line.definition.unit),
        None if usual is None else rounded(usual),
        _(VERDICTS[point.word]),
    ]
