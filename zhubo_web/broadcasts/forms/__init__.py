"""Forms of rooms, broadcasts, rosters, repeats and the broadcast's verbs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from zhubo_web.accounts.forms import trimmed
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room, RoomGroup
from zhubo_web.broadcasts.workflow import CAUSES, CHECK_ITEMS
from zhubo_web.core import clock
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import WEEKDAYS, _, _l, lazy_pgettext
from zhubo_web.core.marking import N_
from zhubo_web.products.forms import MomentField

ASSISTANT_PLACES = 4
LONGEST_MINUTES = 12 * 60
_LENGTH_RANGE = NumberRange(10, LONGEST_MINUTES, _l("一场在 10 分钟到 12 小时之间"))
_DAYS = tuple(map(N_, WEEKDAYS))


class Ticks(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _title(label: Any, most: int = 60) -> StringField:
    limits = [
        DataRequired(_l("请填写")),
        Length(max=most, message=_l("最多 %(max)d 个字")),
    ]
    return StringField(label, filters=[trimmed], validators=limits)


def _reason(label: Any) -> StringField:
    limit = Length(max=200, message=_l("最多 %(max)d 个字"))
    return StringField(label, filters=[trimmed], validators=[limit])


class RoomForm(FlaskForm):
    """A room's settings."""

    name = _title(_l("直播间名称"), 40)
    account = StringField(
        _l("抖音号"), filters=[trimmed], validators=[Length(max=40, message=_l("最多 40 个字"))]
    )
    group_id = SelectField(lazy_pgettext("field", "分组"), coerce=int)
    setback_seconds = IntegerField(
        _l("画面延迟（秒）"),
        default=8,
        validators=[
            InputRequired(_l("请填 0 到 30 之间的整数")),
            NumberRange(0, 30, _l("画面延迟在 0 到 30 秒之间")),
        ],
        description=_l("跟播人看到的画面比现场晚几秒，记录的时间会往前拨这么多"),
    )

    def offer(self) -> None:
        """The groups there are."""
        groups = [(group.id, group.name) for group in RoomGroup.every()]
        self.group_id.choices = choices([(0, _("不分组")), *groups])

    @classmethod
    def of(cls, room: Room, **given: Any) -> RoomForm:
        """The form as the room stands."""
        values = {name: getattr(room, name) for name in ("name", "account")}
        values |= {"group_id": room.group_id or 0, "setback_seconds": room.setback_ms // 1000}
        form = cls(**given, data=values)
        form.offer()
        return form

    def values(self) -> dict[str, Any]:
        """What was typed, as columns."""
        return {
            "name": self.name.data,
            "account": self.account.data,
            "group_id": self.group_id.data or None,
            "setback_ms": (self.setback_seconds.data or 0) * 1000,
        }


class GroupForm(FlaskForm):
    """A new group of rooms."""

    name = _title(_l("分组名称"), 40)


class BroadcastForm(FlaskForm):
    """When, where, what it is called. ``version``: which state the person has seen."""

    room_id = SelectField(lazy_pgettext("field", "直播间"), coerce=int)
    title = _title(_l("这一场叫什么"))
    planned_start = MomentField(_l("开播时间"), validators=[InputRequired(_l("请选开播时间"))])
    length_minutes = IntegerField(
        _l("播多久（分钟）"),
        default=120,
        validators=[InputRequired(_l("请填播多少分钟")), _LENGTH_RANGE],
    )
    take_over = BooleanField(_l("沿用这个直播间上一场的人员和直播流程"), default=True)
    version = HiddenField()

    def offer(self, rooms: Sequence[Room]) -> None:
        """The rooms to choose from."""
        self.room_id.choices = choices((room.id, room.name) for room in rooms)

    def validate_planned_start(self, field: Any) -> None:
        """A broadcast is planned ahead; one that already runs may have begun a little earlier."""
        if field.data and field.data < clock.now() - timedelta(hours=1):
            raise ValidationError(_("这个时间已经过去了，请选以后的时间"))

    def times(self) -> tuple[datetime, datetime]:
        """The planned start and end."""
        start = self.planned_start.data
        assert start is not None
        return start, start + timedelta(minutes=self.length_minutes.data)

    @classmethod
    def of(cls, broadcast: Broadcast, **given: Any) -> BroadcastForm:
        """The form as the plan stands; the room stays what it is."""
        values = {
            "room_id": broadcast.room_id,
            "title": broadcast.title,
            "planned_start": broadcast.planned_start,
            "length_minutes": broadcast.length // timedelta(minutes=1),
            "version": str(broadcast.version),
        }
        form = cls(**given, data=values)
        form.offer([broadcast.room])
        return form


class RosterForm(FlaskForm):
    """Who is on a broadcast. The assistants are chosen in order: the first is number 1."""

    host = Ticks(_l("主播"), coerce=int)
    observer = Ticks(
        _l("跟播人"), coerce=int, description=_l("只列出角色管到这个直播间的人；开播时都会收到")
    )

    def assistants(self) -> list[Any]:
        """The fields of the assistants, in order."""
        return [self[f"assistant_{place}"] for place in range(1, ASSISTANT_PLACES + 1)]

    def offer(self, broadcast: Broadcast) -> None:
        """The people whose role covers the room."""
        for part in ("host", "observer"):
            self[part].choices = choices((one.id, one.name) for one in broadcast.candidates(part))
        people = [(one.id, one.name) for one in broadcast.candidates("assistant")]
        for field in self.assistants():
            field.choices = choices([(0, _("没有")), *people])

    @classmethod
    def of(cls, broadcast: Broadcast, **given: Any) -> RosterForm:
        """The form as the roster stands."""
        values: dict[str, Any] = {
            part: [one.id for one in broadcast.people(part)] for part in ("host", "observer")
        }
        for place, person in enumerate(broadcast.people("assistant")[:ASSISTANT_PLACES], 1):
            values[f"assistant_{place}"] = person.id
        form = cls(**given, data=values)
        form.offer(broadcast)
        return form

    def parts(self, broadcast: Broadcast) -> dict[str, list[Person]]:
        """Who was chosen, by part and in order."""
        chosen = [field.data for field in self.assistants() if field.data]
        ids = {"host": self.host.data, "assistant": chosen, "observer": self.observer.data}
        return {part: _in_order(broadcast.candidates(part), wanted) for part, wanted in ids.items()}


for _place in range(1, ASSISTANT_PLACES + 1):
    setattr(
        RosterForm,
        f"assistant_{_place}",
        SelectField(_l("%(n)s 号助播", n=_place), coerce=int, default=0),
    )


def _in_order(people: list[Person], wanted: Sequence[int]) -> list[Person]:
    by_id = {person.id: person for person in people}
    return [by_id[number] for number in dict.fromkeys(wanted or ()) if number in by_id]


class SeriesForm(FlaskForm):
    """A weekly rhythm."""

    room_id = SelectField(lazy_pgettext("field", "直播间"), coerce=int)
    title = _title(_l("每一场叫什么"))
    weekdays = Ticks(_l("星期几"), coerce=int, validators=[DataRequired(_l("请选星期几开播"))])
    at = TimeField(_l("几点开播"), validators=[InputRequired(_l("请填几点开播，例如 19:30"))])
    length_minutes = IntegerField(
        _l("播多久（分钟）"),
        default=120,
        validators=[InputRequired(_l("请填播多少分钟")), _LENGTH_RANGE],
    )

    def offer(self, rooms: Sequence[Room]) -> None:
        """The rooms to choose from, and the days of the week."""
        self.room_id.choices = choices((room.id, room.name) for room in rooms)
        self.weekdays.choices = choices((n, _(day)) for n, day in enumerate(_DAYS))


class CancelForm(FlaskForm):
    """Why it is called off."""

    reason = _reason(_l("取消的原因"))


class StartForm(FlaskForm):
    """Why it starts without a check; empty where there was one."""

    reason = _reason(_l("没做播前检查就开播的原因"))


class InterruptForm(FlaskForm):
    """Why the stream broke off."""

    cause = RadioField(_l("中断的原因"), validators=[DataRequired(_l("请选中断的原因"))])
    notice = StringField(
        _l("平台通知编号"),
        filters=[trimmed],
        validators=[Length(max=60, message=_l("最多 60 个字"))],
    )

    def offer(self) -> None:
        """The causes in the reader's language."""
        self.cause.choices = choices((key, _(text)) for key, text in CAUSES.items())


class CorrectForm(FlaskForm):
    """The true times."""

    started_at = MomentField(_l("真正开播的时间"), validators=[InputRequired(_l("请选时间"))])
    ended_at = MomentField(_l("真正下播的时间"))

    def times(self) -> tuple[datetime, datetime | None]:
        """The true start and end."""
        assert self.started_at.data is not None
        return self.started_at.data, self.ended_at.data


class CheckForm(FlaskForm):
    """The full check."""

    items = Ticks(_l("逐项核对"))

    def offer(self) -> None:
        """The items in the reader's language."""
        self.items.choices = choices((key, _(text)) for key, text in CHECK_ITEMS.items())


class SchedulePasteForm(FlaskForm):
    """A schedule copied from a spreadsheet."""

    pasted = TextAreaField(
        _l("从表格粘贴"),
        description=_l("从表格复制，连标题那一行一起：日期 开始 结束 直播间 主题 主播 助播 跟播"),
        validators=[DataRequired(_l("没有内容，请从表格复制，连标题那一行一起"))],
    )
