"""Filing, adding to it once, accepting or refusing by two people, withdrawing.

From acceptance on what a published month rests on is in dispute, and nothing of it is final.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import GROUNDS, HEARINGS
from zhubo_web.appeals.models import effects
from zhubo_web.appeals.models.begun import LONGEST_CAUSE, LONGEST_WORDS, Begun
from zhubo_web.appeals.models.door import changed_in_dispute
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, NotFound, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db

LONGEST_LIST = 1000
MOST_EVIDENCE = 20
#: The states in which something is under review and not final.
UNDER_REVIEW = ("accepted", "panel", "quick_review", "disclosed", "heard", "overdue", "decided",
                "remitted", "served", "second_review", "final")  # fmt: skip
#: From its filing on what it contests is not final, though nothing is accepted yet.
OPEN = ("filed", "returned", *UNDER_REVIEW)


@dataclass(frozen=True)
class Filing:
    """What the assistant writes. ``evidence``: {"text", "url"}, a url being an address of ours."""

    grounds: str
    words: str
    evidence: Sequence[dict[str, str]] = field(default_factory=list)
    companion: str = ""
    hearing: str = "written"
    late_cause: str = ""

    def check(self) -> None:
        """Known choices and lengths; what is missing is the guard's. Raises Invalid."""
        if self.grounds and self.grounds not in GROUNDS:
            raise Invalid(N_("请选一个理由"), "grounds")
        if self.hearing not in HEARINGS:
            raise Invalid(N_("请选书面或当面"), "hearing")
        if len(self.words) > LONGEST_WORDS:
            raise Invalid(N_("最多 2000 个字"), "words")
        if len(self.companion) > 80 or len(self.late_cause) > LONGEST_CAUSE:
            raise Invalid(N_("写得太长了，请短一些"), "late_cause")
        if len(self.evidence) > MOST_EVIDENCE:
            raise Invalid(N_("材料最多 20 条"), "evidence")


