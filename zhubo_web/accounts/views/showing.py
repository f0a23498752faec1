"""A one-time code is stored as a digest only: the browser that made it shows it for ten minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import session

from zhubo_web.accounts.models import OneTimeCode, Person, Screen
from zhubo_web.accounts.views.links import only_here, outside, qr
from zhubo_web.core import clock
from zhubo_web.core.reasons import Invalid

MADE = "made_codes"
SHOWN_MS = timedelta(minutes=10) // timedelta(milliseconds=1)
MOST = 8
PURPOSES = ("invitation", "reset", "screen")


def _name(bearer: Person | Screen) -> str:
    return f"{bearer.__tablename__}-{bearer.id}"


def _fresh() -> dict[str, Any]:
    """Bearer → [code, moment], of the last ten minutes."""
    since = clock.epoch_ms() - SHOWN_MS
    return {name: made for name, made in session.get(MADE, {}).items() if made[1] > since}


def keep(bearer: Person | Screen, code: str) -> None:
    """Remember the code in this browser's session, with the few made just before."""
    made = _fresh() | {_name(bearer): [code, clock.epoch_ms()]}
    session[MADE] = dict(list(made.items())[-MOST:])


def shown(bearer: Person | Screen, path: str) -> dict[str, Any]:
    """Code, address and QR code for the page, or no code: too late, used, or made elsewhere.

    The code stands in the fragment, which browsers do not send, so that no log ever holds it.
    """
    code = _fresh().get(_name(bearer), [None])[0]
    try:
        OneTimeCode.find(code or "", PURPOSES)
    except Invalid:
        return {"code": None}
    link = outside(path)
    picture = qr(f"{link}#{code}")
    return {"code": code, "link": link, "picture": picture, "only_here": only_here(link)}
