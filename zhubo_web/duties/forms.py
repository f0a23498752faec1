"""Forms of the calendar, the robots, the apps that write to people, and the times of notices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from zhubo_web.accounts.forms import trimmed
from zhubo_web.accounts.models import Scope
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.duties import channels, digesting
from zhubo_web.duties.models.channel import LONGEST_SECRET, LONGEST_URL

NO_TIME = _l("请填写时间，例如 10:30")
WHOLE_SHOP = 0


def _too_long(most: int) -> Length:
    return Length(max=most, message=_l("最多 %(max)d 个字"))


def _secret(label: Any, **more: Any) -> PasswordField:
    return PasswordField(label, filters=[trimmed], validators=[_too_long(LONGEST_SECRET)], **more)


def kind_choices() -> list[tuple[str, str]]:
    """The platforms in the reader's language."""
    return [(kind, _(one.name)) for kind, one in channels.PLATFORMS.items()]


class CalendarForm(FlaskForm):
    """Rows of an announcement."""

    rows = TextAreaField(
        _l("放假和调休的日子"),
        description=_l("每行一天：日期，放假或上班，节日名。例如 2027-01-01，放假，元旦"),
        validators=[DataRequired(_l("请粘贴放假安排")), _too_long(6000)],
    )


class RobotForm(FlaskForm):
    """A robot of a group. What is left empty when it is changed stays as it is."""

    kind = RadioField(_l("平台"), validators=[DataRequired(_l("请选一种"))])
    name = StringField(
        _l("叫什么"),
        description=_l("群的名字，方便认"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填写名字")), _too_long(40)],
    )
    room = SelectField(_l("说哪里的事"), coerce=int)
    url = StringField(
        _l("机器人的地址"),
        description=_l("在群设置里添加自定义机器人，把给出的 Webhook 地址整段复制过来"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填写地址")), _too_long(LONGEST_URL)],
    )
    secret = _secret(
        _l("加签密钥"), description=_l("机器人的安全设置里开了“加签”才有；企业微信没有")
    )

    def offer(self, rooms: Iterable[Scope], *, shop: bool) -> None:
        """Fill in the platforms and the rooms that this person keeps."""
        self.kind.choices = choices(kind_choices())
        named = [(room.id, room.name) for room in rooms]
        whole = [(WHOLE_SHOP, _("全店"))] if shop else []
        self.room.choices = choices([*whole, *named])


class RobotChangeForm(FlaskForm):
    """Another name, address or secret for a robot; empty fields stay as they are."""

    name = StringField(
        _l("叫什么"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填写名字")), _too_long(40)],
    )
    url = StringField(
        _l("换一个地址"),
        description=_l("空着就不改"),
        filters=[trimmed],
        validators=[_too_long(LONGEST_URL)],
    )
    secret = _secret(_l("换一个加签密钥"), description=_l("空着就不改"))


class AppForm(FlaskForm):
    """An app of the shop's own on a platform, which writes to people."""

    key = StringField(
        _l("应用编号"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填写应用编号")), _too_long(80)],
    )
    secret = _secret(_l("密钥"), description=_l("存下以后不再显示；空着就不改"))
    agent = StringField(
        _l("AgentId"),
        filters=[trimmed],
        validators=[Length(max=20, message=_l("最多 %(max)d 个字"))],
    )


class AddressForm(FlaskForm):
    """Where a person wants pushes."""

    kind = RadioField(_l("发到哪里"), default="")
    address = StringField(
        _l("我在那里的账号"),
        description=_l("飞书填 open_id 或邮箱，钉钉填 userid，企业微信填账号；不清楚请问管理员"),
        filters=[trimmed],
        validators=[_too_long(80)],
    )

    def offer(self, kinds: Iterable[str]) -> None:
        """Fill in the platforms on which the shop has an app."""
        named = dict(kind_choices())
        usable = [(kind, named[kind]) for kind in kinds]
        self.kind.choices = choices([("", _("只在场记里看")), *usable])


class TimesForm(FlaskForm):
    """When people may be disturbed."""

    daily_at = TimeField(_l("每天汇总"), validators=[InputRequired(NO_TIME)])
    before_shift = IntegerField(
        _l("开播前多少分钟再汇总一次"),
        validators=[
            InputRequired(_l("请填整数")),
            NumberRange(10, 120, _l("填 10 到 120 之间的整数")),
        ],
    )
    quiet_from = TimeField(_l("免打扰从"), validators=[InputRequired(NO_TIME)])
    quiet_until = TimeField(_l("免打扰到"), validators=[InputRequired(NO_TIME)])
    most = IntegerField(
        _l("每人每天最多几次"),
        validators=[InputRequired(_l("请填整数")), NumberRange(1, 3, _l("填 1 到 3 之间的整数"))],
    )

    @staticmethod
    def shown(numbers: digesting.Numbers) -> dict[str, Any]:
        """What is in force, as the fields show it."""
        return {
            name: value if name in ("before_shift", "most") else time(value // 60, value % 60)
            for name, value in vars(numbers).items()
        }

    def typed(self) -> dict[str, int]:
        """What was typed, as the choices store it."""
        found = {}
        for name in vars(digesting.Numbers()):
            value = self[name].data
            found[name] = value.hour * 60 + value.minute if isinstance(value, time) else value
        return found
