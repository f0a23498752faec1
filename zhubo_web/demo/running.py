"""Setting the demonstration up anew at each start, and serving it."""

from __future__ import annotations

import dataclasses
import os
import secrets
from pathlib import Path

import click
from flask import Flask

from zhubo_web import create_app, running, settings, upkeep
from zhubo_web.core import clock
from zhubo_web.demo import acting, crowd, month, shop
from zhubo_web.demo.paths import Played, played
from zhubo_web.demo.views import bp
from zhubo_web.extensions import writing

FILE = "demo.db"


def _environment(instance: Path) -> dict[str, str]:
    """The environment of the demonstration's processes: a folder and a database of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHUBO_")}
    folder = instance / "demo"
    return {
        **kept,
        "ZHUBO_INSTANCE": str(folder),
        "ZHUBO_DATABASE_URL": f"sqlite:///{folder / FILE}",
    }


def _fresh(environment: dict[str, str]) -> settings.Settings:
    """Settings over an empty database; the demonstration of last time is thrown away."""
    folder = Path(environment["ZHUBO_INSTANCE"])
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", "jobs.db"):
        (folder / name).unlink(missing_ok=True)
    return dataclasses.replace(settings.read(environment), demo=True)


def set_up(app: Flask, *, past_month: bool = False) -> shop.Shop:
    """Migrate, plant, build the shop; perhaps with a whole month that is over."""
    upkeep.migrate(app)
    begins = clock.shanghai(month.first_day()) if past_month else clock.now()
    with clock.standing_at(begins), writing():
        ground = shop.lay()
    if past_month:
        month.tell(ground.care, ground.people, ground.rows)
    with writing():
        return shop.build(ground)


def _fill(made: shop.Shop, played_log: Played) -> None:
    """Its viewers have written what they wrote so far."""
    crowd.fill(made.over, 5)
    if played_log.file is None:
        crowd.fill(made.live, 7)


def _check(app: Flask) -> None:
    """Answer one request and stop."""
    answer = app.test_client().get("/demo/")
    click.echo(f"the demonstration answers {answer.status_code}")
    raise SystemExit(0 if answer.status_code == 200 else 1)


def run(
    host: str,
    port: int,
    comments: Path | None,
    speed: float,
    *,
    check: bool,
    past_month: bool = False,
) -> None:
    """Serve the demonstration; ``check`` only answers one request and stops."""
    played_log = played(comments, speed)
    environment = _environment(Path(os.environ.get("ZHUBO_INSTANCE", "instance")).resolve())
    app = create_app(_fresh(environment))
    app.register_blueprint(bp)
    with app.app_context():
        made = set_up(app, past_month=past_month)
        _fill(made, played_log)
    known = {"live": made.live, "screen": made.screen, "port": port, "month": past_month}
    app.extensions["zhubo_demo"] = {**known, "code": secrets.token_hex(3).upper()}
    if check:
        _check(app)
    _say(**app.extensions["zhubo_demo"])
    running.serve(
        app,
        host,
        port,
        worker=True,
        environment=environment,
        beside=lambda: acting.act(app, made.live, made.people, played_log),
    )


def _say(port: int, code: str, **_others: object) -> None:
    """Where to go."""
    click.echo(f"打开 / open http://127.0.0.1:{port}/demo/ ，选一个人登录 / and sign in as anybody")
    click.echo(f"别的设备需要代码 / other devices need the code: {code}")
