"""What decides about people carries the version of the policy and the setting it was begun under."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from zhubo_web.audit.models import record
from zhubo_web.core.workflow import STANDARD, STRICT
from zhubo_web.policies.models.setting import setting_for
from zhubo_web.policies.models.version import PolicyVersion
from zhubo_web.policies.parameters import Numbers
from zhubo_web.policies.rising import REASONS


class Governed:
    """A mixin: ``policy`` and ``setting`` at the beginning, ``raised_for`` why the setting rose."""

    setting: Mapped[str] = mapped_column(String(10), default=STANDARD)
    raised_for: Mapped[str] = mapped_column(String(20), default="")

    @declared_attr
    def policy_id(cls) -> Mapped[int]:  # noqa: N805 - a declared attribute's class
        return mapped_column(ForeignKey("policy_version.id"))

    @declared_attr
    def policy(cls) -> Mapped[PolicyVersion]:  # noqa: N805 - a declared attribute's class
        return relationship(PolicyVersion)

    def govern(self, kind: str) -> Self:
        """Put it under the version in force and the shop's setting of its kind."""
        self.policy = PolicyVersion.in_force()
        self.policy_id, self.setting, self.raised_for = self.policy.id, setting_for(kind), ""
        return self

    @property
    def numbers(self) -> Numbers:
        """The numbers it is decided by."""
        return self.policy.numbers

    def span(self, name: str) -> timedelta:
        """A length of time by its name in the policy."""
        return self.numbers.span(name)

    def rise(self, reason: str, by: Any) -> None:
        """From here on 严谨, for one of the reasons of ``rising``; it never falls back."""
        assert reason in REASONS
        if self.setting == STRICT:
            return
        before, self.setting, self.raised_for = self.setting, STRICT, reason
        name = f"{self.__tablename__}.raised"  # type: ignore[attr-defined]
        record(name, self, by, before=before, reason=reason)
