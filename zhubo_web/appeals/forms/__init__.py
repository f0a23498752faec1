"""Forms of an appeal: what the assistant writes, one text with a reason, who sits, the decision."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from zhubo_web.accounts.forms import trimmed
from zhubo_web.accounts.models import Person
from zhubo_web.appeals.forms.noting import OfNote, Tags, note_fields
from zhubo_web.appeals.grounds import (
    DECISIONS,
    GROUNDS,
    HEARINGS,
    LONGEST_AGAIN,
    LONGEST_PART,
    OUTCOMES,
    PARTS,
    Decision,
    Remedy,
)
from zhubo_web.appeals.models import Filing
from zhubo_web.broadcasts.forms import Ticks
from zhubo_web.core.forms import choices
from zhubo_web.core.i18n import _, _l
from zhubo_web.evaluations.scoring import NOT_MET, POINTS

#: A path of ours at the end of a line, with or without the address of the shop before it.
LINK = re.compile(r"^(?P<text>.*?)(?:^|\s+)(?:https?://[^/\s]+)?(?P<url>/(?!/)[^\s\\]*)$")


def _text(label: Any, most: int, hint: Any = "", *, needed: bool = False, long: bool = True) -> Any:
    limits: list[Any] = [DataRequired(_l("请填写"))] if needed else []
    limits.append(Length(max=most, message=_l("最多 %(max)d 个字")))
    kind = TextAreaField if long else StringField
    return kind(label, filters=[trimmed], validators=limits, description=hint)


def read_evidence(typed: str) -> list[dict[str, str]]:
    """A line is a piece: words, and perhaps the address of a record of ours at its end."""
    found = []
    for line in typed.splitlines():
        if not line.strip():
            continue
        match = LINK.match(line.strip())
        text, url = (match["text"], match["url"]) if match else (line.strip(), "")
        found.append({"text": text[:300], "url": url[:300]})
    return found


class FilingForm(FlaskForm):
    """新申请. What is missing is said by the verb, so that a draft may be half written."""

    kind = HiddenField()
    target = HiddenField()
    code = HiddenField()
    grounds = RadioField(
        _l("为什么"), choices=choices((k, _l(v)) for k, v in GROUNDS.items()), validate_choice=False
    )
    words = _text(_l("哪里不对"), 2000, _l("写当时的实际情况：哪一场、第几分钟、谁在场"))
    evidence = _text(
        _l("材料"),
        4000,
        _l("一行一条；本系统里的页面可以把地址贴在行末，例如“断流那段 /broadcasts/7”"),
    )
    companion = _text(
        _l("陪同人"), 80, _l("可以请职工代表或同事帮你写、陪你去，写名字就行"), long=False
    )
    hearing = RadioField(
        _l("怎样听取你的意见"),
        choices=choices((k, _l(v)) for k, v in HEARINGS.items()),
        default="written",
        validate_choice=False,
    )
    late_cause = _text(_l("为什么晚了"), 500, _l("只在过了时间以后要写，由行政来定算不算理由"))

    def given(self) -> Filing:
        """What was written."""
        return Filing(
            self.grounds.data or "",
            self.words.data or "",
            read_evidence(self.evidence.data or ""),
            self.companion.data or "",
            self.hearing.data or "written",
            self.late_cause.data or "",
        )

    @classmethod
    def of(cls, appeal: Any) -> FilingForm:
        """With what the assistant wrote so far."""
        lines = "\n".join(f"{one['text']} {one['url']}".strip() for one in appeal.evidence)
        kept = {
            n: getattr(appeal, n)
            for n in ("grounds", "words", "companion", "hearing", "late_cause")
        }
        return cls(formdata=None, evidence=lines, **kept)


class WordsForm(FlaskForm):
    """One text: a reason, a list of what is missing, minutes."""

    words = _text(_l("内容"), 4000, needed=True)


class MembersForm(FlaskForm):
    """Who is to sit, of those who could."""

    members = Ticks(_l("复核人"), coerce=int)

    @classmethod
    def of(cls, able: Iterable[Person], *, posted: bool = False) -> MembersForm:
        """With those who are apart."""
        form = cls() if posted else cls(formdata=None)
        form.members.choices = choices((one.id, one.name) for one in able)
        return form


class ReviewerForm(FlaskForm):
    """The one who is to review it quickly."""

    member = RadioField(_l("快速复核：选一个没有参与的人"), coerce=int)

    @classmethod
    def of(cls, able: Iterable[Person], *, posted: bool = False) -> ReviewerForm:
        """With those who are apart."""
        form = cls() if posted else cls(formdata=None)
        form.member.choices = choices((one.id, one.name) for one in able)
        return form


class GuestForm(FlaskForm):
    """Somebody outside the shop."""

    name = _text(_l("名字"), 40, needed=True, long=False)
    organisation = _text(
        _l("单位"), 80, _l("例如律师事务所、行业协会；会写进决定"), needed=True, long=False
    )


class DiscloseForm(FlaskForm):
    """What names a third party, word for word."""

    masked = _text(_l("要遮住的字"), 1000, _l("一行一处；只遮别人的个人信息，例如观众的手机号"))
    mask_reason = _text(_l("为什么遮"), 300, long=False)


class DecisionForm(FlaskForm, OfNote):
    """Made for an appeal by ``decision_form``: the outcome, what becomes of the thing, the reasons."""

    marked: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    sort = ""
    remits = False
    code = HiddenField()
    kind = RadioField(
        _l("怎样决定"),
        choices=choices((k, _l(v)) for k, v in OUTCOMES.items()),
        validate_choice=False,
    )

    def given(self) -> Decision:
        """What was written, to be checked by the verb."""
        parts = {name: self[name].data or "" for name in PARTS}
        again = (self["again"].data or "") if self.remits else ""
        return Decision(Remedy(self.kind.data or "", self._what()), parts, again)

    def _what(self) -> Mapping[str, Any]:
        if self.kind.data not in ("partly", "granted"):
            return {}
        if self.marked or self.recorded:
            return {
                "marks": {name: _mark(self[f"mark-{name}"].data) for name in self.marked},
                "records": {name: self[f"record-{name}"].data or "" for name in self.recorded},
            }
        if self.recounts:
            return self.of_note()
        if self.sort in ("value", "score"):
            typed = (self[self.sort].data or "").strip()
            return {self.sort: typed} if typed else {}
        return {"drop": True}


def _mark(typed: str | None) -> int | None:
    """None for 没碰到 alone; what was not chosen is no mark that anything takes."""
    if typed == NOT_MET:
        return None
    return int(typed) if typed and typed.isdecimal() and len(typed) < 3 else 0


#: Kind of thing → the field that says what becomes of it; a note or a piece of feedback just goes.
SORTS = {"metric": "value", "month_result": "score"}


Marks = Mapping[str, tuple[str, str]]
Records = Mapping[str, tuple[str, int, int]]


def decision_form(
    appeal: Any, marks: Marks, records: Records, tags: Tags = (), *, posted: bool = False
) -> DecisionForm:
    """For this appeal. ``marks``: name → (label, present mark) where marks may be changed; ``records``:
    name → (label, how many were in time, of how many due); ``tags``: (id, name) of those as which a note
    may count."""
    sort, remits = SORTS.get(appeal.kind, ""), appeal.may_remit_now
    given = {"marked": tuple(marks), "recorded": tuple(records), "sort": sort, "remits": remits,
             "recounts": bool(tags)}  # fmt: skip
    fields = {**_set_by(marks, records, sort), **note_fields(tags), **given}
    if remits:
        fields["again"] = _text(
            _l("要重新看什么"), LONGEST_AGAIN, _l("只在发回重做时写：哪一段、哪条材料、漏了什么")
        )
    kind: Any = type("DecisionForm", (DecisionForm,), fields)
    form: DecisionForm = kind() if posted else kind(formdata=None)
    outcomes = DECISIONS if remits else OUTCOMES
    form.kind.choices = choices((k, _(v)) for k, v in outcomes.items())
    if not posted:
        _fill(form, appeal, marks, records)
    return form


def _set_by(marks: Marks, records: Records, sort: str) -> dict[str, Any]:
    """The fields of the reasons and of what a decision may set."""
    fields: dict[str, Any] = {
        name: _text(_l(title), LONGEST_PART, _l(hint)) for name, (title, hint) in PARTS.items()
    }
    given = [*((str(one), str(one)) for one in POINTS), (NOT_MET, _("没碰到"))]
    for name, (label, _present) in marks.items():
        fields[f"mark-{name}"] = RadioField(label, choices=choices(given), validate_choice=False)
    for name, (label, _done, due) in records.items():
        named = _("%(record)s：应当 %(due)s 次，按时几次", record=label, due=due)
        fields[f"record-{name}"] = _text(named, 6, _("不少于原来的"), long=False)
    if sort == "score":
        fields["score"] = _text(
            _l("改成多少分"), 8, _l("0 到 100，最多一位小数，不低于原来的"), long=False
        )
    if sort == "value":
        fields["value"] = _text(_l("数据应当是多少"), 24, long=False)
    return fields


def _fill(form: DecisionForm, appeal: Any, marks: Marks, records: Records) -> None:
    """How it stands, and what every decision says."""
    for name, (_label, present) in marks.items():
        form[f"mark-{name}"].data = present
    for name, (_label, done, _due) in records.items():
        form[f"record-{name}"].data = str(done)
    form["clause"].data = _("制度第 %(number)s 版", number=appeal.policy.number)
    form["challenge"].data = _(
        "送达后 %(days)s 个工作日内可以再要求复核；也可以向工会、劳动监察反映，或一年内申请仲裁",
        days=appeal.numbers.whole("appeal_again_workdays"),
    )
