"""Forms of leave, swaps and coming in, and of the answers to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from zhubo_web.accounts.forms import trimmed
from zhubo_web.accounts.models import Person
from zhubo_web.attendance.workflow import COMPLAINTS
from zhubo_web.broadcasts.forms import Ticks
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.products.forms import MomentField


def _line(label: Any, description: Any = "") -> StringField:
    limit = Length(max=200, message=_l("最多 %(max)d 个字"))
    return StringField(label, filters=[trimmed], validators=[limit], description=description)


class LeaveForm(FlaskForm):
    """What one may add to a request."""

    words = _line(_l("想补充的话"), _l("可不填；不用写病情，也不用传证明"))


class RefuseForm(FlaskForm):
    """Why not."""

    reason = _line(_l("为什么不批"), _l("本人会看到"))


class ExplainForm(FlaskForm):
    """What happened."""

    words = _line(_l("说明情况"))


class VouchForm(FlaskForm):
    """Who is there, since when, and why without the code."""

    person = SelectField(_l("谁到了"), coerce=int)
    arrived_at = MomentField(
        _l("什么时候到的"), description=_l("不填就是现在"), validators=[Optional()]
    )
    reason = _line(_l("为什么没有扫码"), _l("例如手机没电；本人看得到"))

    def offer(self, people: Iterable[Person]) -> None:
        """Who has not come in yet."""
        self.person.choices = choices((one.id, one.name) for one in people)


class ComplaintForm(FlaskForm):
    """What is unreasonable about a shift: chips, a sentence, or both."""

    reasons = Ticks(_l("哪里不合理"))
    words = _line(_l("一句话"), _l("可不填"))

    def offer(self) -> None:
        """The chips in the reader's language."""
        self.reasons.choices = choices((name, _(text)) for name, text in COMPLAINTS.items())


class AnswerForm(FlaskForm):
    """The answer to it."""

    answer = _line(_l("答复"), _l("说明怎么改，或为什么不改；本人会看到"))
