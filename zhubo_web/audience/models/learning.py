"""A good answer becomes part of the product's card."""

from __future__ import annotations

from typing import Any

from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.extensions import db
from zhubo_web.products.models import Product

LONGEST_ANSWER = 200
#: Cards are edited as lines with a bar between question and answer.
_BARS = str.maketrans("｜|", "  ")


def product_meant(broadcast: Broadcast, wanted: int | None) -> Product:
    """The product whose card is meant: one of the run sheet."""
    for segment in Segment.of(broadcast):
        if wanted is not None and segment.product_id == wanted and segment.product:
            return segment.product
    raise Invalid(N_("请选这个问题问的是流程单里的哪个商品"), "product_id")


def add_to_card(product: Product, by: Any, asked: str, answer: str) -> str:
    """Make the next version of the card with this answer; the answer as it stands there.

    Who may not keep cards is told who does: the card is what everybody says on air.
    """
    words = " ".join(answer.translate(_BARS).split())
    if not 0 < len(words) <= LONGEST_ANSWER:
        raise Invalid(N_("请写一句 200 字以内的回答"), "answer")
    question = asked.translate(_BARS)
    known = product.card.questions if product.card else []
    kept = [one for one in known if one.get("q") != question]
    product.revise(by, questions=[*kept, {"q": question, "a": words}])
    db.session.flush()
    return words
