"""The pages of action items: mine, what I gave, all of my rooms; one of them; a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from zhubo_web.accounts.models import Person, Scope, scope
from zhubo_web.assignments.forms import EvidenceForm, ItemForm, ReasonForm
from zhubo_web.assignments.models import DONE, ActionItem
from zhubo_web.assignments.permissions import (
    GIVES,
    READS,
    WHOLE_SHOP,
    WORKS,
    gives_somewhere,
    works_here,
)
from zhubo_web.assignments.workflow import ACTION_ITEM
from zhubo_web.core import clock
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db

bp = Blueprint("assignments", __name__)
PAGE = 20
LAST_PAGE = 100_000
USUAL_DAYS = 3
VIEWS = {"": N_("我要做的"), "given": N_("我布置的"), "all": N_("全部")}


def _whole(name: str, least: int = 0) -> int:
    text = request.args.get(name, "")
    fits = text.isascii() and text.isdecimal() and len(text) < 10
    return max(least, min(int(text), LAST_PAGE)) if fits else least


def _item(item_id: int) -> ActionItem:
    query = ActionItem.visible_to(actor()).where(ActionItem.id == item_id)
    people = (ActionItem.owner, ActionItem.creator, ActionItem.settled_by)
    item: ActionItem = found(db.session.scalar(query.options(*(joinedload(one) for one in people))))
    return item


# ── the list ────────────────────────────────────────────────────────────────────────────────


def _listed(view: str, done: bool) -> Any:
    person = actor()
    query = ActionItem.visible_to(person)
    if view == "given":
        query = query.where(ActionItem.creator_id == person.id)
    elif view != "all":
        query = query.where(ActionItem.owner_id == person.id)
    over = ActionItem.state.in_(DONE)
    return query.where(over if done else ~over)


def _page_of(query: Any, done: bool, page: int) -> list[ActionItem]:
    """What is due first stands on top; what is settled, the newest."""
    order: Any = (ActionItem.due_at, ActionItem.id)
    if done:
        order = (ActionItem.due_at.desc(), ActionItem.id.desc())
    for one in (ActionItem.owner, ActionItem.creator):
        query = query.options(joinedload(one).lazyload(Person.grants))
    rows = query.order_by(None).order_by(*order).limit(PAGE).offset((page - 1) * PAGE)
    return list(db.session.scalars(rows))


@bp.get("/tasks")
@requires(works_here)
def index() -> Response:
    """Mine, what I gave, or all of my rooms; twenty a page."""
    view = request.args.get("view", "")
    view = view if view in VIEWS else ""
    done, room, page = request.args.get("state") == "done", _whole("room"), _whole("page", 1)
    query = _listed(view, done)
    query = query.where(ActionItem.room_id == room) if room else query
    counting = select(func.count()).select_from(query.order_by(None).subquery())
    total = db.session.scalar(counting) or 0
    kept = {"view": view or None, "state": "done" if done else None, "room": room or None}
    shown: dict[str, Any] = {"view": view, "done": done, "room": room, "page": page, "total": total}
    return render(
        "assignments/index.html",
        **shown,
        items=_page_of(query, done, page),
        rooms={one.id: one.name for one in scope.rooms()},
        mine=scope.covered(actor(), READS) if view == "all" else [],
        tabs=_tabs(view),
        states=ACTION_ITEM.states,
        gives=gives_somewhere(actor()) is None,
        more=_address(**kept, page=page + 1) if page * PAGE < total else None,
        href=lambda **changed: _address(**{**kept, **changed}),
    )


def _address(**values: Any) -> str:
    return url_for("assignments.index", **{k: v for k, v in values.items() if v is not None})


def _tabs(view: str) -> list[dict[str, Any]]:
    """全部 for those who read the items of others."""
    shown = dict(VIEWS)
    if not actor().holds(*READS):
        del shown["all"]
    if gives_somewhere(actor()):
        del shown["given"]
    return [
        {"text": _(name), "href": _address(view=key or None), "current": key == view}
        for key, name in shown.items()
    ]


# ── a new one ───────────────────────────────────────────────────────────────────────────────


def _offered(form: ItemForm) -> ItemForm:
    """Whom this person may give something to: everybody who works in the rooms they cover."""
    whole = actor().holds(*GIVES, room=WHOLE_SHOP)
    rooms = scope.covered(actor(), GIVES)
    people = [one for one in _workers() if whole or any(one.holds(*WORKS, room=r) for r in rooms)]
    return form.offer(people, rooms, whole)


def _workers() -> list[Person]:
    query = Person.status == "active"
    people = db.session.scalars(select(Person).where(query).order_by(Person.name, Person.id))
    return [one for one in people if one.holds(*WORKS)]


def _form_page(form: ItemForm, status: int = 200) -> Response:
    return render("assignments/new.html", status=status, form=form)


@bp.get("/tasks/new")
@requires(gives_somewhere)
def new() -> Response:
    """A form, filled in as the page asks that it was opened from."""
    day = clock.today() + timedelta(days=USUAL_DAYS)
    return _form_page(_offered(ItemForm.filled(request.args, day)))


@bp.post("/tasks")
@requires(gives_somewhere)
def create() -> ResponseReturnValue:
    """Give it."""
    form = _offered(ItemForm())
    if form.validate():
        with refusing(form):
            item = ActionItem.open(
                title=form.title.data or "",
                why=form.why.data or "",
                owner=db.session.get_one(Person, form.owner.data),
                due_at=form.due_at,
                by=actor(),
                source=form.origin,
                url=form.url.data or "",
                room_id=form.room.data,
            )
            flash(_("已布置，%(name)s 会收到", name=item.owner.name))
            return redirect(url_for("assignments.show", item_id=item.id), 303)
    return _form_page(form, 422)


# ── one of them ─────────────────────────────────────────────────────────────────────────────


def _place(item: ActionItem) -> int:
    """How far it is on its four steps."""
    steps = {"open": 0, "in_progress": 1, "done_claimed": 2, "verified": 4}
    return steps.get(item.state, 0)


def _room_name(item: ActionItem) -> str:
    room: Scope | None = item.room
    return room.name if room is not None else _("不分直播间")


def _page(item: ActionItem, status: int = 200, **forms: Any) -> Response:
    person = actor()
    verbs = ("start", "verify", "reopen", "cancel", "ask_cancel")
    return render(
        "assignments/show.html",
        status=status,
        item=item,
        state=ACTION_ITEM.states[item.state],
        steps=[
            _(ACTION_ITEM.states[one])
            for one in ("open", "in_progress", "done_claimed", "verified")
        ],
        place=_place(item),
        room_name=_room_name(item),
        may={verb: item.why_not(verb, person) is None for verb in verbs},
        why_not_verify=item.why_not("verify", person) if item.state == "done_claimed" else None,
        claims=item.why_not_claim(person) is None,
        evidence=forms.get("evidence") or EvidenceForm(formdata=None),
        reason=forms.get("reason") or ReasonForm(formdata=None),
        cancelling=forms.get("cancelling") or ReasonForm(formdata=None),
    )


@bp.get("/tasks/<int:item_id>")
@requires(works_here)
def show(item_id: int) -> Response:
    """One item with what may be done now."""
    return _page(_item(item_id))


def _done(item: ActionItem, text: str) -> ResponseReturnValue:
    flash(text)
    return redirect(url_for("assignments.show", item_id=item.id), 303)


@bp.post("/tasks/<int:item_id>/start")
@requires(works_here)
def start(item_id: int) -> ResponseReturnValue:
    """开始做."""
    item = _item(item_id)
    item.start(actor())
    return _done(item, _("开始了"))


@bp.post("/tasks/<int:item_id>/claim")
@requires(works_here)
def claim(item_id: int) -> ResponseReturnValue:
    """做完了, with what shows it."""
    item, form = _item(item_id), EvidenceForm()
    if form.validate():
        with refusing(form):
            item.claim(actor(), form.evidence.data or "", form.evidence_url.data or "")
            return _done(item, _("已交，等核对"))
    return _page(item, 422, evidence=form)


@bp.post("/tasks/<int:item_id>/verification")
@requires(works_here)
def verify(item_id: int) -> ResponseReturnValue:
    """核对通过."""
    item = _item(item_id)
    item.verify(actor())
    return _done(item, _("已核对，这件事了结"))


@bp.post("/tasks/<int:item_id>/reopening")
@requires(works_here)
def reopen(item_id: int) -> ResponseReturnValue:
    """还没做好."""
    item, form = _item(item_id), ReasonForm()
    if form.validate():
        with refusing(form):
            item.reopen(actor(), form.reason.data or "")
            return _done(item, _("已退回，TA 会看到还差什么"))
    return _page(item, 422, reason=form)


@bp.post("/tasks/<int:item_id>/cancellation")
@requires(works_here)
def cancel(item_id: int) -> ResponseReturnValue:
    """取消, or the proposal to."""
    item, form = _item(item_id), ReasonForm()
    if form.validate():
        with refusing(form):
            item.cancel(actor(), form.reason.data or "")
            asked = item.state != "cancelled"
            return _done(item, _("已提出，等运营主管同意") if asked else _("已取消"))
    return _page(item, 422, cancelling=form)
