"""Forms of a month: the assistant's own view, a class's five numbers, what becomes of who misses,
calibration, letting the lowest grade stand, post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DecimalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from zhubo_web.accounts import roles
from zhubo_web.accounts.forms import trimmed
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.months.models import ClassRating, Given, MonthlyEvaluation, SelfAssessment
from zhubo_web.months.models.computed import LONGEST_REASON
from zhubo_web.months.models.rating import LONGEST, NOT_MET
from zhubo_web.policies.composites import POSTS, MonthItem


def _text(label: Any, most: int, hint: Any = "", asked: Any = "", *, long: bool = True) -> Any:
    limits: list[Any] = [DataRequired(asked)] if asked else []
    limits.append(Length(max=most, message=_l("最多 %(max)d 个字")))
    kind = TextAreaField if long else StringField
    return kind(label, filters=[trimmed], validators=limits, description=hint)


def _choice(item: MonthItem) -> RadioField:
    marks = [*((str(one), str(one)) for one in range(1, 6)), (NOT_MET, _("没碰到"))]
    return RadioField(_(item.name), choices=choices(marks), validate_choice=False)


class MarksForm(FlaskForm):
    """A choice for each item; made by ``_made`` for the items of a version."""

    items: tuple[MonthItem, ...] = ()

    @property
    def marks(self) -> dict[str, int | None]:
        """What was chosen, by code; what was not is not in it, what is no mark is 0."""
        typed = {one.code: self[one.code].data for one in self.items}
        return {code: _read(text) for code, text in typed.items() if text}

    def rows(self) -> list[tuple[MonthItem, Any]]:
        """(item, its field) in order."""
        return [(one, self[one.code]) for one in self.items]


def _read(text: str) -> int | None:
    if text == NOT_MET:
        return None
    return int(text) if text in {"1", "2", "3", "4", "5"} else 0


def _made(kind: type[Any], items: tuple[MonthItem, ...], *, posted: bool) -> Any:
    fields: dict[str, Any] = {one.code: _choice(one) for one in items}
    made = type(kind.__name__, (kind,), {**fields, "items": items})
    return made() if posted else made(formdata=None)


class SelfForm(MarksForm):
    """The assistant's own view: nothing is filled in beforehand."""

    best = SelectField(_l("最满意的一个时刻"), coerce=int)
    words = _text(_l("为什么满意"), LONGEST, _l("也可以写一个没有被记下来的时刻"))
    improve = _text(_l("最想改进的一点"), LONGEST)
    support = _text(_l("需要的支持"), LONGEST, _l("培训、人手、时间、设备，写具体一点"))

    @property
    def said(self) -> SelfAssessment:
        """What was chosen and written."""
        return SelfAssessment(
            self.marks,
            words=self.words.data or "",
            improve=self.improve.data or "",
            support=self.support.data or "",
            best_note_id=self.best.data or None,
        )


def self_form(
    evaluation: MonthlyEvaluation, moments: Iterable[tuple[int, str]], *, posted: bool = False
) -> SelfForm:
    """With the month's praised moments, (id, words), to choose one from."""
    form: SelfForm = _made(SelfForm, evaluation.composite.self_rated, posted=posted)
    form.best.choices = choices([(0, _("不选")), *moments])
    return form


class RatingForm(MarksForm):
    """A class's five numbers and a word."""

    strengths = _text(_l("优点"), LONGEST)
    gaps = _text(_l("不足和建议"), LONGEST)

    def given(self, marks: Mapping[str, int | None]) -> Given:
        """These marks with what was written."""
        return Given(marks, strengths=self.strengths.data or "", gaps=self.gaps.data or "")


def rating_form(
    evaluation: MonthlyEvaluation, kept: ClassRating | None = None, *, posted: bool = False
) -> RatingForm:
    """It begins with what this rater kept or handed in, else with what the work came to."""
    form: RatingForm = _made(RatingForm, evaluation.composite.rated, posted=posted)
    if posted:
        return form
    usual = {code: one.mark for code, one in evaluation.suggestions().items()}
    for one in form.items:
        marks = kept.read if kept else usual
        if one.code in marks:
            form[one.code].data = _told(marks[one.code])
    if kept:
        form.strengths.data, form.gaps.data = kept.strengths, kept.gaps
    return form


def _told(mark: int | None) -> str:
    return NOT_MET if mark is None else str(mark)


class ReplaceForm(FlaskForm):
    """Which class misses, and why it is asked anew or left out."""

    member_class = RadioField(_l("哪一类"))
    reason = _text(
        _l("为什么"),
        LONGEST,
        _l("月评报告里会写着"),
        _l("请写明为什么，最多 500 个字"),
        long=False,
    )

    @classmethod
    def of(cls, evaluation: MonthlyEvaluation, *, posted: bool = False) -> ReplaceForm:
        """With the classes that miss; the first is chosen."""
        form = cls() if posted else cls(formdata=None)
        waiting = evaluation.waiting_classes
        form.member_class.choices = choices((one, _(roles.CLASS_NAMES[one])) for one in waiting)
        if not posted and waiting:
            form.member_class.data = waiting[0]
        return form


class ProposeForm(FlaskForm):
    """Another score, with reasons; in 严谨 none: it stays."""

    score = DecimalField(_l("调成几分"), validators=[Optional()], places=1)
    reason = _text(
        _l("依据和理由"),
        LONGEST_REASON,
        _l("写明依据哪些记录；名次靠后不是理由"),
        _l("请写明依据哪些记录、为什么，最多 1000 个字；名次靠后不是理由"),
    )


class WaiverForm(FlaskForm):
    """Why the lowest grade stands although it lacks something."""

    reason = _text(
        _l("理由"),
        LONGEST_REASON,
        _l("为什么缺这些依据也这样定，另有什么可以看"),
        _l("请写明为什么缺依据也这样定，最多 1000 个字；本人会看到"),
    )


class PostForm(FlaskForm):
    """What an assistant mostly does."""

    post = SelectField(_l("岗位"))

    @classmethod
    def of(cls, evaluation: MonthlyEvaluation, *, posted: bool = False) -> PostForm:
        """With the present one chosen."""
        form = cls() if posted else cls(formdata=None)
        form.post.choices = choices((key, _(name)) for key, name in POSTS.items())
        if not posted:
            form.post.data = evaluation.post
        return form
