"""The form of a week (its fields are made for the week's broadcasts), of a review, of templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from zhubo_web.accounts.forms import trimmed
from zhubo_web.broadcasts.forms import LONGEST_MINUTES, Ticks
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.core.workflow import LIGHT, STRICT
from zhubo_web.plans.contents import (
    LONGEST_CHOICE,
    LONGEST_LINE,
    LONGEST_SENTENCE,
    MOST_CHOICES,
    Content,
    Part,
)
from zhubo_web.plans.models.comment import LONGEST
from zhubo_web.plans.models.item import OUTCOMES
from zhubo_web.plans.models.offering import Offer, value_of
from zhubo_web.plans.models.standing import LONGEST_REASON
from zhubo_web.plans.workflow import AMEND_CODES, LATE_CODES, RETURN_CODES

#: A broadcast lasts half a day at most.
_MINUTES = [Optional(), NumberRange(0, LONGEST_MINUTES, _l("请填 0 到 720 之间的整数"))]


def _at_most(count: int) -> Length:
    return Length(max=count, message=_l("最多 %(max)d 个字"))


class Chosen(Ticks):
    """Check boxes whose values are texts; what the list has lost meanwhile is not refused."""

    def __init__(self, label: Any = None, **given: Any) -> None:
        super().__init__(label, validate_choice=False, default=[], **given)

    def kept(self) -> tuple[str, ...]:
        """What was ticked, each once, within the bounds of a choice."""
        texts = dict.fromkeys(text.strip() for text in self.data or [])
        return tuple(text for text in texts if text)[:MOST_CHOICES]


class WeekForm(FlaskForm):
    """What every week's form has. ``revision`` is that of the draft it began with; ``over`` says that
    another device's draft is replaced knowingly."""

    line = TextAreaField(
        _l("这一周怎么做，写一句"), filters=[trimmed], validators=[_at_most(LONGEST_LINE)]
    )
    revision = IntegerField(default=0, widget=HiddenInput(), validators=[Optional()])
    over = HiddenField()
    amend_code = RadioField(_l("为什么改"), validate_choice=False)
    amend_reason = StringField(
        _l("说一句"), filters=[trimmed], validators=[_at_most(LONGEST_REASON)]
    )

    def offer(self, week: Sequence[Offer], setting: str, every: Sequence[int]) -> None:
        """What may be chosen; ``every`` names all broadcasts of the plan, in order."""
        self.week, self.setting, self.every = list(week), setting, list(every)
        self.amend_code.choices = choices((key, _(text)) for key, text in AMEND_CODES.items())
        for one in week:
            number = one.broadcast.id
            kept = self[f"b{number}_interactions"].kept()
            texts = dict.fromkeys([*one.interactions, *one.more, *kept])
            self[f"b{number}_interactions"].choices = choices((text, text) for text in texts)
            points = [(value, focus.text) for value, focus in one.points.items()]
            self[f"b{number}_focus"].choices = choices(points)

    def content(self, base: Content) -> Content:
        """What the form says. What it does not ask for stays as it was."""
        line = self.line.data if self.setting == LIGHT else base.line
        parts = {one.broadcast: one for one in base.parts}
        for one in self.week:
            parts[one.broadcast.id] = self._part(one, base.part(one.broadcast.id))
        return Content(line or "", tuple(parts[n] for n in self.every if n in parts))

    def _part(self, offer: Offer, before: Part | None) -> Part:
        blank, number = offer.dressed(before), offer.broadcast.id
        if self.setting == LIGHT:
            return Part(number, blank.title, blank.start, focus=tuple(offer.firsts))
        chosen = self[f"b{number}_focus"].kept()
        focus = tuple(offer.points[value] for value in chosen if value in offer.points)
        words = tuple(t[:LONGEST_CHOICE] for t in self[f"b{number}_interactions"].kept())
        sentence = self[f"b{number}_sentence"].data or ""
        checked = self.setting == STRICT and self[f"b{number}_checked"].data
        part = Part(number, blank.title, blank.start, words, focus, sentence, checked)
        gap = self[f"b{number}_gap"].data and bool(part.missing(self.setting))
        return replace(part, gap=gap)


