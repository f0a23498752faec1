"""The entries behind 按时办完的, of one kind or of all: names for who reads them, one's own for
everybody. Of what is discreet everybody has their own alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from zhubo_web.accounts.models import Person
from zhubo_web.core import clock
from zhubo_web.core.access import found
from zhubo_web.core.i18n import _
from zhubo_web.dashboards.principles import TARGETED, TIMELY, Kept, Promise
from zhubo_web.dashboards.views.rows import Row
from zhubo_web.duties.models import Duty, discreet
from zhubo_web.duties.views.linking import link_to
from zhubo_web.duties.wording import heading
from zhubo_web.extensions import db


@dataclass(frozen=True)
class Promised:
    """The first rows of a number, of so many that the reader may read, of so many that there are."""

    title: str
    rows: list[Row]
    read: int
    total: int


def is_discreet(kept: Kept) -> bool:
    """Whether some of it is told to its parties alone."""
    return not {one.title for one in kept.promises}.isdisjoint(discreet())


def named(kept: Kept) -> str:
    """What kind of promise it is, in the reader's language."""
    return heading(_(kept.promises[0].title))


def promised(page: Any, wanted: str, most: int) -> Promised:
    """What was not kept first, then the latest; ``wanted``: a kind, '' all that are listed."""
    kinds = [one for one in page.listed if wanted in ("", one.title)]
    if wanted:
        found(kinds or None)
    read = [(one, kept) for kept in kinds for one in _read(page, kept)]
    read.sort(key=lambda pair: (_met(pair[0]), -pair[0].due.timestamp(), pair[0].id))
    return Promised(
        named(kinds[0]) if wanted else _(TARGETED[TIMELY]),
        _rows(page, read[:most], whole=not wanted),
        len(read),
        sum(kept.share(clock.now()).of for kept in kinds),
    )


def _met(one: Promise) -> bool:
    return one.closed is not None and one.closed <= one.due


def _read(page: Any, kept: Kept) -> Iterator[Promise]:
    """What counts by now and this person may read."""
    now, names = clock.now(), page.reads_names and not is_discreet(kept)
    for one in kept.promises:
        counts = one.due <= now or one.closed is not None
        if counts and (names or one.person_id == page.person.id):
            yield one


def _rows(page: Any, shown: list[tuple[Promise, Kept]], *, whole: bool) -> list[Row]:
    """With the kind before each where all kinds are listed."""
    query = select(Duty).where(Duty.id.in_({one.id for one, _kept in shown}))
    duties = {one.id: one for one in db.session.scalars(query)}
    ids = {one.person_id for one, _kept in shown}
    people = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names: dict[int, str] = {row.id: row.name for row in people}
    return [
        Row(
            (f"{named(kept)} · " if whole else "") + _told(one, names[one.person_id]),
            link_to(duties[one.id]) if one.person_id == page.person.id else None,
            _met(one),
        )
        for one, kept in shown
    ]


def _told(one: Promise, name: str) -> str:
    due = f"{clock.local(one.due):%m-%d %H:%M}"
    told = _("%(name)s，应在 %(due)s", name=name, due=due)
    if one.closed is None:
        return _("%(told)s，还没办", told=told)
    return _("%(told)s，办好 %(done)s", told=told, done=f"{clock.local(one.closed):%m-%d %H:%M}")
