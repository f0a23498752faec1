"""Forms of ratings: four dimensions or twelve items with their evidence, and what is said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from zhubo_web.accounts.forms import trimmed
from zhubo_web.broadcasts.forms import Ticks
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l, stream_time
from zhubo_web.evaluations import scoring
from zhubo_web.evaluations.models import KINDS, Evaluation, Given, Rating
from zhubo_web.evaluations.models.answered import LONGEST_REASONS, LONGEST_WORDS
from zhubo_web.evaluations.models.closeness import LONGEST_END
from zhubo_web.evaluations.models.rated import LONGEST_RETURN
from zhubo_web.evaluations.models.rating import LONGEST
from zhubo_web.evaluations.scoring import NOT_MET
from zhubo_web.observations.models import Observation
from zhubo_web.policies.rubrics import DIMENSIONS

Say = Callable[[Observation], str]


def _text(label: Any, most: int, hint: Any = "", asked: Any = "", *, long: bool = False) -> Any:
    limits: list[Any] = [DataRequired(asked)] if asked else []
    limits.append(Length(max=most, message=_l("最多 %(max)d 个字")))
    kind = TextAreaField if long else StringField
    return kind(label, filters=[trimmed], validators=limits, description=hint)


class MarksForm(FlaskForm):
    """Made for a list of names by ``marks_form``: a choice for each, perhaps with evidence."""

    names: tuple[str, ...] = ()
    strengths = _text(_l("优点"), LONGEST, long=True)
    gaps = _text(_l("不足"), LONGEST, long=True)
    why = _text(_l("和记录建议差得多的，为什么"), LONGEST)
    replayed = BooleanField(_l("我看过回放"))
    reasons = _text(
        _l("理由"),
        LONGEST_REASONS,
        _l("看了哪些记录、采信什么、为什么这样定，助播会看到"),
        _l("请写明看了哪些记录、为什么这样定，最多 1000 个字"),
        long=True,
    )

    @property
    def given(self) -> Given:
        """What was chosen and written. Raises Invalid naming the first mark that is missing."""
        typed = {name: self[name].data or "" for name in self.names}
        proofs = {
            name: self[f"evidence-{name}"].data or [] for name in self.names if self._has(name)
        }
        return Given(
            scoring.read(typed, self.names),
            proofs,
            strengths=self.strengths.data or "",
            gaps=self.gaps.data or "",
            why=self.why.data or "",
            replayed=bool(self.replayed.data),
        )

    def _has(self, name: str) -> bool:
        return f"evidence-{name}" in self

    def rows(self) -> list[tuple[str, Any, Any]]:
        """(name, choice, evidence or None) in order."""
        return [
            (name, self[name], self[f"evidence-{name}"] if self._has(name) else None)
            for name in self.names
        ]


def _marks() -> list[tuple[str, str]]:
    return [*((str(one), str(one)) for one in scoring.POINTS), (NOT_MET, _("没碰到"))]


def _choice(label: str) -> RadioField:
    return RadioField(label, choices=choices(_marks()), validate_choice=False)


def _evidence(notes: Iterable[Observation], say: Say) -> Ticks:
    pairs = [(one.id, f"{stream_time(one.at_ms)} {say(one)}") for one in notes]
    return Ticks(_l("依据"), coerce=int, choices=choices(pairs))


def _fields(evaluation: Evaluation, say: Say) -> tuple[tuple[str, ...], dict[str, Any]]:
    """What is marked, in order, and the fields for it."""
    if not evaluation.is_strict:
        return tuple(DIMENSIONS), {name: _choice(_(title)) for name, title in DIMENSIONS.items()}
    fields: dict[str, Any] = {}
    for item in evaluation.policy.rubric:
        fields[item.code] = _choice(_(item.name))
        own = [one for one in evaluation.notes if one.dimension == item.dimension]
        if own:
            fields[f"evidence-{item.code}"] = _evidence(own, say)
    return tuple(evaluation.codes), fields


def marks_form(
    evaluation: Evaluation,
    say: Say,
    *,
    posted: bool = False,
    kept: Rating | None = None,
    deciding: bool = False,
) -> MarksForm:
    """Four dimensions; in 严谨 the twelve items, each with the notes of its dimension to tick.

    It begins with what was ``kept``, else with what the notes suggest. ``deciding`` a dispute asks
    for reasons.
    """
    names, fields = _fields(evaluation, say)
    kind: Any = type("MarksForm", (MarksForm,), {**fields, "names": names})
    form: MarksForm = kind() if posted else kind(formdata=None)
    if not deciding:
        del form.reasons
    if not posted:
        _fill(form, evaluation, kept)
    return form


def _fill(form: MarksForm, evaluation: Evaluation, kept: Rating | None) -> None:
    """An item begins with its own mark, else with its dimension's."""
    marks = kept.marks if kept else {}
    usual = evaluation.beforehand()
    for name in form.names:
        dimension = next((i.dimension for i in evaluation.policy.rubric if i.code == name), name)
        mark = usual[dimension]
        told = marks.get(name) or marks.get(dimension)
        form[name].data = told or (NOT_MET if mark is None else str(mark))
        if kept and f"evidence-{name}" in form:
            form[f"evidence-{name}"].data = kept.evidence.get(name, [])
    if kept:
        form.strengths.data, form.gaps.data, form.why.data = kept.strengths, kept.gaps, kept.why


class ReturnForm(FlaskForm):
    """Why a rating goes back to who made it."""

    reason = _text(_l("要再看什么"), LONGEST_RETURN, "", _l("请写明要再看什么，最多 300 个字"))


class DisputeForm(FlaskForm):
    """What is not right, in the assistant's words."""

    words = _text(
        _l("哪里不对"),
        LONGEST_WORDS,
        _l("写当时的实际情况，可以写第几分钟。由没有参加评分的人答复，分数不会因此变低"),
        _l("请写哪里不对、当时的实际情况，最多 500 个字"),
        long=True,
    )


class RedLineForm(FlaskForm):
    """Which note crossed a red line, and why."""

    note = SelectField(_l("哪一条记录"), coerce=int)
    reason = _text(
        _l("哪一句、为什么是红线"),
        LONGEST,
        _l("由第二个人确认以后才算"),
        _l("请写明哪一句、为什么是红线，最多 500 个字"),
    )

    @classmethod
    def of(cls, evaluation: Evaluation, say: Say, *, posted: bool = False) -> RedLineForm:
        """With the notes of this evaluation."""
        form = cls() if posted else cls(formdata=None)
        form.note.choices = choices(
            (one.id, f"{stream_time(one.at_ms)} {say(one)}") for one in evaluation.notes
        )
        return form


class TieForm(FlaskForm):
    """A tie between two people; who may declare it only for themselves sees one choice."""

    person = SelectField(_l("谁"), coerce=int)
    other = SelectField(_l("和谁"), coerce=int, validators=[DataRequired(_l("请选一个人"))])
    kind = SelectField(
        _l("什么关系"), choices=choices((key, _l(name)) for key, name in KINDS.items())
    )


class EndTieForm(FlaskForm):
    """Why a tie holds no longer, or never did."""

    reason = _text(_l("为什么"), LONGEST_END, "", _l("请写明为什么取消，最多 200 个字"))
