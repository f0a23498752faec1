"""What a request may carry: text and numbers that both databases can keep, read in one place.

PostgreSQL keeps no NUL in a text and neither database half a surrogate pair, which scripts make by
cutting a text. In JSON both become the replacement sign, so that a queue of taps never stops at
one; in forms and addresses NUL is refused, as no browser sends it by itself. Forms are read from
form fields only: a JSON body cannot put lists where a text is expected.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto, _is_submitted
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.routing import IntegerConverter, Map

LARGEST_NUMBER = 2**31 - 1
#: Escapes in JSON that may stand for what cannot be kept; most bodies have none and are not walked.
_DOUBTFUL = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_NOT_KEPT = re.compile("[\0\ud800-\udfff]")


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return _NOT_KEPT.sub("\ufffd", value)
    if isinstance(value, list):
        return [_kept(one) for one in value]
    if isinstance(value, dict):
        return {_kept(name): _kept(one) for name, one in value.items()}
    return value


class StrictJson(DefaultJSONProvider):
    """JSON without what no database keeps; a body nested too deep is no JSON."""

    ensure_ascii = False

    def loads(self, s: str | bytes, **given: Any) -> Any:
        """Read it. Raises ValueError, as for any text that is not JSON."""
        text = s.decode("utf-8") if isinstance(s, bytes) else s
        try:
            value = super().loads(text, **given)
            return _kept(value) if _DOUBTFUL.search(text) else value
        except RecursionError as error:
            raise ValueError("nested too deep") from error


class Number(IntegerConverter):
    """A key in an address: what no row can have is not found."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_NUMBER)


def json_object() -> dict[str, Any]:
    """The body's object; empty if the body is anything else."""
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _typed(_meta: Any, _form: Any, formdata: Any) -> Any:
    """What a form reads by itself: fields and files."""
    if formdata is not _Auto:
        return formdata
    return CombinedMultiDict((request.files, request.form)) if _is_submitted() else None


def _refuse_nul() -> None:
    sent = [request.path, *(file.filename or "" for file in request.files.values())]
    sent += [text for values in (request.args, request.form) for pair in values.items(multi=True)
             for text in pair]  # fmt: skip
    if any("\0" in text for text in sent):
        abort(400)


def init(app: Flask) -> None:
    """Put the rules in force; before any address is registered."""
    app.json = StrictJson(app)
    app.jinja_env.policies["json.dumps_function"] = app.json.dumps
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
    app.url_map.converters["int"] = Number
    FlaskForm.Meta.wrap_formdata = _typed
    app.before_request(_refuse_nul)
