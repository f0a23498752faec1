"""Group commit: whoever comes first writes for all who wait, in one transaction with one fsync.

One group at a time a process. While one is written the next gathers; each of its askers then finds
its batch written, or writes the group itself. A group that fails is written batch by batch, so that
one batch cannot spoil another's.
"""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from threading import Lock

from zhubo_web.audit.models import committed
from zhubo_web.core.reasons import Busy
from zhubo_web.extensions import db, writing
from zhubo_web.observations.models.fresh import FRESH
from zhubo_web.observations.models.intake import Batch, Taken, write_batches
from zhubo_web.observations.models.making import Made

log = logging.getLogger("zhubo.writer")
MOST = 500
"""Operations in one transaction."""


@dataclass
class Waiting:
    """A batch in the queue; written, or failed with an error that its asker gets."""

    batch: Batch
    written: bool = False
    error: Exception | None = None

    @property
    def is_over(self) -> bool:
        return self.written or self.error is not None


class Writer:
    """The queue of one process. ``write`` returns when the batch is on the disk."""

    def __init__(self) -> None:
        self._queue: deque[Waiting] = deque()
        self._turn = Lock()

    def write(self, batch: Batch) -> Taken:
        """Write a batch, with whatever else waits. Raises what the database refused it with."""
        db.session.rollback()  # who waits in the queue holds no connection
        mine = Waiting(batch)
        self._queue.append(mine)
        with self._turn:
            while not mine.is_over:
                self._write_next()
        if mine.error is not None:
            raise mine.error
        return batch.taken

    def _write_next(self) -> None:
        """Write the next group. A writer that is stopped leaves to the next what is not written."""
        group = self._next_group()
        try:
            self._write_group(group)
        finally:
            self._queue.extendleft(one for one in reversed(group) if not one.is_over)

    def _next_group(self) -> list[Waiting]:
        group: list[Waiting] = []
        operations = 0
        while self._queue and (not group or operations < MOST):
            group.append(self._queue.popleft())
            operations += len(group[-1].batch.steps)
        return group

    def _write_group(self, group: list[Waiting]) -> None:
        try:
            with writing():
                made = write_batches([one.batch for one in group])
        except Exception as error:  # noqa: BLE001 - whatever it is, who asked gets it
            self._after_failure(group, error)
        else:
            for one in group:
                one.written = True
            _tell(made)

    def _after_failure(self, group: list[Waiting], error: Exception) -> None:
        """Nothing was written: one batch keeps the error, of several each is tried by itself."""
        if len(group) == 1 or isinstance(error, Busy):
            for one in group:
                one.error = error
            return
        log.exception("a group of %s batches failed; each is written alone", len(group))
        for one in group:
            self._write_group([one])


def _tell(made: list[Made]) -> None:
    """After the commit: the next frames and the follower need not read this back."""
    for some in made:
        FRESH.keep(some.told, some.heard)
        committed.send(some.heard)


WRITER = Writer()
