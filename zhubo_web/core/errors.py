"""Refusals and failures: page, fragment or JSON, each with a sentence that says what to do."""

from __future__ import annotations

import logging
from decimal import InvalidOperation
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from flask import url_for as _url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from zhubo_web.core.i18n import _, say
from zhubo_web.core.reasons import Refused
from zhubo_web.core.rendering import wants_block, wants_json

log = logging.getLogger("zhubo.errors")


def _sentence(status: int) -> str:
    """What a person reads for an error that no verb of ours explained."""
    return {
        400: _("这个请求不完整，请返回上一页刷新后再试"),
        401: _("请先登录"),
        403: _("你没有权限做这件事"),
        404: _("没有找到，可能已被删除，或者你看不到它"),
        405: _("这个地址不能这样打开，请返回上一页"),
        409: _("这条内容刚刚被别人改过，请看过最新内容再做"),
        413: _("内容太大了，请分成几次提交"),
        429: _("操作太频繁了，请稍等一会儿再试"),
        503: _("服务器正忙，请稍后再试"),
    }.get(status, _("出了点问题，已经记录下来。请稍后再试，仍不行请把编号告诉管理员"))


def answer(status: int, sentence: str) -> Response:
    """The error in the form the caller reads."""
    if wants_json():
        return make_response(jsonify(error=sentence, request=g.get("request_id")), status)
    template = "errors/_message.html" if wants_block() else "errors/page.html"
    html = render_template(template, code=status, message=sentence, number=g.get("request_id"))
    return make_response(html, status)


def _unauthorised() -> Response:
    """To the sign-in page, with the way back."""
    if wants_json():
        return answer(401, _sentence(401))
    back = request.full_path if request.method == "GET" else None
    target = _url_for("accounts.sign_in", next=back.rstrip("?") if back else None)
    if wants_block():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return make_response(redirect(target))


def _refused(error: Refused) -> Response:
    return answer(error.status, say(error.reason))


def _stale(_error: StaleDataError | IntegrityError) -> Response:
    """Somebody else was faster: the row has changed, or what is unique is there by now."""
    log.warning("conflict %s %s", g.get("request_id"), type(_error).__name__)
    return answer(409, _sentence(409))


def _too_large(error: Exception) -> Response:
    """A number or date that no column holds, in a place where no form has looked at it."""
    log.warning("not storable %s %r", g.get("request_id"), error)
    return answer(400, _sentence(400))


def _database(error: OperationalError) -> Response:
    log.error("database %s %s", g.get("request_id"), error.orig)
    return answer(503, _sentence(503))


def _no_connection(_error: NoConnection) -> Response:
    """All connections to the database are in use."""
    log.error("no connection %s", g.get("request_id"))
    return answer(503, _sentence(503))


def _csrf(_error: CSRFError) -> Response:
    return answer(400, _("页面打开太久，校验码失效了。请刷新页面再提交，已填的内容会保留"))


def _http(error: HTTPException) -> Any:
    if error.code == 401:
        return _unauthorised()
    if error.code is None or error.code < 400:
        return error
    return answer(error.code, _sentence(error.code))


def _failure(error: Exception) -> Response:
    log.exception("failure %s", g.get("request_id"), exc_info=error)
    return answer(500, _sentence(500))


HANDLERS: dict[type[Exception], Any] = {
    Refused: _refused,
    StaleDataError: _stale,
    IntegrityError: _stale,
    OverflowError: _too_large,
    InvalidOperation: _too_large,
    DataError: _too_large,
    OperationalError: _database,
    NoConnection: _no_connection,
    CSRFError: _csrf,
    HTTPException: _http,
    Exception: _failure,
}


def init(app: Flask) -> None:
    """Register the handlers."""
    for kind, handle in HANDLERS.items():
        app.register_error_handler(kind, handle)
