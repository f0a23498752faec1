"""省事, 标准 or 严谨: what the shop chose for a kind of object. It holds for what begins from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ScalarSelect, String, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.core.workflow import STANDARD
from zhubo_web.extensions import db
from zhubo_web.policies import permissions
from zhubo_web.policies.rising import KINDS, SETTINGS


class KindSetting(Versioned, Identified, Base):
    """The setting of one kind of object, who chose it and when."""

    __tablename__ = "kind_setting"

    kind: Mapped[str] = mapped_column(String(20), unique=True)
    setting: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @classmethod
    def chosen(cls) -> dict[str, str]:
        """Kind → its setting in force, every kind."""
        rows = {row.kind: row.setting for row in db.session.scalars(select(cls))}
        return {kind: rows.get(kind, STANDARD) for kind in KINDS}

    @classmethod
    def choose(cls, kind: str, setting: str, by: Any) -> None:
        """Set it for what begins from now on. ``by`` None is set-up."""
        if by is not None and (reason := permissions.chooses_settings(by)):
            raise Denied(reason)
        if kind not in KINDS or setting not in SETTINGS:
            raise Invalid(N_("请在省事、标准、严谨里选一个"), kind)
        before = setting_for(kind)
        if before == setting:
            return
        row = db.session.scalar(select(cls).where(cls.kind == kind)) or cls(kind=kind)
        row.setting, row.changed_at = setting, clock.now()
        row.changed_by_id = by.id if by is not None else None
        db.session.add(row)
        db.session.flush()
        record("kind_setting.chosen", row, by, kind=kind, before=before, setting=setting)


def setting_column(kind: str) -> ScalarSelect[str | None]:
    """The same as a column of another query; NULL is the standard setting."""
    return select(KindSetting.setting).where(KindSetting.kind == kind).scalar_subquery()


def setting_for(kind: str) -> str:
    """The setting of a kind of object in force."""
    found = db.session.scalar(select(KindSetting.setting).where(KindSetting.kind == kind))
    return found or STANDARD
