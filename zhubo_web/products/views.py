"""The pages of products: list, card, versions, form, hints about wording."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _, ngettext
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.products import exporting
from zhubo_web.products.forms import ProductForm
from zhubo_web.products.models import CATEGORIES, Product, ProductCard
from zhubo_web.products.permissions import keeps_products, reads_products

bp = Blueprint("products", __name__)
PAGE = 20


def _seen(product_id: int) -> Product:
    product: Product = found(
        db.session.scalar(Product.visible_to(actor()).where(Product.id == product_id))
    )
    return product


@bp.get("/products")
@requires(reads_products)
def index() -> Response:
    """The products in use, or those taken out; twenty a page."""
    words, retired = request.args.get("q", ""), request.args.get("state") == "retired"
    page = max(0, request.args.get("page", 0, type=int))
    query = Product.matching(actor(), words, active=not retired)
    rows = list(db.session.scalars(query.limit(PAGE + 1).offset(page * PAGE)))
    again: dict[str, Any] = {"q": words or None, "state": "retired" if retired else None}
    more = url_for("products.index", **again, page=page + 1) if rows[PAGE:] else None
    keeps = keeps_products(actor()) is None
    values: dict[str, Any] = {"words": words, "retired": retired, "more": more, "keeps": keeps}
    return render("products/index.html", products=rows[:PAGE], page=page, **values)


@bp.get("/products/<int:product_id>")
@requires(reads_products)
def show(product_id: int) -> Response:
    """The card as people read it, and its versions."""
    product = _seen(product_id)
    older = [*product.cards[1:], None]
    versions = [
        (card, exporting.changes(before, card) if before else [])
        for card, before in zip(product.cards, older, strict=True)
    ]
    why_not = keeps_products(actor())
    kind = CATEGORIES.get(product.category, "")
    return render(
        "products/show.html", product=product, versions=versions, why_not=why_not, kind=kind
    )


@bp.get("/products/<int:product_id>/versions")
@requires(reads_products)
def versions(product_id: int) -> Response:
    """What differs between any two versions of the card."""
    product = _seen(product_id)
    by_number = {card.number: card for card in product.cards}
    newest = max(by_number)
    new = by_number.get(request.args.get("to", newest, type=int), by_number[newest])
    old = by_number.get(request.args.get("from", new.number - 1, type=int))
    changes = exporting.changes(old, new)
    return render("products/versions.html", product=product, old=old, new=new, changes=changes)


def _hints(form: ProductForm) -> list[exporting.Hint]:
    names = [form.name.data or ""]
    return exporting.hints(form.spoken(), form.forbidden.data or [], names)


def _page(form: ProductForm, product: Product | None, status: int = 200, **values: Any) -> Response:
    given = {"form": form, "product": product, "hints": _hints(form), **values}
    return render("products/edit.html", status=status, **given)


@bp.get("/products/new")
@requires(keeps_products)
def new() -> Response:
    """An empty form."""
    form = ProductForm(formdata=None)
    form.translate()
    return _page(form, None)


@bp.post("/products")
@requires(keeps_products)
def create() -> ResponseReturnValue:
    """Add a product."""
    form = ProductForm()
    form.translate()
    if "check" in request.form:
        return _page(form, None, checked=True)
    if form.validate():
        with refusing(form):
            product = Product.add(by=actor(), **form.about(), **form.card())
            return _saved(product, form)
    return _page(form, None, 422)


@bp.get("/products/<int:product_id>/edit")
@requires(keeps_products)
def edit(product_id: int) -> Response:
    """The form with what stands."""
    product = _seen(product_id)
    return _page(ProductForm.of(product, formdata=None), product)


@bp.post("/products/<int:product_id>")
@requires(keeps_products)
def update(product_id: int) -> ResponseReturnValue:
    """Make a new version of the card, unless somebody else made one meanwhile."""
    product, form = _seen(product_id), ProductForm()
    form.translate()
    if "check" in request.form:
        return _page(form, product, checked=True)
    if not form.validate():
        return _page(form, product, 422)
    if form.version.data != str(product.version):
        return _compare(form, product)
    with refusing(form):
        product.rename(actor(), **form.about())
        product.revise(actor(), **form.card())
        return _saved(product, form)
    return _page(form, product, 422)


def _compare(form: ProductForm, product: Product) -> Response:
    """Somebody was faster: both texts side by side; sending again is done knowingly."""
    mine = ProductCard(**form.card())
    form.version.data = str(product.version)
    return _page(form, product, 409, clash=exporting.changes(product.card, mine))


def _saved(product: Product, form: ProductForm) -> ResponseReturnValue:
    flash(_("已保存"))
    if count := len(_hints(form)):
        words = "、".join(dict.fromkeys(one.finding.word for one in _hints(form)))
        flash(
            ngettext(
                "有 %(num)d 处用词建议再看一眼：%(words)s",
                "有 %(num)d 处用词建议再看一眼：%(words)s",
                count,
                words=words,
            )
        )
    return redirect(url_for("products.show", product_id=product.id), 303)


@bp.post("/products/wording")
@requires(reads_products)
def wording() -> Response:
    """Hints for what is in the form now; they never block."""
    form = ProductForm()
    form.translate()
    return render("products/_hints.html", hints=_hints(form), checked=True)


@bp.post("/products/<int:product_id>/retirement")
@requires(keeps_products)
def retire(product_id: int) -> ResponseReturnValue:
    """Take it out of the lists."""
    product = _seen(product_id)
    product.retire(actor())
    undo = url_for("products.restore", product_id=product.id)
    flash({"text": _("已停用“%(name)s”", name=product.name), "undo": undo})  # type: ignore[arg-type]
    return redirect(url_for("products.show", product_id=product.id), 303)


@bp.post("/products/<int:product_id>/restoration")
@requires(keeps_products)
def restore(product_id: int) -> ResponseReturnValue:
    """Take it back in."""
    product = _seen(product_id)
    product.retire(actor(), active=True)
    flash(_("已恢复“%(name)s”", name=product.name))
    return redirect(url_for("products.show", product_id=product.id), 303)
