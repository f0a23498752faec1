"""Pages of appeals."""

from zhubo_web.appeals.views import (
    deciding,
    filing,
    guests,
    handling,
    listing,
    seating,
    watching,
)
from zhubo_web.appeals.views.blueprint import bp

__all__ = ["bp", "deciding", "filing", "guests", "handling", "listing", "seating", "watching"]
