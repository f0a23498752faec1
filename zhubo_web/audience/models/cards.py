"""What the product cards of a run sheet answer: the product on air first, then the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, select

from zhubo_web.audience.grouping import CardAnswer
from zhubo_web.audience.likeness import Gist, first_alike, gist
from zhubo_web.audience.models.learning import LONGEST_ANSWER
from zhubo_web.broadcasts.models import Segment
from zhubo_web.extensions import db
from zhubo_web.products.models import Product, ProductCard

_SHEET = (
    select(
        Segment.started_ms,
        Product.id.label("product_id"),
        ProductCard.id.label("card_id"),
        ProductCard.questions,
    )
    .join(Product, Product.id == Segment.product_id, isouter=True)
    .join(ProductCard, ProductCard.id == Product.card_id, isouter=True)
    .where(Segment.broadcast_id == bindparam("broadcast"))
    .order_by(Segment.position)
)


class Cards:
    """The cards of one broadcast's run sheet, read once and asked often; plain values."""

    def __init__(self, broadcast_id: int, make: Callable[[str], Gist] = gist) -> None:
        sheet = db.session.connection().execute(_SHEET, {"broadcast": broadcast_id}).all()
        self.known: dict[int, list[tuple[Gist, CardAnswer]]] = {}
        for _started_ms, product_id, card_id, questions in sheet:
            if product_id is not None and product_id not in self.known:
                self.known[product_id] = _answers(product_id, card_id, questions or [], make)
        begun = [(one.started_ms, one.product_id) for one in sheet if one.started_ms is not None]
        self.begun = sorted(begun, key=lambda pair: pair[0])

    def product_at(self, at_ms: int) -> int | None:
        """The product that was on air at a moment of stream time."""
        on = [product_id for started_ms, product_id in self.begun if started_ms <= at_ms]
        return on[-1] if on else None

    def answer_to(self, question: Gist, product_id: int | None) -> CardAnswer | None:
        """What a card says to it; the named product's card is asked first."""
        for asked in sorted(self.known, key=lambda one: one != product_id):
            pairs = self.known[asked]
            place = first_alike(question, (known for known, _answer in pairs))
            if place is not None:
                return pairs[place][1]
        return None


def _answers(
    product_id: int, card_id: Any, questions: list[Any], make: Callable[[str], Gist]
) -> list[tuple[Gist, CardAnswer]]:
    return [
        (make(pair["q"]), CardAnswer(pair["a"][:LONGEST_ANSWER], product_id, card_id))
        for pair in questions
        if pair.get("q") and pair.get("a")
    ]
