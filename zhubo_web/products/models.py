"""Products and the versions of their cards. A card is never changed: a change is a new version."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zhubo_web.accounts.models import Person
from zhubo_web.audit.models import record
from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.models import Base, Identified, Versioned
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.products import permissions

#: Fields of a card that a person edits; a new version is made when one of them differs.
CARD_FIELDS = (
    "points",
    "specification",
    "price",
    "price_basis",
    "list_price",
    "list_price_basis",
    "offer",
    "valid_from",
    "valid_until",
    "how_to_use",
    "forbidden",
    "questions",
    "demo_steps",
)
#: Kinds of goods; all but the first have stricter rules of their own.
CATEGORIES = {
    "general": N_("普通商品"),
    "food": N_("食品"),
    "health_food": N_("保健食品"),
    "cosmetic": N_("化妆品"),
    "medical": N_("药品和医疗器械"),
    "education": N_("教育培训"),
}


class Product(Versioned, Identified, Base):
    """Something sold in broadcasts. ``code`` is the merchant's own number for it."""

    __tablename__ = "product"

    name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(20), default="general")
    active: Mapped[bool] = mapped_column(default=True)
    card_id: Mapped[int | None] = mapped_column(
        ForeignKey("product_card.id", use_alter=True, name="fk_product_card_id_product_card")
    )

    cards: Mapped[list[ProductCard]] = relationship(
        lambda: ProductCard,
        back_populates="product",
        order_by=lambda: ProductCard.number.desc(),
        foreign_keys=lambda: ProductCard.product_id,
    )
    card: Mapped[ProductCard | None] = relationship(
        lambda: ProductCard, foreign_keys="Product.card_id", post_update=True, lazy="joined"
    )

    @classmethod
    def visible_to(cls, person: Any) -> Any:
        """All products for those who work on broadcasts, none for others."""
        query = select(cls).order_by(cls.name, cls.id)
        return query if permissions.reads_products(person) is None else query.where(cls.id < 0)

    @classmethod
    def matching(cls, person: Any, words: str, *, active: bool) -> Any:
        """Those in use (or not) whose name or code has these words."""
        query = cls.visible_to(person).where(cls.active.is_(active))
        for word in words.split():
            query = query.where(
                or_(
                    cls.name.icontains(word, autoescape=True),
                    cls.code.icontains(word, autoescape=True),
                )
            )
        return query

    @classmethod
    def in_use(cls) -> list[Product]:
        """What a run sheet may name, by name."""
        return list(db.session.scalars(select(cls).where(cls.active).order_by(cls.name, cls.id)))

    @classmethod
    def add(
        cls,
        *,
        name: str,
        by: Any,
        code: str | None = None,
        category: str = "general",
        **card: Any,
    ) -> Product:
        """A new product with the first version of its card."""
        if by is not None and (reason := permissions.keeps_products(by)):
            raise Denied(reason)
        product = cls(name=name.strip(), code=code or None, category=category)
        db.session.add(product)
        record("product.added", product, by)
        product.revise(by=by, **card)
        return product

    def rename(self, by: Any, *, name: str, code: str | None, category: str) -> None:
        """Change what it is called and where it belongs; the card stays."""
        if reason := permissions.keeps_products(by):
            raise Denied(reason)
        if (self.name, self.code, self.category) == (name.strip(), code or None, category):
            return
        self.name, self.code, self.category = name.strip(), code or None, category
        record("product.renamed", self, by)

    def revise(self, by: Any, **card: Any) -> ProductCard | None:
        """Make the next version of the card; None when nothing differs from the present one.

        Fields that are not named stay as they are.
        """
        if by is not None and (reason := permissions.keeps_products(by)):
            raise Denied(reason)
        old = self.card
        before = {name: getattr(old, name) for name in CARD_FIELDS} if old else {}
        values = before | card
        _check_card(values)
        if old is not None and values == before:
            return None
        number = old.number + 1 if old else 1
        made = ProductCard(product=self, number=number, made_by_id=getattr(by, "id", None))
        for name, value in values.items():
            setattr(made, name, value)
        db.session.add(made)
        db.session.flush()
        self.card = made
        db.session.expire(self, ["cards"])
        priced = old is not None and (old.price, old.offer) != (made.price, made.offer)
        record("product.revised", self, by, card=made.id, number=number, priced=priced)
        return made

    def retire(self, by: Any, *, active: bool = False) -> None:
        """Take a product out of the lists, or back in; its cards and notes stay."""
        if reason := permissions.keeps_products(by):
            raise Denied(reason)
        if self.active is active:
            return
        self.active = active
        record("product.retired" if not active else "product.restored", self, by)


def _check_card(values: dict[str, Any]) -> None:
    """What must hold of a card as a whole."""
    price, list_price = values.get("price"), values.get("list_price")
    if list_price is not None and not values.get("list_price_basis"):
        reason = N_("写了划线价，就要写明它的依据（何时、何地、以此价成交）")
        raise Invalid(reason, "list_price_basis")
    if list_price is not None and price is not None and list_price <= price:
        raise Invalid(N_("划线价要高于到手价，没有优惠就不要写划线价"), "list_price")
    first, last = values.get("valid_from"), values.get("valid_until")
    if first is not None and last is not None and last <= first:
        raise Invalid(N_("有效期的结束要晚于开始"), "valid_until")


class ProductCard(Identified, Base):
    """One version of what is said about a product. Prices are yuan; lists are in order.

    ``forbidden`` holds {"word", "instead"}, ``questions`` {"q", "a"}, the other lists texts.
    """

    __tablename__ = "product_card"
    __table_args__ = (UniqueConstraint("product_id", "number"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    number: Mapped[int]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    points: Mapped[list[Any]] = mapped_column(default=list)
    specification: Mapped[str] = mapped_column(default="")
    price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    price_basis: Mapped[str] = mapped_column(default="")
    list_price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    list_price_basis: Mapped[str] = mapped_column(default="")
    offer: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    how_to_use: Mapped[str] = mapped_column(default="")
    forbidden: Mapped[list[Any]] = mapped_column(default=list)
    questions: Mapped[list[Any]] = mapped_column(default=list)
    demo_steps: Mapped[list[Any]] = mapped_column(default=list)

    product: Mapped[Product] = relationship(
        Product, back_populates="cards", foreign_keys="ProductCard.product_id"
    )
    made_by: Mapped[Person | None] = relationship(Person)

    def valid_at(self, moment: datetime) -> bool:
        """Whether the offer holds at this moment."""
        after = self.valid_from is None or self.valid_from <= moment
        return after and (self.valid_until is None or moment <= self.valid_until)

    @property
    def valid_now(self) -> bool:
        return self.valid_at(clock.now())
