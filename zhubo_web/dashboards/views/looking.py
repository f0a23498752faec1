"""What an address of 走势 asks for, and everything its page says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import url_for

from zhubo_web.core import clock
from zhubo_web.core.access import found
from zhubo_web.core.i18n import _
from zhubo_web.dashboards import buckets, comparing, periods
from zhubo_web.dashboards.buckets import Bucket, Held, Seen
from zhubo_web.dashboards.comparing import Compared
from zhubo_web.dashboards.lines import FIGURES, GROUPS, LINES, ME, MONTH, PERSON, ROOM, TEAM, Line
from zhubo_web.dashboards.models import series
from zhubo_web.dashboards.models.series.figures import by_person
from zhubo_web.dashboards.models.series.scores import colleagues
from zhubo_web.dashboards.models.whose import Whose, rooms_of
from zhubo_web.dashboards.periods import Period
from zhubo_web.dashboards.permissions import draws, oversees_some
from zhubo_web.metrics import baseline
from zhubo_web.metrics.baseline import Level

EIGHT_WEEKS = timedelta(weeks=baseline.WEEKS)
YEAR = 364


@dataclass
class Looking:
    """One person looking at one line of somebody over a period. ``wanted``: the address's query."""

    person: Any
    wanted: Mapping[str, str]

    # ── what is asked for ───────────────────────────────────────────────────────────────────

    @cached_property
    def whose(self) -> Whose:
        """Whose it is. Raises NotFound for whom the person may not see."""
        whose: Whose = found(Whose.found(self.person, self.wanted.get("whose", "")))
        return whose

    @cached_property
    def offered(self) -> list[Line]:
        """What may be drawn of them for this person."""
        kind = self.whose.kind
        return [one for one in LINES.values() if draws(self.person, kind, one) is None]

    @cached_property
    def line(self) -> Line:
        asked = LINES.get(self.wanted.get("line", ""))
        return asked if asked in self.offered and asked is not None else self.offered[0]

    @cached_property
    def period(self) -> Period:
        """Months are shown whole, and a year of them unless something else is asked for."""
        if self.line.sort != MONTH:
            return periods.read(self.wanted, clock.today())
        year = {"period": periods.CHOSEN, "from": str(clock.today() - YEAR * periods.DAY)}
        asked = self.wanted if self.wanted.get("period") in periods.NAMES else year
        told = periods.read(asked, clock.today())
        return replace(told, first=told.first.replace(day=1))

    @property
    def step(self) -> str:
        asked = self.wanted.get("by", "")
        return buckets.fitting(self.period, asked, self.line.steps, len(self.held))

    @property
    def is_coarser(self) -> bool:
        """Whether the step that was asked for had too many points."""
        return self.wanted.get("by", "") in self.line.steps and self.wanted["by"] != self.step

    # ── what was read ───────────────────────────────────────────────────────────────────────

    @cached_property
    def _rows(self) -> Any:
        first = min(self.period.before.first, self.period.first - EIGHT_WEEKS)
        self._since, self._until = clock.shanghai(first), self.period.bounds[1]
        return self.whose.broadcasts(self._since, self._until, self.line.sort)

    @cached_property
    def held(self) -> list[Held]:
        """The broadcasts of the period."""
        told = ((row, clock.local(row.started_at)) for row in self._rows)
        return [
            Held(row.id, at.date(), f"{at:%H:%M}", row.title)
            for row, at in told
            if self.period.holds(at.date())
        ]

    @cached_property
    def _read(self) -> tuple[Line, list[Seen]]:
        rows, first = self._rows, self.period.first
        return series.drawn(self.whose, self.line, rows, self._since, self._until, first)

    @property
    def drawn(self) -> Line:
        """The line in the form that it is drawn in: the same, or where only counts are known 次数口径."""
        return self._read[0]

    @property
    def _seen(self) -> list[Seen]:
        return self._read[1]

    @cached_property
    def buckets(self) -> list[Bucket]:
        """The points of the curve, the oldest first."""
        fewest = self.line.fewest
        return buckets.bucketed(self._seen, self.held, self.period, self.step, fewest)

    @cached_property
    def known(self) -> list[Decimal]:
        """The values there are."""
        return [one.value for one in self.buckets if one.value is not None]

    @property
    def whole(self) -> Decimal | None:
        """The value over all of the period."""
        return self._together.value

    @cached_property
    def _together(self) -> Bucket:
        return Bucket(self.period.first, self.period.last, tuple(self._now), self.line.fewest)

    @property
    def count(self) -> int:
        """How many broadcasts or months the value rests on."""
        return len(self._now) if self.line.sort == MONTH else self._together.broadcasts

    @property
    def _now(self) -> list[Seen]:
        return [one for one in self._seen if self.period.holds(one.day)]

    # ── against what ────────────────────────────────────────────────────────────────────────

    @cached_property
    def level(self) -> Level | None:
        """平时水平: of the eight weeks before the period; None where there was too little."""
        since = self.period.first - EIGHT_WEEKS
        return comparing.usual(one for one in self._seen if since <= one.day < self.period.first)

    @cached_property
    def compared(self) -> Compared:
        """The period against as many days before."""
        before = [one for one in self._seen if self.period.before.holds(one.day)]
        return comparing.compare(self._now, before, self.drawn.definition)

    @cached_property
    def middle(self) -> Decimal | None:
        """团队中间水平, for oneself alone; None where fewer than five people stand in it."""
        if self.whose.kind != ME or not self.known:
            return None
        since, until = self.period.bounds
        if self.line.sort == FIGURES:
            return comparing.middle(by_person(self.drawn, self.person.id, since, until))
        if self.line.id == "score":
            return comparing.middle(colleagues(self.person.id, since, until))
        return None

    def word(self, bucket: Bucket) -> str:
        """How a point stands against what is usual: above, below, flat or few."""
        return comparing.verdict(bucket, self.level, self.drawn.definition)

    # ── choices ─────────────────────────────────────────────────────────────────────────────

    def people(self) -> list[tuple[str, str]]:
        """(key, name) of whom the person may look at; somebody looked at stays in the list."""
        told = [(ME, _("我自己"))] if self._has_own else []
        if oversees_some(self.person) is None:
            told.append((TEAM, _("整个团队")))
            told += [(f"{ROOM}-{one.id}", one.name) for one in rooms_of(self.person)]
        if self.whose.kind == PERSON:
            told.append((self.whose.key, self.whose.name))
        return told

    @property
    def _has_own(self) -> bool:
        return any(draws(self.person, ME, one) is None for one in LINES.values())

    @property
    def reads_figures(self) -> bool:
        """Whether the figures of these broadcasts open for the person."""
        return any(one.sort == FIGURES for one in self.offered)

    def groups(self) -> list[dict[str, Any]]:
        """The headings as links, each to its first line."""
        first = {one.group: one.id for one in reversed(self.offered)}
        return [
            {"text": _(name), "href": self.href(line=first[group], by=""),
             "current": group == self.line.group}
            for group, name in GROUPS.items()
            if group in first
        ]  # fmt: skip

    def lines(self) -> list[dict[str, Any]]:
        """The lines of this heading as links."""
        return [
            {"text": _(one.name), "href": self.href(line=one.id), "current": one is self.line}
            for one in self.offered
            if one.group == self.line.group
        ]

    def steps(self) -> list[dict[str, Any]]:
        """How the curve may be taken together, as links."""
        return [
            {"text": _(buckets.STEPS[one]), "href": self.href(by=one), "current": one == self.step}
            for one in self.line.steps
        ]

    @property
    def query(self) -> dict[str, str]:
        """The address's query for the same again."""
        period = self.period
        kept = {"whose": self.whose.key, "line": self.line.id, "by": self.wanted.get("by", "")}
        if self.wanted.get("period") in periods.NAMES:
            kept["period"] = period.name
        if period.name == periods.CHOSEN and "period" in kept:
            kept |= {"from": str(period.first), "to": str(period.last)}
        return {name: value for name, value in kept.items() if value}

    def href(self, **changed: str) -> str:
        """The page with something else."""
        values: dict[str, Any] = {k: v for k, v in {**self.query, **changed}.items() if v}
        return url_for("dashboards.trends", **values)

    def within(self, first: date, last: date, by: str) -> str:
        """The same line of these days alone."""
        days = {"from": str(first), "to": str(last)}
        return self.href(period=periods.CHOSEN, by=by, **days)
