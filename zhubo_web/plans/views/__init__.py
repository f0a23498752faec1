"""The pages of weekly plans: lists, one plan, writing, reviewing, versions, templates."""

from zhubo_web.plans.views import (
    comparing,
    doing,
    listing,
    reviewing,
    showing,
    templates,
    writing,
)
from zhubo_web.plans.views.blueprint import bp

__all__ = ["bp", "comparing", "doing", "listing", "reviewing", "showing", "templates", "writing"]
