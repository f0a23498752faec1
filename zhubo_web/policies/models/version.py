"""One version of the policy. It is never changed: another one follows it, from a later day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.policies import composites, parameters, permissions, rubrics, weighing
from zhubo_web.policies.parameters import Numbers

#: The first version has always been in force, so that everything has one.
BEGINNING = clock.shanghai(date(2020, 1, 1))
LONGEST_NOTE = 500
#: A version is announced so long ahead at most: until it holds, no other can follow.
LATEST = timedelta(days=366)


class PolicyVersion(Identified, Base):
    """Numbers and rubrics in force from a day on. ``digest`` is the SHA-256 of both."""

    __tablename__ = "policy_version"

    number: Mapped[int] = mapped_column(unique=True)
    effective_from: Mapped[datetime]
    numbers_set: Mapped[dict[str, Any]]
    rubrics_set: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """Every version, the newest first, for who may read the policy."""
        query = select(cls).order_by(cls.number.desc())
        return query if permissions.reads_policy(person) is None else query.where(cls.id < 0)

    @classmethod
    def in_force(cls, moment: datetime | None = None) -> PolicyVersion:
        """The version of a moment (now unless given)."""
        at = moment or clock.now()
        query = select(cls).where(cls.effective_from <= at).order_by(cls.number.desc()).limit(1)
        return db.session.scalars(query).one()

    @classmethod
    def coming(cls) -> PolicyVersion | None:
        """The version that follows the present one, if one is announced."""
        query = select(cls).where(cls.effective_from > clock.now()).order_by(cls.number.desc())
        return db.session.scalar(query.limit(1))

    @cached_property
    def numbers(self) -> Numbers:
        """Its numbers, by name."""
        return Numbers(self.numbers_set)

    @cached_property
    def rubric(self) -> tuple[rubrics.Item, ...]:
        """The twelve items of one broadcast."""
        return rubrics.read(self.rubrics_set["broadcast"])

    @cached_property
    def composite(self) -> composites.Composite:
        """What a month is reckoned by; a version of before there was one: the usual."""
        kept = self.rubrics_set.get("month")
        return composites.read(kept) if kept else composites.USUAL

    def before(self) -> PolicyVersion | None:
        """The version that it followed."""
        return db.session.scalar(
            select(PolicyVersion).where(PolicyVersion.number == self.number - 1)
        )

    @property
    def effective_on(self) -> date:
        """The day in Shanghai from which it holds."""
        return clock.local(self.effective_from).date()

    def told(self) -> dict[str, Any]:
        """The values that notices show."""
        return {"number": self.number}

    # ── verbs ───────────────────────────────────────────────────────────────────────────────

    @classmethod
    def plant(cls) -> None:
        """Write the first version where there is none."""
        if db.session.scalar(select(cls.id).limit(1)) is None:
            rubric = {
                "broadcast": rubrics.stored(rubrics.BROADCAST),
                "month": composites.stored(composites.USUAL),
            }
            cls._make(1, BEGINNING, parameters.USUAL, rubric, None, "")
            db.session.flush()

    @classmethod
    def enact(cls, typed: Mapping[str, str], day: date, note: str, by: Any) -> PolicyVersion:
        """Follow the present version from a coming day on, with these numbers: those of the work and,
        by ``weighing``'s names, numbers and words of the month. Nothing that was decided before changes.
        Raises Denied or Invalid."""
        if reason := permissions.keeps_policy(by):
            raise Denied(reason)
        if day <= clock.today():
            raise Invalid(N_("最早从明天起生效，制度不溯及既往"), "effective_on")
        if day > clock.today() + LATEST:
            raise Invalid(N_("最晚一年以内生效，请看看年份写对没有"), "effective_on")
        if cls.coming() is not None:
            raise Invalid(N_("已经有一个还没生效的版本，请等它生效以后再改"), "effective_on")
        if not note.strip():
            raise Invalid(N_("请写明改了什么、为什么，大家都会看到"), "note")
        last = cls.in_force()
        same = parameters.known(last.numbers_set)
        values = parameters.read_all(typed, same)
        month = weighing.read_all(typed, last.composite)
        if values == same and not weighing.changed(last.composite, month):
            raise Invalid(N_("和现在的版本一样，没有要改的"), "note")
        number = db.session.scalars(select(func.max(cls.number))).one() + 1
        rubric = {**last.rubrics_set, "month": composites.stored(month)}
        made = cls._make(number, clock.shanghai(day), values, rubric, by.id, note.strip())
        record("policy_version.enacted", made, by, number=number, digest=made.digest)
        return made

    @classmethod
    def _make(
        cls,
        number: int,
        start: datetime,
        values: Mapping[str, str],
        rubric: dict[str, Any],
        by_id: int | None,
        note: str,
    ) -> PolicyVersion:
        numbers = dict(values)
        body = json.dumps([numbers, rubric], ensure_ascii=False, sort_keys=True)
        made = cls(
            number=number,
            effective_from=start,
            numbers_set=numbers,
            rubrics_set=rubric,
            note=note,
            made_by_id=by_id,
            digest=hashlib.sha256(body.encode()).hexdigest(),
        )
        db.session.add(made)
        db.session.flush()
        return made
