"""The appointment: time and place, another time, waiting in vain, serving in writing, who comes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts import roles
from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.duties.models import Notice, Told
from zhubo_web.extensions import db
from zhubo_web.talks import permissions
from zhubo_web.talks.models.begun import LONGEST_NAME, LONGEST_PLACE, LONGEST_REASON, Begun
from zhubo_web.talks.workflow import MOST_NO_SHOWS, PAGE

#: Until it is held, the assistant says who comes along and whether HR shall.
BEFORE = ("to_schedule", "scheduled", "rescheduled", "no_show")
COMES = N_("请你到场：%(assistant)s 的一对一面谈，%(when)s，%(place)s")
BROUGHT = N_("%(assistant)s 请你陪同一对一面谈")


@dataclass(frozen=True)
class Appointment:
    """When, where, by video only with a reason, who comes for HR."""

    starts_at: datetime
    place: str
    by_video: bool = False
    video_reason: str = ""
    hr_id: int | None = None


def worded(text: str, field: str, asked: Any, most: int = LONGEST_REASON) -> str:
    """What was written, without blanks around it. Raises Invalid when nothing or too much was."""
    words = text.strip()
    if not words:
        raise Invalid(asked, field)
    if len(words) > most:
        raise Invalid(N_("最多 %(max)d 个字"), field, max=most)
    return words


class Arranged(Begun):
    """A talk up to its being held. ``reason``: why it was last moved or nobody came."""

    __abstract__ = True

    moves: Mapped[int] = mapped_column(default=0)
    no_shows: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    proof: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    served_at: Mapped[datetime | None]

    # ── time and place ──────────────────────────────────────────────────────────────────────

    @property
    def latest(self) -> datetime:
        """Until when it may be set: the first time within the days after publication; later, and
        when those went by, as many working days from now."""
        if self.moves or self.no_shows or clock.now() > self.hold_by:
            return max(self.hold_by, self._within("talk_hold_workdays"))
        return self.hold_by

    def schedule(self, by: Any, wanted: Appointment) -> None:
        """约好. Raises Denied, WrongState or Invalid."""
        self._arrange("schedule", by, wanted)

    def confirm_time(self, by: Any, wanted: Appointment) -> None:
        """The new time, after somebody asked for one."""
        self._arrange("confirm_time", by, wanted)

    def try_again(self, by: Any, wanted: Appointment) -> None:
        """One more attempt, after nobody came."""
        self._arrange("try_again", by, wanted)

    def _arrange(self, verb: str, by: Any, wanted: Appointment) -> None:
        if reason := permissions.holds(by, self):
            raise Denied(reason)
        self._check(wanted)
        self.starts_at, self.place = wanted.starts_at, wanted.place.strip()
        self.by_video = wanted.by_video
        self.video_reason = wanted.video_reason.strip() if wanted.by_video else ""
        self.hr_id = wanted.hr_id
        if self.hr_wanted and self.hr_id is None and by.id in self.asked_hr():
            self.hr_id = by.id
        self.holder_id, self.due_by = by.id, wanted.starts_at
        late = clock.now() > self.hold_by
        self._step(verb, by, starts_at=self.starts_at.isoformat(), video=self.by_video, late=late)

    def _check(self, wanted: Appointment) -> None:
        worded(wanted.place, "place", N_("请写在哪里谈，视频写用什么"), LONGEST_PLACE)
        if wanted.by_video:
            asked = N_("请写为什么用视频，能见面的尽量见面谈")
            worded(wanted.video_reason, "video_reason", asked)
        if wanted.starts_at <= clock.now():
            raise Invalid(N_("面谈的时间要晚于现在"), "day")
        if wanted.starts_at > self.latest:
            until = f"{clock.local(self.latest):%m-%d %H:%M}"
            raise Invalid(N_("最晚 %(until)s，请选早一点的时间"), "day", until=until)
        if wanted.hr_id is not None and wanted.hr_id not in self.asked_hr():
            raise Invalid(N_("请选一位能到场的人力资源"), "hr")
        if self.hr_wanted and wanted.hr_id is None and not self.asked_hr():
            raise Invalid(N_("没有能到场的人力资源，请先在人员页任命一位"), "hr")

    def reschedule(self, by: Any, reason: str) -> None:
        """要改时间, with the reason and perhaps a wish; twice at most."""
        if refused := permissions.moves(by, self):
            raise Denied(refused)
        self.reason = worded(reason, "reason", N_("请写为什么要改、什么时候方便"))
        self.due_by = self._within("talk_answer_workdays")
        self._step("reschedule", by, reason=self.reason)
        self.moves += 1

    def move(self, by: Any, reason: str, wanted: Appointment) -> None:
        """Whoever may hold it moves it and says the new time at once."""
        if refused := permissions.holds(by, self):
            raise Denied(refused)
        self.reschedule(by, reason)
        self.confirm_time(by, wanted)

    # ── nobody came ─────────────────────────────────────────────────────────────────────────

    def miss(self, by: Any, reason: str) -> None:
        """没来: once more, then its result is served in writing."""
        if refused := permissions.holds(by, self):
            raise Denied(refused)
        self.reason = worded(reason, "reason", N_("请写等了多久、怎么联系的"))
        last = self.no_shows + 1 >= MOST_NO_SHOWS
        self.due_by = self._within("talk_serve_workdays" if last else "talk_schedule_workdays")
        self.no_shows += 1
        self._step("miss", by, reason=self.reason, times=self.no_shows)

    def serve_written(self, by: Any, proof: str) -> None:
        """书面送达, with proof; the assistant's rights are not touched."""
        if refused := permissions.is_hr(by, self):
            raise Denied(refused)
        self.proof = worded(proof, "proof", N_("请写怎么送达的、凭据在哪里"))
        self.served_at = clock.now()
        self._step("serve_written", by, proof=self.proof)
        self.evaluation.interview_held(SYSTEM)

    # ── who comes along ─────────────────────────────────────────────────────────────────────

    def why_not_bring(self, by: Any) -> Reason | None:
        """None when the assistant may still say who comes."""
        if self.state not in BEFORE:
            return Reason(N_("谈过了，不能再改谁来"))
        return permissions.is_subject(by, self)

    def bring(self, by: Any, name: str, role: str, person: Person | None = None) -> None:
        """Somebody comes along: anybody by name, or the staff representative as a person; without
        either, nobody does."""
        self._check_before(by)
        if person is not None and not person.holds(roles.REPRESENTATIVE, room=self.room):
            raise Invalid(N_("请选一位职工代表，别的人写名字"), "person")
        if person is not None and person.id == self.assistant_id:
            raise Invalid(N_("陪同的人要是另一个人"), "person")
        words = name.strip(), role.strip()
        if any(len(one) > LONGEST_NAME for one in words):
            raise Invalid(N_("最多 %(max)d 个字"), "name", max=LONGEST_NAME)
        if person is None and words[1] and not words[0]:
            raise Invalid(N_("请写陪同的人叫什么"), "name")
        self.companion_id = person.id if person else None
        self.companion_name, self.companion_role = (person.name, "") if person else words
        record("talk.companion", self, by, person=self.companion_id, named=bool(words[0]))
        if person is not None:
            self._tell(person.id, BROUGHT, by)

    def ask_hr(self, by: Any) -> None:
        """The assistant asks that HR comes; whoever is to come is told."""
        self._check_before(by)
        if self.hr_wanted:
            return
        able = self.asked_hr()
        if not able:
            raise WrongState(N_("没有能到场的人力资源，可以请职工代表陪同"))
        self.hr_asked = True
        if self.starts_at is not None and self.hr_id is None:
            self.hr_id = able[0]
            self._tell(self.hr_id, COMES, by)
        record("talk.hr_asked", self, by, hr=self.hr_id)

    def _check_before(self, by: Any) -> None:
        if reason := self.why_not_bring(by):
            raise WrongState(reason) if self.state not in BEFORE else Denied(reason)

    def _tell(self, person_id: int, words: str, by: Any) -> None:
        db.session.flush()
        Notice.write(person_id, self, Told.of(self, words, PAGE), by, kind="step", urgency="digest")
