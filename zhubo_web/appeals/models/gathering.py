"""The file of an appeal: every note, rating, reason and figure that the contested thing rests on.

A piece is {"title": message id, "values": its values, "words": as it was written, "by": whose, "url"}.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.core.i18n import stream_time
from zhubo_web.core.marking import N_
from zhubo_web.evaluations.models import Evaluation
from zhubo_web.extensions import db
from zhubo_web.metrics.models import recorded
from zhubo_web.months.models import MonthlyEvaluation
from zhubo_web.observations.models import Observation
from zhubo_web.surveys.models import Feedback

Piece = dict[str, Any]


def pieces_of(appeal: Any) -> list[Piece]:
    """Everything, favourable or not, in the order in which it came about."""
    kind = appeal.kind.split("_")[0]
    readers = {
        "observation": _note,
        "evaluation": _evaluation,
        "metric": _figure,
        "feedback": _feedback,
        "month": _month,
    }
    found = list(readers[kind](appeal.target_id, appeal.code))
    names = _names({one["by"] for one in found if isinstance(one["by"], int)})
    return [{**one, "by": names.get(one["by"], "")} for one in found]


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(rows.tuples().all())


def _piece(title: str, words: str, by: int | None = None, url: str = "", **values: Any) -> Piece:
    return {"title": title, "values": values, "words": words, "by": by, "url": url}


def _said(note: Observation) -> str:
    named = note.tag.name_zh if note.tag else ""
    return " · ".join(one for one in (named, note.text or "") if one)


def _note(note_id: int, _code: str) -> Iterator[Piece]:
    note = db.session.get(Observation, note_id)
    if note is None:
        return
    yield _of_note(note)
    for change in note.changes:
        reason = change.after.get("reason", "")
        if reason:
            yield _piece(N_("复核这一条时写的理由"), reason)
    if note.contest_words:
        yield _piece(N_("助播当时说的“有出入”"), note.contest_words, note.assistant_id)


def _of_note(note: Observation) -> Piece:
    return _piece(
        N_("跟播记录，直播时间 %(at)s"),
        _said(note),
        note.observer_id,
        f"/broadcasts/{note.broadcast_id}/moments/{note.at_ms}",
        at=stream_time(note.at_ms),
    )


def _evaluation(evaluation_id: int, _code: str) -> Iterator[Piece]:
    found = db.session.get(Evaluation, evaluation_id)
    if found is None:
        return
    url = f"/evaluations/{found.id}"
    for note in found.notes:
        yield _of_note(note)
    for rating in found.ratings:
        told = [_marks(rating.marks), rating.strengths, rating.gaps, rating.why]
        words = "\n".join(one for one in told if one)
        yield _piece(N_("评分第 %(number)s 版"), words, rating.rater_id, url, number=rating.number)
    if found.dispute_words:
        yield _piece(N_("助播对评分的异议"), found.dispute_words, found.assistant_id, url)
    if found.decision_reasons:
        yield _piece(N_("对异议的答复"), found.decision_reasons, found.decided_by_id, url)


def _marks(marks: dict[str, Any]) -> str:
    return "，".join(f"{name} {mark}" for name, mark in marks.items())


def _figure(broadcast_id: int, code: str) -> Iterator[Piece]:
    for one in recorded([broadcast_id], [code]):
        words = "—" if one.value is None else f"{one.value.normalize():f} {one.unit}"
        named = {"metric": one.metric, "source": one.source}
        told = f"{words} {one.note}".strip()
        who = one.recorded_by.id if one.recorded_by else None
        yield _piece(N_("数据 %(metric)s，来源 %(source)s"), told, who, **named)


def _feedback(feedback_id: int, _code: str) -> Iterator[Piece]:
    found = db.session.get(Feedback, feedback_id)
    if found is not None:
        yield _piece(N_("反馈原文"), found.text, url=f"/feedback/{found.id}")


def _month(evaluation_id: int, _code: str) -> Iterator[Piece]:
    found = db.session.get(MonthlyEvaluation, evaluation_id)
    if found is None:
        return
    url = f"/months/{found.id}"
    for rating in found.ratings:
        words = "\n".join(
            one for one in (_marks(rating.marks), rating.strengths, rating.gaps) if one
        )
        yield _piece(N_("月评打分"), words or rating.dropped_for, rating.rater_id, url)
    if found.proposed_reason:
        yield _piece(N_("调分的理由"), found.proposed_reason, found.proposed_by_id, url)
    for result in found.results:
        words = f"{result.score} {result.grade} {result.reason}".strip()
        yield _piece(N_("月评结果第 %(number)s 版"), words, None, url, number=result.number)