def week_form(plan: Any, week: Sequence[Offer], said: Content, **given: Any) -> Any:
    """A form for these broadcasts, holding what is said so far unless something was sent."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {"line": said.line, **given.pop("values", {})}
    for one in week:
        part = one.dressed(said.part(one.broadcast.id))
        for name, (field, value) in _fields(part).items():
            fields[f"b{part.broadcast}_{name}"], values[f"b{part.broadcast}_{name}"] = field, value
    made = type("OneWeekForm", (WeekForm,), fields)(**given, data=values)
    made.offer(week, plan.setting, [one.id for one in plan.broadcasts])
    return made


def _fields(part: Part) -> dict[str, tuple[Any, Any]]:
    limits = [_at_most(LONGEST_SENTENCE)]
    return {
        "interactions": (Chosen(_l("互动环节")), list(part.interactions)),
        "focus": (Chosen(_l("产品重点")), [value_of(one) for one in part.focus]),
        "sentence": (
            TextAreaField(_l("一句话"), filters=[trimmed], validators=limits),
            part.sentence,
        ),
        "checked": (BooleanField(_l("风险话术自查过，没有“不能说”的")), part.checked),
        "gap": (BooleanField(_l("待补：商品或安排还没定")), part.gap),
    }


class ReviewForm(FlaskForm):
    """给助播的话: with an approval it may stay empty, with a return it is the request."""

    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])
    text = TextAreaField(_l("给助播的话"), filters=[trimmed], validators=[_at_most(LONGEST)])
    line = SelectField(_l("说的是哪一行"), validate_choice=False)
    codes = Chosen(_l("为什么退回"))
    late_reason = RadioField(_l("为什么审晚了"), validate_choice=False)
    answer = StringField(
        _l("不同意的话，说一句为什么"), filters=[trimmed], validators=[_at_most(LONGEST_REASON)]
    )

    def offer(self, lines: Sequence[tuple[str, str]]) -> None:
        """The lines of the plan, and the reasons."""
        self.line.choices = choices([("", _("整份计划")), *lines])
        self.codes.choices = choices((key, _(text)) for key, text in RETURN_CODES.items())
        self.late_reason.choices = choices((key, _(text)) for key, text in LATE_CODES.items())


class CommentForm(FlaskForm):
    """A sentence at a line."""

    line = HiddenField()
    text = TextAreaField(_l("意见"), filters=[trimmed], validators=[_at_most(LONGEST)])


class TemplateForm(FlaskForm):
    """A theme; interactions one a line."""

    name = StringField(_l("主题"), filters=[trimmed], validators=[_at_most(40)])
    interactions = TextAreaField(_l("互动环节"), description=_l("一行一个，写计划时点一下就选上"))
    sentence = StringField(_l("一句话"), filters=[trimmed], validators=[_at_most(LONGEST_SENTENCE)])

    def values(self) -> tuple[str, list[str], str]:
        """Name, interactions, sentence."""
        lines = (self.interactions.data or "").splitlines()
        return self.name.data or "", lines, self.sentence.data or ""


class OutcomeForm(FlaskForm):
    """How each planned item of a broadcast went."""

    def offer(self) -> None:
        """The outcomes in the reader's language."""
        for field in self:
            if field.name.startswith("outcome_"):
                field.choices = choices((key, _(text)) for key, text in OUTCOMES.items())


def outcome_form(items: Sequence[Any], **given: Any) -> Any:
    """A form for these items, as they stand unless something was sent."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for one in items:
        minutes = None if one.at_ms is None else one.at_ms // 60_000
        fields |= {
            f"outcome_{one.id}": RadioField(one.text, validate_choice=False),
            f"minute_{one.id}": IntegerField(_l("开播后第几分钟"), validators=_MINUTES),
            f"reason_{one.id}": StringField(
                _l("为什么"), filters=[trimmed], validators=[_at_most(LONGEST_REASON)]
            ),
        }
        kept = {"outcome": one.outcome, "minute": minutes, "reason": one.reason}
        values |= {f"{name}_{one.id}": value for name, value in kept.items()}
    made = type("OneBroadcastForm", (OutcomeForm,), fields)(**given, data=values)
    made.offer()
    return made
