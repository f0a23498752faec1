"""Why something is not allowed or not right: a message id and its values, put in words at the edge.

Pure: permissions, workflows and rules return or raise these; templates and error pages translate
them in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reason:
    """A sentence (Simplified Chinese message id) with the values that fill it."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.values if self.values else self.msgid


class Reasons(tuple[Reason, ...]):
    """Several sentences that fill a place in another one."""

    __slots__ = ()

    def __str__(self) -> str:
        return "；".join(map(str, self))


class Refused(Exception):
    """Something was asked for that cannot be done; carries the reason and the HTTP status."""

    status = 400

    def __init__(self, reason: Reason | str, **values: Any) -> None:
        self.reason = reason if isinstance(reason, Reason) else Reason(reason, values)
        super().__init__(str(self.reason))


class Denied(Refused):
    """The person may not do this."""

    status = 403


class NotFound(Refused):
    """Not there, or not for this person to see: the two look alike on purpose."""

    status = 404


class WrongState(Refused):
    """The thing has moved on meanwhile, or is not yet there."""

    status = 409


class Invalid(Refused):
    """What was sent is not right; `field` says where."""

    status = 422

    def __init__(self, reason: Reason | str, field: str | None = None, **values: Any) -> None:
        super().__init__(reason, **values)
        self.field = field


class TooOften(Refused):
    """Done too many times within a while; the reason says when it may be done again."""

    status = 429


class Busy(Refused):
    """Too much at once; trying again soon will do."""

    status = 503
