"""What was said: holding it, the minutes, the assistant's answer to them, the agreed actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import LONGEST_TITLE, ActionItem
from zhubo_web.assignments.permissions import WORKS
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, WrongState
from zhubo_web.core.workflow import SYSTEM
from zhubo_web.extensions import db
from zhubo_web.months import scoring
from zhubo_web.talks import permissions
from zhubo_web.talks.models.action import LONGEST_CHECK, TalkAction
from zhubo_web.talks.models.arranged import Arranged, worded

LONGEST_WORDS, LONGEST_REMARKS = 1000, 1000
MOST_ACTIONS, LONGEST_DAYS = 3, 92
#: The parts of the minutes → how they are called.
PARTS = {
    "strengths": N_("优点"),
    "gaps": N_("不足"),
    "advice": N_("建议"),
    "support": N_("支持"),
    "view": N_("助播意见"),
}
#: What an action whose day went by meanwhile gets at least.
LEAST = timedelta(days=3)


@dataclass(frozen=True)
class Agreement:
    """One action as it is written down."""

    does: str
    provides: str
    provider_id: int | None
    due: date | None
    how: str


@dataclass(frozen=True)
class Minutes:
    """The parts by name, and the actions."""

    parts: dict[str, str]
    actions: Sequence[Agreement]

    def check(self, provider_ids: set[int]) -> None:
        """Every part is written, one to three actions are whole. Raises Invalid naming the field."""
        for name in PARTS:
            asked = (
                N_("请写助播自己的意见，没有就写“无意见”") if name == "view" else N_("请写这一栏")
            )
            worded(self.parts.get(name, ""), name, asked, LONGEST_WORDS)
        if not 0 < len(self.actions) <= MOST_ACTIONS:
            raise Invalid(N_("请约定 1 到 3 件事"), "does_1")
        for number, one in enumerate(self.actions, 1):
            _check_action(one, number, provider_ids)


def _check_action(one: Agreement, number: int, provider_ids: set[int]) -> None:
    worded(one.does, f"does_{number}", N_("请写助播做什么"), LONGEST_TITLE)
    worded(one.provides, f"provides_{number}", N_("请写团队提供什么"), LONGEST_TITLE)
    worded(one.how, f"how_{number}", N_("请写怎么看有没有做到"), LONGEST_CHECK)
    if one.provider_id not in provider_ids:
        raise Invalid(N_("请选团队这边谁负责"), f"provider_{number}")
    if one.due is None or not timedelta(0) < one.due - clock.today() <= timedelta(LONGEST_DAYS):
        raise Invalid(N_("请选今天以后、三个月以内的一天"), f"due_{number}")


class Written(Arranged):
    """A talk from its being held. ``minutes`` holds the parts by name; ``draft`` what its form held
    when it was last kept; ``remarks`` are the assistant's own words, as they were typed."""

    __abstract__ = True

    hr_came: Mapped[bool] = mapped_column(default=False)
    companion_came: Mapped[bool] = mapped_column(default=False)
    held_at: Mapped[datetime | None]
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict)
    minutes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    written_at: Mapped[datetime | None]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remarks: Mapped[str] = mapped_column(String(LONGEST_REMARKS), default="")
    answered_at: Mapped[datetime | None]
    refused: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]

    @declared_attr
    def written_by(cls) -> Mapped[Person | None]:  # noqa: N805 - a declared attribute's class
        return relationship(Person, foreign_keys=f"{cls.__name__}.written_by_id")

    # ── holding it ──────────────────────────────────────────────────────────────────────────

    def hold(self, by: Any, *, hr_came: bool = False, companion_came: bool = False) -> None:
        """谈过了, with who was there."""
        if reason := permissions.holds(by, self):
            raise Denied(reason)
        if self.hr_wanted and by.id in self.asked_hr():
            self.hr_id, hr_came = by.id, True
        self.hr_came = hr_came and self.hr_id is not None
        self.companion_came = companion_came and bool(self.companion_name)
        self.due_by = self._within("talk_minutes_workdays")
        there = {"hr": self.hr_id if self.hr_came else None, "companion": self.companion_came}
        self._step("hold", by, holder=by.id, **there)
        self.holder_id, self.held_at = by.id, clock.now()

    # ── minutes ─────────────────────────────────────────────────────────────────────────────

    def providers(self) -> list[Person]:
        """Who may owe the group's part: the supervision group and the owner, never the assistant."""
        return [one for one in self.group if one.id != self.assistant_id and one.is_active]

    def keep_draft(self, by: Any, typed: dict[str, Any]) -> None:
        """存草稿: what the form holds, whole or not."""
        if reason := permissions.holds(by, self):
            raise Denied(reason)
        if self.state != "held":
            raise WrongState(N_("谈过了、还没交记录的时候才有草稿"))
        self.draft = dict(typed)
        record("talk.draft_kept", self, by)

    def write(self, by: Any, said: Minutes) -> None:
        """交记录: the holder's confirmation. The month's talk counts as held. Raises Denied,
        WrongState or Invalid."""
        if reason := permissions.holds(by, self):
            raise Denied(reason)
        if self.state == "held":
            said.check({one.id for one in self.providers()})
            self.minutes = {name: said.parts[name].strip() for name in PARTS}
            self.actions = [
                TalkAction(number=number, **asdict(one))
                for number, one in enumerate(said.actions, 1)
            ]
            self.due_by = self._within("talk_confirm_workdays")
        self._step("write", by, digest=self.digest)
        self.written_at, self.written_by_id, self.draft = clock.now(), by.id, {}
        self.evaluation.interview_held(SYSTEM)

    @property
    def digest(self) -> str:
        """The SHA-256 of the minutes with their actions."""
        agreed = [
            [one.does, one.provides, one.provider_id, one.due.isoformat(), one.how]
            for one in self.actions
        ]
        return scoring.digest(self.minutes, agreed)

    # ── the assistant's answer ──────────────────────────────────────────────────────────────

    def confirm(self, by: Any, remarks: str = "") -> None:
        """确认, which is not agreeing; own remarks are kept as they were typed."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        if len(remarks) > LONGEST_REMARKS:
            raise Invalid(N_("最多 %(max)d 个字"), "remarks", max=LONGEST_REMARKS)
        self._answer("confirm", by, remarks if remarks.strip() else "")

    def refuse(self, by: Any, words: str) -> None:
        """不确认, with the words; nothing waits for it."""
        if reason := permissions.is_subject(by, self):
            raise Denied(reason)
        worded(words, "remarks", N_("请写哪里不对、应该怎么写"), LONGEST_REMARKS)
        self._answer("refuse", by, words)
        self.refused = True

    def _answer(self, verb: str, by: Any, words: str) -> None:
        self.due_by = self._within("talk_close_workdays")
        self._step(verb, by, remarks=words)
        self.remarks, self.answered_at = words, clock.now()

    def pass_over(self, by: Any) -> None:
        """Nobody answered in time, which is not agreeing."""
        self.due_by = self._within("talk_close_workdays")
        self._step("pass_over", by)

    # ── what was agreed ─────────────────────────────────────────────────────────────────────

    def close(self, by: Any) -> None:
        """收尾: each action becomes the assistant's item and the group's."""
        self._step("close", by)
        self.closed_at = clock.now()
        for one in self.actions:
            one.own_item_id = self._give(one, one.does, self.assistant, by)
            one.group_item_id = self._give(one, one.provides, self._provider(one, by), by)
        db.session.flush()

    def _provider(self, one: TalkAction, by: Any) -> Person:
        """Who owes the group's part; whoever closes, where that person has left the room."""
        able = {person.id for person in self.providers()}
        found: Person = one.provider if one.provider_id in able else by
        return found

    def _give(self, one: TalkAction, title: str, owner: Person, by: Any) -> int | None:
        """An item until the end of its day, or three days from now; none for whoever has left."""
        if not owner.is_active or not owner.holds(*WORKS, room=self.room):
            return None
        end = clock.shanghai(one.due) + timedelta(days=1, minutes=-1)
        item = ActionItem.open(
            title=title,
            owner=owner,
            due_at=max(end, clock.now() + LEAST),
            by=by,
            why=one.how,
            source=(self.__tablename__, self.id),
            url=f"/talks/{self.id}",
            room_id=self.room_id,
        )
        return item.id
