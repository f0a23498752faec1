"""月度包: the months that were handed over, with their corrections; sending and receiving."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.handover import permissions
from zhubo_web.handover.models import Package
from zhubo_web.handover.models.package import lines_of, reads_all
from zhubo_web.handover.packaging import STATUSES, Change, Line
from zhubo_web.handover.views.blueprint import bp, package_or_404
from zhubo_web.handover.workflow import WORKFLOW
from zhubo_web.months import calendars
from zhubo_web.months.models import Month

TONES = {"final": "praise", "contested": "remind", "open": "mark", "few": "mark"}


def _unsent() -> Sequence[Month]:
    """The months that are not handed over yet."""
    sent = select(Package.month_id)
    query = select(Month).where(Month.id.not_in(sent)).order_by(Month.first_day.desc())
    return db.session.scalars(query.limit(3)).all()


def _counted(lines: Sequence[Line]) -> dict[str, int]:
    """Status → how many lines."""
    return {one: sum(line.status == one for line in lines) for one in STATUSES}


@bp.get("/handover")
@requires(permissions.reads_packages)
def index() -> Response:
    """What was handed over, the newest first, and what waits for its day."""
    packages = db.session.scalars(Package.visible_to(actor()).limit(60)).all()
    return render(
        "handover/index.html",
        packages=packages,
        unsent=_unsent() if reads_all(actor()) else (),
        states=WORKFLOW.states,
        counted=_counted,
    )


@bp.get("/handover/months/<month>")
@requires(permissions.reads_packages)
def preview(month: str) -> Response:
    """What would be handed over now."""
    first = found(calendars.read(month))
    one: Month = found(Month.of(first) if reads_all(actor()) else None)
    return render(
        "handover/preview.html",
        month=one,
        lines=[Change(None, line) for line in lines_of(one)],
        statuses=STATUSES,
        tones=TONES,
        sent=bool(Package.of(one)),
    )


@bp.post("/handover/months/<month>")
@requires(permissions.reads_packages)
def send(month: str) -> ResponseReturnValue:
    """Hand it over before its day."""
    one: Month = found(Month.of(found(calendars.read(month))))
    package = Package.send(one, actor())
    return redirect(url_for("handover.show", package_id=package.id), 303)


@bp.get("/handover/<int:package_id>")
@requires(permissions.reads_packages)
def show(package_id: int) -> Response:
    """A package, or a correction with what each line was before."""
    package = package_or_404(package_id)
    return render(
        "handover/show.html",
        package=package,
        states=WORKFLOW.states,
        statuses=STATUSES,
        tones=TONES,
        why_not=package.why_not("receive", actor()),
        others=[one for one in Package.of(package.month) if one.id != package.id],
    )


@bp.post("/handover/<int:package_id>/receive")
@requires(permissions.reads_packages)
def receive(package_id: int) -> ResponseReturnValue:
    """HR says that it arrived."""
    package_or_404(package_id).receive(actor())
    return redirect(url_for("handover.show", package_id=package_id), 303)
