"""Forms of sign-in, people, the supervision group and screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from zhubo_web.accounts import permissions, roles
from zhubo_web.accounts.models import Scope, scope
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import LANGUAGES, _, _l, lazy_pgettext

KINDS = [
    ("own", _l("这是我自己的手机，保持登录 30 天")),
    ("studio", _l("店里的电脑，14 小时后自动退出")),
]
THEMES = [("auto", _l("跟随设备")), ("light", _l("浅色")), ("dark", _l("深色"))]
LONGEST_TYPED = 1024


def trimmed(value: str | None) -> str:
    """What was typed, without blanks around it."""
    return (value or "").strip()


def named(label: Any) -> StringField:
    """A field for a name people read."""
    return StringField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(_l("请填写名字")),
            Length(max=40, message=_l("最多 40 个字")),
        ],
    )


def sign_in_name() -> StringField:
    """A field for a new sign-in name."""
    return StringField(
        _l("登录名"),
        description=_l("字母、数字或汉字，不含空格，例如 chenxm"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请填写登录名")),
            Regexp(
                r"^[\w.@+-]{2,40}$", message=_l("登录名用 2 到 40 个字母、数字或汉字，不含空格")
            ),
        ],
    )


class SignInForm(FlaskForm):
    """Name, password, whose device."""

    username = StringField(
        _l("登录名"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填写登录名")), Length(max=40)],
    )
    password = PasswordField(
        _l("密码"), validators=[DataRequired(_l("请填写密码")), Length(max=LONGEST_TYPED)]
    )
    kind = RadioField(
        _l("用的是谁的设备"), choices=choices(KINDS), validators=[DataRequired(_l("请选一种"))]
    )
    next = HiddenField()


class CodeForm(FlaskForm):
    """A one-time code."""

    code = StringField(
        _l("一次性代码"),
        description=_l("26 位字母和数字，横线和大小写不用管"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填写代码")), Length(max=80)],
    )


class NewPasswordForm(FlaskForm):
    """A password of one's own, twice."""

    password = PasswordField(
        _l("新密码"),
        description=_l("至少 12 位。一句只有你知道的话最好记，空格和汉字都可以"),
        validators=[DataRequired(_l("请填写新密码"))],
    )
    again = PasswordField(
        _l("再输一次"), validators=[EqualTo("password", _l("两次输入的密码不一样，请重新输入"))]
    )


class JoinForm(NewPasswordForm):
    """The code that was checked, one's own password, whose device."""

    code = HiddenField()
    kind = RadioField(
        _l("用的是谁的设备"), choices=choices(KINDS), validators=[DataRequired(_l("请选一种"))]
    )


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old = PasswordField(_l("现在的密码"), validators=[DataRequired(_l("请填写现在的密码"))])


class LookForm(FlaskForm):
    """Language and theme."""

    language = RadioField(
        _l("语言"), choices=choices((code, row[2]) for code, row in LANGUAGES.items())
    )
    theme = RadioField(_l("颜色"), choices=choices(THEMES))


class NameForm(FlaskForm):
    """The name that everybody reads."""

    name = named(_l("姓名"))


class NumberForm(FlaskForm):
    """The number in the shop's HR system."""

    number = StringField(
        _l("工号"),
        description=_l("人事系统里的编号，月度包里会带上；没有就空着"),
        filters=[trimmed],
        validators=[Length(max=40, message=_l("最多 40 个字"))],
    )


class ProbationForm(FlaskForm):
    """The last day of somebody's probation."""

    probation_until = DateField(
        _l("试用期到"),
        description=_l("最后一天，当天也算；过了或没有就空着"),
        validators=[Optional()],
    )


class PeoplePasteForm(FlaskForm):
    """A table of people, copied from a spreadsheet or as a CSV file; ``seal``: what was shown."""

    pasted = TextAreaField(
        _l("从表格粘贴"),
        description=_l("从表格复制，连标题那一行一起：工号 登录名 姓名 角色 试用期到"),
    )
    file = FileField(
        _l("或选一个 CSV 文件"), description=_l("最大 1 MB"), render_kw={"accept": ".csv,.tsv,.txt"}
    )
    seal = HiddenField()


class ScreenForm(FlaskForm):
    """A tablet and its room."""

    name = named(_l("这块屏叫什么"))
    room = SelectField(
        lazy_pgettext("field", "直播间"), coerce=int, validators=[DataRequired(_l("请选直播间"))]
    )


class Ticks(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _reaches(one: Scope) -> str:
    if one.id is not None:
        return one.name
    return _("%(name)s（一组直播间）", name=one.name) if one.group_id is not None else _("全店")


def role_choices(person: Any, offered: Iterable[str] = roles.ALL) -> list[SelectChoice]:
    """The roles this person may give to others."""
    given = (role for role in offered if permissions.gives_role(person, role, None) is None)
    return choices((role, _(roles.NAMES[role])) for role in given)


def scope_choices(person: Any) -> list[SelectChoice]:
    """The scopes in which this person may give roles."""
    reached = scope.reached(person, permissions.KEEPERS)
    return choices((one.key, _reaches(one)) for one in reached)


class Scoped(FlaskForm):
    """Where a role holds; the choices are those of the person who gives it."""

    scope = SelectField(_l("管哪里"), validators=[DataRequired(_l("请选范围"))])

    def offer(self, person: Any) -> None:
        """Fill in the choices."""
        self.scope.choices = scope_choices(person)

    @property
    def chosen(self) -> dict[str, int | None]:
        """The columns of the chosen scope."""
        return next(one.columns for one in scope.everything() if one.key == self.scope.data)


class GrantForm(Scoped):
    """A role and where it holds."""

    role = SelectField(lazy_pgettext("field", "角色"), validators=[DataRequired(_l("请选角色"))])

    def offer(self, person: Any) -> None:
        """Fill in the choices."""
        super().offer(person)
        self.role.choices = role_choices(person)


class InviteForm(Scoped):
    """A new person with roles."""

    name = named(_l("姓名"))
    username = sign_in_name()
    roles = Ticks(_l("角色"), validators=[DataRequired(_l("至少选一个角色"))])

    def offer(self, person: Any) -> None:
        """Fill in the choices."""
        super().offer(person)
        self.roles.choices = role_choices(person)


class SeatForm(FlaskForm):
    """Who takes which seat of the supervision group."""

    person = SelectField(_l("由谁担任"), coerce=int, validators=[DataRequired(_l("请选一个人"))])
    member_class = RadioField(
        _l("哪一类"),
        choices=choices((key, _l(name)) for key, name in roles.CLASS_NAMES.items()),
        validators=[DataRequired(_l("请选一类"))],
    )
    substitute = BooleanField(_l("作为替补，正式成员回避时由替补来做"))
