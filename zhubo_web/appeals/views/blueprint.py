"""The blueprint that this feature's views register on, and the ways they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from zhubo_web.accounts.models import Person
from zhubo_web.appeals.forms import WordsForm
from zhubo_web.appeals.grounds import PARTS
from zhubo_web.appeals.guarding import TOO_FEW
from zhubo_web.appeals.models import Appeal, AppealAnswer, AppealMember
from zhubo_web.appeals.views.shown import Shown
from zhubo_web.core.access import actor, found
from zhubo_web.core.forms import refusing
from zhubo_web.core.reasons import Reason
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

bp = Blueprint("appeals", __name__)


def appeal_or_404(appeal_id: int) -> Appeal:
    """The appeal if the asking person may see it."""
    query: Any = Appeal.visible_to(actor()).where(Appeal.id == appeal_id)
    query = query.options(
        joinedload(Appeal.policy),
        joinedload(Appeal.room),
        joinedload(Appeal.assistant).lazyload(Person.grants),
        selectinload(Appeal.members).joinedload(AppealMember.person).lazyload(Person.grants),
        selectinload(Appeal.answers).joinedload(AppealAnswer.person).lazyload(Person.grants),
    )
    appeal: Appeal = found(db.session.scalar(query))
    return appeal


def open_page(appeal: Appeal) -> ResponseReturnValue:
    """To the file page."""
    return redirect(url_for("appeals.show", appeal_id=appeal.id), 303)


def page(appeal: Appeal, status: int = 200, *, preview: Any = None, **forms: Any) -> Response:
    """The file page; with a form that was refused, 422."""
    one = Shown(appeal, actor(), forms, preview=preview)
    return render("appeals/show.html", status=status, one=one, parts=PARTS, too_few=Reason(TOO_FEW))


def take_words(
    appeal_id: int, name: str, act: Callable[[Appeal, str], None], done: str
) -> ResponseReturnValue:
    """A verb that wants one text: done, or the page with what was typed."""
    appeal = appeal_or_404(appeal_id)
    form = WordsForm()
    if form.validate():
        with refusing(form):
            act(appeal, form.words.data or "")
            flash(done)
            return open_page(appeal)
    return page(appeal, 422, **{name: form})
