"""Forms: what came in, whose it is, why not, the host's word, the day's number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts import timing
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l, day, time_of_day
from zhubo_web.surveys import importing
from zhubo_web.surveys.models.deciding import LONGEST_REASON
from zhubo_web.surveys.models.feedback import LONGEST, MOST
from zhubo_web.surveys.models.replies import LONGEST_SOURCE
from zhubo_web.surveys.wording import (
    CHIPS,
    ENTERED,
    ITEMS,
    REASONS_AGAINST,
    REASONS_FOR,
    SORTS,
    SOURCES,
)

NOON = timedelta(hours=12)
SCALE = choices((number, str(number)) for number in range(1, 6))


def trimmed(value: str | None) -> str:
    """What was typed, without blanks around it."""
    return (value or "").strip()


def _number(value: Any) -> int | None:
    """A choice's value, typed or offered; nothing where nothing is chosen."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class EntryForm(FlaskForm):
    """One thing that came in: where from, what, when, of whom if that is known."""

    source = RadioField(_l("从哪里来"), validators=[InputRequired(_l("请选反馈从哪里来"))])
    sort = RadioField(_l("说好还是不满"), validators=[InputRequired(_l("请选是表扬还是不满"))])
    text = TextAreaField(
        _l("说了什么"),
        description=_l("一两句就够。不写观众的昵称、电话和订单号，写了也会抹掉"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("请写一句说了什么")),
            Length(max=LONGEST, message=_l("最多 300 个字")),
        ],
    )
    broadcast = SelectField(_l("哪一场"), coerce=_number)
    room = SelectField(_l("哪个直播间"), description=_l("选了场次就不用选"), coerce=_number)
    assistant = SelectField(_l("说的是哪位助播"), coerce=_number)
    day = DateField(_l("哪天"), validators=[InputRequired(_l("请选日期"))])
    at = StringField(
        _l("什么时刻"),
        description=_l("选了场次写直播时间，例如 1:23:32；没选写几点，例如 20:15"),
        filters=[trimmed],
        validators=[Length(max=10, message=_l("太长了"))],
    )
    count = IntegerField(
        _l("几个人这么说"),
        default=1,
        validators=[
            InputRequired(_l("请填人数")),
            NumberRange(1, MOST, message=_l("人数从 1 到 9999")),
        ],
    )
    score = SelectField(_l("打了几分"), coerce=_number)

    def offer(
        self, rooms: Sequence[Room], broadcasts: Sequence[Broadcast], people: Sequence[Person]
    ) -> EntryForm:
        """Fill in the choices."""
        self.source.choices = choices((key, _(SOURCES[key])) for key in ENTERED)
        self.sort.choices = choices((key, _(name)) for key, name in SORTS.items())
        self.score.choices = choices([("", _("没打分")), *((n, str(n)) for n in range(1, 6))])
        self.broadcast.choices = choices(
            [("", _("不是哪一场的，或不清楚")), *((one.id, _title(one)) for one in broadcasts)]
        )
        self.room.choices = choices(
            [*([("", _("请选"))] if len(rooms) > 1 else []), *((one.id, one.name) for one in rooms)]
        )
        self.assistant.choices = choices(
            [("", _("还不清楚，请小组来定")), *((one.id, one.name) for one in people)]
        )
        return self

    def moment(self, broadcast: Broadcast | None) -> datetime:
        """When it was said; without a time, the beginning of the broadcast or noon of the day."""
        typed = self.at.data or ""
        if broadcast is not None:
            start = broadcast.started_at or broadcast.planned_start
            ms = importing.stream_ms(typed) if typed else 0
            return timing.moment_of(start, broadcast.pauses, ms)
        midnight = clock.shanghai(self.day.data)
        if not typed:
            return min(midnight + NOON, clock.now())
        at = importing.time_of_day(typed)
        return midnight + timedelta(hours=at.hour, minutes=at.minute)


def _title(broadcast: Broadcast) -> str:
    start = broadcast.started_at or broadcast.planned_start
    when = f"{day(start)} {time_of_day(start)}"
    return _("%(when)s %(title)s（%(room)s）", when=when, title=broadcast.title,
             room=broadcast.room.name)  # fmt: skip


