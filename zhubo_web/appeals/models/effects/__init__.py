"""What a decision changes, from what was contested up to every number that stands on it.

``target_of`` says what may be contested; ``preview`` what a decision would change, without writing;
``carry_out`` changes it and lists what changed; ``falls``: by now it would lower what stands;
``overtaken``: what was decided is computed from others by now.
"""

from zhubo_web.appeals.consequences import Effects, MonthChange, Row
from zhubo_web.appeals.grounds import Remedy
from zhubo_web.appeals.models.effects.changing import carry_out, falls, overtaken, preview
from zhubo_web.appeals.models.effects.targets import KINDS, Target, target_of

__all__ = [
    "KINDS",
    "Effects",
    "MonthChange",
    "Remedy",
    "Row",
    "Target",
    "carry_out",
    "falls",
    "overtaken",
    "preview",
    "target_of",
]