class Filed(Begun):
    """An appeal from its draft to its acceptance."""

    __abstract__ = True

    accept_by: Mapped[datetime | None]
    missing: Mapped[str] = mapped_column(String(LONGEST_LIST), default="")
    more_by: Mapped[datetime | None]
    rejection: Mapped[str] = mapped_column(String(LONGEST_LIST), default="")
    rejection_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rejected_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reopen_words: Mapped[str] = mapped_column(String(LONGEST_LIST), default="")
    reopen_asked_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    assign_by: Mapped[datetime | None]
    hear_by: Mapped[datetime | None]
    decide_by: Mapped[datetime | None]

    # ── by the assistant ────────────────────────────────────────────────────────────────────

    @property
    def is_late(self) -> bool:
        """Whether it is filed, or was, after its time."""
        when = self.filed_at or clock.now()
        return self.appealable_until is not None and when > self.appealable_until

    def _aim(self, by: Any) -> None:
        """Take down what is contested as it stands. Raises NotFound for what one may not contest."""
        target = effects.target_of(self.kind, self.target_id, by, self.code)
        if target is None or target.assistant_id != by.id:
            raise NotFound(N_("没有找到要申请复核的内容，请从它旁边的“有异议”进来"))
        self.title, self.url = str(target.title)[:200], target.url[:300]
        self.assistant_id, self.room_id = target.assistant_id, target.room.id
        self.broadcast_id, self.appealable_until = target.broadcast_id, target.appealable_until
        self.respondents = []
        self._add_respondents(target.respondents)

    def take_respondents(self) -> None:
        """Who has got a part in the thing since it was aimed at: reviewed, rated, signed it."""
        self._add_respondents(self.respondents_now())

    def respondents_now(self) -> set[int]:
        """Who has a part in the thing as it stands; nobody where it was taken back meanwhile."""
        try:
            target = effects.target_of(self.kind, self.target_id, self.assistant, self.code)
        except Invalid:
            return set()
        return target.respondents if target is not None else set()

    def _add_respondents(self, ids: set[int]) -> None:
        self.respondents = sorted({*self.respondents, *ids})
        self.respondent_marks = "".join(f"|{one}|" for one in self.respondents)
        for name in ("witness_ids", "close_ids"):
            self.__dict__.pop(name, None)

    def write(self, by: Any, filing: Filing) -> None:
        """The assistant's own words, as long as nothing was accepted."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if self.state not in ("draft", "returned"):
            raise WrongState(N_("已经提交，不能再改；要补充请等行政来问，或撤回后重新提交"))
        filing.check()
        for name in ("grounds", "words", "companion", "hearing", "late_cause"):
            setattr(self, name, getattr(filing, name).strip())
        self.evidence = [dict(one) for one in filing.evidence]

    def file(self, by: Any) -> None:
        """提交申请: from here on the days of administration run."""
        self._check_complete()
        self.take_respondents()
        self.accept_by = self._after("appeal_accept_workdays")
        self._step("file", by)
        self.filed_at = clock.now()
        if any((found := one.result()) and found.grade == "D" for one in self.months()):
            self.rise("grade_d", by)

    def _check_complete(self) -> None:
        if not self.grounds:
            raise Invalid(N_("请选一个理由"), "grounds")
        if not self.words.strip():
            raise Invalid(N_("请写哪里不对、当时的实际情况"), "words")
        if self.is_late and not self.late_cause.strip():
            raise Invalid(N_("已过申请的时间，请写明为什么晚了，由行政来定"), "late_cause")

    def resubmit(self, by: Any) -> None:
        """补好了."""
        self._check_complete()
        self.accept_by = self._after("appeal_accept_workdays")
        self._step("resubmit", by)

    def go_on(self, by: Any) -> None:
        """Nothing was added in time: it goes on with what there is."""
        self.accept_by = self._after("appeal_accept_workdays")
        self._step("go_on", by)

    def withdraw(self, by: Any) -> None:
        """The assistant takes it back; within the window it may be filed again."""
        self._step("withdraw", by)
        for one in self.sitting:
            one.leave("over")
        self._settle_months(undecided=not self.decisions)

    def ask_reopening(self, by: Any, words: str) -> None:
        """The assistant asks the owner to look at why it was not accepted."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if self.state != "inadmissible" or self.reopen_asked_at is not None:
            raise WrongState(N_("不受理以后可以请负责人看一次"))
        _written(words, "words", N_("请写明为什么应当受理，最多 1000 个字"))
        self.reopen_words, self.reopen_asked_at = words.strip(), clock.now()
        record("appeal.reopening_asked", self, by)
        self._tell(self.asked_owners(), N_("助播请你决定要不要重新受理：%(title)s"), by)

    # ── by administration ───────────────────────────────────────────────────────────────────

    def ask_more(self, by: Any, missing: str) -> None:
        """请补充, once, with the list of what is missing."""
        if reason := permissions.administers(by, self):
            raise Denied(reason)
        _written(missing, "words", N_("请列出缺什么，最多 1000 个字"))
        self.more_by = self._after("appeal_more_workdays")
        self._step("ask_more", by)
        self.missing = missing.strip()

    def propose_rejection(self, by: Any, reasons: str) -> None:
        """Not to accept it: not one's own case, the same again, or late without a cause. A second
        person confirms."""
        if reason := permissions.administers(by, self):
            raise Denied(reason)
        if self.state != "filed":
            raise WrongState(N_("待受理的时候才能提不受理"))
        _written(reasons, "words", N_("请写明理由：不是本人的事、重复，或过了时间又没有理由"))
        self.rejection, self.rejection_by_id = reasons.strip(), by.id
        record("appeal.rejection_proposed", self, by)
        asked = [one.id for one in self.colleagues if not permissions.confirms_rejection(one, self)]
        self._tell(asked, N_("不受理要第二个人确认：%(title)s"), by)

    def reject(self, by: Any) -> None:
        """The second person agrees that it is not accepted."""
        self._step("reject", by)
        self.rejected_by_id = by.id

    def reopen(self, by: Any) -> None:
        """The owner has it accepted after all."""
        self.accept_by = self._after("appeal_accept_workdays")
        self._step("reopen", by)
        self.rejection, self.rejection_by_id, self.rejected_by_id = "", None, None

    def accept(self, by: Any) -> None:
        """受理: whatever a published month rests on is in dispute from now on."""
        self.take_respondents()
        self._panel_has_until()
        self._step("accept", by)
        self.accepted_at = clock.now()
        self.rejection, self.rejection_by_id = "", None
        self.hold_months()

    def _panel_has_until(self) -> None:
        """The panel's days begin: to be named, to hear, to decide."""
        self.assign_by = self._after("appeal_assign_workdays")
        self.hear_by = self._after("appeal_hear_workdays")
        self.decide_by = self._after("appeal_decide_workdays")

    # ── months ──────────────────────────────────────────────────────────────────────────────

    def hold_months(self) -> None:
        """What is published and rests on it is in dispute; the same again changes nothing."""
        for month in self.months():
            month.appeal(SYSTEM)

    def _settle_months(self, *, undecided: bool = False) -> None:
        """The last appeal about a month is over: reissued where it changed, else closed; where nobody
        decided anything (``undecided``) it goes on as before, and may be objected to again."""
        db.session.flush()
        for month in self.months():
            if not self._others_hold(month.id):
                month.settle_dispute(changed=changed_in_dispute(month), undecided=undecided)

    def _others_hold(self, month_id: int) -> bool:
        kind = type(self)
        query = db.session.query(kind).filter(
            kind.assistant_id == self.assistant_id,
            kind.id != self.id,
            kind.state.in_(UNDER_REVIEW),
        )
        return any(month_id in {month.id for month in one.months()} for one in query)


def _written(words: str, name: str, sentence: str) -> None:
    if not 0 < len(words.strip()) <= LONGEST_LIST:
        raise Invalid(sentence, name)
