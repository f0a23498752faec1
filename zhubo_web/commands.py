"""The commands of ``zhubo``: serving, setting up, looking after the database."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask

from zhubo_web import create_app, settings, upkeep
from zhubo_web.core.reasons import Refused
from zhubo_web.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88})
def zhubo() -> None:
    """场记: plan, watch, coach and evaluate the assistants of live broadcasts.

    First time: `zhubo create-owner`, then `zhubo serve`. To look around: `zhubo demo`.
    Everything is set by environment variables that begin with ZHUBO_; README.md lists them.
    """


def _application() -> Flask:
    try:
        return create_app(settings.read())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application; refusals become one line."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        app = _application()
        with app.app_context():
            try:
                return command(app, *args, **kwargs)
            except (Refused, upkeep.UpkeepError) as error:
                raise click.ClickException(str(error)) from error

    return run


@zhubo.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0: the shop's network")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--worker/--no-worker", default=True, help="start the worker beside it")
@with_app
def serve(app: Flask, host: str, port: int, worker: bool) -> None:
    """Serve the site, with its worker, from this machine."""
    from zhubo_web.running import serve as run

    upkeep.require_schema(app)
    run(app, host, port, worker=worker)


@zhubo.command()
@with_app
def worker(app: Flask) -> None:
    """Run the worker alone: timers, seals, imports. One is enough."""
    from zhubo_web.running import work

    upkeep.require_schema(app)
    work(app)


@zhubo.command()
@with_app
def migrate(app: Flask) -> None:
    """Bring the database to this version; an SQLite file is copied first."""
    for line in upkeep.migrate(app):
        click.echo(line)


@zhubo.command("create-owner")
@click.option("--name", prompt="姓名 / name", help="the owner's name")
@click.option("--username", prompt="登录名 / sign-in name", help="letters and digits")
@with_app
def create_owner(app: Flask, name: str, username: str) -> None:
    """Make the first account: prints a one-time code to set its password with."""
    upkeep.migrate(app)
    code = upkeep.create_owner(name, username)
    click.echo(f"一次性代码 / one-time code (24 h): {code}")
    click.echo("zhubo serve，然后打开 /join 输入它 / then open /join and enter it")


@zhubo.command("reset-password")
@click.argument("username")
@with_app
def reset_password(app: Flask, username: str) -> None:
    """Print a one-time code with which USERNAME sets a new password."""
    click.echo(f"一次性代码 / one-time code (24 h): {upkeep.reset_password(username)}")
    click.echo("在 /join 输入它 / enter it at /join")


@zhubo.command()
@click.option("--anchor", help="N:HASH of a seal kept outside the database")
@with_app
def verify(app: Flask, anchor: str | None) -> None:
    """Check every event and seal of the audit log, and every month's result; exit 1 at a fault."""
    verdict = upkeep.verify(app, anchor)
    click.echo(f"{verdict.events} events under {verdict.seals} seals, {verdict.waiting} waiting")
    if verdict.fault:
        raise click.ClickException(verdict.fault)
    click.echo(f"newest seal {verdict.newest or '-'}: all in order")
    click.echo(f"{upkeep.verify_months()} results of months come to the same again")


@zhubo.command()
@click.argument("target", type=click.Path(path_type=Path))
@with_app
def backup(app: Flask, target: Path) -> None:
    """Copy the running SQLite database to TARGET, consistently."""
    click.echo(f"{upkeep.backup(app, target)} written")


@zhubo.command("import-comments")
@click.argument("file", metavar="FILE_OR_FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--broadcast", "broadcast_id", type=int, required=True, help="its number")
@click.option("--speed", type=float, help="play it into the live broadcast at this pace")
@with_app
def import_comments(app: Flask, file: Path, broadcast_id: int, speed: float | None) -> None:
    """Read a recorded log, or all of a recording's folder, into a broadcast; twice counts once.

    Logs: chat.csv, like.csv, gift.csv, social.csv, stats.csv. Of a folder, --speed plays them
    together in time order.
    """
    from zhubo_web.audience.jobs import play_file, read_file

    played = partial(play_file, speed=speed) if speed else read_file
    fresh = played(broadcast_id, file)
    click.echo(f"{fresh} rows were new")


@zhubo.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--comments",
    type=click.Path(exists=True, path_type=Path),
    help="play this recorded log (or its folder) instead of made-up comments",
)
@click.option("--speed", default=1.0, show_default=True, help="pace of the comments")
@click.option("--month", "past_month", is_flag=True, help="with a whole month that is over")
@click.option("--check", is_flag=True, help="set up, answer one request, and stop")
def demo(
    host: str, port: int, comments: Path | None, speed: float, past_month: bool, check: bool
) -> None:
    """A made-up shop with a broadcast that is live now, in a database of its own."""
    from zhubo_web.core.bundles import outdated
    from zhubo_web.demo import run

    if old := outdated():
        raise click.ClickException(
            f"scripts or styles changed: run `make bundles` ({', '.join(old)})"
        )

    try:
        run(host, port, comments, speed, check=check, past_month=past_month)
    except (Refused, SettingsError, upkeep.UpkeepError) as error:
        raise click.ClickException(str(error)) from error
