"""Who may note, release, dispose, answer and help: (person, thing) → None or why not. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhubo_web.accounts import roles
from zhubo_web.broadcasts import permissions as broadcasts
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import SYSTEM

#: How long a disputed note waits for somebody's decision.
REVIEWED_WITHIN = timedelta(days=5)
READS = (*roles.GROUP, roles.ADMINISTRATION, roles.OWNER)


def watches(person: Any, _thing: Any = None) -> Reason | None:
    """A member of the supervision group's three classes, somewhere."""
    if person.holds(*roles.GROUP):
        return None
    return Reason(N_("跟播由运营主管、资深主播和人力资源来做"))


def notes(person: Any, broadcast: Any) -> Reason | None:
    """Observes this room and is not on air in this very broadcast."""
    if not person.holds(*roles.GROUP, room=broadcast.room):
        return Reason(N_("你不在这个直播间的跟播人员里，不能记录"))
    if broadcast.has_on_roster(person):
        return Reason(N_("你是本场的主播或助播，不能给自己这一场做记录"))
    return None


def reads_all(person: Any, broadcast: Any) -> Reason | None:
    """Reads every note of a broadcast: the room's group, administration, owner; not who assists in it."""
    assists = broadcast.has_on_roster(person, "assistant")
    if person.holds(*READS, room=broadcast.room) and not assists:
        return None
    return Reason(N_("全部记录给监督小组看，助播看记自己的"))


def observes(person: Any, note: Any) -> Reason | None:
    """Made the note."""
    if person is not SYSTEM and person.id == note.observer_id:
        return None
    return Reason(N_("只有记下这一条的人能改它"))


def is_subject(person: Any, note: Any) -> Reason | None:
    """Is the assistant the note is about; where none is named, any assistant of the broadcast."""
    if getattr(person, "is_screen", False) or person is SYSTEM:
        return Reason(N_("请助播用自己的账号来做"))
    named = note.assistant_id
    if named == person.id:
        return None
    if named is None and note.broadcast.has_on_roster(person, "assistant"):
        return None
    return Reason(N_("这一条不是记在你名下的"))


def reviews(person: Any, note: Any) -> Reason | None:
    """A member of the group who did not make the note, nor is it about them, nor were they on air, nor
    are they close to whom it is about; nor who gave the marks that rest on it, unless nobody else is
    there."""
    if person is SYSTEM or is_subject(person, note) is None:
        return Reason(N_("记在自己名下的由别人复核"))
    if note.broadcast.has_on_roster(person):
        return Reason(N_("你在这一场上播，由没有上播的小组成员复核"))
    if person.id == note.observer_id or not person.holds(*roles.GROUP, room=note.broadcast.room):
        return Reason(N_("复核由没有记这一条的小组成员来做"))
    if person.id in note.close_ids:
        return Reason(N_("你和这位助播申报过利害关系，请别人来"))
    if person.id in note.rater_ids and note.others_review:
        return Reason(N_("这一条会动你给这一场打的分，由没有打分的小组成员复核"))
    return None


def overrules(person: Any, note: Any) -> Reason | None:
    """The system, executing a decision; else who might review it."""
    return None if person is SYSTEM else reviews(person, note)


def disposes(person: Any, note: Any) -> Reason | None:
    """The observer, or the room's operations lead; never whom it is about."""
    if is_subject(person, note) is None:
        return Reason(N_("记在自己名下的由别人定处置"))
    if person.id == note.observer_id or broadcasts.leads(person, note.broadcast) is None:
        return None
    return Reason(N_("问题由记录人或本直播间的运营主管定处置"))


def dismisses(person: Any, note: Any) -> Reason | None:
    """Says that a 问题 was none, which takes it out of every count: the observer of their own note, or a
    lead who gave no marks that rest on it, for this broadcast or the month."""
    if reason := disposes(person, note):
        return reason
    if person.id != note.observer_id and person.id in note.marking_ids:
        return Reason(
            N_("你给这一场或这个月打过分，“不成立”由记录人来定；助播点了有出入，由没有打分的人复核")
        )
    return None


def sees_overlay(person: Any, broadcast: Any) -> Reason | None:
    """The room's screen, those on the roster, and those who may watch it."""
    return broadcasts.advances(person, broadcast)


def answers_cue(person: Any, delivery: Any) -> Reason | None:
    """The room's screen or the assistant the cue is for."""
    broadcast = delivery.observation.broadcast
    if getattr(person, "is_screen", False):
        return None if person.room_id == broadcast.room_id else Reason(N_("这块屏不在这个直播间"))
    if broadcast.has_on_roster(person, "assistant", "host"):
        return None
    return Reason(N_("提示由本场的助播来回应"))


def answers_help(person: Any, call: Any) -> Reason | None:
    """Whoever watches this room."""
    if person is SYSTEM or getattr(person, "is_screen", False):
        return Reason(N_("求助由跟播的人来接"))
    return broadcasts.oversees(person, call.broadcast)


def asked_help(person: Any, call: Any) -> Reason | None:
    """The screen or somebody on the roster, who may take the call back."""
    if getattr(person, "is_screen", False):
        return (
            None if person.room_id == call.broadcast.room_id else Reason(N_("这块屏不在这个直播间"))
        )
    if call.broadcast.has_on_roster(person):
        return None
    return Reason(N_("求助由本场的助播或主播发出"))


def took_help(person: Any, call: Any) -> Reason | None:
    """Who took the call."""
    is_person = person is not SYSTEM and not getattr(person, "is_screen", False)
    if is_person and person.id == call.taken_by_id:
        return None
    return Reason(N_("由接了求助的人来回"))


def reads_tags(person: Any, _thing: Any = None) -> Reason | None:
    """Everybody whose work the tags describe may read them: nothing that counts is secret."""
    return broadcasts.sees_broadcasts(person)


def keeps_tags(person: Any, _thing: Any = None) -> Reason | None:
    """The catalogue of tags is kept by operations, administration and the owner."""
    if person.holds(roles.OPERATIONS, roles.ADMINISTRATION, roles.OWNER):
        return None
    return Reason(N_("标签由运营主管、行政或负责人维护"))
