"""Forms of a talk: its appointment, who comes along, the minutes, the assistant's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from zhubo_web.accounts.forms import trimmed
from zhubo_web.accounts.models import Person
from zhubo_web.assignments.models import LONGEST_TITLE
from zhubo_web.core import clock
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.talks.models import Talk
from zhubo_web.talks.models.action import LONGEST_CHECK
from zhubo_web.talks.models.arranged import Appointment
from zhubo_web.talks.models.begun import LONGEST_NAME, LONGEST_PLACE, LONGEST_REASON
from zhubo_web.talks.models.written import (
    LONGEST_REMARKS,
    LONGEST_WORDS,
    MOST_ACTIONS,
    PARTS,
    Agreement,
    Minutes,
)

USUAL_DAYS = 14
TOO_LONG = _l("最多 %(max)d 个字")


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _text(label: Any, most: int, hint: Any = "", *, long: bool = False, asked: Any = "") -> Any:
    limits: list[Any] = [InputRequired(asked)] if asked else []
    limits.append(Length(max=most, message=TOO_LONG))
    kind = TextAreaField if long else StringField
    return kind(label, description=hint, filters=[trimmed], validators=limits)


def _people(first: str, people: Iterable[Person]) -> Any:
    return choices([("", first), *((one.id, one.name) for one in people)])


class AppointmentForm(FlaskForm):
    """When, where, why by video, who comes for HR; moving it also says why."""

    day = DateField(_l("哪天"), validators=[InputRequired(_l("请选日期"))])
    at = TimeField(_l("几点"), validators=[InputRequired(_l("请写几点"))])
    place = _text(
        _l("地点"), LONGEST_PLACE, _l("例如：小会议室"), asked=_l("请写在哪里谈，视频写用什么")
    )
    by_video = BooleanField(_l("用视频谈"))
    video_reason = _text(_l("为什么用视频"), LONGEST_REASON, _l("能见面的尽量见面谈"))
    hr = SelectField(_l("哪位人力资源到场"), coerce=_number, validators=[Optional()])
    reason = _text(_l("为什么改"), LONGEST_REASON)

    def offer(self, talk: Talk) -> AppointmentForm:
        """Fill in who may come for HR."""
        self.hr.choices = _people(_("请选") if talk.hr_wanted else _("不需要"), talk.hr_people())
        return self

    @classmethod
    def fresh(cls, talk: Talk) -> AppointmentForm:
        """As it stands; else tomorrow at three, with HR where HR is wanted."""
        local = clock.local(talk.starts_at) if talk.starts_at and not talk.is_time else None
        tomorrow = clock.shanghai(clock.today() + timedelta(days=1), 15)
        begins = local or clock.local(min(tomorrow, talk.latest))
        hr = talk.hr_people() if talk.hr_wanted else []
        return cls(
            formdata=None,
            day=begins.date(),
            at=begins.time(),
            place=talk.place,
            by_video=talk.by_video,
            video_reason=talk.video_reason,
            hr=talk.hr_id or (hr[0].id if hr else None),
        ).offer(talk)

    @property
    def moment(self) -> datetime:
        """The moment, as UTC."""
        return clock.shanghai(self.day.data, self.at.data.hour, self.at.data.minute)

    @property
    def appointment(self) -> Appointment:
        """What was chosen."""
        return Appointment(
            self.moment,
            self.place.data or "",
            bool(self.by_video.data),
            self.video_reason.data or "",
            self.hr.data,
        )


class ReasonForm(FlaskForm):
    """Why another time is asked for, or how long somebody waited in vain."""

    reason = _text(_l("原因"), LONGEST_REASON)


class ProofForm(FlaskForm):
    """How a result was served in writing."""

    proof = _text(_l("怎么送达、凭据在哪里"), LONGEST_REASON, _l("例如：挂号信单号、签收日期"))


class CompanionForm(FlaskForm):
    """The staff representative, or anybody by name."""

    person = SelectField(_l("职工代表"), coerce=_number, validators=[Optional()])
    name = _text(_l("或者写名字"), LONGEST_NAME)
    role = _text(_l("是你的什么人"), LONGEST_NAME, _l("例如：同事、家人"))

    def offer(self, people: Iterable[Person]) -> CompanionForm:
        """Fill in the representatives."""
        self.person.choices = _people(_("不请职工代表"), people)
        return self


class AnswerForm(FlaskForm):
    """The assistant's own words, kept as they are typed."""

    remarks = TextAreaField(
        _l("我想补充的话"),
        description=_l("原样记下，不改一个字；不确认时请写哪里不对"),
        validators=[Length(max=LONGEST_REMARKS, message=TOO_LONG)],
    )


