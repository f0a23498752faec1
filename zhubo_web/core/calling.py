"""What templates do most often, call things: with fewer questions than Jinja asks before each call.

Jinja asks of whatever is called whether it, or its ``__call__``, wants the context. A page of twenty
rows calls a thousand things, nearly all of them macros and plain functions that want none.
"""

from __future__ import annotations

from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from flask.templating import Environment as FlaskEnvironment
from jinja2.runtime import Context, Macro

PLAIN = (FunctionType, MethodType, BuiltinMethodType)
#: Marks a function that wants context, environment or escaping (jinja2.pass_context and its like).
WANTS = "jinja_pass_arg"


class Lean(Context):
    """The variables of a template, from which it also calls."""

    def call(__self, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call it; what may want more than its arguments goes Jinja's own way."""
        kind = type(__obj)
        if kind is Macro:
            args = (__self.eval_ctx, *args)
        elif kind not in PLAIN or hasattr(__obj, WANTS):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


class Environment(FlaskEnvironment):
    """Flask's, with such contexts."""

    context_class = Lean
