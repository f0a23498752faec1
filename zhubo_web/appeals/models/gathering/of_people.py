"""Pieces of what people said of somebody, and of who put it on them, why. Who said it stays unnamed."""

from __future__ import annotations

from collections.abc import Iterator

from zhubo_web.appeals.models.gathering.piece import Line, Piece, piece
from zhubo_web.core.marking import N_
from zhubo_web.extensions import db
from zhubo_web.surveys.models import Feedback
from zhubo_web.surveys.wording import CHIPS, ITEMS, REASONS, SORTS, SOURCES, VERBS


def feedback(feedback_id: int, _code: str) -> Iterator[Piece]:
    """What was said, and every decision about whose it is."""
    found = db.session.get(Feedback, feedback_id)
    if found is None:
        return
    url = f"/feedback/{found.id}"
    yield piece(N_("反馈原文"), found.text, url=url, lines=_said(found))
    for one in sorted(found.decisions, key=lambda each: each.id):
        reason: list[Line] = [[REASONS[one.code]]] if one.code in REASONS else []
        lines: list[Line] = [[VERBS[one.verb]], *reason]
        yield piece(N_("这条反馈是谁的"), one.words, one.by_id, url, lines)


def _said(found: Feedback) -> list[Line]:
    lines: list[Line] = [[SOURCES[found.source], SORTS[found.sort]]]
    if found.count > 1:
        lines.append([N_("几个人说："), str(found.count)])
    if found.score is not None:
        lines.append([N_("打分"), str(found.score)])
    if found.chip in CHIPS:
        lines.append([CHIPS[found.chip]])
    lines += [[ITEMS[name], str(mark)] for name, mark in (found.items or {}).items()]
    return lines
