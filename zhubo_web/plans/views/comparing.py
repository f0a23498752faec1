"""What differs between any two versions of a plan."""

from __future__ import annotations

from datetime import datetime

from flask import Response, request

from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.i18n import day, time_of_day
from zhubo_web.core.rendering import render
from zhubo_web.plans import differences
from zhubo_web.plans.contents import PARTS, Content, Part
from zhubo_web.plans.models import PlanVersion
from zhubo_web.plans.models.version import KINDS
from zhubo_web.plans.permissions import reads_plans
from zhubo_web.plans.views.blueprint import bp, plan_or_404


@bp.get("/plans/<int:plan_id>/versions/<int:number>")
@requires(reads_plans)
def versions(plan_id: int, number: int) -> Response:
    """A version beside another one: the one before it unless the address says otherwise."""
    plan = plan_or_404(plan_id)
    every = {one.number: one for one in PlanVersion.of(plan)}
    new: PlanVersion = found(every.get(number))
    old = every.get(request.args.get("with", number - 1, type=int))
    marked = differences.of_contents(old.content if old else Content(), new.content)
    parts = {one.broadcast: one for one in (*_parts(old), *new.content.parts)}
    parts = dict(sorted(parts.items(), key=lambda pair: pair[1].start))
    return render(
        "plans/versions.html",
        plan=plan,
        every=list(every.values()),
        new=new,
        old=old,
        marked=marked,
        parts=[(one, _called(one)) for one in parts.values()],
        names=PARTS,
        kinds=KINDS,
        person=actor(),
    )


def _called(part: Part) -> str:
    """When it was to be, and its title then."""
    if not part.start:
        return part.title
    moment = datetime.fromisoformat(part.start)
    return f"{day(moment)} {time_of_day(moment)} · {part.title}"


def _parts(version: PlanVersion | None) -> tuple[Part, ...]:
    return version.content.parts if version is not None else ()
