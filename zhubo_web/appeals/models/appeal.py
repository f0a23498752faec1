"""An appeal: who sees which, how it is opened, and what the assistant may still finish here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, not_, or_, select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person
from zhubo_web.appeals import permissions
from zhubo_web.appeals.grounds import KINDS
from zhubo_web.appeals.models.filed import OPEN, Filing
from zhubo_web.appeals.models.seat import AppealMember
from zhubo_web.appeals.models.served import Served
from zhubo_web.appeals.workflow import PAGE, WORKFLOW
from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.room import covered_by
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import one_while
from zhubo_web.core.reasons import Denied, NotFound, WrongState
from zhubo_web.duties.models import follow
from zhubo_web.extensions import db
from zhubo_web.months import calendars
from zhubo_web.observations.models import Observation

_OPEN = "state NOT IN ('draft', 'withdrawn', 'inadmissible', 'executed')"
#: Who handles it reads it; a draft is the assistant's own.
HANDLES = (*permissions.READS, "hr")
MOST_DRAFTS = 50


class Appeal(Served):
    """From a draft to what was carried out."""

    __tablename__ = "appeal"
    __table_args__ = (
        one_while("uq_appeal_open", _OPEN, "assistant_id", "kind", "target_id", "code"),
    )

    @classmethod
    def visible_to(cls, person: Any) -> Select[tuple[Appeal]]:
        """One's own; what one sits or sat on, answers to, or handles. A respondent learns of it when it
        is accepted, whatever their role; nobody reads another's draft, and who stepped back or had to
        leave a seat reads no more."""
        query = select(cls).order_by(cls.id.desc())
        if not permissions.is_person(person):
            return query.where(cls.id < 0)
        sat = select(AppealMember.appeal_id).where(
            AppealMember.person_id == person.id, AppealMember.left_for.in_(("", "over"))
        )
        respondent = cls.respondent_marks.contains(f"|{person.id}|")
        handled = and_(
            cls.room_id.in_(covered_by(person, HANDLES)),
            cls.assistant_id != person.id,
            cls.state != "draft",
            or_(cls.accepted_at.is_not(None), not_(respondent)),
        )
        mine = cls.assistant_id == person.id
        answers = and_(respondent, cls.accepted_at.is_not(None))
        return query.where(or_(mine, cls.id.in_(sat), handled, answers))

    @classmethod
    def open(cls, by: Person, kind: str, target_id: int, code: str = "") -> Appeal:
        """A draft about something of one's own; the one that is there if there is one."""
        if kind not in KINDS:
            raise NotFound(N_("没有找到要申请复核的内容，请从它旁边的“有异议”进来"))
        same = (cls.assistant_id == by.id, cls.kind == kind, cls.target_id == target_id)
        there = select(cls).where(*same, cls.code == code)
        open_one = db.session.scalar(there.where(cls.state.in_(OPEN)))
        if open_one is not None:
            raise WrongState(N_("这件已经在复核，请在申请复核里看进度"))
        draft = db.session.scalar(there.where(cls.state == "draft"))
        if draft is not None:
            draft._aim(by)
            return draft
        made = cls(kind=kind, target_id=target_id, code=code, state="").govern("appeal")
        made.assistant_id = by.id
        made._aim(by)
        db.session.add(made)
        db.session.flush()
        made._step("open", by)
        return made

    @classmethod
    def file_new(cls, by: Person, kind: str, target_id: int, code: str, filing: Filing) -> Appeal:
        """Written and filed in one go."""
        made = cls.open(by, kind, target_id, code)
        made.write(by, filing)
        made.file(by)
        return made

    def discard(self, by: Any) -> None:
        """Throw a draft of one's own away: nobody else has seen it."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if self.state != "draft":
            raise WrongState(N_("已经提交的请用“撤回申请”"))
        db.session.delete(self)

    @classmethod
    def contested_by(cls, person: Any) -> list[Observation]:
        """What was marked 有出入 live, to be finished here: open when its month is over, or upheld by
        the review; without what this person has appealed already."""
        first = clock.shanghai(calendars.first_of(clock.today()))
        over = select(Broadcast.id).where(Broadcast.started_at < first)
        appealed = select(cls.target_id).where(
            cls.assistant_id == person.id, cls.kind == "observation", cls.state != "draft"
        )
        waits = Observation.state.not_in(("withdrawn", "corrected", "upheld", "draft"))
        open_then = and_(waits, Observation.broadcast_id.in_(over))
        query = select(Observation).where(
            Observation.assistant_id == person.id,
            Observation.object == "assistant",
            Observation.contested_at.is_not(None),
            or_(Observation.state == "upheld", open_then),
            Observation.id.not_in(appealed),
        )
        query = query.options(joinedload(Observation.tag), joinedload(Observation.broadcast))
        found = db.session.scalars(query.order_by(Observation.id.desc()).limit(MOST_DRAFTS))
        return list(found.unique())


follow(Appeal, WORKFLOW, page=PAGE)
