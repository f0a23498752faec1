"""What differs between any two versions of a plan."""

from __future__ import annotations

from flask import Response, request

from zhubo_web.core.access import actor, found, requires
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
    titles = {str(one.broadcast): one for one in (*new.content.parts, *_parts(old))}
    return render(
        "plans/versions.html",
        plan=plan,
        every=list(every.values()),
        new=new,
        old=old,
        marked=marked,
        titles=titles,
        names=PARTS,
        kinds=KINDS,
        person=actor(),
    )


def _parts(version: PlanVersion | None) -> tuple[Part, ...]:
    return version.content.parts if version is not None else ()
