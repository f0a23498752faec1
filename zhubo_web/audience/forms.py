"""The form that takes a recorded comment log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from zhubo_web.audience.importing import LogRefused, folder_start, read_log
from zhubo_web.core import clock
from zhubo_web.core.i18n import _, _l, say

MOST_BYTES = 16 * 1024 * 1024


def trimmed(value: str | None) -> str:
    """What was typed, without blanks around it."""
    return (value or "").strip()


class LogForm(FlaskForm):
    """A `chat.csv`, and perhaps the name of the folder it lay in."""

    file = FileField(
        _l("评论记录"),
        description=_l("录制文件夹里的 chat.csv，最大 16 MB"),
        validators=[FileRequired(_l("请选录制文件夹里的 chat.csv"))],
        render_kw={"accept": ".csv,text/csv"},
    )
    recording = StringField(
        _l("录制文件夹的名字"),
        description=_l("例如 20261123_1930_7412，写明录制从什么时候开始；不填就按本场开播的时间"),
        filters=[trimmed],
        validators=[Length(max=200)],
    )

    def validate_file(self, field: Any) -> None:
        """Read the beginning: is it a comment log at all."""
        stream = field.data.stream
        size = stream.seek(0, 2)
        stream.seek(0)
        if size > MOST_BYTES:
            raise ValidationError(_("文件超过 16 MB，请按时间分成几个文件，分次导入"))
        now = clock.local(clock.now())
        try:
            read_log(stream, day=now.date(), started=now.time())
        except LogRefused as refusal:
            raise ValidationError(say(refusal.reason)) from refusal
        finally:
            stream.seek(0)

    def validate_recording(self, field: Any) -> None:
        """The recorder's own way of naming folders."""
        if field.data and folder_start(field.data) is None:
            raise ValidationError(
                _("名字应是“日期_时间_房间号”，例如 20261123_1930_7412；不清楚就空着")
            )

    @property
    def recorded_at(self) -> datetime | None:
        """When the recording began, if its folder's name was given."""
        told = folder_start(self.recording.data or "")
        return datetime.combine(told.day, told.started, clock.SHANGHAI) if told else None