class _Reasoned(FlaskForm):
    """A reason: one of those that are offered, or words."""

    words = StringField(
        _l("写一句理由"),
        description=_l("助播会看到"),
        filters=[trimmed],
        validators=[Length(max=LONGEST_REASON, message=_l("最多 200 个字"))],
    )


class AttributeForm(_Reasoned):
    """Whom it is put on, and why."""

    assistant = RadioField(
        _l("归到哪位助播"), coerce=_number, validators=[InputRequired(_l("请选归到哪位助播"))]
    )
    code = RadioField(_l("为什么"), validators=[Optional()])

    def offer(self, people: Sequence[Person]) -> AttributeForm:
        """Fill in the choices."""
        self.assistant.choices = choices((one.id, one.name) for one in people)
        self.code.choices = choices((key, _(text)) for key, text in REASONS_FOR.items())
        return self


class ClearForm(_Reasoned):
    """Why it is nobody's."""

    code = RadioField(_l("为什么不是"), validators=[Optional()])

    def offer(self) -> ClearForm:
        """Fill in the choices."""
        self.code.choices = choices((key, _(text)) for key, text in REASONS_AGAINST.items())
        return self


class ReopenForm(FlaskForm):
    """Why whose it is should be looked at again."""

    words = StringField(
        _l("为什么"),
        description=_l("重新核对的人会看到"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("请写明为什么，重新核对的人会看到")),
            Length(max=LONGEST_REASON, message=_l("最多 200 个字")),
        ],
    )


class ProblemForm(FlaskForm):
    """有问题: what it is about, perhaps a sentence."""

    chip = RadioField(_l("是哪一方面"), validators=[InputRequired(_l("请选是哪一方面"))])
    text = StringField(
        _l("想说的一句"),
        description=_l("TA 会看到"),
        filters=[trimmed],
        validators=[Length(max=LONGEST, message=_l("最多 300 个字"))],
    )

    def offer(self) -> ProblemForm:
        """Fill in the choices."""
        self.chip.choices = choices((key, _(text)) for key, text in CHIPS.items())
        return self


class ItemsForm(FlaskForm):
    """严谨: four items from 1 to 5, and a sentence; each field has its item's name."""

    text = StringField(
        _l("想说的一句"),
        description=_l("TA 会看到"),
        filters=[trimmed],
        validators=[Length(max=LONGEST, message=_l("最多 300 个字"))],
    )

    @property
    def items(self) -> dict[str, Any]:
        """Item → 1 to 5."""
        return {key: self[key].data for key in ITEMS}


for _key, _name in ITEMS.items():
    _field = RadioField(
        _l(_name), choices=SCALE, coerce=int, validators=[InputRequired(_l("请选 1 到 5"))]
    )
    setattr(ItemsForm, _key, _field)


class RepliesForm(FlaskForm):
    """One room's number of one day."""

    room = SelectField(
        _l("哪个直播间"), coerce=_number, validators=[InputRequired(_l("请选直播间"))]
    )
    day = DateField(_l("哪天"), validators=[InputRequired(_l("请选日期"))])
    rate = StringField(
        _l("三分钟人工回复率（%）"),
        description=_l("08:00 到 23:00，飞鸽后台的数，例如 92.5"),
        filters=[trimmed],
    )
    source = StringField(
        _l("从哪里看到的"),
        description=_l("例如：飞鸽后台，客服数据"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("请写从哪里看到的，最多 60 个字")),
            Length(max=LONGEST_SOURCE, message=_l("最多 60 个字")),
        ],
    )

    def validate_rate(self, field: Any) -> None:
        """A plain number; whether it fits is the model's to say."""
        text = (field.data or "").rstrip("%％").strip()
        if not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdecimal():
            raise ValidationError(_("请填 0 到 100 之间的数"))

    @property
    def number(self) -> Decimal:
        """The rate in per cent."""
        return Decimal((self.rate.data or "").rstrip("%％").strip())
