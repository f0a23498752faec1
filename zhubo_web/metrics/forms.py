"""Forms: figures by hand, an uploaded list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from zhubo_web.core.i18n import _, _l, say
from zhubo_web.core.reasons import Invalid
from zhubo_web.metrics.definitions import DICTIONARY, TAKEN, defined
from zhubo_web.metrics.importing import cells
from zhubo_web.metrics.models.recording import LONGEST_NOTE

#: What most shops know of a broadcast; the rest stands behind 更多.
MAIN = ("view_uv", "view_pv", "watch_avg", "comments", "new_fans", "new_club", "goods_expose_uv",
        "goods_click_uv", "buyers", "gmv")  # fmt: skip


def trimmed(value: str | None) -> str:
    """What was typed, without blanks around it."""
    return (value or "").strip()


class HandForm(FlaskForm):
    """Figures of one broadcast; each field has its figure's id. Empty stays as it is, - takes back."""

    note = StringField(
        _l("从哪里来"),
        description=_l("例如：罗盘直播明细，11 月 27 日上午看的"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("请写这些数从哪里来")),
            Length(max=LONGEST_NOTE, message=_l("最多 120 个字")),
        ],
    )

    @property
    def main(self) -> list[Any]:
        """The fields that are always seen."""
        return [self[name] for name in MAIN]

    @property
    def counts(self) -> list[Any]:
        """The other counts."""
        return [self[n] for n in TAKEN if n not in MAIN and defined(n).ratio is None]

    @property
    def rates(self) -> list[Any]:
        """Rates: they are computed where their counts are there."""
        return [self[n] for n in TAKEN if defined(n).ratio is not None]

    @property
    def values(self) -> dict[str, Decimal | None]:
        """What was typed: figure → value, None where it is taken back."""
        typed = [name for name in TAKEN if self[name].data]
        return {name: cells.figure(self[name].data, defined(name)) for name in typed}


def _figure(form: Any, field: Any) -> None:
    try:
        cells.figure(field.data, DICTIONARY[field.name][-1])
    except Invalid as error:
        raise ValidationError(say(error.reason)) from error


for _name in TAKEN:
    _field = StringField(
        _l(defined(_name).name),
        filters=[trimmed],
        validators=[Length(max=30, message=_l("太长了")), _figure],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    setattr(HandForm, _name, _field)


class UploadForm(FlaskForm):
    """A list of broadcasts."""

    file = FileField(
        _l("数据表"),
        description=_l("罗盘的直播明细，或自己的表：.xlsx、.xls、.csv，最大 16 MB，30000 行"),
        validators=[FileRequired(_l("请选一个文件"))],
        render_kw={"accept": ".xlsx,.xls,.csv,.tsv,.txt"},
    )


def whole(text: str | None) -> int | None:
    """A key as a page sends it; None for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def sentence(problem: list[Any]) -> str:
    """What is wrong with a cell, in the reader's words."""
    column, msgid, values = problem
    said = _(msgid, **values)
    return _("%(column)s 列：%(said)s", column=column, said=said) if column else said
