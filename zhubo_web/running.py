"""Running processes: gevent's own server with its worker as a child, and the worker's loop.

gevent's server leaves Nagle's algorithm on, which delays each keep-alive answer by 40 ms, so the
listening socket is made here with TCP_NODELAY.
"""

from __future__ import annotations

import logging
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any

import click
import gevent
import segno
from flask import Flask
from gevent import pywsgi
from geventwebsocket.handler import WebSocketHandler

from zhubo_web import serving
from zhubo_web.appeals import jobs as appeal_jobs
from zhubo_web.audience import jobs as audience_jobs
from zhubo_web.audience import live as audience_live
from zhubo_web.audit.jobs import Sealer, seal_everything
from zhubo_web.broadcasts import jobs as broadcast_jobs
from zhubo_web.core import clock
from zhubo_web.dashboards import jobs as dashboard_jobs
from zhubo_web.duties import jobs as duty_jobs
from zhubo_web.duties.models import Work
from zhubo_web.extensions import db, jobs, writing
from zhubo_web.handover import jobs as handover_jobs
from zhubo_web.months import jobs as month_jobs
from zhubo_web.plans import jobs as plan_jobs
from zhubo_web.surveys import jobs as survey_jobs

log = logging.getLogger("zhubo.running")
BACKLOG = 512
EVERY_SECOND, EVERY_FEW_SECONDS, EVERY_MINUTE, EVERY_HOUR = 1.0, 3.0, 60.0, 3600.0


def listener(host: str, port: int) -> socket.socket:
    """A listening socket whose connections send at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise click.ClickException(
            f"port {port} cannot be used ({error.strerror}): choose another with --port"
        ) from error
    listening.listen(BACKLOG)
    return listening


def address_of_this_machine() -> str:
    """The address by which others in the shop's network reach this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # documentation address: nothing is sent
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def print_address(host: str, port: int) -> str:
    """Say where to open the site; with a QR code if the network may."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        url = f"http://{address_of_this_machine()}:{port}/"
        segno.make(url).terminal(compact=True)
    else:
        url = f"http://{host}:{port}/"
    click.echo(f"打开 / open: {url}")
    return url


def start_worker(environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """The worker as a child process."""
    command = [sys.executable, "-m", "zhubo_web.cli", "worker"]
    return subprocess.Popen(command, env=environment)  # noqa: S603 - our own command


def serve(
    app: Flask,
    host: str,
    port: int,
    *,
    worker: bool,
    environment: dict[str, str] | None = None,
    beside: Callable[[], Any] | None = None,
) -> None:
    """Serve until a signal; finish what is under way, end the worker, seal what is left."""
    listening = listener(host, port)
    serving.start_live(app)
    audience_live.start(app)
    server = pywsgi.WSGIServer(listening, app, handler_class=WebSocketHandler, log=None)
    child = start_worker(environment) if worker else None
    for name in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(name, server.stop, 10)
    print_address(host, port)
    if beside is not None:
        gevent.spawn(beside)
    try:
        server.serve_forever()
    finally:
        if child is not None:
            child.terminate()
            child.wait(20)
        with app.app_context():
            seal_everything(app.extensions["zhubo"].audit_key.encode())


def _repeat(stop: Event, period: float, work_once: Callable[[], Any], app: Flask) -> None:
    """Do a thing again and again until told to stop; a failure is logged and tried again."""
    while not stop.is_set():
        began = clock.monotonic()
        with app.app_context():
            try:
                work_once()
            except Exception:
                log.exception("the worker failed at %s", work_once)
            finally:
                db.session.remove()
        stop.wait(max(0.05, period - (clock.monotonic() - began)))


def each_second(sealer: Sealer) -> None:
    """Timers, then seals."""
    duty_jobs.run_timers()
    sealer.seal()


def each_minute() -> None:
    """Reminders, what is late, the groups' counts, and what repeats."""
    duty_jobs.remind()
    duty_jobs.escalate()
    duty_jobs.tell_groups()
    broadcast_jobs.plan_series()
    plan_jobs.each_minute()
    survey_jobs.close_late_ratings()
    month_jobs.each_minute()
    handover_jobs.send_due()
    appeal_jobs.each_minute()


def each_hour() -> None:
    """Clearing up, and what a month that is over asks for."""
    audience_jobs.forget()
    dashboard_jobs.each_hour()


def _loops(app: Flask, stop: Event, key: bytes) -> list[Thread]:
    """Seals, timers and questions each second, repeats each minute, clearing up each hour.

    What goes out has a loop of its own: it waits for others' servers.
    """
    loops: tuple[tuple[float, Callable[[], Any]], ...] = (
        (EVERY_SECOND, partial(each_second, Sealer(key))),
        (EVERY_SECOND, audience_jobs.Listener(app.extensions["zhubo"].instance).listen),
        (EVERY_SECOND, duty_jobs.Sender().send),
        (EVERY_FEW_SECONDS, duty_jobs.push),
        (EVERY_MINUTE, each_minute),
        (EVERY_HOUR, each_hour),
    )
    return [
        Thread(target=_repeat, args=(stop, period, once, app), daemon=True)
        for period, once in loops
    ]


def work(app: Flask) -> None:
    """The worker, until a signal: loops and jobs; a stopping worker seals what is left."""
    key = app.extensions["zhubo"].audit_key.encode()
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    consumer = jobs.queue.create_consumer(workers=1, periodic=False, check_worker_health=False)
    consumer._set_signal_handlers = lambda: None
    with app.app_context(), writing():
        Work.abandon()
    threads = _loops(app, stop, key)
    for thread in threads:
        thread.start()
    consumer.start()
    stop.wait()
    consumer.stop(graceful=True)
    for thread in threads:
        thread.join(5)
    with app.app_context():
        seal_everything(key)
