"""What a permission or a guard can answer: the messages in its code and in that of what it asks.

So a test can say of a refusal that it is the one of this very rule, not just any sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from types import CodeType, FunctionType, ModuleType
from typing import Any

from zhubo_web.core.reasons import Reason


@cache
def sentences(rule: Callable[..., Any]) -> frozenset[str]:
    """Message ids of every sentence that this function may come to give."""
    return frozenset(_sentences(rule, set()))


def _sentences(thing: Any, seen: set[int]) -> Iterator[str]:
    if id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Reason):
        yield thing.msgid
    elif isinstance(thing, dict | list | tuple):
        for one in thing.values() if isinstance(thing, dict) else thing:
            yield from _sentences(one, seen)
    elif isinstance(thing, partial):
        yield from _sentences((thing.func, *thing.args, *thing.keywords.values()), seen)
    elif isinstance(thing, FunctionType) and thing.__module__.startswith("zhubo_web."):
        for one in (*_constants(thing.__code__), *_named(thing)):
            yield from _sentences(one, seen)


def _constants(code: CodeType) -> Iterator[Any]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _constants(one)
        elif isinstance(one, str) and not one.isascii():
            yield one


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)


def _named(function: FunctionType) -> Iterator[Any]:
    """What its code names, also inside modules, and what it closes over."""
    names = set(_names(function.__code__))
    for found in [function.__globals__[name] for name in names & function.__globals__.keys()]:
        yield found
        if isinstance(found, ModuleType):
            yield from (vars(found)[name] for name in names & vars(found).keys())
    yield from (cell.cell_contents for cell in function.__closure__ or ())
