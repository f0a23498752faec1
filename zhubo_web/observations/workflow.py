"""Three tables: the note itself, its delivery to the assistant's screen, and a call for help.

A draft lives in the console: what is given up there never leaves its outbox, and what arrives is
submitted in the same transaction. So no draft waits on the server, and none is discarded there.
Delivery never moves the note: a live 收到 is not an acknowledgement. The month's close makes no step:
a shop has 300,000 notes a month, a frozen month does not change by them, and what may still be said of a
note ends with its broadcast's close. What a decision from above does to a note it does in every state that
can be read, also after that.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason
from zhubo_web.core.workflow import Due, Timer, Transition, Workflow, by_system
from zhubo_web.observations import permissions as may

#: Where its assistant can read it and it has not been taken away.
RELEASED = ("released", "acknowledged", "no_response", "disputed", "upheld", "corrected")


def broadcast_on(note: Any) -> Reason | None:
    """The act was made before the broadcast ended, whenever it arrived."""
    if note.broadcast.ended_at is None or note.acting_at <= note.broadcast.ended_at:
        return None
    return Reason(N_("这一场已经结束，请在跟播记录里改"))


def broadcast_over(note: Any) -> Reason | None:
    """The broadcast has ended, so the assistant may read what was noted."""
    return None if note.broadcast.ended_at else Reason(N_("直播结束后才公布"))


def _subject(note: Any) -> list[int]:
    return [] if note.assistant_id is None else [note.assistant_id]


REVIEW = Due(
    title=N_("复核有出入的记录：%(title)s"),
    whom=lambda note: note.reviewer_ids(),
    endpoint="observations.records",
    until=lambda note: note.dispute_until,
    escalate_to=lambda note: note.owner_ids(),
)


def _observation_rows() -> tuple[Transition, ...]:
    t, made = Transition, "observation"
    told: dict[str, Any] = {"tells": _subject, "notice": N_("你提的有出入有答复了：%(title)s")}
    disputed: dict[str, Any] = {
        "due": REVIEW,
        "tells": lambda note: note.told_ids(),
        "notice": N_("有一条记录被提了有出入：%(title)s"),
    }
    return (
        t("draft", "submitted", "submit", f"{made}.submitted", may.observes),
        t("submitted", "withdrawn", "retract", f"{made}.retracted", may.observes, broadcast_on),
        t(
            "submitted",
            "corrected",
            "correct_live",
            f"{made}.corrected",
            may.observes,
            broadcast_on,
        ),
        t(
            "submitted",
            "released",
            "release",
            f"{made}.released",
            by_system,
            broadcast_over,
            timer=Timer("created_at"),
        ),
        t("released", "acknowledged", "acknowledge", f"{made}.acknowledged", may.is_subject),
        t(
            "released",
            "no_response",
            "pass_over",
            f"{made}.passed_over",
            by_system,
            timer=Timer("answer_until"),
        ),
        t("released", "disputed", "dispute", f"{made}.disputed", may.is_subject, **disputed),
        t("no_response", "disputed", "dispute", f"{made}.disputed", may.is_subject, **disputed),
        t("acknowledged", "disputed", "dispute", f"{made}.disputed", may.is_subject, **disputed),
        t("disputed", "upheld", "uphold", f"{made}.upheld", may.reviews, **told),
        t("disputed", "corrected", "correct", f"{made}.corrected", may.reviews, **told),
        t("disputed", "withdrawn", "withdraw", f"{made}.withdrawn", may.reviews, **told),
        t("released", "corrected", "self_correct", f"{made}.corrected", may.observes),
        t("released", "withdrawn", "self_withdraw", f"{made}.withdrawn", may.observes),
        *_overruled(),
    )


def _overruled() -> tuple[Transition, ...]:
    """A decision from above: it does not count, or counts as something else."""
    return tuple(
        Transition(
            state,
            target,
            verb,
            "observation.overruled",
            may.overrules,
            broadcast_over,
            tells=lambda note: [*_subject(note), note.observer_id],
            notice=N_("有一条记录按决定改了：%(title)s"),
        )
        for verb, target in (("annul", "withdrawn"), ("recount", "corrected"))
        for state in RELEASED
    )


OBSERVATION = Workflow(
    name="observation",
    title=N_("跟播记录"),
    initial="draft",
    terminal=frozenset({"withdrawn"}),
    states={
        "draft": N_("草稿"),
        "submitted": N_("已记"),
        "withdrawn": N_("已撤回"),
        "corrected": N_("已更正"),
        "released": N_("已公布"),
        "acknowledged": N_("已看过"),
        "no_response": N_("未回应"),
        "disputed": N_("复核中"),
        "upheld": N_("维持"),
    },
    rows=_observation_rows(),
)


def _delivery_rows() -> tuple[Transition, ...]:
    t, made, may_answer = Transition, "note_delivery", may.answers_cue
    expiry = Timer("expires_at")
    retract = [
        t(state, "retracted", "retract", f"{made}.retracted", by_system)
        for state in ("grace", "queued", "delivered", "shown")
    ]
    expire = [
        t(state, "expired", "expire", f"{made}.expired", by_system, timer=expiry)
        for state in ("queued", "delivered", "shown")
    ]
    return (
        t("grace", "queued", "elapse", f"{made}.queued", by_system, timer=Timer("visible_from")),
        t("queued", "delivered", "deliver", f"{made}.delivered", by_system),
        t("delivered", "shown", "show", f"{made}.shown", may_answer),
        t("shown", "answered", "answer", f"{made}.answered", may_answer),
        *retract,
        *expire,
    )


DELIVERY = Workflow(
    name="note_delivery",
    title=N_("提示送达"),
    initial="grace",
    terminal=frozenset({"answered", "expired", "retracted"}),
    states={
        "grace": N_("可撤销"),
        "queued": N_("待送达"),
        "retracted": N_("已撤回"),
        "delivered": N_("已送达"),
        "expired": N_("过期没看"),
        "shown": N_("看到了"),
        "answered": N_("已回应"),
    },
    rows=_delivery_rows(),
)

HELP = Workflow(
    name="help",
    title=N_("求助"),
    initial="asked",
    terminal=frozenset({"answered", "cancelled", "missed"}),
    states={
        "asked": N_("已呼叫"),
        "taken": N_("有人接了"),
        "answered": N_("已处理"),
        "cancelled": N_("已取消"),
        "missed": N_("没人接"),
    },
    rows=(
        Transition(
            "",
            "asked",
            "ask",
            "help.asked",
            may.asked_help,
            due=Due(
                title=N_("直播中有人求助：%(title)s"),
                whom=lambda call: call.broadcast.lead_ids(),
                endpoint="observations.console",
                after=timedelta(seconds=60),
            ),
            at_once=True,
        ),
        Transition("asked", "taken", "take", "help.taken", may.answers_help, label=N_("我来")),
        Transition("taken", "answered", "answer", "help.answered", may.took_help),
        Transition("asked", "cancelled", "cancel", "help.cancelled", may.asked_help),
        Transition("asked", "missed", "miss", "help.missed", by_system, timer=Timer("created_at")),
    ),
)
