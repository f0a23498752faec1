"""What the form offers for each broadcast: 互动环节 of its run sheet and of the shop's templates, and the
points of the cards of its products. And filling a draft from last week or from a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from zhubo_web.assignments.models import ActionItem
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core import clock
from zhubo_web.plans.contents import Content, Focus, Part
from zhubo_web.plans.models.facts import sheets_of
from zhubo_web.plans.models.template import PlanTemplate
from zhubo_web.products.models import Product

#: So many products get their first point when a template is applied.
FIRST_POINTS = 3


@dataclass(frozen=True)
class Offer:
    """What may be chosen for one broadcast. ``points`` is by the value a form sends, product by product;
    ``more`` are interactions of other themes."""

    broadcast: Broadcast
    interactions: list[str]
    more: list[str]
    points: dict[str, Focus]
    products: list[Product]
    #: The first point of each product: what 省事 plans by itself.
    firsts: list[Focus]

    @property
    def blank(self) -> Part:
        """Nothing planned yet; 待补 where the products are not known."""
        one = self.broadcast
        return Part(one.id, one.title, one.planned_start.isoformat(), gap=not self.products)

    def dressed(self, part: Part | None) -> Part:
        """The part with the present title and start."""
        blank = self.blank
        return replace(part, title=blank.title, start=blank.start) if part else blank


def owed(plan: Any) -> list[ActionItem]:
    """What the assistant agreed to do and has not done yet: measures and what a talk agreed on stand
    beside the plan of every week until they are settled; beside a week that is over nothing does."""
    return [] if plan.state in ("closed", "withdrawn") else ActionItem.owed_by(plan.person_id)


def value_of(focus: Focus) -> str:
    """How a form names a point: by its words, so that a revised card does not lose it."""
    return f"{focus.product}:{focus.point}"


def offers(plan: Any, said: Content) -> list[Offer]:
    """The offers of the week in order; what was said already can be chosen again."""
    sheets = sheets_of(one.id for one in plan.broadcasts)
    themes = PlanTemplate.every()
    return [_offer(one, sheets[one.id], themes, said.part(one.id)) for one in plan.broadcasts]


def _offer(
    broadcast: Broadcast, sheet: list[Segment], themes: list[PlanTemplate], part: Part | None
) -> Offer:
    products = list(dict.fromkeys(one.product for one in sheet if one.product is not None))
    fresh = [focus for product in products for focus in _points(product)]
    old = list(part.focus) if part else []
    known = {value_of(one): one for one in (*old, *fresh)}
    order = list(dict.fromkeys(one.product for one in (*fresh, *old)))
    points = dict(sorted(known.items(), key=lambda pair: order.index(pair[1].product)))
    own = [one.title for one in sheet if one.product_id is None]
    near, *far = [list(theme.interactions) for theme in _nearest(themes, broadcast.title)] or [[]]
    chosen = list(part.interactions) if part else []
    first = list(dict.fromkeys([*own, *near, *chosen]))
    more = [text for text in dict.fromkeys(chain(*far)) if text not in first]
    firsts = [focus for product in products for focus in _points(product)[:1]]
    return Offer(broadcast, first, more, points, products, firsts)


def _points(product: Product) -> list[Focus]:
    card = product.card
    if card is None:
        return []
    return [
        Focus(product.id, product.name, card.id, card.number, text) for text in card.points or [""]
    ]


def _nearest(themes: Sequence[PlanTemplate], title: str) -> list[PlanTemplate]:
    """Themes whose name the broadcast bears come first."""
    return sorted(themes, key=lambda theme: not _about(theme, title))


def _about(theme: PlanTemplate, title: str) -> bool:
    return any(word in title for word in (theme.name, theme.name[:2]))


def with_template(content: Content, offer: Offer, theme: PlanTemplate) -> Content:
    """A theme's interactions and sentence where nothing was chosen or written yet."""
    part = offer.dressed(content.part(offer.broadcast.id))
    filled = replace(
        part,
        interactions=part.interactions or tuple(theme.interactions[:2]),
        focus=part.focus or tuple(offer.firsts[:FIRST_POINTS]),
        sentence=part.sentence or theme.sentence,
    )
    return content.with_part(replace(filled, gap=not filled.focus and part.gap))


def with_last_week(content: Content, week: Sequence[Offer], last: Content) -> Content:
    """What was planned for the like of each broadcast a week ago, where nothing was written yet. Points
    are taken over where the product is sold again."""
    for offer in week:
        part = offer.dressed(content.part(offer.broadcast.id))
        if not part.empty or (like := _like(offer, last)) is None:
            continue
        focus = tuple(offer.points[v] for v in map(value_of, like.focus) if v in offer.points)
        copied = replace(
            part, interactions=like.interactions, sentence=like.sentence, focus=focus, gap=not focus
        )
        content = content.with_part(copied)
    return replace(content, line=content.line or last.line)


def _like(offer: Offer, last: Content) -> Part | None:
    """The broadcast of last week on the same weekday, else one of the same title."""
    day = clock.local(offer.broadcast.planned_start).weekday()
    same_day = [one for one in last.parts if one.start and _weekday(one) == day]
    same_name = [one for one in last.parts if one.title == offer.broadcast.title]
    both = [one for one in same_day if one in same_name]
    return next((one for one in (*both, *same_day, *same_name) if not one.empty), None)


def _weekday(part: Part) -> int:
    return clock.local(datetime.fromisoformat(part.start)).weekday()
