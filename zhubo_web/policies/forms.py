"""Forms of the policy: a setting, and the next version's numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from zhubo_web.core import clock
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.policies import weighing, wording
from zhubo_web.policies.models import PolicyVersion
from zhubo_web.policies.models.version import LONGEST_NOTE
from zhubo_web.policies.parameters import PARAMETERS, UNITS, Parameter
from zhubo_web.policies.rising import SETTING_NAMES

WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


class SettingForm(FlaskForm):
    """One kind of object's setting."""

    setting = RadioField(_l("怎么办"), validators=[InputRequired(_l("请选一个"))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.setting.choices = choices((key, _(name)) for key, name in SETTING_NAMES.items())


def _field(one: Parameter) -> Any:
    if one.unit == "weekday":
        return SelectField(_l(one.title), choices=choices(enumerate(WEEKDAYS, 1)))
    hint = "" if one.unit == "time" else _l(UNITS[one.unit])
    return StringField(_l(one.title), description=hint)


def _own_field(one: weighing.Field) -> Any:
    """A field of the month: what an anchor says is long."""
    kind = TextAreaField if one.group == wording.ANCHOR else StringField
    return kind(" · ".join(_(word) for word in one.words))


class VersionForm(FlaskForm):
    """When the next version begins, why, and its numbers and words; each field has its parameter's name."""

    effective_on = DateField(_l("从哪天起生效"), validators=[InputRequired(_l("请选日期"))])
    note = TextAreaField(
        _l("改了什么，为什么"),
        validators=[Length(max=LONGEST_NOTE, message=_l("最多 500 个字"))],
    )

    @classmethod
    def after(cls, version: PolicyVersion, *, posted: bool) -> VersionForm:
        """The form that follows a version; unless it was posted, as it begins: from tomorrow on, with
        the numbers of the version. What the month is made of are fields of that version."""
        own = weighing.fields(version.composite)
        fields = {one.name: _own_field(one) for one in own}
        form = type("VersionForm", (cls,), fields)
        if posted:
            made: VersionForm = form()
            return made
        shown = {one.name: one.shown(version.numbers.number(one.name)) for one in PARAMETERS}
        shown |= {one.name: one.value for one in own}
        tomorrow = clock.today() + timedelta(days=1)
        begun: VersionForm = form(formdata=None, effective_on=tomorrow, data=shown)
        return begun

    def typed(self) -> dict[str, str]:
        """What was typed for each number or text that the form had."""
        others = ("effective_on", "note", "csrf_token")
        sent = (one for one in self if one.name not in others and one.raw_data)
        return {one.name: str(one.data or "") for one in sent}


for _one in PARAMETERS:
    setattr(VersionForm, _one.name, _field(_one))
