"""Forms of the pages after a broadcast, and of the catalogue of tags."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.observations.models import Observation, Tag
from zhubo_web.observations.models.settled import LONGEST_CONTEST, LONGEST_REASON


def trimmed(value: str | None) -> str:
    """What was typed, without blanks around it."""
    return (value or "").strip()


class ContestForm(FlaskForm):
    """What is not as it was noted."""

    words = TextAreaField(
        _l("哪里有出入"),
        description=_l("写当时的实际情况，例如说的是哪一句、是谁说的"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请写一句当时的实际情况")),
            Length(max=LONGEST_CONTEST, message=_l("说明最多 300 个字")),
        ],
    )


class ReasonForm(FlaskForm):
    """Why a note is taken back."""

    reason = StringField(
        _l("为什么撤回"),
        description=_l("助播会看到"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请写明为什么撤回，最多 200 个字，助播会看到")),
            Length(max=LONGEST_REASON, message=_l("最多 200 个字")),
        ],
    )


OUTCOMES = [
    ("uphold", _l("维持，记得没错")),
    ("correct", _l("改记成别的")),
    ("withdraw", _l("撤回，不计")),
]


class ReviewForm(FlaskForm):
    """What somebody who did not make a disputed note decides."""

    outcome = RadioField(
        _l("复核结果"), choices=choices(OUTCOMES), validators=[DataRequired(_l("请选复核结果"))]
    )
    kind = SelectField(_l("改记成"), validate_choice=False)
    reason = StringField(
        _l("为什么"),
        description=_l("看了什么、为什么，助播会看到"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请写明复核时看了什么、为什么，最多 200 个字")),
            Length(max=LONGEST_REASON, message=_l("最多 200 个字")),
        ],
    )

    @classmethod
    def for_note(cls, note: Observation, *, shown: bool = False) -> ReviewForm:
        """The kinds but the present one; ``shown``: only to be drawn, nothing was posted to it."""
        form = cls(formdata=None) if shown else cls()
        kinds = [
            ("praise", _("表扬")),
            ("remind", _("提醒")),
            ("issue", _("问题")),
            ("mark", _("标一下")),
        ]
        form.kind.choices = choices(pair for pair in kinds if pair[0] != note.kind)
        return form

    def decide(self, note: Observation, by: Any) -> None:
        """Do it. Raises what the note's verbs raise."""
        if self.outcome.data == "correct":
            note.correct(by, self.reason.data or "", str(self.kind.data))
        else:
            getattr(note, str(self.outcome.data))(by, self.reason.data or "")


class WhoseForm(FlaskForm):
    """Whom a note is truly about."""

    object = RadioField(
        _l("这一条其实该记谁"), validators=[DataRequired(_l("请选这一条其实该记谁"))]
    )

    @classmethod
    def for_note(cls, note: Observation) -> WhoseForm:
        """The choices but the present one."""
        form = cls()
        others = [("host", _("主播")), ("operations", _("运营")), ("device", _("设备"))]
        people = note.broadcast.people("assistant")
        others += [(f"assistant-{one.id}", one.name) for one in people]
        now = f"assistant-{note.assistant_id}" if note.object == "assistant" else note.object
        form.object.choices = choices(pair for pair in others if pair[0] != now)
        return form

    @property
    def chosen(self) -> tuple[str, int | None]:
        """The object, and which assistant."""
        whose, _dash, person = str(self.object.data).partition("-")
        return whose, int(person) if person else None


LEVELS = [(0, _l("0 不计")), (1, _l("1 轻")), (2, _l("2 中")), (3, _l("3 重"))]
PRIORITIES = [
    ("0", _l("0 立刻上屏，改了才消失")),
    ("1", _l("1 排队上屏，留 60 秒")),
    ("2", _l("2 排队上屏，留 30 秒")),
    ("3", _l("3 等休息或下播再看")),
    ("", _l("不上屏，只记录")),
]


class TagForm(FlaskForm):
    """The parts of a tag that a shop may put in its own words. ``number``: the version they saw."""

    number = HiddenField()
    name_zh = StringField(
        _l("名称"),
        filters=[trimmed],
        validators=[DataRequired(_l("请填写名称")), Length(max=30, message=_l("最多 30 个字"))],
    )
    name_en = StringField(
        _l("英文名称"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请填写英文名称")),
            Length(max=60, message=_l("最多 60 个字符")),
        ],
    )
    phrase_zh = StringField(
        _l("提示语"),
        description=_l("说要做什么，不写错在哪里和名字。{detail} 是跟播人补的话，{price} 是到手价"),
        filters=[trimmed],
        validators=[Length(max=60, message=_l("提示语最多 22 个字，一句话"))],
    )
    phrase_en = StringField(
        _l("英文提示语"),
        filters=[trimmed],
        validators=[Length(max=120, message=_l("最多 120 个字符"))],
    )
    severity = SelectField(
        _l("轻重"), coerce=int, choices=choices(LEVELS), validators=[InputRequired()]
    )
    priority = SelectField(_l("怎么上屏"), choices=choices(PRIORITIES))

    @classmethod
    def of(cls, tag: Tag) -> TagForm:
        """Filled with what the tag is now."""
        form = cls(obj=tag)
        if not form.is_submitted():
            form.priority.data = "" if tag.priority is None else str(tag.priority)
        return form

    @property
    def seen(self) -> int | None:
        """The version the person had before them."""
        number = str(self.number.data or "")
        return int(number) if number.isdecimal() and len(number) < 10 else None

    @property
    def values(self) -> dict[str, Any]:
        """What the tag shall be."""
        told = {name: field.data for name, field in self._fields.items()}
        for name in ("number", "csrf_token"):
            told.pop(name, None)
        return {**told, "priority": int(told["priority"]) if told["priority"] else None}
