"""What a console's batch is described by, read once: the run sheet, the tags, who assists."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.broadcasts.timing import Pause, stream_ms
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.observations import attention
from zhubo_web.observations.catalogue import URGENT
from zhubo_web.observations.models.card import card_words
from zhubo_web.observations.models.tag import Tag
from zhubo_web.observations.models.watch import role_of
from zhubo_web.observations.wording import CardWords, cue_text, first_cue, values_of

LONGEST_CUE = 120


def tag_of(values: dict[str, Any]) -> str | None:
    """The code of the tag that was tapped, by itself or with a fixed key."""
    urgent = URGENT.get(values.get("urgent") or "")
    return urgent.tag if urgent else values.get("tag") or None


class Worded(NamedTuple):
    """What a note takes from a tag in force."""

    id: int
    kind: str
    dimension: str
    polarity: int
    priority: int | None
    phrase: str


class Scene:
    """A broadcast as one observer's notes see it: a batch's own, or kept for a few seconds."""

    def __init__(self, broadcast: Broadcast, by: Any) -> None:
        self.broadcast, self.by = broadcast, by
        self._tags: dict[str, Worded] = {}

    def read(self) -> Scene:
        """Read everything now, for a session that ends before the scene does."""
        _ = self.sheet, self.assistants, self.role, self.pauses
        return self

    @cached_property
    def sheet(self) -> list[Segment]:
        """The run sheet in order."""
        return Segment.of(self.broadcast)

    @cached_property
    def role(self) -> str:
        """The role in which the observer watches."""
        return role_of(self.by, self.broadcast)

    @cached_property
    def pauses(self) -> list[Pause]:
        """The interruptions."""
        return self.broadcast.pauses

    def stream_ms(self, moment: datetime) -> int:
        """Stream time at a moment, with the room's set-back taken off."""
        started, ended = self.broadcast.started_at, self.broadcast.ended_at
        assert started is not None
        passed = stream_ms(started, self.pauses, min(moment, ended) if ended else moment)
        return max(0, passed - self.broadcast.room.setback_ms)

    @cached_property
    def begun(self) -> list[Segment]:
        """The segments that were on, the latest first."""
        there = [one for one in self.sheet if one.started_ms is not None]
        return sorted(there, key=lambda one: one.started_ms or 0, reverse=True)

    @cached_property
    def assistants(self) -> list[tuple[int, datetime | None, datetime | None]]:
        """Who assists, and who took over from whom when: id, came, left."""
        return self.broadcast.turns_of("assistant")

    def assisting(self, moment: datetime) -> list[int]:
        """The ids of those who were there at a moment; a tap may arrive long after it was made."""
        return [
            person
            for person, came, left in self.assistants
            if (came is None or came <= moment) and (left is None or moment < left)
        ]

    def _whole_time(self, moment: datetime) -> list[int]:
        """After the end: everybody who assisted, as a late note tells of any part of it."""
        ended = self.broadcast.ended_at
        return [one[0] for one in self.assistants] if ended and moment > ended else []

    def now(self) -> Segment | None:
        """What is on."""
        wanted = self.broadcast.segment_id
        return next((one for one in self.sheet if one.id == wanted), None)

    def at(self, at_ms: int) -> Segment | None:
        """What was on at a stream time, by when the segments truly began."""
        before = (one for one in self.begun if (one.started_ms or 0) <= at_ms)
        return next(before, None) or self.now()

    def tag(self, code: str) -> Worded:
        """The version of a tag in force. Raises Invalid for a code that is not there."""
        if code not in self._tags:
            tag = Tag.by_code(code)
            self._tags[code] = Worded(
                tag.id, tag.kind, tag.dimension, tag.polarity, tag.priority, tag.phrase_zh
            )
        return self._tags[code]

    def described(
        self, values: dict[str, Any], segment: Segment | None, moment: datetime | None = None
    ) -> dict[str, Any]:
        """The columns of a note from what was tapped: tag and words decide kind and priority."""
        urgent = URGENT.get(values.get("urgent") or "")
        code = tag_of(values)
        tag = self.tag(code) if code else None
        kind = tag.kind if tag else values["kind"]
        text = self._words(values, tag, segment)
        priority = (
            urgent.priority if urgent else tag.priority if tag else attention.PRIORITIES[kind]
        )
        return {
            "kind": kind,
            "dimension": tag.dimension if tag and tag.polarity else values.get("dimension"),
            "object": values.get("object", "assistant"),
            "assistant_id": self._assistant(values, moment or clock.now()),
            "tag_id": tag.id if tag else None,
            "text": text,
            "priority": priority if text else None,
        }

    def _words(
        self, values: dict[str, Any], tag: Worded | None, segment: Segment | None
    ) -> str | None:
        if values.get("text"):
            return str(values["text"])
        urgent = URGENT.get(values.get("urgent") or "")
        if not urgent and not (tag and tag.phrase):
            return None
        filled = values_of(self._card(segment), values.get("detail"))
        if values.get("urgent") == "price" and values.get("detail"):
            filled["price"] = str(values["detail"])  # as the observer saw it, if the card moved on
        if urgent:
            return first_cue(urgent.phrases_zh, filled)
        cue = cue_text(tag.phrase, filled) if tag else None
        return cue[:LONGEST_CUE] if cue else None

    def _card(self, segment: Segment | None) -> CardWords | None:
        return card_words(self.broadcast, self.sheet, segment)

    def _assistant(self, values: dict[str, Any], moment: datetime) -> int | None:
        """Whom it is about: named, or the only assistant there was at that moment."""
        if values.get("object", "assistant") != "assistant":
            return None
        named: int | None = values.get("assistant")
        there = self.assisting(moment)
        if named is not None and named not in (self._whole_time(moment) or there):
            raise Invalid(N_("这位助播不在本场名单里"), "assistant")
        if named is not None:
            return named
        return there[0] if len(there) == 1 else None
