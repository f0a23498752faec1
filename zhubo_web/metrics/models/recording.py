"""What was recorded of broadcasts' figures. Rows are only ever added: the newest stands.

A row holds all figures of one recording of one broadcast: what somebody entered at once, a row of an
imported file, what a decision says. An import's figures count once it is done, all at the same moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, and_, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.models import Base, Identified
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import DICTIONARY, TAKEN, Definition, defined, version
from zhubo_web.metrics.deriving import rounded
from zhubo_web.metrics.models.reading import MetricImport

HAND, IMPORT, DECISION = "hand", "import", "decision"
LONGEST_NOTE = 120
#: What stood before, what stands from then on; None where there is nothing.
Change = tuple[Decimal | None, Decimal | None]


class FigureRecording(Identified, Base):
    """The figures of one recording of one broadcast, as texts of decimals.

    ``values``: figure → value, None takes it back; ``before``: what stood before, where something did;
    ``versions``: the version of each figure's definition. ``line`` is the row of the file. ``by`` entered
    them by hand; who imported them stands once, at the import.
    """

    __tablename__ = "figure_recording"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), index=True)
    values: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    versions: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("metric_import.id"), index=True)
    line: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship(Person)
    imported: Mapped[MetricImport | None] = relationship(MetricImport)

    def figures(self, metrics: Collection[str] = ()) -> Iterator[MetricValue]:
        """Its figures in the dictionary's order. ``metrics``: only these."""
        for metric in DICTIONARY:
            if metric in self.values and (not metrics or metric in metrics):
                value, before = self.values[metric], self.before.get(metric)
                yield MetricValue(
                    self.broadcast_id, metric, _decimal(value), _decimal(before),
                    self.versions[metric], self.source, self.note, self.line, self.import_id,
                    self.imported, self.by_id, self.by, self.created_at,
                )  # fmt: skip


@dataclass(frozen=True)
class MetricValue:
    """One figure as it was recorded; ``value`` None took it back."""

    broadcast_id: int
    metric: str
    value: Decimal | None
    before: Decimal | None
    definition_version: int
    source: str
    note: str
    line: int | None
    import_id: int | None
    imported: MetricImport | None
    by_id: int | None
    by: Person | None
    created_at: datetime

    @property
    def recorded_by(self) -> Person | None:
        """Who entered or imported it; None where a decision says what it is."""
        return self.imported.by if self.imported else self.by

    @property
    def column(self) -> tuple[str, str] | None:
        """The letters and the heading of the column of the file that it was read from."""
        return self.imported.column_of(self.metric) if self.imported else None

    @property
    def definition(self) -> Definition:
        return version(self.metric, self.definition_version)

    @property
    def unit(self) -> str:
        return self.definition.unit


def _decimal(text: str | None) -> Decimal | None:
    """A figure as it was stored."""
    return None if text is None else Decimal(text)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{rounded(value):f}"


def versions_on(day: date) -> dict[str, int]:
    """Figure → the version of its definition in force on a day, of all that people record."""
    return {metric: defined(metric, day).version for metric in TAKEN}


def as_stored(changed: Mapping[str, Change], versions: Mapping[str, int]) -> dict[str, Any]:
    """What a recording holds of these changes."""
    return {
        "values": {metric: _text(new) for metric, (_old, new) in changed.items()},
        "before": {
            metric: _text(old) for metric, (old, _new) in changed.items() if old is not None
        },
        "versions": {metric: versions[metric] for metric in changed},
    }


def _counts(at: datetime | None = None) -> Any:
    """What counts; with a moment, what counted then."""
    done = select(MetricImport.id).where(MetricImport.state == "done")
    by_hand: Any = FigureRecording.import_id.is_(None)
    if at is not None:
        done = done.where(MetricImport.finished_at <= at)
        by_hand = and_(by_hand, FigureRecording.created_at <= at)
    return or_(by_hand, FigureRecording.import_id.in_(done))


def recorded(
    broadcast_ids: Collection[int],
    metrics: Collection[str] = (),
    at: datetime | None = None,
) -> list[MetricValue]:
    """Every figure that was recorded of these broadcasts and counts (``at``: counted then), the oldest
    first, with who recorded it; one statement. ``metrics``: only these."""
    imported = joinedload(FigureRecording.imported).joinedload(MetricImport.by)
    query = (
        select(FigureRecording)
        .where(FigureRecording.broadcast_id.in_(broadcast_ids), _counts(at))
        .options(imported.lazyload(Person.grants))
        .options(joinedload(FigureRecording.by).lazyload(Person.grants))
        .order_by(FigureRecording.id)
    )
    return [one for row in db.session.scalars(query) for one in row.figures(metrics)]


def log_of(broadcast: Broadcast) -> list[MetricValue]:
    """Everything that was recorded of a broadcast and counts, the oldest first."""
    return recorded([broadcast.id])


def newest(log: Iterable[MetricValue]) -> dict[str, MetricValue]:
    """What stands for each figure; what was taken back is not there."""
    rows = {row.metric: row for row in log}
    return {metric: row for metric, row in rows.items() if row.value is not None}


def standing(
    broadcast_ids: Collection[int],
    metrics: Collection[str] = (),
    at: datetime | None = None,
) -> dict[int, dict[str, Decimal]]:
    """The figures that stand, of each of these broadcasts; one statement. ``metrics``: only these;
    ``at``: as they stood then."""
    query = select(FigureRecording.broadcast_id, FigureRecording.values)
    query = query.where(FigureRecording.broadcast_id.in_(broadcast_ids), _counts(at))
    found: dict[int, dict[str, str | None]] = {}
    for broadcast_id, values in db.session.execute(query.order_by(FigureRecording.id)):
        if asked := {one: values[one] for one in metrics if one in values} if metrics else values:
            found.setdefault(broadcast_id, {}).update(asked)
    return {broadcast_id: _known(texts) for broadcast_id, texts in found.items()}


def _known(texts: Mapping[str, str | None]) -> dict[str, Decimal]:
    """Without what was taken back."""
    return {metric: Decimal(text) for metric, text in texts.items() if text is not None}


def decided(
    broadcast_ids: Collection[int], since: datetime
) -> dict[int, dict[str, Decimal | None]]:
    """Broadcast → figure → what decisions after a moment say it is."""
    query = select(FigureRecording.broadcast_id, FigureRecording.values).where(
        FigureRecording.broadcast_id.in_(broadcast_ids),
        FigureRecording.source == DECISION,
        FigureRecording.created_at > since,
    )
    found: dict[int, dict[str, Decimal | None]] = {}
    for broadcast_id, values in db.session.execute(query.order_by(FigureRecording.id)):
        found.setdefault(broadcast_id, {}).update({m: _decimal(t) for m, t in values.items()})
    return found
