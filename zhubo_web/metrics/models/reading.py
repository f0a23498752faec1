"""One import: an uploaded list on its way from the file to figures, and what is remembered of its columns.

reading → mapping → checking → preview → applying → done; or refused (the file), or dropped (by the person).
The worker does reading, checking and applying; the person answers in between, and may leave at any point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.broadcasts.permissions import WHOLE_SHOP
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Work
from zhubo_web.extensions import db
from zhubo_web.metrics import permissions
from zhubo_web.metrics.importing.headings import (
    ACCOUNT,
    ROOM,
    TARGETS,
    digest,
    faults,
    key,
    metric_of,
    without_computed,
)
from zhubo_web.metrics.importing.tables import letters
from zhubo_web.metrics.models.freezing import began_in, frozen_spans

BUSY = ("reading", "checking", "applying")
OVER = ("done", "refused", "dropped")
#: State → the step of the wizard it is in: 上传, 对列, 核对, 写入; one more once all are done.
STEPS = {"reading": 0, "mapping": 1, "checking": 2, "preview": 2, "applying": 3, "done": 4}
#: What becomes of a row → its name, in the order of the preview.
ACTIONS = {
    "new": N_("新增"),
    "change": N_("更正"),
    "choose": N_("请选是哪一场"),
    "unmatched": N_("没有对上场次"),
    "wrong": N_("有错，不导入"),
    "same": N_("和现在一样"),
    "repeat": N_("和前面的行重复"),
    "sum": N_("合计行，跳过"),
    "empty": N_("没有数，跳过"),
}


class ImportMapping(Identified, Base):
    """What the columns of a set of headings were taken for the last time."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("digest"),)

    digest: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def of(cls, known: str) -> ImportMapping | None:
        """What is remembered of these headings."""
        return db.session.scalar(select(cls).where(cls.digest == known))

    @classmethod
    def remember(cls, known: str, columns: dict[str, Any], by: Any) -> None:
        """Keep this choice for the next file with the same headings."""
        found = cls.of(known) or cls(digest=known)
        found.columns, found.by_id, found.used_at = columns, by.id, clock.now()
        db.session.add(found)


class ImportRow(Base):
    """One row of the file and what will become of it, or became of it: kept as evidence once done."""

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "line"),
        Index("ix_import_row_action", "import_id", "action"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("metric_import.id"))
    line: Mapped[int]
    action: Mapped[str] = mapped_column(String(10))
    said: Mapped[str] = mapped_column(String(80), default="")
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problems: Mapped[list[Any]] = mapped_column(default=list)


