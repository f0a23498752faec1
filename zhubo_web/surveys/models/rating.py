"""谢谢TA or 有问题: what the host of a broadcast says of an assistant of the same, afterwards.

One a host, assistant and broadcast, within three days of its end. In the standard setting at most so
many taps a week as the policy says (``feedback_thanks_week``), in 省事 one; weeks run from Monday in
Shanghai. In 严谨 the host answers all items after each broadcast. A tap can be undone for ten seconds
and is then to be given again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.broadcasts.models import Broadcast, RosterEntry
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Reason, WrongState
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.extensions import db
from zhubo_web.policies.models import PolicyVersion, setting_for
from zhubo_web.surveys import permissions
from zhubo_web.surveys.anonymity import anonymous
from zhubo_web.surveys.models.feedback import LONGEST, Feedback
from zhubo_web.surveys.wording import CHIPS, ITEMS
from zhubo_web.surveys.workflow import just_decided

KIND = "host_rating"
RATE_WITHIN = timedelta(days=3)
LOW = 2


def _monday() -> datetime:
    today = clock.today()
    return clock.shanghai(today - timedelta(days=today.weekday()))


@dataclass
class Rating:
    """One broadcast as its host rates it."""

    broadcast: Broadcast
    host: Person

    @cached_property
    def setting(self) -> str:
        """省事, 标准 or 严谨, as the shop chose for hosts' ratings."""
        return setting_for(KIND)

    @cached_property
    def given(self) -> dict[int, Feedback]:
        """What was said of each assistant, by the assistant's id."""
        query = select(Feedback).where(
            Feedback.source == KIND,
            Feedback.broadcast_id == self.broadcast.id,
            Feedback.author_id == self.host.id,
            Feedback.withdrawn_at.is_(None),
        )
        return {one.assistant_id: one for one in db.session.scalars(query) if one.assistant_id}

    @property
    def open(self) -> list[Person]:
        """The assistants of whom nothing was said yet."""
        return [one for one in self.broadcast.people("assistant") if one.id not in self.given]

    @cached_property
    def most(self) -> int | None:
        """Taps a week; None in 严谨, where each broadcast is rated."""
        if self.setting == STRICT:
            return None
        if self.setting == LIGHT:
            return 1
        return PolicyVersion.in_force().numbers.whole("feedback_thanks_week")

    @property
    def left(self) -> int | None:
        """Taps left this week."""
        if self.most is None:
            return None
        query = select(func.count()).select_from(Feedback)
        query = query.where(
            Feedback.source == KIND,
            Feedback.author_id == self.host.id,
            Feedback.created_at >= _monday(),
            Feedback.withdrawn_at.is_(None),
        )
        return max(0, self.most - (db.session.scalar(query) or 0))

    @property
    def closes_at(self) -> datetime | None:
        """Until when it may be rated."""
        return self.broadcast.ended_at + RATE_WITHIN if self.broadcast.ended_at else None

    def why_not(self) -> Reason | None:
        """None while this host may rate this broadcast, else the reason; the week's taps aside."""
        if reason := permissions.hosted(self.host, self.broadcast):
            return reason
        if self.closes_at is None:
            return Reason(N_("下播后再点"))
        if clock.now() > self.closes_at:
            return Reason(N_("下播已经超过 3 天，这一场不再评"))
        return None

    def used_up(self, left: int | None) -> Reason | None:
        """Why there are no taps left this week, or None."""
        if left != 0:
            return None
        words = N_("这一周的 %(num)s 次已经点完，下周一再点；急事请直接找运营主管")
        return Reason(words, {"num": self.most})

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    def thank(self, assistant: Person) -> Feedback:
        """谢谢TA."""
        return self._give(assistant, "praise")

    def complain(self, assistant: Person, chip: str, text: str = "") -> Feedback:
        """有问题: what it is about, perhaps a sentence."""
        if chip not in CHIPS:
            raise Invalid(N_("请选是哪一方面"), "chip")
        return self._give(assistant, "complaint", chip=chip, text=text)

    def answer(self, assistant: Person, items: Mapping[str, Any], text: str = "") -> Feedback:
        """严谨: every item 1 to 5, and a sentence; 1 or 2 in any of them says 有问题."""
        if set(items) != set(ITEMS) or not all(one in range(1, 6) for one in items.values()):
            raise Invalid(N_("四项都要选，1 到 5"), "items")
        sort = "complaint" if min(items.values()) <= LOW else "praise"
        return self._give(assistant, sort, text=text, items=dict(items))

    def _give(self, assistant: Person, sort: str, **said: Any) -> Feedback:
        _one_at_a_time(self.host)
        if reason := self.why_not():
            raise (Denied if self.closes_at is None else WrongState)(reason)
        self._check(assistant)
        text = anonymous(said.pop("text", ""))
        if len(text) > LONGEST:
            raise Invalid(N_("最多 300 个字"), "text")
        made = Feedback(state="", source=KIND, sort=sort, text=text, count=1, **said)
        made.room, made.room_id = self.broadcast.room, self.broadcast.room_id
        made.broadcast, made.broadcast_id = self.broadcast, self.broadcast.id
        made.assistant, made.assistant_id = assistant, assistant.id
        made.author_id, made.happened_at = self.host.id, clock.now()
        made.begin("rate", self.host, KIND, assistant=assistant.id)
        self.given[assistant.id] = made
        return made

    def _check(self, assistant: Person) -> None:
        if assistant not in self.broadcast.people("assistant"):
            raise Invalid(N_("TA 不是这一场的助播"), "assistant")
        if assistant.id in self.given:
            raise WrongState(N_("这一场对 TA 已经点过了，一场一次"))
        if reason := self.used_up(self.left):
            raise WrongState(reason)

    @staticmethod
    def take_back(feedback: Feedback, by: Any) -> None:
        """Take a tap back within ten seconds; it does not count against the week. Twice is once."""
        if feedback.source != KIND or permissions.wrote(by, feedback):
            raise Denied(N_("只有点的人能撤销"))
        if feedback.withdrawn_at is not None:
            return
        if just_decided(feedback) or feedback.state != "attributed":
            raise WrongState(N_("已经过了 10 秒，TA 已能看到；有变化请告诉运营主管"))
        feedback.withdrawn_at = clock.now()
        whose, where = feedback.assistant_id, feedback.broadcast_id
        record("feedback.taken_back", feedback, by, assistant=whose, broadcast_id=where)


