"""Writing the run sheet before the broadcast: rows that are added, moved, taken out, or pasted."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from zhubo_web.broadcasts.importing import sheet as importing
from zhubo_web.broadcasts.importing.sheet import Row
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.broadcasts.models.run_sheet import KINDS
from zhubo_web.broadcasts.permissions import sees_broadcasts
from zhubo_web.broadcasts.views.blueprint import back_to, bp, broadcast_or_404
from zhubo_web.core.access import actor, requires
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.products.models import Product

EMPTY_ROWS = 3


def _row(segment: Segment) -> Row:
    texts = {name: getattr(segment, name) for name in importing.TEXTS}
    minute = str(segment.planned_ms // importing.MINUTE_MS)
    product = str(segment.product_id or "")
    quiet = segment.no_interrupt
    return Row(minute=minute, kind=segment.kind, product=product, no_interrupt=quiet, **texts)


def _products(broadcast: Broadcast) -> dict[str, str]:
    """What may be chosen: the products in use, and those that already stand there."""
    every = [*Product.in_use(), *broadcast.products()]
    return {str(one.id): one.name for one in every}


def _page(broadcast: Broadcast, rows: list[Row], status: int = 200, **given: Any) -> Response:
    return render(
        "broadcasts/run_sheet.html",
        status=status,
        broadcast=broadcast,
        rows=rows or [Row()] * EMPTY_ROWS,
        kinds_said=[(key, _(text)) for key, text in KINDS.items()],
        products=_products(broadcast),
        **given,
    )


def _editable_or_refused(broadcast_id: int) -> Broadcast:
    broadcast = broadcast_or_404(broadcast_id)
    if reason := Segment.why_not_write(broadcast, actor()):
        raise reason
    return broadcast


@bp.get("/broadcasts/<int:broadcast_id>/run-sheet")
@requires(sees_broadcasts)
def run_sheet(broadcast_id: int) -> Response:
    """The run sheet as a form."""
    broadcast = _editable_or_refused(broadcast_id)
    return _page(broadcast, [_row(segment) for segment in Segment.of(broadcast)])


@bp.post("/broadcasts/<int:broadcast_id>/run-sheet")
@requires(sees_broadcasts)
def write(broadcast_id: int) -> ResponseReturnValue:
    """Save it; or do what one of the row buttons says and show the form again."""
    broadcast = _editable_or_refused(broadcast_id)
    rows = importing.typed(request.form.to_dict(flat=False))
    if wish := request.form.get("wish"):
        return _page(broadcast, importing.rearranged(rows, wish), moved=wish)
    if request.form.get("pasted", "").strip():
        return _page(broadcast, [*(row for row in rows if not row.blank), *_pasted(broadcast)])
    rows = importing.checked(rows, KINDS, _products(broadcast))
    if faults := sum(len(row.errors) for row in rows):
        return _page(broadcast, rows, 422, faults=faults)
    Segment.replace(broadcast, importing.segments(rows), actor())
    flash(_("直播流程已保存"))
    return back_to(broadcast, "run-sheet")


def _pasted(broadcast: Broadcast) -> list[Row]:
    kinds = {_(text): key for key, text in KINDS.items()} | {
        text: key for key, text in KINDS.items()
    }
    products = {name: key for key, name in _products(broadcast).items()}
    return importing.pasted(request.form["pasted"], kinds, products)
