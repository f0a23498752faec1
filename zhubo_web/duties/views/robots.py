"""Robots of groups: put in, changed, tried out, taken out; and the apps that write to people."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts.models import scope
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing
from zhubo_web.core.i18n import _, speaking
from zhubo_web.core.rendering import render
from zhubo_web.duties import channels, exporting, permissions
from zhubo_web.duties.forms import WHOLE_SHOP, AppForm, RobotChangeForm, RobotForm
from zhubo_web.duties.models import Channel, MessagingApp, Outgoing
from zhubo_web.duties.views.blueprint import bp
from zhubo_web.extensions import db


def _seen(channel_id: int) -> Channel:
    query = Channel.visible_to(actor()).where(Channel.id == channel_id)
    channel: Channel = found(db.session.scalar(query))
    return channel


def _offered(form: RobotForm) -> RobotForm:
    shop = permissions.keeps_channel(actor(), None) is None
    form.offer(scope.covered(actor(), permissions.KEEPS), shop=shop)
    return form


def _page(status: int = 200, **forms: Any) -> Response:
    apps = MessagingApp.by_kind()
    given: dict[str, Any] = {
        "app_forms": _app_forms(apps),
        "robot_form": _offered(RobotForm(formdata=None, kind="feishu")),
    }
    return render(
        "duties/channels.html",
        status=status,
        robots=list(db.session.scalars(Channel.visible_to(actor()))),
        platforms=channels.PLATFORMS,
        apps=apps,
        keeps_apps=permissions.keeps_apps(actor()) is None,
        **(given | forms),
    )


def _app_forms(apps: dict[str, MessagingApp]) -> dict[str, AppForm]:
    """One for each platform; a password field never shows what is stored."""
    return {
        kind: AppForm(formdata=None, obj=apps.get(kind), prefix=kind) for kind in channels.PLATFORMS
    }


@bp.get("/channels")
@requires(permissions.keeps_channels)
def robots() -> Response:
    """The robots of one's groups, and the apps."""
    return _page()


@bp.post("/channels")
@requires(permissions.keeps_channels)
def add_robot() -> ResponseReturnValue:
    """Put a robot in."""
    form = _offered(RobotForm())
    if form.validate():
        with refusing(form):
            rooms = {one.id: one for one in scope.rooms()}
            room = None if form.room.data == WHOLE_SHOP else rooms[form.room.data]
            values = {name: form[name].data for name in ("name", "url", "secret")}
            channel = Channel.add(actor(), kind=form.kind.data, room=room, **values)
            flash(_("存好了，请发一条测试看看"))
            return redirect(url_for("duties.robot", channel_id=channel.id), 303)
    return _page(422, robot_form=form)


def _robot_page(channel: Channel, form: RobotChangeForm, status: int = 200) -> Response:
    last = Outgoing.visible_to(actor()).where(Outgoing.channel_id == channel.id).limit(5)
    return render(
        "duties/channel.html",
        status=status,
        channel=channel,
        platform=channels.PLATFORMS[channel.kind],
        form=form,
        messages=list(db.session.scalars(last)),
    )


@bp.get("/channels/<int:channel_id>")
@requires(permissions.keeps_channels)
def robot(channel_id: int) -> Response:
    """One robot: its name, the last messages and what became of them."""
    channel = _seen(channel_id)
    return _robot_page(channel, RobotChangeForm(formdata=None, name=channel.name))


@bp.post("/channels/<int:channel_id>")
@requires(permissions.keeps_channels)
def change_robot(channel_id: int) -> ResponseReturnValue:
    """Another name, address or secret."""
    channel, form = _seen(channel_id), RobotChangeForm()
    if form.validate():
        with refusing(form):
            values = {name: form[name].data for name in ("name", "url", "secret")}
            channel.change(actor(), **values)
            flash(_("已保存"))
            return redirect(url_for("duties.robot", channel_id=channel.id), 303)
    return _robot_page(channel, form, 422)


@bp.post("/channels/<int:channel_id>/test")
@requires(permissions.keeps_channels)
def test_robot(channel_id: int) -> ResponseReturnValue:
    """Send a message that says it is a test; what becomes of it stands on the page in a moment."""
    channel = _seen(channel_id)
    with speaking("zh-Hans"):
        text = exporting.trial_for_group()
    Outgoing.to_channel(channel, text, is_test=True)
    return redirect(url_for("duties.robot", channel_id=channel.id), 303)


@bp.post("/channels/<int:channel_id>/removal")
@requires(permissions.keeps_channels)
def remove_robot(channel_id: int) -> ResponseReturnValue:
    """Take it out of use."""
    channel = _seen(channel_id)
    channel.remove(actor())
    flash(_("“%(name)s”去掉了，地址和密钥也删了", name=channel.name))
    return redirect(url_for("duties.robots"), 303)


@bp.post("/channels/apps/<any(feishu, dingtalk, wecom):platform>")
@requires(permissions.keeps_apps)
def keep_app(platform: str) -> ResponseReturnValue:
    """Set up the app by which the shop writes to people there."""
    form = AppForm(prefix=platform)
    if form.validate():
        with refusing(form):
            values = {name: form[name].data for name in ("key", "secret", "agent")}
            MessagingApp.keep(platform, actor(), **values)
            flash(_("存好了，每个人在“我”里填自己的账号后就能收到"))
            return redirect(url_for("duties.robots"), 303)
    return _page(422, app_forms={**_app_forms(MessagingApp.by_kind()), platform: form})


@bp.post("/channels/apps/<any(feishu, dingtalk, wecom):platform>/removal")
@requires(permissions.keeps_apps)
def remove_app(platform: str) -> ResponseReturnValue:
    """Forget the app and its secret."""
    found(MessagingApp.by_kind().get(platform)).remove(actor())
    flash(_("应用去掉了，不再往那里发"))
    return redirect(url_for("duties.robots"), 303)
