"""What is said about viewers: by overlays while a broadcast is on, and as a file of what was relayed."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, jsonify
from sqlalchemy.orm import joinedload

from zhubo_web.audience import permissions as audience
from zhubo_web.audience.models import AudienceFeedback
from zhubo_web.core.access import actor, screens, signed_in
from zhubo_web.core.i18n import _, say, stream_time
from zhubo_web.core.marking import N_
from zhubo_web.core.reading import json_object
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.spreadsheets import Cell, csv_lines
from zhubo_web.extensions import db
from zhubo_web.observations.exporting import role_label
from zhubo_web.observations.models.answers import take_answers
from zhubo_web.observations.views import reading
from zhubo_web.observations.views.blueprint import bp, broadcast_or_404


@bp.post("/broadcasts/<int:broadcast_id>/answers")
@screens
def answers(broadcast_id: int) -> Response:
    """An overlay's batch about questions: 已答, or taken back; each id is taken once."""
    broadcast = broadcast_or_404(broadcast_id)
    body = json_object()
    sent = body.get("sent_at")
    if not isinstance(sent, int) or isinstance(sent, bool):
        raise Invalid(N_("内容不完整，请刷新页面再试"))
    taken = take_answers(broadcast, sent, body.get("acts"), actor())
    refused = [{"op": op, "error": say(refusal.reason)} for op, refusal in taken.refused]
    return jsonify(took=taken.took, refused=refused, head=None)


@bp.get("/broadcasts/<int:broadcast_id>/feedback.csv")
@signed_in
def feedback(broadcast_id: int) -> Response:
    """What was relayed of a broadcast, one row a relay, for a spreadsheet."""
    broadcast = broadcast_or_404(broadcast_id)
    named = audience.names_relayers(actor(), broadcast) is None
    head = (_("时间"), _("种类"), _("内容"), _("人数"), _("商品"), _("转述人"))
    lines = csv_lines(head, list(_rows(broadcast_id, named=named)))
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=feedback-{broadcast_id}.csv"
    return answer


def _rows(broadcast_id: int, *, named: bool) -> Iterator[tuple[Cell, ...]]:
    query = AudienceFeedback.visible_to(actor()).where(
        AudienceFeedback.broadcast_id == broadcast_id
    )
    loaded = (joinedload(AudienceFeedback.product), joinedload(AudienceFeedback.by))
    for one in db.session.scalars(query.options(*loaded)):
        about = one.product.name if one.product else None
        who = one.by.name if named else role_label(one.by_role)
        yield stream_time(one.at_ms), reading.said_as(one.sort), one.text, one.count, about, who
