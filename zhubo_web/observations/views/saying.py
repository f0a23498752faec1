"""What the console's scripts say, apart from the page: words and emergency cards of one language.

They change with a release and never with a broadcast, so browsers keep them. Their address has a
digest of what they say; it lies under /static/, which the service worker keeps for bad times.
"""

from __future__ import annotations

import hashlib
from functools import cache

from flask import Response, render_template, url_for

from zhubo_web.core.access import found, public
from zhubo_web.core.i18n import LANGUAGES, chosen_language, speaking
from zhubo_web.core.lasting import FOR_EVER
from zhubo_web.observations import exporting
from zhubo_web.observations.views.blueprint import bp


@cache
def _file(language: str) -> tuple[str, str]:
    with speaking(language):
        cards = exporting.emergencies(language == "en")
        text = render_template("observations/console/_words.html", cards=cards)
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


def address() -> str:
    """Where the words of whoever is asking are."""
    language = chosen_language()
    return url_for("observations.words", language=language, digest=_file(language)[1])


@bp.get("/static/words/console.<language>.<digest>.json")
@public
def words(language: str, digest: str) -> Response:
    """The words; to a page of another release today's, which it may not keep."""
    text, current = _file(found(language if language in LANGUAGES else None))
    response = Response(text, mimetype="application/json")
    if digest == current:
        response.headers["Cache-Control"] = FOR_EVER
    return response