def _one_at_a_time(host: Person) -> None:
    """Of two taps of one host at the same moment the second waits, so that the week's count holds."""
    db.session.execute(select(Person.id).where(Person.id == host.id).with_for_update())


def to_rate(host: Any) -> list[Rating]:
    """The broadcasts of the last days that this person hosted and has not rated fully."""
    mine = select(RosterEntry.broadcast_id).where(
        RosterEntry.person_id == host.id, RosterEntry.part == "host"
    )
    query = select(Broadcast).where(
        Broadcast.id.in_(mine), Broadcast.ended_at > clock.now() - RATE_WITHIN
    )
    ended = db.session.scalars(query.order_by(Broadcast.ended_at.desc()).limit(20)).all()
    said = select(Feedback).where(
        Feedback.source == KIND,
        Feedback.author_id == host.id,
        Feedback.withdrawn_at.is_(None),
        Feedback.broadcast_id.in_([one.id for one in ended]),
    )
    given: dict[int | None, dict[int, Feedback]] = defaultdict(dict)
    for one in db.session.scalars(said):
        given[one.broadcast_id][one.assistant_id or 0] = one
    ratings = [Rating(broadcast, host) for broadcast in ended]
    for rating in ratings:
        rating.given = given[rating.broadcast.id]
    return [rating for rating in ratings if rating.open]
