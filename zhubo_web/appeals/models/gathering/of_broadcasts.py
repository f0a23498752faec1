"""Pieces of single broadcasts: notes, evaluations with the notes they rest on, figures as recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from zhubo_web.appeals.models.gathering.piece import (
    Line,
    Piece,
    joined,
    mark_of,
    piece,
    plain,
    sides_and_items,
)
from zhubo_web.core.i18n import stream_time
from zhubo_web.core.marking import N_
from zhubo_web.evaluations.models import Evaluation, Rating
from zhubo_web.evaluations.models.amended import RESTED_ON
from zhubo_web.evaluations.models.seen import notes_about
from zhubo_web.extensions import db
from zhubo_web.metrics.models import MetricValue, recorded
from zhubo_web.metrics.models.recording import DECISION, HAND, IMPORT
from zhubo_web.observations.catalogue import KIND_NAMES
from zhubo_web.observations.models import Observation
from zhubo_web.policies.rubrics import DIMENSIONS

#: How a figure came in.
WAYS = {HAND: N_("手工填写"), IMPORT: N_("导入"), DECISION: N_("按复核决定")}
LINE = N_("文件第几行：")
Sides = Collection[str]


def note(note_id: int, _code: str) -> Iterator[Piece]:
    """One note with what was said of it."""
    found = db.session.get(Observation, note_id)
    if found is None:
        return
    yield of_note(found)
    for change in found.changes:
        if reason := change.after.get("reason", ""):
            yield piece(N_("复核这一条时写的理由"), reason)
    if found.contest_words:
        yield piece(N_("助播当时说的“有出入”"), found.contest_words, found.assistant_id)


def of_note(found: Observation) -> Piece:
    """A note, and what it counts as."""
    named = found.tag.name_zh if found.tag else ""
    side = DIMENSIONS.get(found.dimension or "", "")
    counts: Line = [KIND_NAMES[found.kind], *([side] if side else [])]
    return piece(
        N_("跟播记录，直播时间 %(at)s"),
        " · ".join(one for one in (named, found.text or "") if one),
        found.observer_id,
        f"/broadcasts/{found.broadcast_id}/moments/{found.at_ms}",
        [[found.broadcast.title], counts],
        at=stream_time(found.at_ms),
    )


def evaluation(evaluation_id: int, _code: str) -> Iterator[Piece]:
    """A broadcast's evaluation with everything that it rests on."""
    found = db.session.get(Evaluation, evaluation_id)
    if found is not None:
        yield from of_evaluation(found)


def of_evaluation(found: Evaluation, sides: Sides = ()) -> Iterator[Piece]:
    """``sides``: only the notes of these dimensions, where an item is made of them alone."""
    notes = notes_about(found.broadcast, found.assistant_id, RESTED_ON)
    for one in notes:
        if not sides or one.dimension in sides:
            yield of_note(one)
    at = {one.id: stream_time(one.at_ms) for one in notes}
    for rating in found.ratings:
        if rating.submitted_at is not None:
            yield _rating(found, rating, at)
    url = f"/evaluations/{found.id}"
    if found.dispute_words:
        yield piece(N_("助播对评分的异议"), found.dispute_words, found.assistant_id, url)
    if found.decision_reasons:
        yield piece(N_("对异议的答复"), found.decision_reasons, found.decided_by_id, url)


def _rating(found: Evaluation, rating: Rating, at: dict[int, str]) -> Piece:
    named = sides_and_items(found.policy.rubric)
    lines: list[Line] = [[found.broadcast.title]]
    for name, mark in rating.marks.items():
        cited = [at[one] for one in rating.evidence.get(name, ()) if one in at]
        because: Line = [N_("依据"), "、".join(cited)] if cited else []
        lines.append([named.get(name, name), mark_of(mark), *because])
    if rating.amends is not None:
        lines.append([rating.amends["reasons"]])
    words = joined(rating.strengths, rating.gaps, rating.why)
    url = f"/evaluations/{found.id}"
    return piece(
        N_("评分第 %(number)s 版"), words, rating.rater_id, url, lines, number=rating.number
    )


def figure(broadcast_id: int, code: str) -> Iterator[Piece]:
    """A broadcast's figure, each time it was recorded."""
    for one in recorded([broadcast_id], [code]):
        who = one.recorded_by.id if one.recorded_by else None
        url = f"/broadcasts/{broadcast_id}/figures"
        lines = [[*value_of(one)], way_of(one)]
        yield piece(N_("数据：%(figure)s"), one.note, who, url, lines, figure=one.definition.name)


def value_of(one: MetricValue) -> Line:
    """A figure with its unit."""
    return [plain(one.value), *([one.unit] if one.value is not None else [])]


def way_of(one: MetricValue) -> Line:
    """How it came in: of an import the file and the line."""
    where: Line = []
    if one.imported is not None:
        where = [one.imported.file_name, *([LINE, str(one.line)] if one.line else [])]
    return [WAYS[one.source], *where]
