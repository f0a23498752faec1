"""What a console does to a note that is there: a change, an undo. Each is done once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.observations.importing import Operation
from zhubo_web.observations.models import relaying
from zhubo_web.observations.models.observation import Observation
from zhubo_web.observations.models.scene import Scene
from zhubo_web.observations.models.settled import ObservationChange


def _known(*_known_tap: Any) -> None:
    """A tap that was made before."""


def _change(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    if ObservationChange.took(operation.op):
        return
    note = _own_note(broadcast, operation.key)
    note.acting_at = moment
    values = dict(operation.values)
    shift = values.pop("shift_ms", 0)
    scene = Scene(broadcast, by)
    changed = scene.described({**_standing(note), **values}, scene.now(), note.moment)
    if not set(values) & {"tag", "detail", "text", "urgent"}:
        changed |= {"text": note.text, "priority": note.priority}
    note.amend(by, operation.op, **changed, at_ms=max(0, note.at_ms + shift))


def _retract(broadcast: Broadcast, operation: Operation, moment: datetime, by: Any) -> None:
    note = _own_note(broadcast, operation.key)
    if note.state == "withdrawn":
        return
    note.acting_at = moment
    note.retract(by)


ACTS = {"tap": _known, "change": _change, "retract": _retract, **relaying.ACTS}


def _own_note(broadcast: Broadcast, key: str) -> Observation:
    note = Observation.by_key(broadcast, key)
    if note is None:
        raise Invalid(N_("没找到要改的那一条，它可能没有保存成功"))
    return note


def _standing(note: Observation) -> dict[str, Any]:
    return {
        "kind": note.kind,
        "dimension": note.dimension,
        "object": note.object,
        "assistant": note.assistant_id,
        "tag": note.tag.code if note.tag else None,
    }
