"""Writing a plan: opened by the clock or by hand, drafted, filed, sent again, filled in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from sqlalchemy import func, select

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason
from zhubo_web.core.workflow import LIGHT, SYSTEM
from zhubo_web.duties.models import close, open_duty
from zhubo_web.extensions import db
from zhubo_web.plans import cautions, contents, permissions, weeks
from zhubo_web.plans.cautions import Caution
from zhubo_web.plans.contents import Content
from zhubo_web.plans.models.comment import PlanComment
from zhubo_web.plans.models.facts import examine, newest_of
from zhubo_web.plans.models.item import lay
from zhubo_web.plans.models.standing import Standing, broadcasts_of
from zhubo_web.plans.models.version import PlanDraft
from zhubo_web.plans.workflow import GAP_DUE

WRITABLE = ("draft", "changes_requested", "submitted", "approved", "provisional")


class Drafting(Standing):
    """A plan with the assistant's verbs."""

    __abstract__ = True

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    @property
    def open_requests(self) -> int:
        """How many requests nobody marked 改好了."""
        query = select(func.count(PlanComment.id)).where(
            PlanComment.plan_id == self.id, PlanComment.request, PlanComment.done_at.is_(None)
        )
        return db.session.scalar(query) or 0

    def lacks(self) -> Reason | None:
        """What is missing before it may be filed."""
        return contents.whole(self._written(), self.setting, [one.id for one in self.broadcasts])

    def _written(self) -> Content:
        if self.latest:
            return self.filed()
        draft = PlanDraft.of(self, self.person)
        return draft.content if draft is not None else Content()

    def to_edit(self, by: Any) -> tuple[Content, int]:
        """What the form begins with, and the draft's revision (0 without one)."""
        draft = PlanDraft.of(self, by)
        return (draft.content, draft.revision) if draft is not None else (self.shown(), 0)

    def gap_ids(self) -> list[int]:
        """The coming broadcasts that are 待补, or came to the week after it was filed."""
        said = self.shown()
        coming = [one.id for one in self.broadcasts if one.is_coming]
        parts = {number: said.part(number) for number in coming}
        light = self.setting == LIGHT
        return [n for n, part in parts.items() if (part.gap if part else not light)]

    def why_not_filled(self) -> Reason | None:
        """None while something may be filled in."""
        return None if self.gap_ids() else Reason(N_("没有待补的场次，要改请用“提出改动”"))

    def why_not_edit(self, by: Any) -> Reason | None:
        """None when this person may open the form now: to write, to fill in, or to ask for a change."""
        if self.state in ("draft", "changes_requested"):
            return permissions.owns(by, self)
        if self.state == "approved" and any(one.is_coming for one in self.broadcasts):
            return permissions.amends(by, self)
        if self.state == "approved":
            return Reason(N_("这一周的场次都开播了，没有还能改的"))
        return self.why_not("fill", by)

    @cached_property
    def cautions(self) -> list[Caution]:
        """The warnings of what a reviewer sees."""
        return examine([self])[self.id]

    @property
    def has_red(self) -> bool:
        """Whether a warning wants a person to look."""
        return bool(cautions.red(self.cautions))

    def examined(self, said: Content) -> list[Caution]:
        """The warnings that this content would have."""
        return examine([self], {self.id: said})[self.id]

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    @classmethod
    def open(cls, person: Person, monday: date, by: Any) -> Self:
        """Begin the plan of a week. ``by`` SYSTEM is the clock's job."""
        start, end = weeks.bounds(monday)
        plan = cls(person_id=person.id, person=person, monday=monday, starts_at=start, ends_at=end)
        plan.govern("plan")
        week = [one for _id, one in broadcasts_of([person.id], start, end)]
        plan._check_open(by, bool(week))
        first = min((one.planned_start for one in week), default=None)
        plan.due_at = plan._due_before() or weeks.due_of(monday, plan.numbers, clock.now(), first)
        plan.close_at = end + plan.span("plan_close_hours")
        db.session.add(plan)
        db.session.flush()
        plan.step("open", by)
        return plan

    def _due_before(self) -> datetime | None:
        """When this week was due as it was first opened: beginning anew wins no time."""
        kind = type(self)
        query = select(func.min(kind.due_at)).where(kind.person_id == self.person_id)
        found: datetime | None = db.session.scalar(query.where(kind.monday == self.monday))
        return found

    def _check_open(self, by: Any, has_broadcasts: bool) -> None:
        if reason := permissions.opens(by, self):
            raise Denied(reason)
        if not has_broadcasts:
            raise Invalid(N_("这一周没有排你的场次，不用交计划"), "week")
        kind = type(self)
        query = select(kind.id).where(kind.person_id == self.person_id)
        query = query.where(kind.monday == self.monday, kind.state != "withdrawn")
        if db.session.scalar(query) is not None:
            raise Invalid(N_("这一周的计划已经有了"), "week")

    def save_draft(
        self, content: Content, revision: int, by: Any, *, over: bool = False
    ) -> PlanDraft:
        """Keep what is in the form; nothing is filed. See ``PlanDraft.save``."""
        if self.state not in WRITABLE:
            self.check("submit", by)
        if reason := permissions.amends(by, self):
            raise Denied(reason)
        keep = PlanDraft.overwrite if over else PlanDraft.save
        return keep(self, by, content, revision)

    def submit(self, content: Content, by: Any) -> None:
        """File it. In 省事 it is approved by itself unless a red warning stands."""
        self.check("submit", by)
        self._file("submit", content, by)
        self.step("submit", by, late=self.late_minutes)
        if self.setting == LIGHT and not self.has_red:
            self.approve_auto(SYSTEM)

    def approve_auto(self, by: Any) -> None:
        """省事: filed without a red warning is approved."""
        self.step("approve_auto", by)
        self.hold(None, [])

    def hold(self, by: Any, left_out: list[int]) -> None:
        """From here on the newest version holds."""
        self.held_before, self.standing, self.left_out = self.standing, self.latest, left_out
        self.approver_id, self.approved_at = getattr(by, "id", None), clock.now()
        self.look_again()
        lay(self, self.holding())

    def resubmit(self, content: Content, by: Any, done: Collection[int] = ()) -> None:
        """File the next version; ``done`` are the comments marked 改好了 in the form."""
        self.check("resubmit", by)
        for comment in PlanComment.of(self):
            if comment.id in done:
                comment.settle(self, by, done=True)
        db.session.flush()
        if left := self.open_requests:
            raise Invalid(N_("还有 %(n)s 条意见没点“改好了”"), "done", n=left)
        self._file("resubmit", content, by)
        self.step("resubmit", by)

    def _file(self, kind: str, content: Content, by: Any) -> None:
        if reason := contents.whole(content, self.setting, [one.id for one in self.broadcasts]):
            raise Invalid(reason)
        now = clock.now()
        late = weeks.minutes_late(now, self.due_at) if kind == "submit" else 0
        self.late_minutes = max(self.late_minutes, late)
        self.file(kind, content, by, late)
        self.submitted_at, self.review_due_at = now, now + self.span("plan_review_hours")

    def withdraw(self, by: Any) -> None:
        """Take back what was not filed yet."""
        self.step("withdraw", by)

    def fill(self, content: Content, by: Any) -> None:
        """Add what was 待补. Nothing else may differ, and a red warning asks for an amendment."""
        self.check("fill", by)
        before, gaps = self.shown(), self.gap_ids()
        filled = contents.changed(before, content)
        self._check_filled(content, filled, gaps, content.line == before.line)
        self.step("fill", by, number=self.latest + 1, filled=filled)
        self.file("fill", content, by)
        self.left_out = [n for n in self.left_out if n not in filled]
        if self.holds:
            self.standing = self.latest
            lay(self, content)
        self._settle_gaps(by)

    def _check_filled(
        self, content: Content, filled: list[int], gaps: list[int], same_line: bool
    ) -> None:
        if reason := self.why_not_filled():
            raise Invalid(reason)
        if not filled:
            raise Invalid(N_("还没有补上什么"))
        if not same_line or not set(filled) <= set(gaps):
            raise Invalid(N_("除了待补的场次，别的也改了；要改别的请用“提出改动”"))
        parts = [content.part(number) for number in filled]
        if any(one is None or (not one.gap and one.missing(self.setting)) for one in parts):
            raise Invalid(N_("补的这一场还没写全"))
        bad = [c for c in cautions.red(self.examined(content)) if c.broadcast in filled]
        bad = [c for c in bad if c.code != "missing"]
        if bad:
            raise Invalid(bad[0].reason)

    # ── 待补 ────────────────────────────────────────────────────────────────────────────────

    def gaps_to_ask(self) -> list[int]:
        """What is 待补, begins within the policy's hours, and was not asked for yet."""
        until = clock.now() + self.span("plan_gap_hours")
        near = {one.id for one in self.broadcasts if one.planned_start <= until}
        return [n for n in self.gap_ids() if n in near and n not in self.gaps_asked]

    def ask_gap(self, broadcast_ids: list[int]) -> None:
        """A duty to fill in what begins soon, once for each broadcast."""
        self.gaps_asked = [*self.gaps_asked, *broadcast_ids]
        self._open_gap_duty(broadcast_ids)
        record("plan.gap_asked", self, SYSTEM, broadcasts=broadcast_ids)

    def _open_gap_duty(self, broadcast_ids: list[int]) -> None:
        starts = [one.planned_start for one in self.broadcasts if one.id in broadcast_ids]
        if starts:
            open_duty(self, GAP_DUE, min(starts))

    def _settle_gaps(self, by: Any) -> None:
        """The duty for gaps is done with the last of them; what is left is asked for again."""
        close(self, by, person_id=self.person_id)
        self._open_gap_duty([n for n in self.gap_ids() if n in self.gaps_asked])

    def last_weeks(self) -> Content:
        """What was planned for the week before; nothing if there was no plan."""
        kind = type(self)
        query = select(kind).where(kind.person_id == self.person_id, kind.latest > 0)
        query = query.where(kind.monday == self.monday - timedelta(days=7))
        last = db.session.scalar(query.order_by(kind.id.desc()).limit(1))
        return newest_of([last]).get(last.id, Content()) if last is not None else Content()
