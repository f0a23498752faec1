"""The form of the identity ledger."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from zhubo_web.accounts.forms import trimmed
from zhubo_web.broadcasts.documents import KINDS
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l


def _line(label: Any, description: Any) -> StringField:
    limit = Length(max=80, message=_l("最多 %(max)d 个字"))
    return StringField(label, filters=[trimmed], validators=[limit], description=description)


class IdentityForm(FlaskForm):
    """What was looked at; never a number."""

    kind = RadioField(_l("证件"), validators=[DataRequired(_l("请选证件的种类"))])
    last_four = StringField(
        _l("证件号最后四位"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填最后四位")), Length(max=40)],
        description=_l("只填四位；整个号码、照片和扫描件都不进场记"),
    )
    checked_on = DateField(_l("核对的日期"), validators=[InputRequired(_l("请选日期"))])
    valid_until = DateField(
        _l("证件有效期到"), validators=[Optional()], description=_l("长期有效就不填")
    )
    original = _line(_l("原件在哪里"), _l("例如本人保管，或行政文件柜"))
    reference = _line(_l("平台报备的截图"), _l("写截图的名字，例如 11-27 报备截图 3"))

    def offer(self) -> None:
        """The kinds in the reader's language."""
        self.kind.choices = choices((name, _(text)) for name, text in KINDS.items())

    def values(self) -> dict[str, Any]:
        """What was typed, as columns."""
        names = ("kind", "last_four", "checked_on", "valid_until", "original", "reference")
        return {name: self[name].data for name in names}
