"""One thing on a broadcast's time line, and the address of its moment."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from zhubo_web.accounts.models import Person
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.observations.models import Correction, Observation

#: Kind of an entry → its name and icon, in the order of the filters.
SORTS = {
    "praise": (N_("表扬"), "thumbs-up"),
    "remind": (N_("提醒"), "bell"),
    "issue": (N_("问题"), "triangle-alert"),
    "mark": (N_("标一下"), "flag"),
    "question": (N_("观众在问"), "circle-question-mark"),
    "relay": (N_("观众的话"), "message-square-quote"),
    "help": (N_("呼叫运营"), "life-buoy"),
    "pause": (N_("中断"), "pause"),
    "segment": (N_("环节"), "list"),
}
KINDS = ("praise", "remind", "issue", "mark")


@dataclass(frozen=True)
class Entry:
    """One thing on the line. ``until_ms``: when it was answered or over; ``said``: how it went.

    ``waits``: asked and not answered yet, so that it lasts until now.
    """

    sort: str
    key: str
    at_ms: int
    words: str
    until_ms: int | None = None
    waits: bool = False
    said: tuple[str, ...] = ()
    href: str | None = None
    observer: Person | None = None
    note: Observation | None = None
    correction: Correction | None = None

    @property
    def name(self) -> str:
        """What kind of thing it is."""
        return _(SORTS[self.sort][0])

    @property
    def icon(self) -> str:
        return SORTS[self.sort][1]

    @property
    def answer(self) -> str | None:
        """What the assistant answered to this note on the screen."""
        return self.note.delivery.answer_given if self.note and self.note.delivery else None

    @property
    def answered_after(self) -> int | None:
        """How many seconds after the note the answer came."""
        delivery = self.note.delivery if self.note else None
        if self.note is None or delivery is None or delivery.answered_at is None:
            return None
        return max(0, round((delivery.answered_at - self.note.moment).total_seconds()))


def moment_href(broadcast_id: int, ms: int) -> str:
    """The address of a moment, the same for everybody it is sent to."""
    return url_for("observations.moment", broadcast_id=broadcast_id, ms=ms)
