"""`POST /feed`: where a merchant's own tool sends what its room's viewers write and do.

What it takes and answers stands in docs/feed.md. The token alone lets in: no cookie, no form token,
and never in the address. Everything that takes time is done before the one write transaction.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify, request
from limits import parse_many

from zhubo_web.accounts.codes import digest
from zhubo_web.audience.importing import BatchRefused, Event, read_batch
from zhubo_web.audience.jobs import REFUSED_TOKEN, Answer, TokenEnded, take_events
from zhubo_web.audience.models import Feed
from zhubo_web.audience.views.blueprint import bp
from zhubo_web.core import clock
from zhubo_web.core.access import public
from zhubo_web.core.database import begin_reading
from zhubo_web.core.i18n import say
from zhubo_web.core.keeping import KEPT
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason, Refused
from zhubo_web.extensions import csrf, db, limiter

MOST_BYTES = 1024 * 1024
SENT = parse_many("60 per second; 1800 per minute")
MISTAKEN = parse_many("60 per minute; 300 per hour")
_NOT_JSON = N_("内容不是 UTF-8 的 JSON，或没有写 Content-Type: application/json")
_TOO_LARGE = N_("一次最多 1 MB，请分成几批")
_TOO_MANY = N_("发得太频繁了，请把事件攒成一批，大约每秒发一次")
_IDLE = N_("这个直播间现在没有在播，什么都没有留下")


class TooMuch(Refused):
    """More than a request may hold."""

    status = 413


class TooOften(Refused):
    """More requests than are needed."""

    status = 429


@bp.url_value_preprocessor
def _measure(endpoint: str | None, _values: Any) -> None:
    """A body is measured before it is read, which is before anything else."""
    if endpoint == "audience.receive":
        request.max_content_length = MOST_BYTES


@bp.post("/feed")
@public
def receive() -> Response:
    """Take a batch; say what became of each event."""
    received = clock.now()
    begin_reading()
    try:
        answer = take_events(_bearer(), read_batch(_body()), received)
    except Refused as refused:
        return _refusal(refused)
    return _told(answer)


csrf.exempt(receive)


def _bearer() -> Feed:
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    told = token.strip() if kind.lower() == "bearer" else ""
    try:
        feed = KEPT.get(("feed", digest(told)), lambda: _let_in(told))
    except TokenEnded:
        _limit(MISTAKEN, request.remote_addr or "unknown")
        raise
    _limit(SENT, str(feed.id))
    return feed


def _let_in(token: str) -> Feed:
    """Whose token it is, detached, as it may be kept: whoever writes asks again whether it holds."""
    feed = Feed.bearing(token) if token else None
    if feed is None:
        raise TokenEnded(REFUSED_TOKEN)
    db.session.expunge_all()
    return feed


def _limit(items: list[Any], whose: str) -> None:
    hits = [limiter.limiter.hit(item, "feed", whose) for item in items]
    if not all(hits):
        raise TooOften(_TOO_MANY)


def _body() -> Any:
    content = request.get_data()
    if len(content) > MOST_BYTES:
        raise TooMuch(_TOO_LARGE)
    try:
        return current_app.json.loads(content)
    except ValueError as error:
        raise BatchRefused(_NOT_JSON) from error


def _refusal(refused: Refused) -> Response:
    response = jsonify(error=say(refused.reason))
    response.status_code = refused.status
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="feed"'
    if refused.status == 429:
        response.headers["Retry-After"] = "2"
    return response


def _ids(events: list[Event]) -> list[str]:
    return [event.id for event in events]


def _told(answer: Answer) -> Response:
    idle = answer.broadcast_id is None
    refused = [
        {"index": one.index, "id": one.id, "error": say(one.reason)}
        for one in sorted(answer.refused, key=lambda one: one.index)
    ]
    told: dict[str, Any] = {
        "broadcast": answer.broadcast_id,
        "taken": _ids(answer.taken),
        "known": _ids(answer.known),
        "refused": refused,
    }
    if idle:
        told["message"] = say(Reason(_IDLE))
    return jsonify(told)
