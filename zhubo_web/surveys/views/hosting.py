"""What a host says after a broadcast: one screen, two big buttons for each assistant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.models import Person
from zhubo_web.core.access import actor, found, requires, signed_in
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.core.workflow import STRICT
from zhubo_web.surveys.forms import ItemsForm, ProblemForm
from zhubo_web.surveys.models import Feedback, Rating
from zhubo_web.surveys.models.rating import to_rate
from zhubo_web.surveys.permissions import hosted, hosts_somewhere
from zhubo_web.surveys.views import reading
from zhubo_web.surveys.views.blueprint import bp, broadcast_or_404, feedback_or_404
from zhubo_web.surveys.wording import ITEMS


@dataclass(frozen=True)
class Card:
    """One assistant, what was said, or the form to say it."""

    person: Person
    said: Feedback | None
    form: Any

    @property
    def is_open(self) -> bool:
        """Whether the form was refused and has to be seen."""
        return bool(self.form.errors or self.form.form_errors)


def _own(person: Person, form: Any) -> Any:
    """The form with ids of its own: the page has one for each assistant."""
    for control in form:
        control.id = f"{control.name}-{person.id}"
    return form


def _form(rating: Rating) -> Any:
    strict = rating.setting == STRICT
    return ItemsForm(formdata=None) if strict else ProblemForm(formdata=None).offer()


def _cards(rating: Rating, refused: dict[int, Any]) -> list[Card]:
    return [
        Card(one, rating.given.get(one.id), _own(one, refused.get(one.id) or _form(rating)))
        for one in rating.broadcast.people("assistant")
    ]


def _page(rating: Rating, status: int = 200, refused: dict[int, Any] | None = None) -> Response:
    left = rating.left
    return render(
        "surveys/thanks.html",
        status=status,
        rating=rating,
        cards=_cards(rating, refused or {}),
        strict=rating.setting == STRICT,
        items=list(ITEMS),
        left=left,
        why_not=rating.why_not() or rating.used_up(left),
        say=reading,
    )


def _rating(broadcast_id: int) -> Rating:
    return Rating(broadcast_or_404(broadcast_id), actor())


@bp.get("/broadcasts/<int:broadcast_id>/thanks")
@signed_in
def thanks(broadcast_id: int) -> ResponseReturnValue:
    """The host's card."""
    return _page(_hosted(broadcast_id))


def _hosted(broadcast_id: int) -> Rating:
    """Of a broadcast that the asking person hosted; for others the page is not there."""
    rating = _rating(broadcast_id)
    found(None if hosted(rating.host, rating.broadcast) else rating)
    return rating


@bp.post("/broadcasts/<int:broadcast_id>/thanks")
@signed_in
def rate(broadcast_id: int) -> ResponseReturnValue:
    """谢谢TA, 有问题, or all items."""
    rating = _hosted(broadcast_id)
    people = {one.id: one for one in rating.broadcast.people("assistant")}
    person: Person = found(people.get(request.form.get("assistant", 0, type=int)))
    if rating.setting != STRICT and request.form.get("verdict") == "thanks":
        return _said(rating.thank(person), person)
    form = _own(person, ItemsForm() if rating.setting == STRICT else ProblemForm().offer())
    if form.validate():
        with refusing(form):
            if rating.setting == STRICT:
                return _said(rating.answer(person, form.items, form.text.data), person)
            return _said(rating.complain(person, form.chip.data, form.text.data), person)
    return _page(rating, 422, refused={person.id: form})


def _said(made: Feedback, person: Person) -> ResponseReturnValue:
    text = _("已谢谢%(name)s", name=person.name)
    if made.sort == "complaint":
        text = _("已记下，%(name)s 会看到", name=person.name)
    message: Any = {"text": text, "undo": url_for("surveys.take_back", feedback_id=made.id)}
    flash(message)
    return redirect(url_for("surveys.thanks", broadcast_id=made.broadcast_id), 303)


@bp.post("/feedback/<int:feedback_id>/withdrawal")
@signed_in
def take_back(feedback_id: int) -> ResponseReturnValue:
    """Take a tap back within ten seconds."""
    one = feedback_or_404(feedback_id)
    Rating.take_back(one, actor())
    flash(_("已撤销，这一次还给你"))
    return redirect(url_for("surveys.thanks", broadcast_id=one.broadcast_id), 303)


@bp.get("/thanks")
@requires(hosts_somewhere)
def waiting() -> Response:
    """The broadcasts of the last days that this host may still say something of; a block of 今天."""
    return render("surveys/waiting.html", "waiting", ratings=to_rate(actor()))
