"""Forms of the first hour (several people at once, a room, a product, the first broadcast), and what is
done about a number of 四项原则."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from zhubo_web.accounts import roles
from zhubo_web.accounts.forms import role_choices, trimmed
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Room
from zhubo_web.core import clock
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _l, lazy_pgettext
from zhubo_web.dashboards.models.checking import LONGEST_ANSWER
from zhubo_web.products.forms import LinesField, MomentField, MoneyField, PairsField
from zhubo_web.products.models import Product

#: The roles that the rows are offered with: enough for a first broadcast.
FIRST_ROLES = (roles.OPERATIONS, roles.ASSISTANT, roles.HOST, roles.SENIOR_HOST)
NOBODY = (0, _l("先不安排"))


def _named(label: Any, most: int) -> StringField:
    return StringField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(_l("请填写名字")),
            Length(max=most, message=_l("最多 %(max)d 个字")),
        ],
    )


class PersonRow(Form):
    """One new person; a row without a name does not count."""

    name = StringField(
        _l("姓名"),
        filters=[trimmed],
        validators=[Optional(), Length(max=40, message=_l("最多 %(max)d 个字"))],
    )
    role = SelectField(lazy_pgettext("field", "角色"), validate_choice=True)


class PeopleForm(FlaskForm):
    """Several people at once; their sign-in names are their names."""

    people = FieldList(FormField(PersonRow), min_entries=len(FIRST_ROLES), max_entries=8)

    def offer(self, person: Any) -> None:
        """Fill in the roles this person may give."""
        for row in self.people:
            row.form.role.choices = role_choices(person)

    def typed(self) -> list[tuple[str, str]]:
        """(name, role) of the rows that count."""
        return [
            (row.form.name.data, row.form.role.data) for row in self.people if row.form.name.data
        ]


def people_form() -> PeopleForm:
    """The form with the first roles chosen."""
    return PeopleForm(formdata=None, people=[{"role": role} for role in FIRST_ROLES])


class Step(FlaskForm):
    """One of several forms on the page: its fields' names begin with its own."""

    key = ""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, prefix=self.key, **more)


class RoomForm(Step):
    """A room: what people call it."""

    key = "room"

    name = _named(_l("直播间叫什么"), 40)


class ProductForm(Step):
    """The least a card needs; the rest is added on the product's page."""

    key = "product"

    name = _named(_l("商品名称"), 60)
    price = MoneyField(
        _l("到手价"),
        description=_l("元，观众最后付的价"),
        validators=[InputRequired(_l("请填写到手价"))],
    )
    points = LinesField(_l("卖点"), description=_l("一行一条"))
    forbidden = PairsField(
        _l("不能说"),
        keys=("word", "instead"),
        description=_l("一行一个：词｜换成。例如“根治｜改善干燥”"),
    )

    def card(self) -> dict[str, Any]:
        """What was typed, as fields of a card."""
        return {name: self[name].data for name in ("price", "points", "forbidden")}


class BroadcastForm(Step):
    """The first broadcast: where, what, when, who."""

    key = "broadcast"

    room = SelectField(
        lazy_pgettext("field", "直播间"), coerce=int, validators=[DataRequired(_l("请选直播间"))]
    )
    title = _named(_l("场次名称"), 60)
    when = RadioField(
        _l("什么时候开播"),
        choices=choices([("now", _l("现在就开播")), ("later", _l("定个时间"))]),
        default="now",
        validators=[DataRequired(_l("请选一种"))],
    )
    start = MomentField(_l("开播时间"), validators=[Optional()])
    hours = IntegerField(
        _l("播几个小时"),
        default=3,
        validators=[
            InputRequired(_l("请填写小时数")),
            NumberRange(1, 12, _l("填 1 到 12 之间的整数")),
        ],
    )
    host = SelectField(_l("主播"), coerce=int)
    assistant = SelectField(_l("助播"), coerce=int)
    observer = SelectField(_l("跟播人"), coerce=int)
    product = SelectField(_l("讲哪个商品"), coerce=int)

    def offer(
        self, rooms: Iterable[Room], people: list[Person], products: Iterable[Product]
    ) -> None:
        """Fill in the choices: those whose role fits, the first one chosen."""
        self.room.choices = choices((room.id, room.name) for room in rooms)
        self.product.choices = choices([*((one.id, one.name) for one in products), NOBODY])
        for field, wanted in (
            (self.host, (roles.HOST, roles.SENIOR_HOST)),
            (self.assistant, (roles.ASSISTANT,)),
            (self.observer, roles.GROUP),
        ):
            fitting = [(one.id, one.name) for one in people if one.holds(*wanted)]
            field.choices = choices([*fitting, NOBODY])

    def times(self) -> tuple[datetime, datetime]:
        """Planned start and end, UTC."""
        later = self.start.data if self.when.data == "later" else None
        start: datetime = later or clock.now()
        return start, start + timedelta(hours=self.hours.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """A broadcast that is not now needs its time."""
        good = bool(super().validate(extra_validators))
        if self.when.data == "later" and self.start.data is None and not self.start.errors:
            self.start.errors = [str(_l("请填写开播时间"))]
            return False
        return good


class CheckForm(FlaskForm):
    """What is done about a number that is below its target, in a sentence."""

    answer = TextAreaField(
        _l("做了什么"),
        description=_l("一句话，监督小组、行政和负责人看得到"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("请写一句做了什么，最多 300 个字")),
            Length(max=LONGEST_ANSWER, message=_l("最多 300 个字")),
        ],
    )
