"""What the product cards of a run sheet answer: the product on air first, then the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhubo_web.audience.likeness import Gist, first_alike, gist
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.products.models import Product


@dataclass(frozen=True)
class CardAnswer:
    """An answer and where it stands."""

    text: str
    product_id: int
    card_id: int


class Cards:
    """The cards of one broadcast's run sheet, read once and asked often; plain values."""

    def __init__(self, broadcast: Broadcast, make: Callable[[str], Gist] = gist) -> None:
        sheet = Segment.of(broadcast)
        products = {one.product_id: one.product for one in sheet if one.product is not None}
        self.known = {product.id: _answers(product, make) for product in products.values()}
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


def _answers(product: Product, make: Callable[[str], Gist]) -> list[tuple[Gist, CardAnswer]]:
    card = product.card
    pairs = card.questions if card else []
    return [
        (make(pair["q"]), CardAnswer(pair["a"], product.id, card.id))
        for pair in pairs
        if card and pair.get("q") and pair.get("a")
    ]