class MinutesForm(FlaskForm):
    """The parts of the minutes, and three lines of actions (``ACTION`` with a number)."""

    strengths = _text(_l("优点"), LONGEST_WORDS, _l("具体到哪一场、哪一句"), long=True)
    gaps = _text(_l("不足"), LONGEST_WORDS, _l("说做法，不说人"), long=True)
    advice = _text(_l("建议"), LONGEST_WORDS, _l("下个月怎么做，能照着做的"), long=True)
    support = _text(_l("支持"), LONGEST_WORDS, _l("团队给什么：时间、资料、带教"), long=True)
    view = _text(_l("助播意见"), LONGEST_WORDS, _l("照本人的话记；没有意见就写“无意见”"), long=True)

    def offer(self, talk: Talk) -> MinutesForm:
        """Fill in who may owe the group's part."""
        for number in range(1, MOST_ACTIONS + 1):
            self[f"provider_{number}"].choices = _people(_("请选"), talk.providers())
        return self

    @property
    def typed(self) -> dict[str, str]:
        """Everything as text, for the draft."""
        return {one.name: str(one.data or "") for one in self if one.name != "csrf_token"}

    def action(self, number: int) -> dict[str, Any]:
        """The fields of one action."""
        return {name: self[f"{name}_{number}"] for name in ACTION}

    def begun(self, number: int) -> bool:
        """Whether something of it is written."""
        fields = self.action(number)
        return any(fields[name].data for name in ("does", "provides", "how"))

    @property
    def minutes(self) -> Minutes:
        """What was written; the first action always counts, the others once they are begun."""
        numbers = [one for one in range(1, MOST_ACTIONS + 1) if one == 1 or self.begun(one)]
        return Minutes(
            {name: self[name].data or "" for name in PARTS},
            [
                Agreement(
                    fields["does"].data or "",
                    fields["provides"].data or "",
                    fields["provider"].data,
                    fields["due"].data,
                    fields["how"].data or "",
                )
                for fields in map(self.action, numbers)
            ],
        )


ACTION = ("does", "provides", "provider", "due", "how")


def _action_fields(number: int) -> dict[str, Any]:
    return {
        f"does_{number}": _text(_l("助播做什么"), LONGEST_TITLE),
        f"provides_{number}": _text(_l("团队提供什么"), LONGEST_TITLE),
        f"provider_{number}": SelectField(
            _l("团队这边谁负责"), coerce=_number, validators=[Optional()]
        ),
        f"due_{number}": DateField(_l("哪天做到"), validators=[Optional()]),
        f"how_{number}": _text(_l("怎么看有没有做到"), LONGEST_CHECK),
    }


for _one in range(1, MOST_ACTIONS + 1):
    for _name, _field in _action_fields(_one).items():
        setattr(MinutesForm, _name, _field)


def minutes_form(talk: Talk, usual: Mapping[str, str] | None = None) -> MinutesForm:
    """The form as it was sent; with ``usual``, as the draft left it, else filled from the agenda."""
    if usual is None:
        return MinutesForm().offer(talk)
    day = clock.today() + timedelta(days=USUAL_DAYS)
    values: dict[str, Any] = dict(talk.draft) or {**usual, "due_1": day.isoformat()}
    for number in range(1, MOST_ACTIONS + 1):
        values[f"provider_{number}"] = _number(values.get(f"provider_{number}"))
        values[f"due_{number}"] = _day(values.get(f"due_{number}"))
    return MinutesForm(formdata=None, data=values).offer(talk)


def _day(text: Any) -> Any:
    try:
        return datetime.strptime(str(text or ""), "%Y-%m-%d").date()  # noqa: DTZ007 - a day alone
    except ValueError:
        return None
