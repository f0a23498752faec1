"""The form of a product and its card. Lists are typed one a line, pairs with a bar between."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    DecimalField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from zhubo_web.accounts.forms import trimmed
from zhubo_web.core import clock
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.products.models import CARD_FIELDS, CATEGORIES, Product

BARS = "｜|"
MOST_LINES = 30
LONGEST_LINE = 200
YEARS = range(2000, 2101)
DEAREST = Decimal("9999999.99")
#: Fields whose words are said on air or stand on a screen.
SPOKEN = (
    "points",
    "specification",
    "price_basis",
    "list_price_basis",
    "offer",
    "how_to_use",
    "demo_steps",
)


class MomentField(DateTimeLocalField):
    """A moment on a clock in Shanghai, to the minute; its value is aware and in UTC."""

    data: datetime | None

    def __init__(self, label: Any = None, validators: Any = None, **given: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **given)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{clock.local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        for pattern in self.strptime_format:
            try:
                naive = datetime.strptime(valuelist[0].strip(), pattern)  # noqa: DTZ007
            except ValueError:
                continue
            self.data = self._moment(naive)
            return
        raise ValueError(_("时间写成 2026-11-23 19:30 这样，或从日历里选"))

    def _moment(self, naive: datetime) -> datetime:
        """The moment; the ends of the calendar cannot be shifted between zones, and are slips."""
        if naive.year not in YEARS:
            raise ValueError(_("年份在 2000 到 2100 之间，请改一下"))
        return clock.shanghai(naive.date(), naive.hour, naive.minute)


class MoneyField(DecimalField):
    """Yuan with at most two decimals, as much as the column holds; “129 元” may be typed."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data.normalize():f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        text = valuelist[0].strip().removesuffix("元").removeprefix("¥").strip()
        try:
            typed = Decimal(text)
        except ArithmeticError:
            raise ValueError(_("价格只写数字，例如 129 或 129.9")) from None
        if typed.is_finite() and not 0 <= typed <= DEAREST:
            raise ValueError(_("价格在 0 到 9999999.99 之间"))
        if not typed.is_finite() or typed != round(typed, 2):
            raise ValueError(_("价格最多两位小数，例如 129.9"))
        self.data = round(typed, 2)


class LinesField(TextAreaField):
    """A list of texts, one a line; empty lines do not count."""

    def process_data(self, value: list[Any] | None) -> None:
        self.data = value or []

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(self.shown(one) for one in self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = (valuelist[0] if valuelist else "").splitlines()
        self.data = [self.read(line.strip()) for line in lines if line.strip()]

    def pre_validate(self, form: Any) -> None:
        if len(self.data or []) > MOST_LINES:
            raise ValidationError(_("最多 %(n)s 行，请合并或去掉一些", n=MOST_LINES))
        if any(len(line) > LONGEST_LINE for line in self._value().splitlines()):
            raise ValidationError(_("一行最多 %(n)s 个字，请分成几行", n=LONGEST_LINE))

    def shown(self, one: Any) -> str:
        """One entry as a line."""
        return str(one)

    def read(self, line: str) -> Any:
        """One line as an entry."""
        return line


class PairsField(LinesField):
    """A list of pairs, one a line with ｜ between; the second part may be left out."""

    def __init__(self, *given: Any, keys: tuple[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.keys = keys

    def shown(self, one: Any) -> str:
        first, second = (str(one.get(key, "")) for key in self.keys)
        return f"{first}｜{second}" if second else first

    def read(self, line: str) -> Any:
        at = min((place for bar in BARS if (place := line.find(bar)) >= 0), default=len(line))
        return dict(zip(self.keys, (line[:at].strip(), line[at + 1 :].strip()), strict=True))


def _text(label: Any, most: int = 200, **given: Any) -> StringField:
    limit = Length(max=most, message=_l("最多 %(max)d 个字"))
    return StringField(label, filters=[trimmed], validators=[limit], **given)


def _area(label: Any, **given: Any) -> TextAreaField:
    limit = Length(max=2000, message=_l("最多 %(max)d 个字"))
    return TextAreaField(label, filters=[trimmed], validators=[limit], **given)


def _money(label: Any, **given: Any) -> MoneyField:
    return MoneyField(label, validators=[Optional()], **given)


class ProductForm(FlaskForm):
    """A product with its card. ``version``: which state of the product the person has seen."""

    name = StringField(
        _l("商品名称"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请填写商品名称")),
            Length(max=60, message=_l("最多 60 个字")),
        ],
    )
    code = _text(_l("货号"), 40)
    category = SelectField(_l("类别"), default="general")
    points = LinesField(_l("卖点"), description=_l("一行一条，主播和助播照着讲"))
    specification = _text(_l("规格"), description=_l("例如 30 ml × 2 瓶"))
    price = _money(_l("到手价"), description=_l("元，按下面的口径算下来的实付价"))
    price_basis = _text(
        _l("价格口径"), description=_l("怎么买到这个价，例如“领 20 元券后，拍 1 件”")
    )
    list_price = _money(_l("划线价"), description=_l("元，没有依据就不填"))
    list_price_basis = _text(
        _l("划线价的依据"),
        description=_l("何时、何地、以此价成交，例如“11 月 1 日至 10 日本店成交价”"),
    )
    offer = _text(_l("优惠和赠品"), description=_l("例如“拍 1 发 2，前 300 件”"))
    valid_from = MomentField(_l("价格从什么时候起"), validators=[Optional()])
    valid_until = MomentField(
        _l("到什么时候止"),
        validators=[Optional()],
        description=_l("过了这个时间，提示屏上写“价格待核对”"),
    )
    how_to_use = _area(_l("用法"))
    forbidden = PairsField(
        _l("不能说"),
        keys=("word", "instead"),
        description=_l("一行一个：词｜换成。例如“根治｜改善干燥”"),
    )
    questions = PairsField(
        _l("常见问答"),
        keys=("q", "a"),
        description=_l("一行一个：问｜答。观众问到时显示在提示屏上"),
    )
    demo_steps = LinesField(_l("演示步骤"), description=_l("一行一步"))
    version = HiddenField()

    def translate(self) -> None:
        """Put the choices into the reader's language."""
        self.category.choices = choices((key, _(text)) for key, text in CATEGORIES.items())

    @classmethod
    def of(cls, product: Product, **given: Any) -> ProductForm:
        """The form as the product stands."""
        card = product.card
        shown = {name: getattr(card, name) for name in CARD_FIELDS} if card else {}
        named = {"name": product.name, "code": product.code, "category": product.category}
        form = cls(**given, data={**shown, **named, "version": str(product.version)})
        form.translate()
        return form

    def card(self) -> dict[str, Any]:
        """What was typed, as fields of a card."""
        return {name: self[name].data for name in CARD_FIELDS}

    def about(self) -> dict[str, Any]:
        """What was typed of the product itself."""
        return {name: self[name].data for name in ("name", "code", "category")}

    def spoken(self) -> list[tuple[Any, str]]:
        """(label, text) of what will be said on air, for the word checker."""
        said = [(self[name].label.text, self[name]._value()) for name in SPOKEN]
        answers = "\n".join(one["a"] for one in self.questions.data or [])
        return [*said, (self.questions.label.text, answers)]
