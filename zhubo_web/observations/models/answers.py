"""Taking what overlays say about viewers' questions: answered, or not after all; each act once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.timing import tapped_at
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Invalid, Refused
from zhubo_web.extensions import db
from zhubo_web.observations import permissions
from zhubo_web.observations.importing import MOST, op_id, read_settling
from zhubo_web.observations.models import relaying
from zhubo_web.observations.models.intake import Taken, hold

#: A device that tells of years has no clock, and a month is enough.
OLDEST_MS = timedelta(days=30) // timedelta(milliseconds=1)


def take_answers(broadcast: Broadcast, sent_ms: int, raw: Any, by: Any) -> Taken:
    """Take an overlay's batch. An act that is refused does not stop the others."""
    if reason := permissions.sees_overlay(by, broadcast):
        raise Denied(reason)
    if not isinstance(raw, list) or len(raw) > MOST:
        raise Invalid(N_("一次最多送 40 条，请分批"), "acts")
    received, result = clock.now(), Taken()
    hold({broadcast.id})
    for one in raw:
        try:
            with db.session.begin_nested():
                act = read_settling(one)
                moment = tapped_at(received, min(sent_ms, act.at + OLDEST_MS), act.at)
                relaying.answer(broadcast, act, moment, by)
            result.took.append(act.op)
        except Refused as refusal:
            result.refused.append((op_id(one), refusal))
    return result
