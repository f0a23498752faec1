"""Months on their way, what follows them and lists of figures, for the pages that only then exist."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.cast import Cast
from tests.metrics.files import COMPASS, compass_row, xlsx
from tests.months.facts import everywhere
from zhubo_web.accounts.models import Person
from zhubo_web.appeals.models import Appeal, Filing
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.handover.models import Package
from zhubo_web.metrics.importing import find_head
from zhubo_web.metrics.importing.headings import without_computed
from zhubo_web.metrics.jobs import place
from zhubo_web.metrics.models import MetricImport
from zhubo_web.months import calendars
from zhubo_web.months.models import ClassRating, Month, MonthlyEvaluation

People = dict[str, Person]
MOMENTS = ("self_from", "self_by", "rate_by", "sign_by", "publish_at")
#: Nothing is late while somebody looks.
SOON = timedelta(days=3)


def close_months(cast: Cast, people: People, left: dict[str, int]) -> dict[str, Any]:
    """Ids: a month to assess oneself in, one to rate, one to sign; a package and its correction; an
    objection. Wants what ``talk_over`` left."""
    told = db.session.get_one(MonthlyEvaluation, left["month_told"])
    before = calendars.preceding(calendars.preceding(told.month.first_day))
    now = clock.now()
    older = Month(
        first_day=before, frozen_at=now, freeze_at=now, package_by=now + SOON,
        publish_by=now + SOON,
        **dict.fromkeys(MOMENTS[:-1], now + SOON),
    ).govern("month")  # fmt: skip
    db.session.add(older)
    oldest = Month.of(calendars.preceding(told.month.first_day))
    assert oldest is not None
    oldest.frozen_at = now
    rating = _month(older, people["li"], cast.care, "rating")
    signing = _month(older, people["chen"], cast.care, "computed")
    for of in ("operations", "host", "hr"):
        signing.ratings.append(
            ClassRating(member_class=of, marks={"T1": "3", "A1": "4"}, submitted_at=now)
        )
    signing._write(everywhere(4), None)
    earlier = calendars.preceding(before)
    newest = Month(
        first_day=earlier, freeze_at=now + SOON, package_by=now + SOON, publish_by=now + SOON,
        **dict.fromkeys(MOMENTS[:-1], now + SOON),
    ).govern("month")  # fmt: skip
    db.session.add(newest)
    assessed = _month(newest, people["chen"], cast.care, "self_open")
    package = Package.send(oldest, people["hong"])
    _amend(oldest, people["chen"])
    correction = next(one for one in Package.of(oldest) if one.is_correction)
    filing = Filing("context", "那天断流了十分钟，记录没有算进去")
    appeal = Appeal.file_new(people["chen"], "month_result", told.id, "", filing)
    db.session.flush()
    return {
        "month_open": told.month.name, "month_self": assessed.id,
        "month_rating": rating.id, "month_signing": signing.id,
        "package": package.id, "correction": correction.id, "appeal": appeal.id,
    }  # fmt: skip


def _month(month: Month, who: Person, room_id: int, state: str) -> MonthlyEvaluation:
    frozen = {"frozen_at": clock.now(), "facts": everywhere(4)} if month.frozen_at else {}
    made = MonthlyEvaluation(
        month=month, assistant=who, room_id=room_id, state=state,
        **dict.fromkeys(MOMENTS, clock.now() + SOON), **frozen,
    ).govern("month")  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _amend(month: Month, who: Person) -> None:
    """A decision made somebody's result better after it was handed over."""
    one = db.session.query(MonthlyEvaluation).filter_by(month=month, assistant=who).one()
    one.frozen_at = clock.now()
    one.amend(everywhere(5), "按申请复核的决定改", ("appeal", 1))


def upload_lists(people: People, over: Broadcast, room: Room) -> dict[str, int]:
    """Ids of two imports: one whose columns are to be named, one that the worker checks next."""
    assert over.started_at is not None
    room.account = "shanqian_care"
    row = compass_row(room.account, clock.local(over.started_at))
    with TemporaryDirectory() as folder:
        held = xlsx(Path(folder) / "a.xlsx", [list(COMPASS), row]).read_bytes()
    mapping, checking = (_upload(people["ma"], held) for _ in range(2))
    targets = without_computed([one["target"] for one in checking.columns])
    chosen = {one["place"]: to for one, to in zip(checking.columns, targets, strict=True)}
    checking.map(people["ma"], chosen, None)
    return {"mapping": mapping.id, "checked": checking.id}


def _upload(by: Person, held: bytes) -> MetricImport:
    begun = MetricImport.begin(by, "直播明细.xlsx")
    db.session.flush()
    path = place(begun.id)
    path.write_bytes(held)
    head = find_head(path)
    begun.found(head.sheet, head.line, [vars(one) for one in head.columns])
    return begun