class MetricImport(Versioned, Identified, Base):
    """One uploaded file. ``columns``: place, heading, samples, target; ``counts``: action → rows."""

    __tablename__ = "metric_import"

    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10), default="reading")
    sheet: Mapped[str] = mapped_column(String(60), default="")
    head: Mapped[int] = mapped_column(default=0)
    headings: Mapped[str] = mapped_column(String(64), default="")
    columns: Mapped[list[Any]] = mapped_column(default=list)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    progress: Mapped[int] = mapped_column(default=0)
    refused: Mapped[dict[str, Any] | None]
    work_id: Mapped[int | None] = mapped_column(ForeignKey("work.id"))
    finished_at: Mapped[datetime | None]
    work: Mapped[Work | None] = relationship(Work)
    by: Mapped[Person] = relationship(Person)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def is_broken(self) -> bool:
        """Whether the worker stopped in the middle of applying it; nothing of it counts yet."""
        return self.state == "applying" and self.work is not None and self.work.is_over

    @property
    def step(self) -> int:
        """The step it is in, or in which it stopped: refused while its head or its rows were read, or
        dropped before the next step was begun."""
        if self.state in STEPS:
            return STEPS[self.state]
        if not self.columns:
            return STEPS["reading"]
        checked = self.state == "refused" or self.counts or self.progress
        return STEPS["checking" if checked else "mapping"]

    @property
    def has_stopped(self) -> bool:
        """Whether it goes no further, before its end."""
        return self.is_broken or self.state in ("refused", "dropped")

    @property
    def may_be_asked_again(self) -> bool:
        """Whether the worker may be asked once more: never while it is writing."""
        started = self.work is not None and self.work.state == "running"
        return self.is_busy and not (self.state == "applying" and started)

    @property
    def was_remembered(self) -> bool:
        """Whether these headings were met before."""
        return ImportMapping.of(self.headings) is not None

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """One's own; of everybody for whoever writes figures of the whole shop. The newest first."""
        query = select(cls).order_by(cls.id.desc())
        whole = person.holds(*permissions.WRITES, room=WHOLE_SHOP)
        return query if whole else query.where(cls.by_id == person.id)

    @classmethod
    def begin(cls, by: Any, file_name: str) -> MetricImport:
        """Somebody uploaded a list; the worker looks at its head next."""
        if reason := permissions.writes_figures(by):
            raise Denied(reason)
        made = cls(by_id=by.id, file_name=file_name[-120:])
        db.session.add(made)
        record("figures.import_begun", made, by)
        return made

    def tell(self, **values: Any) -> None:
        """Where it is."""
        for name, value in values.items():
            setattr(self, name, value)
        if self.is_over and self.finished_at is None:
            self.finished_at = clock.now()

    def refuse(self, reason: Reason) -> None:
        """The file cannot be read."""
        self.tell(state="refused", refused={"msgid": reason.msgid, "values": dict(reason.values)})

    def found(self, sheet: str, head: int, columns: Sequence[Mapping[str, Any]]) -> None:
        """The head was read: what the columns are, by what is remembered or else by their headings."""
        known = digest(one["heading"] for one in columns)
        before = ImportMapping.of(known)
        kept = before.columns if before else {}
        guessed = without_computed([one["target"] for one in columns])
        told = [
            {**one, "target": kept.get(key(one["heading"]), target)}
            for one, target in zip(columns, guessed, strict=True)
        ]
        self.tell(state="mapping", sheet=sheet, head=head, headings=known, columns=told)

    def targets(self) -> dict[int, str]:
        """Column → what it is read as."""
        return {one["place"]: one["target"] for one in self.columns if one["target"]}

    def column_of(self, metric: str) -> tuple[str, str] | None:
        """The letters and the heading of the column that a figure was read from."""
        return next(
            (
                (letters(one["place"]), one["heading"])
                for one in self.columns
                if metric_of(one["target"])[0] == metric
            ),
            None,
        )

    def map(self, by: Any, chosen: Mapping[int, str], room_id: int | None) -> None:
        """The person says what each column is; the worker checks every row next."""
        self._expect("mapping", "preview")
        columns = [{**one, "target": chosen.get(one["place"], "")} for one in self.columns]
        targets = [one["target"] for one in columns]
        if any(one and one not in TARGETS for one in targets):
            raise Invalid(N_("请从列出的项里选"))
        if wrong := faults(targets):
            raise Invalid(wrong[0])
        if ACCOUNT not in targets and ROOM not in targets and room_id is None:
            raise Invalid(N_("没有抖音号或直播间的列，请选整个文件是哪个直播间的"), "room")
        ImportMapping.remember(self.headings, {key(o["heading"]): o["target"] for o in columns}, by)
        self.tell(state="checking", columns=columns, room_id=room_id, progress=0)
        record("figures.import_mapped", self, by)

    def rows(self, *actions: str) -> Any:
        """Its rows, those with these fates, in the file's order."""
        query = select(ImportRow).where(ImportRow.import_id == self.id).order_by(ImportRow.line)
        return query.where(ImportRow.action.in_(actions)) if actions else query

    def count(self) -> None:
        """How many rows have which fate."""
        query = select(ImportRow.action, func.count()).where(ImportRow.import_id == self.id)
        counted = dict(db.session.execute(query.group_by(ImportRow.action)).tuples().all())
        self.tell(counts={name: counted[name] for name in ACTIONS if name in counted})

    def will_not_move(self) -> int:
        """Of the rows that bring something, those of months whose figures were taken down."""
        spans = frozen_spans()
        query = (
            select(func.count())
            .select_from(ImportRow)
            .join(Broadcast, Broadcast.id == ImportRow.broadcast_id)
            .where(ImportRow.import_id == self.id, ImportRow.action.in_(("new", "change")))
            .where(began_in(spans))
        )
        return (db.session.scalar(query) or 0) if spans else 0

    @property
    def will_change(self) -> int:
        """Rows that bring something."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("change", 0))

    def confirm(self, by: Any) -> None:
        """What the preview shows shall be so; the worker writes it."""
        self._expect("preview", *(("applying",) if self.is_broken else ()))
        if not self.will_change:
            raise WrongState(N_("没有要写的行"))
        title, args = N_("导入直播数据：%(what)s"), {"upload_id": self.id}
        self.work = Work.begin(by, title, self.file_name, "metrics.upload", args)
        self.tell(state="applying", progress=0)
        record("figures.import_confirmed", self, by)

    def drop(self, by: Any) -> None:
        """Leave it: nothing was changed."""
        self._expect("reading", "mapping", "checking", "preview")
        self.tell(state="dropped")
        record("figures.import_dropped", self, by)

    def finish(self, values: int, checksum: str) -> None:
        """All rows are staged: from this very transaction on they count."""
        self._expect("applying")
        self.tell(state="done")
        record("figures.imported", self, SYSTEM, counts=self.counts, values=values, digest=checksum)
        if self.work is not None and not self.work.is_over:
            self.work.finish("done")

    def _expect(self, *states: str) -> None:
        if self.state not in states:
            raise WrongState(N_("这次导入已经到下一步了，请刷新"))


def rooms_written_by(person: Any) -> list[Room]:
    """The rooms whose figures somebody may write, by name."""
    query = select(Room).where(Room.id.in_(covered_by(person, permissions.WRITES)))
    return list(db.session.scalars(query.order_by(Room.name)))
