"""Words, numbers, money and dates in the reader's language.

Message ids are Simplified Chinese. English is translated in full; Traditional Chinese is generated
at build. Choice: ``?lang``, the profile, the cookie, Accept-Language. What people wrote is shown
as they wrote it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from flask_babel import force_locale, gettext, lazy_gettext, lazy_pgettext, ngettext, pgettext
from flask_login import current_user

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

_: Callable[..., str] = gettext
_l: Callable[..., Any] = lazy_gettext

#: Code used in links, cookie and profile → (Babel locale, value of <html lang>, its own name).
LANGUAGES = {
    "zh-Hans": ("zh_Hans_CN", "zh-Hans", "简体"),
    "zh-Hant": ("zh_Hant", "zh-Hant", "繁體"),
    "en": ("en", "en", "EN"),
}
COOKIE = "lang"
WEEKDAYS = (
    N_("周一"),
    N_("周二"),
    N_("周三"),
    N_("周四"),
    N_("周五"),
    N_("周六"),
    N_("周日"),
)


def chosen_language() -> str:
    """The code of the language for whoever is asking now."""
    if not has_request_context():
        return "zh-Hans"
    for code in (
        request.args.get("lang"),
        getattr(current_user, "language", None),
        request.cookies.get(COOKIE),
    ):
        if code in LANGUAGES:
            return code
    best = request.accept_languages.best_match(["zh-Hans", "zh-CN", "zh", "zh-TW", "zh-HK", "en"])
    if best in ("zh-TW", "zh-HK"):
        return "zh-Hant"
    return "en" if best == "en" else "zh-Hans"


def babel_locale() -> str:
    """The Babel name of the chosen language, for Flask-Babel."""
    return LANGUAGES[chosen_language()][0]


def speaking(language: str) -> AbstractContextManager[None]:
    """A block whose words are in this language, whoever asks."""
    block: AbstractContextManager[None] = force_locale(LANGUAGES[language][0])
    return block


def say(reason: Reason) -> str:
    """A reason in the reader's words."""
    return _(reason.msgid, **reason.values)


def stream_time(ms: int | None) -> str:
    """Stream time in milliseconds as 1:23:32, or 0:07 in the first hour's style 0:00:07."""
    if ms is None:
        return "—"
    seconds = max(0, ms) // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def time_of_day(moment: datetime | None) -> str:
    """19:30 in Shanghai."""
    return f"{clock.local(moment):%H:%M}" if moment else "—"


def day(moment: datetime | None) -> str:
    """11月23日 周一; in English Mon 23 Nov."""
    if moment is None:
        return "—"
    at = clock.local(moment)
    if chosen_language() == "en":
        return f"{at:%a} {at.day} {at:%b}"
    return f"{at.month}月{at.day}日 {_(WEEKDAYS[at.weekday()])}"


def money(amount: Decimal | None) -> str:
    """129 元, with the decimals it has."""
    if amount is None:
        return "—"
    plain = f"{amount.normalize():f}"
    return f"¥{plain}" if chosen_language() == "en" else f"{plain} 元"


def _remember_choice(response: Response) -> Response:
    code = request.args.get("lang")
    if code in LANGUAGES and request.cookies.get(COOKIE) != code:
        secure = request.is_secure
        response.set_cookie(
            COOKIE, code, max_age=31536000, samesite="Lax", secure=secure, httponly=True
        )
    return response


def init(app: Flask) -> None:
    """Install the filters and globals that templates rely on."""
    app.jinja_env.filters |= {
        "stream_time": stream_time,
        "clock": time_of_day,
        "day": day,
        "money": money,
        "say": say,
    }
    app.after_request(_remember_choice)

    @app.context_processor
    def _locale() -> dict[str, Any]:
        theme = getattr(current_user, "theme", None) or request.cookies.get("theme", "auto")
        return {
            "locale": LANGUAGES[chosen_language()][1],
            "languages": {code: row[2] for code, row in LANGUAGES.items()},
            "theme": theme if theme in ("light", "dark", "auto") else "auto",
            "nonce": getattr(g, "request_id", ""),
        }


__all__ = ["_", "_l", "lazy_pgettext", "ngettext", "pgettext"]
