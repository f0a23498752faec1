"""观众在问: the questions of a broadcast, and what is done to them by forms and by live screens."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.audience.models import Question
from zhubo_web.audience.models.answering import tallied
from zhubo_web.audience.models.asks import in_state, opened
from zhubo_web.audience.views.blueprint import bp
from zhubo_web.audience.workflow import QUESTION
from zhubo_web.broadcasts import permissions
from zhubo_web.broadcasts.models import Broadcast, Segment
from zhubo_web.core.access import actor, found, requires, screens
from zhubo_web.core.reading import json_object
from zhubo_web.core.rendering import render, wants_block, wants_json
from zhubo_web.extensions import db
from zhubo_web.products.permissions import keeps_products

PAGE = 20


def _question(question_id: int) -> Question:
    query = Question.visible_to(actor()).where(Question.id == question_id)
    question: Question = found(db.session.scalar(query))
    return question


def section(broadcast: Broadcast, state: str = "open", most: int = PAGE, skip: int = 0) -> Any:
    """What templates draw of a broadcast's questions."""
    figures, counts = tallied(broadcast)
    return {
        "broadcast": broadcast,
        "figures": figures,
        "questions": in_state(broadcast, state, most, skip),
        "counts": counts,
        "names": QUESTION.states,
        "products": _products(broadcast),
        "may_learn": keeps_products(actor()) is None,
        "who": actor(),
    }


def _products(broadcast: Broadcast) -> list[tuple[int, str]]:
    """What of the run sheet a question may be about."""
    sold = {one.product_id: one.product for one in Segment.of(broadcast)}
    return [(key, one.name) for key, one in sold.items() if key is not None and one is not None]


@bp.get("/broadcasts/<int:broadcast_id>/questions")
@requires(permissions.sees_broadcasts)
def questions(broadcast_id: int) -> Response:
    """The questions of one state, a page of them."""
    broadcast: Broadcast = found(Broadcast.seen_by(actor(), broadcast_id))
    state = request.args.get("state", "open")
    state = state if state in QUESTION.states else "open"
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    shown = section(broadcast, state, PAGE, (page - 1) * PAGE)
    return render("audience/questions.html", state=state, page=page, size=PAGE, **shown)


def _sent(name: str) -> Any:
    """A value of the script's object, or of the form."""
    return json_object().get(name) if request.is_json else request.form.get(name)


def _done(question: Question) -> ResponseReturnValue:
    """A script gets the question as it is now, htmx its row; a plain form goes to where it stands."""
    if wants_json():
        return jsonify(ok=True, question=question.told())
    if wants_block():
        (one,) = opened([question])
        products, may_learn = _products(question.broadcast), keeps_products(actor()) is None
        return render(
            "audience/_question.html",
            one=one,
            names=QUESTION.states,
            products=products,
            may_learn=may_learn,
            who=actor(),
        )
    page = url_for("audience.questions", broadcast_id=question.broadcast_id, state=question.state)
    return redirect(f"{page}#question-{question.id}", 303)


@bp.post("/questions/<int:question_id>/answer")
@screens
def answer_question(question_id: int) -> ResponseReturnValue:
    """已回答: by the screen beside the camera or whoever else is there."""
    question = _question(question_id)
    question.answer(actor(), str(_sent("how") or _usual_how(question)))
    return _done(question)


def _usual_how(question: Question) -> str:
    who = actor()
    on_air = who.is_screen or question.broadcast.has_on_roster(who)
    return "overlay" if on_air else "console"


@bp.post("/questions/<int:question_id>/dismiss")
@screens
def dismiss_question(question_id: int) -> ResponseReturnValue:
    """不是问题."""
    question = _question(question_id)
    question.dismiss(actor())
    return _done(question)


@bp.post("/questions/<int:question_id>/reopen")
@screens
def reopen_question(question_id: int) -> ResponseReturnValue:
    """还没答, or a question after all."""
    question = _question(question_id)
    question.reopen(actor())
    return _done(question)


@bp.post("/questions/<int:question_id>/learn")
@requires(permissions.sees_broadcasts)
def learn_answer(question_id: int) -> ResponseReturnValue:
    """The answer becomes part of the product's card."""
    question = _question(question_id)
    chosen = str(_sent("product_id") or "")
    product_id = int(chosen) if re.fullmatch(r"[0-9]{1,10}", chosen) else None
    question.learn(actor(), str(_sent("answer") or ""), product_id=product_id)
    return _done(question)
