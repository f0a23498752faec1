"""Words, numbers, money and dates in the reader's language.

Message ids are Simplified Chinese. English is translated in full; Traditional Chinese is generated
at build. Choice: ``?lang``, the profile, the cookie, Accept-Language. What people wrote is shown
as they wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from flask_babel import (
    force_locale,
    get_locale,
    get_translations,
    lazy_pgettext,
    ngettext,
    pgettext,
)
from flask_babel.speaklater import LazyString
from flask_login import current_user
from markupsafe import Markup

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

#: Texts kept of all languages together; the interface has some four thousand messages.
KEPT = 20_000

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


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """A block whose words are in this language, whoever asks."""
    before = _spoken()
    with force_locale(LANGUAGES[language][0]):
        g.spoken = LANGUAGES[language][0]
        try:
            yield
        finally:
            g.spoken = before


def _spoken() -> str:
    """The Babel name of the language of the moment, which Flask-Babel is asked for once a request."""
    try:
        spoken: str = g.spoken
    except AttributeError:
        spoken = g.spoken = str(get_locale())
    except RuntimeError:  # outside any application
        return ""
    return spoken


def speaks_english() -> bool:
    """Whether the words of the moment are English."""
    return _spoken() == "en"


@lru_cache(KEPT)
def _text(_spoken: str, msgid: str) -> str:
    """What a message is in the language of the moment, looked up once a process."""
    text: str = get_translations().ugettext(msgid)
    return text


@lru_cache(KEPT)
def _markup(spoken: str, msgid: str) -> Markup:
    return Markup(_text(spoken, msgid)) % {}  # noqa: S704 - our own words


def _(msgid: str, /, **values: Any) -> str:
    """A message in the reader's language, with its values put in."""
    text = _text(_spoken(), msgid)
    return text % values if values else text


def _l(msgid: str, /, **values: Any) -> Any:
    """The same, once it is shown: for what is built before anybody asks, as labels of forms."""
    return LazyString(_, msgid, **values)


def _in_templates(msgid: str, /, **values: Any) -> Markup:
    """What templates call ``_``: values are escaped, and a percent sign is always written twice."""
    if not values:
        return _markup(_spoken(), msgid)
    return Markup(_text(_spoken(), msgid)) % values  # noqa: S704 - our own words


def worded(text: str) -> str:
    """What is the product's own or somebody's, as the names of a version's items: a message in the
    reader's language if it is one, else as it was typed. Never markup, unlike ``_`` of templates."""
    return _(text) if text else ""


def say(reason: Reason) -> str:
    """A reason in the reader's words."""
    return in_words(reason.msgid, reason.values)


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
    if speaks_english():
        return f"{at:%a} {at.day} {at:%b}"
    return f"{at.month}月{at.day}日 {_(WEEKDAYS[at.weekday()])}"


def whole_day(on: date) -> str:
    """The same of a day of this year; of another with its year: 2025年11月23日 周日."""
    told = day(clock.shanghai(on))
    if on.year == clock.today().year:
        return told
    return f"{told} {on.year}" if speaks_english() else f"{on.year}年{told}"


def month(first: date | str) -> str:
    """2026 年 11 月, of a day in it or of what is stored as 2026-11; in English November 2026."""
    found = _day_in(first)
    if speaks_english():
        return f"{found:%B %Y}"
    return _("%(year)s 年 %(month)s 月", year=found.year, month=found.month)


def short_month(first: date | str) -> str:
    """11月 for a month of this year, as people say it; others with their year."""
    found = _day_in(first)
    if found.year != clock.today().year:
        return month(found)
    return f"{found:%B}" if speaks_english() else _("%(month)s月", month=found.month)


def _day_in(first: date | str) -> date:
    return date.fromisoformat(f"{first}-01") if isinstance(first, str) else first


def in_words(msgid: str, values: Mapping[str, Any]) -> str:
    """A message that was stored with its values, in the reader's words: a month by its name, the name of
    a figure, which is a message itself, several names, and reasons as sentences."""
    named = {name: said(values[name]) for name, said in _SAID.items() if name in values}
    return _(msgid, **{**values, **named})


def _listed(names: str | Iterable[str]) -> str:
    return names if isinstance(names, str) else _("、").join(map(worded, names))


def _joined(reasons: Iterable[Reason]) -> str:
    return _("；").join(map(say, reasons))


_SAID: dict[str, Callable[[Any], str]] = {
    "month": short_month,
    "figure": _,
    "names": _listed,
    "reasons": _joined,
}


def money(amount: Decimal | None) -> str:
    """129 元, with the decimals it has."""
    if amount is None:
        return "—"
    plain = f"{amount.normalize():f}"
    return f"¥{plain}" if speaks_english() else f"{plain} 元"


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
        "whole_day": whole_day,
        "month": month,
        "short_month": short_month,
        "money": money,
        "say": say,
        "worded": worded,
    }
    app.jinja_env.globals |= {"_": _in_templates, "in_words": in_words}
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
