"""One door to HTML: the whole page, or the block that htmx asked for."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment
from jinja2_fragments.flask import render_block

from zhubo_web.core import drawing
from zhubo_web.core.lasting import static_url


class Macros:
    """The Jinja global ``ui``: macros of templates/ui, also where a block is rendered alone."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        macro = getattr(self._environment.get_template("ui/_all.html").module, name)
        if not self._environment.auto_reload:
            setattr(self, name, macro)
        return macro


def wants_block() -> bool:
    """Whether htmx asked for a part, and not for a page it restores from history."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def render(template: str, block: str | None = None, status: int = 200, **values: Any) -> Response:
    """The page; or, if htmx asks and the view names a block, that block."""
    if block and wants_block():
        html = render_block(template, block, **values)
    else:
        html = render_template(template, **values)
    return make_response(html, status)


def wants_json() -> bool:
    """Whether the caller is a script of ours that reads JSON."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def _form_token() -> str:
    """The token that guards forms; a list has it in every row, so it is made once a page."""
    token: str = g.get("csrf_token") or generate_csrf()
    return token


def init(app: Flask) -> None:
    """Install the globals."""
    app.jinja_env.globals["ui"] = Macros(app.jinja_env)
    app.jinja_env.globals["static_url"] = static_url
    app.jinja_env.globals["drawn"] = drawing
    app.jinja_env.globals["csrf_token"] = _form_token
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.after_request
    def _vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response


def announce(response: Response, message: str) -> Response:
    """Have the page's live region say something."""
    return _trigger(response, announce=message)


def toast(response: Response, text: str, *, undo: str | None, target: str) -> Response:
    """Have the page say at its foot what was done; ``undo`` takes a POST, answered into target."""
    return _trigger(response, toast={"text": text, "undo": undo, "target": target})


def _trigger(response: Response, **events: Any) -> Response:
    """Header values are ASCII, so the standard library writes them: it escapes all else."""
    response.headers["HX-Trigger"] = json.dumps(events)
    return response
