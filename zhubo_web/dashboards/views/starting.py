"""The guided first hour: people, a room, a product, the first broadcast, the tablet, the console."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts import appointments, roles
from zhubo_web.accounts.models import Person, Screen, scope
from zhubo_web.accounts.permissions import KEEPERS, sets_up
from zhubo_web.accounts.views import showing
from zhubo_web.accounts.views.counting import appointed
from zhubo_web.broadcasts.models import Broadcast, Room, Segment
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.rendering import render
from zhubo_web.dashboards.forms import (
    BroadcastForm,
    PeopleForm,
    ProductForm,
    RoomForm,
    people_form,
)
from zhubo_web.dashboards.views.blueprint import bp
from zhubo_web.extensions import db
from zhubo_web.products.models import Product

MINUTE_MS = 60_000
PARTS = ("host", "assistant", "observer")
STEPS = {
    "people": N_("运营主管、助播和主播"),
    "room": N_("直播间"),
    "product": N_("第一件商品"),
    "broadcast": N_("第一场直播"),
    "tablet": N_("镜头旁的提示屏"),
    "console": N_("开始跟播"),
}


@dataclass(frozen=True)
class Shop:
    """What the shop has so far, as the person who sets it up may see it."""

    people: list[Person]
    rooms: list[Room]
    products: list[Product]
    broadcasts: list[Broadcast]
    screens: list[Screen]

    @classmethod
    def seen_by(cls, person: Person) -> Shop:
        """Everything the guide asks about."""

        def every(query: Any) -> list[Any]:
            return list(db.session.scalars(query))

        return cls(
            every(Person.visible_to(person).where(Person.status.in_(("invited", "active")))),
            Room.led_by(person),
            every(Product.visible_to(person).where(Product.active)),
            every(Broadcast.visible_to(person).limit(20)),
            every(Screen.visible_to(person)),
        )

    def done(self) -> set[str]:
        """The steps that are behind."""
        held = {role for one in self.people for role in one.roles}
        found = {
            "people": {roles.OPERATIONS, roles.ASSISTANT} <= held,
            "room": bool(self.rooms),
            "product": bool(self.products),
            "broadcast": bool(self.broadcasts),
            "tablet": any(screen.bound for screen in self.screens),
            "console": any(one.last_seq for one in self.broadcasts),
        }
        return {name for name, is_done in found.items() if is_done}

    def first(self) -> Broadcast | None:
        """The broadcast to watch: the one that is on, else the newest."""
        on = [one for one in self.broadcasts if one.is_on]
        return next(iter(on or self.broadcasts), None)


def _page(shop: Shop, status: int = 200, failed: str = "", **forms: Any) -> Response:
    """The whole guide; a step whose form was refused stands open."""
    done = shop.done()
    following = failed or next((name for name in STEPS if name not in done), "console")
    shown: dict[str, Any] = {"people": people_form(), "room": RoomForm(formdata=None)}
    shown |= {"product": ProductForm(formdata=None), "broadcast": BroadcastForm(formdata=None)}
    shown |= forms
    shown["people"].offer(actor())
    shown["broadcast"].offer(shop.rooms, shop.people, shop.products)
    values: dict[str, Any] = {"shop": shop, "steps": STEPS, "done": done, "forms": shown}
    gaps = appointments.blocked(appointed())
    return render("dashboards/start.html", status=status, gaps=gaps, following=following, **values)


def _refused(name: str, form: Any) -> Response:
    """The guide again, with what was typed; what was half made is taken back first."""
    db.session.rollback()
    return _page(Shop.seen_by(actor()), 422, name, **{name: form})


def _next(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("dashboards.start"), 303)


@bp.get("/start")
@requires(sets_up)
def start() -> ResponseReturnValue:
    """What is done, what is next, and what would be blocked later."""
    return _page(Shop.seen_by(actor()))


@bp.post("/start/people")
@requires(sets_up)
def start_people() -> ResponseReturnValue:
    """Invite several people at once, and show their codes."""
    form = PeopleForm()
    form.offer(actor())
    if form.validate():
        with refusing(form):
            invited = [_invite(name, role) for name, role in form.typed()]
            numbers = [person.id for person in invited]
            return redirect(url_for("dashboards.start_codes", person=numbers), 303)
    return _refused("people", form)


def _invite(name: str, role: str) -> Person:
    person = Person.invite(name=name, username=name.replace(" ", ""), by=actor())
    db.session.flush()
    widest = scope.reached(actor(), KEEPERS)[0]
    person.grant(role, actor(), **widest.columns)
    showing.keep(person, person.issue_code("invitation", actor()))
    return person


@bp.get("/start/codes")
@requires(sets_up)
def start_codes() -> ResponseReturnValue:
    """The codes that were just made, one under the other, each for its person's phone."""
    numbers = request.args.getlist("person", type=int)
    people = db.session.scalars(Person.visible_to(actor()).where(Person.id.in_(numbers)))
    cards = [(person, showing.shown(person, url_for("accounts.join"))) for person in people]
    return render("dashboards/start_codes.html", cards=cards)


@bp.post("/start/room")
@requires(sets_up)
def start_room() -> ResponseReturnValue:
    """Set up a room."""
    form = RoomForm()
    if form.validate():
        with refusing(form):
            Room.add(form.name.data, actor())
            return _next(_("直播间建好了"))
    return _refused("room", form)


@bp.post("/start/product")
@requires(sets_up)
def start_product() -> ResponseReturnValue:
    """Write a product's first card."""
    form = ProductForm()
    if form.validate():
        with refusing(form):
            Product.add(name=form.name.data, by=actor(), **form.card())
            return _next(_("商品卡建好了，价格和卖点会显示在提示屏上"))
    return _refused("product", form)


@bp.post("/start/broadcast")
@requires(sets_up)
def start_broadcast() -> ResponseReturnValue:
    """Plan the first broadcast with its people and a short run sheet; go live if asked."""
    form, shop = BroadcastForm(), Shop.seen_by(actor())
    form.offer(shop.rooms, shop.people, shop.products)
    if form.validate():
        with refusing(form):
            broadcast = _planned(form, shop)
            if form.when.data == "now":
                broadcast.confirm_same(actor())
                broadcast.go_live(actor(), _("开店设置里的第一场，马上开播"))
                return _next(_("已经开播，可以跟播了"))
            return _next(_("场次排好了"))
    return _refused("broadcast", form)


def _planned(form: BroadcastForm, shop: Shop) -> Broadcast:
    room = next(room for room in shop.rooms if room.id == form.room.data)
    planned = Broadcast.schedule(room, form.title.data, *form.times(), actor())
    chosen = {one.id: one for one in shop.people}
    parts = {name: [chosen[form[name].data]] for name in PARTS if form[name].data}
    planned.restaff(parts, actor())
    Segment.replace(planned, _sheet(form), actor())
    return planned


def _sheet(form: BroadcastForm) -> list[dict[str, Any]]:
    """Opening, the product, closing: something to go through; it can be rewritten any time."""
    product = next(one.label for one in form.product.choices if one.value == form.product.data)
    rows = [{"title": _("开场"), "kind": "opening", "planned_ms": 0}]
    if form.product.data:
        middle = {"title": str(product), "kind": "product", "planned_ms": 5 * MINUTE_MS}
        rows.append({**middle, "product_id": form.product.data})
    last = form.hours.data * 60 * MINUTE_MS - 10 * MINUTE_MS
    return [*rows, {"title": _("收尾"), "kind": "closing", "planned_ms": last}]
