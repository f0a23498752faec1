"""The form of a summary in each setting, and those of who reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from zhubo_web.accounts.forms import trimmed
from zhubo_web.broadcasts.forms import Ticks
from zhubo_web.core.forms import attach, choices
from zhubo_web.core.i18n import _, _l, day, lazy_pgettext, time_of_day
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.workflow import STRICT
from zhubo_web.summaries import wording
from zhubo_web.summaries.models import Summary
from zhubo_web.summaries.models.summary import LONGEST_MISSING, LONGEST_WAIVER
from zhubo_web.summaries.models.writing import LONGEST_REASON
from zhubo_web.summaries.wording import LAST_MINUTE, LONGEST, Written


def _text(most: int = LONGEST) -> TextAreaField:
    limit = Length(max=most, message=_l("最多 %(max)d 个字"))
    return TextAreaField(filters=[trimmed], validators=[limit])


def _sentence(label: Any, most: int, hint: Any = "", asked: Any = "") -> StringField:
    limits: list[Any] = [DataRequired(asked)] if asked else []
    limits.append(Length(max=most, message=_l("最多 %(max)d 个字")))
    return StringField(label, filters=[trimmed], validators=limits, description=hint)


class SummaryForm(FlaskForm):
    """Chips and words for each part; what a setting does not ask for is taken out of it."""

    done_chips, met_chips, reading_chips, next_chips = Ticks(), Ticks(), Ticks(), Ticks()
    done, met, solutions, reading, next, cues = (_text() for _part in wording.PARTS)
    minute = IntegerField(
        _l("第几分钟"),
        description=_l("直播开始后的第几分钟，可以点跟播记录的时间看"),
        validators=[
            Optional(),
            NumberRange(0, LAST_MINUTE, _l("请填第几分钟，0 到 720")),
        ],
    )
    product_id = SelectField(lazy_pgettext("field", "商品"), coerce=int)
    also = Ticks(_l("同一天的几场一起交"), coerce=int)
    late_reason = _sentence(_l("为什么晚了"), LONGEST_REASON, _l("只作说明，不会因此扣分"))
    seen = BooleanField(_l("跟播记录我都看过了（看过不等于同意）"))

    @classmethod
    def of(cls, summary: Summary, *, unseen: int = 0, posted: bool = False) -> SummaryForm:
        """Filled with what is kept; ``unseen``: how many released notes wait to be seen."""
        form = cls() if posted else cls(formdata=None)
        form._name(summary)
        form._offer(summary)
        form._drop(summary, unseen)
        if not posted:
            form._fill(summary.parts)
        return form

    def _name(self, summary: Summary) -> None:
        for part, name in wording.names(summary.setting).items():
            self[part].label.text = _(name)
            if part in wording.CHIPS:
                self[f"{part}_chips"].label.text = _(name)

    def _offer(self, summary: Summary) -> None:
        for part, chips in wording.CHIPS.items():
            self[f"{part}_chips"].choices = choices((key, _(name)) for key, name in chips.items())
        strict = summary.setting == STRICT
        sold = summary.broadcast.products() if strict else []
        products = [(one.id, one.name) for one in sold]
        self.product_id.choices = choices([(0, _("不指某个商品")), *products])
        others = [(one.id, _title(one)) for one in summary.same_day()]
        self.also.choices = choices(others)

    def _drop(self, summary: Summary, unseen: int) -> None:
        """Take out what this setting, this day and this moment do not ask for."""
        asked = wording.asked(summary.setting)
        strict = summary.setting == STRICT
        keep = {"csrf_token", "minute"} if len(asked) > 1 else {"csrf_token"}
        keep |= {part for part in asked if strict or part in wording.TYPED}
        if not strict:
            keep |= {f"{part}_chips" for part in asked}
        keep |= {"product_id"} if strict else set()
        keep |= {"also"} if self.also.choices else set()
        keep |= {"late_reason"} if summary.is_late else set()
        keep |= {"seen"} if unseen else set()
        for name in set(self._fields) - keep:
            del self[name]

    def _fill(self, parts: dict[str, Any]) -> None:
        for part, text in parts.get("texts", {}).items():
            if part in self:
                self[part].data = text
        for part, chosen in parts.get("chips", {}).items():
            if f"{part}_chips" in self:
                self[f"{part}_chips"].data = chosen
        if "minute" in self:
            self.minute.data = parts.get("minute")
        if "product_id" in self:
            self.product_id.data = parts.get("product_id") or 0

    def told(self, name: str) -> Any:
        """What a field holds, or None where it is not asked for."""
        return self[name].data if name in self else None

    @property
    def written(self) -> Written:
        """What was written."""
        return Written(
            texts={part: self.told(part) or "" for part in wording.PARTS},
            chips={part: self.told(f"{part}_chips") or [] for part in wording.CHIPS},
            minute=self.told("minute"),
            product_id=self.told("product_id") or None,
        )

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """As ``core.forms.refusing``; what a part lacks is said where the part is asked for."""
        try:
            yield
        except Invalid as error:
            chips = f"{error.field}_chips"
            place = chips if error.field not in self and chips in self else error.field
            attach(self, Invalid(error.reason, place))

    def parts(self) -> list[dict[str, Any]]:
        """The fields by part, in order: chips and words, whichever there are."""
        return [
            {
                "name": part,
                "chips": self._fields.get(f"{part}_chips"),
                "words": self._fields.get(part),
            }
            for part in wording.PARTS
            if part in self or f"{part}_chips" in self
        ]


def _title(summary: Summary) -> str:
    start = summary.broadcast.planned_start
    return f"{summary.broadcast.title} {day(start)} {time_of_day(start)}"


class ReturnForm(FlaskForm):
    """What a summary lacks."""

    part = SelectField(_l("缺的是哪一栏"))
    missing = _sentence(
        _l("具体缺什么"),
        LONGEST_MISSING,
        _l("助播会看到，写清楚补什么"),
        _l("退回要写明具体缺什么"),
    )

    @classmethod
    def of(cls, summary: Summary, *, posted: bool = False) -> ReturnForm:
        """With the parts that were asked for."""
        form = cls() if posted else cls(formdata=None)
        named = wording.names(summary.setting)
        form.part.choices = choices((p, _(named[p])) for p in wording.asked(summary.setting))
        return form


class WaiverForm(FlaskForm):
    """Why a summary need not be written."""

    reason = _sentence(
        _l("为什么免交"),
        LONGEST_WAIVER,
        _l("例如病假、停播、系统故障，助播会看到"),
        _l("免交要写明原因，助播会看到，最多 200 个字"),
    )
