"""Forms: something to do, what was done, why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from zhubo_web.accounts.models import Person, Scope
from zhubo_web.assignments.models import (
    LOCAL,
    LONGEST_EVIDENCE,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_URL,
    LONGEST_WHY,
)
from zhubo_web.core import clock
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l


def trimmed(value: str | None) -> str:
    """What was typed, without blanks around it."""
    return (value or "").strip()


def _number(value: Any) -> int | None:
    """A choice's value, typed or offered; nothing where nothing is chosen."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


class ItemForm(FlaskForm):
    """What, who, until when; ``source`` (observation-12) and ``url`` say where it comes from."""

    title = StringField(
        _l("要做什么"),
        description=_l("写一件能做完的事，例如：练三遍尺码回答，录下来"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("请写要做什么，最多 120 个字")),
            Length(max=LONGEST_TITLE, message=_l("最多 120 个字")),
        ],
    )
    why = TextAreaField(
        _l("为什么"),
        filters=[trimmed],
        validators=[Length(max=LONGEST_WHY, message=_l("最多 300 个字"))],
    )
    owner = SelectField(_l("谁来做"), coerce=_number, validators=[InputRequired(_l("请选谁来做"))])
    room = SelectField(_l("哪个直播间"), coerce=_number)
    day = DateField(_l("哪天做完"), validators=[InputRequired(_l("请选日期"))])
    at = StringField(
        _l("几点"),
        default="18:00",
        filters=[trimmed],
        validators=[
            InputRequired(_l("几点写成 18:00 这样")),
            Regexp(r"^([01]?\d|2[0-3])[:：][0-5]\d$", message=_l("几点写成 18:00 这样")),
        ],
    )
    source = HiddenField()
    url = HiddenField()

    def offer(self, people: Sequence[Person], rooms: Sequence[Scope], whole: bool) -> ItemForm:
        """Fill in the choices; ``whole``: the giver's grants cover the whole shop."""
        shop = [("", _("不分直播间"))] if whole else []
        self.room.choices = choices([*((one.id, one.name) for one in rooms), *shop])
        self.owner.choices = choices([("", _("请选")), *((one.id, one.name) for one in people)])
        return self

    @property
    def due_at(self) -> datetime:
        """The moment, as UTC."""
        hour, minute = (self.at.data or "").replace("：", ":").split(":")
        return clock.shanghai(self.day.data, int(hour), int(minute))

    @property
    def back(self) -> str | None:
        """The page it was opened from, if that is one of this site."""
        asked = self.url.data or ""
        return asked if LOCAL.fullmatch(asked) else None

    @property
    def origin(self) -> tuple[str, int] | None:
        """The type and number of what it comes from."""
        kind, _dash, number = (self.source.data or "").rpartition("-")
        known = _number(number)
        return (kind, known) if kind and known is not None else None

    @classmethod
    def filled(cls, wanted: Mapping[str, str], day: Any) -> ItemForm:
        """As an address asks for it."""
        given = {name: wanted.get(name) or None for name in ("title", "why", "source", "url")}
        numbers = {name: _number(wanted.get(name)) for name in ("owner", "room")}
        return cls(formdata=None, day=day, **given, **numbers)


class EvidenceForm(FlaskForm):
    """What was done: words, a link, or both."""

    evidence = TextAreaField(
        _l("做了什么"),
        description=_l("一两句，看的人能核对"),
        filters=[trimmed],
        validators=[Length(max=LONGEST_EVIDENCE, message=_l("最多 500 个字"))],
    )
    evidence_url = StringField(
        _l("链接"),
        description=_l("例如录像、文档的地址"),
        filters=[trimmed],
        validators=[Length(max=LONGEST_URL, message=_l("太长了"))],
    )


class ReasonForm(FlaskForm):
    """Why it is not done yet, or called off."""

    reason = StringField(
        _l("为什么"),
        description=_l("负责的人会看到"),
        filters=[trimmed],
        validators=[Length(max=LONGEST_REASON, message=_l("最多 200 个字"))],
    )
