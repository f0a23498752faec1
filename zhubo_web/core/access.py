"""Who may use a route: declared beside it, denied where nothing is declared.

A route carries exactly one of ``@public``, ``@signed_in``, ``@requires(permission, …)`` and
``@screens`` (people, and the tablets bound to a room). What one may see of a thing is decided by
``visible_to`` queries, and what one may do to it by its verbs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Denied, NotFound, Reason

View = TypeVar("View", bound=Callable[..., Any])
Check = Callable[[Any], Reason | None]
MARK = "__zhubo_access__"


@dataclass(frozen=True)
class Access:
    """A route's policy: its kind, and the permissions of a person that are all needed."""

    kind: str
    checks: tuple[Check, ...] = ()

    def why_not(self, actor: Any) -> Reason | None:
        """None when this actor may use the route; anonymous people are nobody (None)."""
        if self.kind == "public":
            return None
        if actor is None:
            return Reason(N_("请先登录"))
        if getattr(actor, "is_screen", False):
            return None if self.kind == "screens" else Reason(N_("提示屏不能打开这一页"))
        return next((reason for check in self.checks if (reason := check(actor))), None)


def _declare(view: View, access: Access) -> View:
    setattr(view, MARK, access)
    return view


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(view, Access("public"))


def signed_in(view: View) -> View:
    """Every person with an active account."""
    return _declare(view, Access("signed_in"))


def screens(view: View) -> View:
    """Every person, and a tablet bound to a room; the thing itself is looked up as visible."""
    return _declare(view, Access("screens"))


def requires(*checks: Check) -> Callable[[View], View]:
    """People for whom every permission answers None."""
    return lambda view: _declare(view, Access("requires", checks))


def access_of(view: Any) -> Access | None:
    """The declared policy of a view function, None if it has none."""
    return getattr(view, MARK, None)


def actor() -> Any:
    """The person or screen that is asking, or None."""
    who: Any = current_user
    return who._get_current_object() if who.is_authenticated else None


def _guard() -> Any:
    if request.endpoint is None:
        return None
    access = access_of(current_app.view_functions[request.endpoint])
    if access is None:
        raise Denied(N_("这个地址没有写明谁可以用，因此谁也不能用"))
    person = actor()
    if person is None and access.kind != "public":
        abort(401)
    if reason := access.why_not(person):
        raise Denied(reason)
    return None


def init(app: Flask) -> None:
    """Put the guard before every request."""
    app.before_request(_guard)


def found(thing: Any) -> Any:
    """The thing, or NotFound: what one may not see is not there."""
    if thing is None:
        raise NotFound(N_("没有找到，可能已被删除，或者你看不到它"))
    return thing
