"""Sealing what is not yet sealed, and checking every seal: the worker's and ``zhubo verify``'s."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, select, text

from zhubo_web.audit.models import AuditEvent, Seal, SealedEvent
from zhubo_web.audit.sealing import FIRST, SealValues, digest, fault, make_seal
from zhubo_web.core import clock
from zhubo_web.core.database import begin_reading
from zhubo_web.core.inserting import insert_rows
from zhubo_web.extensions import db, writing

BATCH = 500
LOOKED_AT_AGAIN = 5000
SEALER_LOCK = 7_305_241  # any number, the same in every process: PostgreSQL's advisory lock


def _one_sealer() -> None:
    """On PostgreSQL hold a lock to the end of the transaction; SQLite's writer is alone anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SEALER_LOCK})


def _waiting(limit: int, after: int) -> list[tuple[int, str]]:
    """The oldest events without a seal whose number is above ``after``."""
    rows = db.session.execute(
        select(AuditEvent.id, AuditEvent.digest)
        .outerjoin(SealedEvent, SealedEvent.event_id == AuditEvent.id)
        .where(AuditEvent.id > after, SealedEvent.event_id.is_(None))
        .order_by(AuditEvent.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def _newest() -> tuple[int, str]:
    """Number and hash of the newest seal."""
    row = db.session.execute(select(Seal.n, Seal.hash).order_by(Seal.n.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (0, FIRST)


def seal_waiting(key: bytes, limit: int = BATCH, after: int = 0) -> int:
    """Seal up to ``limit`` events in one short transaction; return how many were sealed.

    What waits is read and the tree is built beforehand, so that the lock is held for two inserts
    only; if another sealer was faster, that is done again.
    """
    db.session.rollback()
    begin_reading()
    waiting, (n, previous) = _waiting(limit, after), _newest()
    if not waiting:
        return 0
    made = make_seal(n + 1, [one for _, one in waiting], previous, key)
    with writing():
        _one_sealer()
        was_faster = _newest()[0] != n
        if not was_faster:
            _write(made, [event_id for event_id, _ in waiting])
    return seal_waiting(key, limit, after) if was_faster else len(waiting)


def _write(made: SealValues, event_ids: list[int]) -> None:
    connection = db.session.connection()
    seal = {**vars(made), "made_at": clock.now()}
    insert_rows(connection, cast(Table, Seal.__table__), [seal])
    sealed = [
        {"event_id": event_id, "seal_n": made.n, "position": position}
        for position, event_id in enumerate(event_ids)
    ]
    insert_rows(connection, cast(Table, SealedEvent.__table__), sealed)


def seal_everything(key: bytes) -> int:
    """Seal until nothing waits: a stopping process's last act."""
    total = 0
    while sealed := seal_waiting(key):
        total += sealed
    return total


class Sealer:
    """Seals again and again without reading the whole table each time.

    Everything up to ``floor`` is sealed, but for numbers that a slow transaction (PostgreSQL) may
    still commit: so many below it are looked at again.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.floor = 0

    def seal(self) -> int:
        """Seal what waits, in batches; return how many were sealed."""
        begin_reading()
        newest = db.session.scalar(select(func.max(AuditEvent.id))) or 0
        after = max(0, self.floor - LOOKED_AT_AGAIN)
        total = 0
        if _waiting(1, after):
            while sealed := seal_waiting(self.key, after=after):
                total += sealed
        self.floor = newest
        return total


@dataclass(frozen=True)
class Verdict:
    """What ``verify`` found: how much was checked, how much waits, and the first fault."""

    events: int
    seals: int
    waiting: int
    fault: str | None
    newest: str | None


def _under(seal: Seal) -> Iterator[AuditEvent]:
    return iter(
        db.session.scalars(
            select(AuditEvent)
            .join(SealedEvent, SealedEvent.event_id == AuditEvent.id)
            .where(SealedEvent.seal_n == seal.n)
            .order_by(SealedEvent.position)
        )
    )


def _fault_of(seal: Seal, previous: str, key: bytes, first: int) -> tuple[str | None, int]:
    """What is wrong at this seal, if anything, and how many events stand under it."""
    events = list(_under(seal))
    for event in events:
        if digest(event.told()) != event.digest:
            return f"event {event.id} ({event.name}) was changed", len(events)
    values = SealValues(seal.n, seal.count, seal.root, seal.previous, seal.hash, seal.mac)
    if seal.n != first:
        return f"seal {first} is missing", len(events)
    wrong = fault(values, [event.digest for event in events], previous, key)
    return (f"seal {seal.n}: {wrong}" if wrong else None), len(events)


def verify(key: bytes, anchor: tuple[int, str] | None = None) -> Verdict:
    """Recompute every digest and seal in order; an anchor is a seal's number and hash kept outside.

    Nothing is changed.
    """
    events = seals = 0
    previous, wrong = FIRST, None
    for seal in db.session.scalars(select(Seal).order_by(Seal.n)):
        wrong, count = _fault_of(seal, previous, key, seals + 1)
        if wrong is None and anchor and seal.n == anchor[0] and seal.hash != anchor[1]:
            wrong = f"seal {seal.n} is not the one that was anchored"
        if wrong:
            break
        events, seals, previous = events + count, seals + 1, seal.hash
        db.session.expunge_all()
    if wrong is None and anchor and seals < anchor[0]:
        wrong = f"the chain ends at seal {seals}, before the anchored seal {anchor[0]}"
    total = db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
    sealed = db.session.scalar(select(func.count()).select_from(SealedEvent)) or 0
    newest = f"{seals}:{previous}" if seals else None
    return Verdict(events, seals, total - sealed, wrong, newest)
