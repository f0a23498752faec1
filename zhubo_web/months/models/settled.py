"""Signatures, and giving the result to the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.accounts import roles
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, Reason, WrongState
from zhubo_web.duties.models import release
from zhubo_web.extensions import db
from zhubo_web.months import permissions
from zhubo_web.months.models.backed import Backed
from zhubo_web.months.models.finalised import Finalised
from zhubo_web.months.models.rating import MonthSignature
from zhubo_web.months.workflow import backed

SIGNED_IN = ("computed", "moderated")


class Settled(Finalised, Backed):
    """A month's evaluation from its result to its publication."""

    __abstract__ = True

    finalised_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    # ── signatures ──────────────────────────────────────────────────────────────────────────

    @property
    def unsigned_classes(self) -> list[str]:
        """The classes whose signature is missing."""
        signed = {one.member_class for one in self._signed}
        return [one for one in permissions.counted(self.setting) if one not in signed]

    @property
    def vacant_classes(self) -> list[str]:
        """The classes with nobody who could sign: the owner signs in their place."""
        return [one for one in self.unsigned_classes if not self._able_signers(one)]

    def _able_signers(self, member_class: str) -> list[int]:
        people = self.holding(permissions.CLASSES[member_class])
        return [
            one.id
            for one in people
            if one.id not in self.signed_ids
            and permissions.in_class(one, self, member_class) is None
        ]

    @property
    def missing_signatures(self) -> int:
        """How many are still wanted."""
        if self.is_strict:
            return self.missing_strictly
        return len(self.unsigned_classes)

    def asked_signers(self) -> list[int]:
        """Who is asked to sign: in 严谨 after calibration only, and administration alone while something
        is missing that the result rests on."""
        if self.is_strict:
            if self.state == "computed":
                return self.able(lambda one, _m: permissions.apart(one, self), *roles.GROUP)
            if self.unbacked():
                return self.able(permissions.waives, roles.ADMINISTRATION)
            return self.able(permissions.signs_strictly, *permissions.FINALISES)
        wanted = [one for name in self.unsigned_classes for one in self._able_signers(name)]
        return list(dict.fromkeys(wanted + (self.owner_ids() if self.vacant_classes else [])))

    def why_not_sign(self, by: Any) -> Reason | None:
        """None when this person's signature is wanted now."""
        return self._why_not_signer(by) or backed(self)

    def _why_not_signer(self, by: Any) -> Reason | None:
        if self.is_strict:
            if self.state != "moderated":
                return Reason(N_("按严谨来办时，先由不同类的两个人会商，再定稿"))
            return permissions.signs_strictly(by, self)
        if self.state not in SIGNED_IN:
            return Reason(N_("打完分才能会签"))
        if self.state == "computed" and self.proposed_by_id is not None:
            return Reason(N_("有一个调分等另一类的成员同意，定下来再签"))
        return permissions.signs(by, self)

    def sign(self, by: Any, seen: int | None = None) -> None:
        """会签 or, in 严谨, 定稿: one signature; the last one makes the result final. ``seen`` is the
        number of the result that was looked at. Raises Denied or WrongState."""
        if reason := self._why_not_signer(by):
            raise Denied(reason) if self.state in SIGNED_IN else WrongState(reason)
        if reason := backed(self):
            raise WrongState(reason)
        found = self.result()
        assert found is not None
        if seen is not None and seen != found.number:
            raise WrongState(N_("结果刚刚改过，请看过最新的再签"))
        own = self._side_signed(by) if self.is_strict else self._class_signed(by)
        verb = "sign" if self.is_strict else "sign_group"
        last = self._completes(by) if self.is_strict else self.missing_signatures <= 1
        if last:
            self.publish_at = max(self.publish_at, clock.now())
            self._step(verb, by, member_class=own, number=found.number)
            self.finalised_at = clock.now()
        made = MonthSignature(result_number=found.number, member_class=own, person_id=by.id)
        self.signatures.append(made)
        self._touch()
        db.session.flush()
        if not last:
            record("month.signed", self, by, member_class=own, number=found.number)
            release(self, self.asked_signers(), by)

    def _class_signed(self, by: Any) -> str:
        for one in self.unsigned_classes:
            if permissions.in_class(by, self, one) is None:
                return one
        return self.vacant_classes[0]

    # ── to the person ───────────────────────────────────────────────────────────────────────

    def asked_servers(self) -> list[int]:
        """Who gives it to the person; nobody where the clock does."""
        return self.able(permissions.publishes, roles.HR) if self.is_strict else []

    def publish(self, by: Any) -> None:
        """HR gives it to the person, to nobody else."""
        self._publish("publish", by)
        self.published_by_id = by.id

    def auto_publish(self, by: Any) -> None:
        """The clock gives it to the person."""
        self._publish("auto_publish", by)

    def _publish(self, verb: str, by: Any) -> None:
        self._step(verb, by)
        self.published_at = clock.now()
        self._open_window()
        self._keep_reports()

    def _keep_reports(self) -> None:
        """What the report says is kept with each version: the person has it from now on."""
        raise NotImplementedError

    def _open_window(self) -> None:
        """From now on the assistant may object."""
        raise NotImplementedError
