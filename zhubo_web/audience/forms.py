"""Forms: a recorded log, the owner's word about a feed, its own accounts, how long texts are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from zhubo_web.audience.importing import LogRefused, folder_start, open_log
from zhubo_web.core import clock
from zhubo_web.core.i18n import _, _l, say

MOST_BYTES = 16 * 1024 * 1024


def trimmed(value: str | None) -> str:
    """What was typed, without blanks around it."""
    return (value or "").strip()


class LogForm(FlaskForm):
    """A log of a recording, and perhaps the name of the folder it lay in."""

    log = ""
    file = FileField(
        _l("录制记录"),
        description=_l(
            "录制文件夹里的 chat.csv、like.csv、gift.csv、social.csv 或 stats.csv，最大 16 MB"
        ),
        validators=[FileRequired(_l("请选录制文件夹里的 chat.csv 或其他记录"))],
        render_kw={"accept": ".csv,text/csv"},
    )
    recording = StringField(
        _l("录制文件夹的名字"),
        description=_l("例如 20261123_1930_7412，写明录制从什么时候开始；不填就按本场开播的时间"),
        filters=[trimmed],
        validators=[Length(max=200)],
    )

    def validate_file(self, field: Any) -> None:
        """Read the beginning: which log is it, if any."""
        stream = field.data.stream
        size = stream.seek(0, 2)
        stream.seek(0)
        if size > MOST_BYTES:
            raise ValidationError(_("文件超过 16 MB，请按时间分成几个文件，分次导入"))
        now = clock.local(clock.now())
        if "lucky_bag" in (field.data.filename or ""):
            raise ValidationError(_("这是 lucky_bag.csv（福袋口令），不是观众自己的话，不用导入"))
        try:
            self.log = open_log(stream, day=now.date(), started=now.time()).name
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


class ConfirmForm(FlaskForm):
    """The owner's word, in writing, whose room it is."""

    sentence = StringField(
        _l("照着写一遍"),
        filters=[trimmed],
        validators=[Length(max=200, message=_l("最多 200 个字"))],
    )
    ticked = BooleanField(
        _l("我看过上面的说明：只接我们自己的直播间，并已核对平台现行条款允许这样做")
    )


class AccountsForm(FlaskForm):
    """The room's own accounts, as the tool sends them."""

    accounts = TextAreaField(
        _l("本直播间自己的账号"),
        description=_l(
            "每行一个：工具发来的用户编号，或昵称。这些账号写的评论算作直播间自己的回复"
        ),
        validators=[Length(max=1200, message=_l("太长了"))],
    )


class KeepingForm(FlaskForm):
    """How many days texts are kept."""

    value = IntegerField(
        _l("下播后保留多少天"), validators=[InputRequired(_l("请填整数，例如 75"))]
    )
