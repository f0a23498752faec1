"""What a cue may take from the product being sold: nothing that may be stale."""

from __future__ import annotations

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.broadcasts.models.run_sheet import STALE_AFTER_MS, Segment
from zhubo_web.observations.wording import CardWords
from zhubo_web.products.models import ProductCard


def plain_price(card: ProductCard) -> str | None:
    """129 or 129.5, without the zeros."""
    return f"{card.price.normalize():f}" if card.price is not None else None


def planned_end(sheet: list[Segment], segment: Segment, broadcast: Broadcast) -> int:
    """When a segment should be over, in stream time: where the next begins, or the whole ends."""
    later = [one.planned_ms for one in sheet if one.position > segment.position]
    whole = (broadcast.planned_end - broadcast.planned_start).total_seconds() * 1000
    return later[0] if later else int(whole)


def price_is_stale(
    broadcast: Broadcast, sheet: list[Segment], segment: Segment, card: ProductCard
) -> bool:
    """Whether the price must be checked: the offer is over, or the segment is 5 min past its time."""
    end = planned_end(sheet, segment, broadcast)
    return not card.valid_now or broadcast.stream_ms() > end + STALE_AFTER_MS


def card_words(
    broadcast: Broadcast, sheet: list[Segment], segment: Segment | None
) -> CardWords | None:
    """Price and word swaps of the product being sold; a stale price is left out."""
    card = segment.product.card if segment and segment.product else None
    if segment is None or card is None:
        return None
    price = None if price_is_stale(broadcast, sheet, segment, card) else plain_price(card)
    return CardWords(
        price=price, swaps=[(row["word"], row.get("instead", "")) for row in card.forbidden]
    )
