"""Geometry of the time line: which part is drawn, thinned curves, bunched markers. Pure numbers.

Places along the line are shares from 0 to 1 of the part that is drawn, so that the page may be as
wide as it likes; heights are pixels.
"""

from zhubo_web.observations.charting.bunching import Bunch, bunches
from zhubo_web.observations.charting.curves import bars, line
from zhubo_web.observations.charting.scales import Span, levels
from zhubo_web.observations.charting.thinning import Column, columns, thin

__all__ = ["Bunch", "Column", "Span", "bars", "bunches", "columns", "levels", "line", "thin"]
