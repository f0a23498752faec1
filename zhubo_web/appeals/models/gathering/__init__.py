"""The file of an appeal: every note, rating, reason and figure that the contested thing rests on.

Who reviews it from outside has only this. A piece is {"title": message id, "values": its values,
"words": as it was written, "lines": rows of texts, "by": whose, "url"}; see ``piece``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models.gathering.of_broadcasts import evaluation, figure, note
from zhubo_web.appeals.models.gathering.of_months import month
from zhubo_web.appeals.models.gathering.of_people import feedback
from zhubo_web.appeals.models.gathering.piece import Piece
from zhubo_web.extensions import db

__all__ = ["Piece", "pieces_of"]

_READERS = {
    "observation": note,
    "evaluation": evaluation,
    "metric": figure,
    "feedback": feedback,
    "month": month,
}


def pieces_of(appeal: Any) -> list[Piece]:
    """Everything, favourable or not; of a month by what it is, from the broadcasts to the result."""
    kind = appeal.kind.split("_")[0]
    found = list(_READERS[kind](appeal.target_id, appeal.code))
    names = _names({one["by"] for one in found if isinstance(one["by"], int)})
    return [{**one, "by": names.get(one["by"], "")} for one in found]


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(rows.tuples().all())
