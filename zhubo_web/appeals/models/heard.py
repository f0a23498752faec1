"""The whole file for the assistant, what the respondents say, and the hearing with its minutes.

Only personal data of third parties is masked, with the reason. Who opens the file is written down,
for everybody whom it concerns to see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.appeals import permissions
from zhubo_web.appeals.models.declared import Declared
from zhubo_web.appeals.models.gathering import Piece, pieces_of
from zhubo_web.appeals.models.seat import AppealAnswer
from zhubo_web.appeals.models.seated import SAT_IN
from zhubo_web.audience.masking import mask
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.duties.models import working_calendar
from zhubo_web.extensions import db

LONGEST_MINUTES, LONGEST_ANSWER, LONGEST_REASON = 4000, 2000, 500
MASK = "■■"
AUTOMATIC = N_("像手机号、证件号、微信号这样的由系统自动遮住，写成〔手机号〕等")


class Heard(Declared):
    """An appeal from the disclosure of its file to the end of its hearing.

    ``pieces``: the file as it was given; ``hear_from``: the first moment of the hearing.
    """

    __abstract__ = True

    pieces: Mapped[list[Any]] = mapped_column(default=list)
    mask_reason: Mapped[str] = mapped_column(String(300), default="")
    disclosed_at: Mapped[datetime | None]
    hear_from: Mapped[datetime | None]
    minutes: Mapped[str] = mapped_column(String(LONGEST_MINUTES), default="")
    heard_at: Mapped[datetime | None]
    extended_for: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")

    @property
    def time_to_read(self) -> bool:
        """Whether the assistant's days to read the file are not over."""
        return self.hear_from is None or clock.now() < self.hear_from

    # ── the file ────────────────────────────────────────────────────────────────────────────

    def _freeze_file(self) -> None:
        """Take the file down as the reviewer gets it; the assistant reads the same. Nobody looks it
        through here, and the reviewer may be an outsider: what identifies people is hidden by itself."""
        found = pieces_of(self)
        self.pieces = [_unnamed(one) for one in found]
        hidden = any(one["masked"] for one in self.pieces)
        self.mask_reason = AUTOMATIC if hidden else ""

    def disclose(self, by: Any, masked: Sequence[str] = (), reason: str = "") -> None:
        """Give the whole file. ``masked``: what names a third party, word for word, with the reason."""
        if refused := permissions.administers(by, self):
            raise Denied(refused)
        hidden = [one.strip() for one in masked if one.strip()]
        if hidden and not 0 < len(reason.strip()) <= 300:
            raise Invalid(N_("遮住的只能是别人的个人信息，请写明为什么"), "mask_reason")
        found = pieces_of(self)
        if absent := [one for one in hidden if not any(_has(piece, one) for piece in found)]:
            raise Invalid(N_("材料里没有“%(words)s”"), "masked", words=absent[0])
        days = self.numbers.workdays("appeal_disclose_workdays")
        self.hear_from = working_calendar().add(clock.now(), days)
        self.hear_by = self._not_before_reading(self.hear_from)
        self._step("disclose", by, pieces=len(found), masked=len(hidden))
        self.pieces = [_masked(one, hidden) for one in found]
        self.mask_reason = reason.strip() if hidden else ""
        self.disclosed_at = clock.now()

    def _not_before_reading(self, hear_from: datetime) -> datetime:
        """By when to hear: as it was, but a working day to do it in, whenever the file was given."""
        day_after = working_calendar().add(hear_from, 1)
        return day_after if self.hear_by is None else max(self.hear_by, day_after)

    def why_not_open(self, by: Any) -> Reason | None:
        """None when this person, or this guest, may open the whole file."""
        if not self.pieces:
            return Reason(N_("材料还没有整理出来"))
        if permissions.is_subject(by, self) is None or permissions.decides(by, self) is None:
            return None
        if permissions.is_person(by) and by.id in self.respondent_ids:
            return None
        return permissions.oversees(by, self)

    def open_file(self, by: Any) -> list[Piece]:
        """The pieces; that somebody opened them is written down."""
        if reason := self.why_not_open(by):
            raise Denied(reason)
        guest = getattr(by, "guest_id", None)
        record("appeal.file_opened", self, by, guest=guest)
        return list(self.pieces)

    # ── both sides ──────────────────────────────────────────────────────────────────────────

    def why_not_reply(self, by: Any) -> Reason | None:
        """None when this respondent may answer now."""
        if self.state not in ("accepted", *SAT_IN):
            return Reason(N_("受理以后、决定以前可以说明一次"))
        return permissions.answers(by, self)

    def reply(self, by: Any, words: str) -> None:
        """What a respondent says, once."""
        if reason := self.why_not_reply(by):
            raise Denied(reason)
        if not 0 < len(words.strip()) <= LONGEST_ANSWER:
            raise Invalid(N_("请写当时的情况，最多 2000 个字"), "words")
        self.answers.append(AppealAnswer(person_id=by.id, words=words.strip()))
        db.session.flush()
        record("appeal.answered", self, by)
        self._tell([self.assistant_id], N_("参与过的人说明了情况：%(title)s"), by)

    def hear(self, by: Any, minutes: str) -> None:
        """The minutes of what the assistant said, in writing or in the room."""
        if reason := permissions.hears(by, self):
            raise Denied(reason)
        if not 0 < len(minutes.strip()) <= LONGEST_MINUTES:
            raise Invalid(N_("请记下助播怎么说、有谁在场，最多 4000 个字"), "words")
        self._step("hear", by)
        self.minutes, self.heard_at = minutes.strip(), clock.now()

    def why_not_extend(self, by: Any) -> Reason | None:
        """None when this member may ask for more time: once, before it is late."""
        if self.state not in ("disclosed", "heard") or self.extended_for:
            return Reason(N_("决定的期限只能在听取意见前后延长一次"))
        return permissions.decides(by, self)

    def extend(self, by: Any, reasons: str) -> None:
        """More working days to decide, once, with reasons."""
        if reason := self.why_not_extend(by):
            raise Denied(reason)
        if not 0 < len(reasons.strip()) <= LONGEST_REASON:
            raise Invalid(N_("请写明为什么要延长，最多 500 个字"), "words")
        if self.decide_by is None:
            raise WrongState(N_("还没有期限"))
        days = self.numbers.workdays("appeal_extend_workdays")
        self.decide_by = working_calendar().add(self.decide_by, days)
        self.extended_for = reasons.strip()
        record("appeal.extended", self, by)
        self._tell([self.assistant_id], N_("复核的期限延长了一次，里面写了理由：%(title)s"), by)


def _unnamed(piece: Piece) -> Piece:
    return _hidden(piece, mask)


def _masked(piece: Piece, hidden: Sequence[str]) -> Piece:
    def hide(words: str) -> str:
        for one in hidden:
            words = words.replace(one, MASK)
        return words

    return _hidden(piece, hide)


def _hidden(piece: Piece, hide: Callable[[str], str]) -> Piece:
    """The piece without what identifies a third party: in what was written, and in names of files and
    matters beside it."""
    words = hide(piece["words"])
    lines = [[hide(one) for one in line] for line in piece["lines"]]
    return {**piece, "words": words, "lines": lines, "masked": _texts(piece) != (words, lines)}


def _texts(piece: Piece) -> tuple[str, Any]:
    return piece["words"], piece["lines"]


def _has(piece: Piece, words: str) -> bool:
    told = [one for line in piece["lines"] for one in line]
    return any(words in one for one in (piece["words"], *told))
