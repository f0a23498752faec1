"""PostgreSQL and Redis for one run of CI: those that answer, else servers of its own.

``start`` writes the addresses into FOLDER/environment for the shell; ``stop`` drops the database
and ends, by its process id, each server that ``start`` began. Run by .ci/run only.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import redis

HERE = Path(__file__).resolve().parent
POSTGRES = os.environ.get("ZHUBO_CI_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("ZHUBO_CI_REDIS", "redis://127.0.0.1:6379/15")
WAIT_SECONDS = 30


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def try_postgres(url: str) -> str | None:
    """None when databases can be made there, else why not."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        return str(error).strip()
    return None if row and row[0] else "this role may not make databases"


def try_redis(url: str) -> str | None:
    """None when a Redis answers there, else why not."""
    try:
        redis.Redis.from_url(url, socket_connect_timeout=3).ping()
    except redis.RedisError as error:
        return str(error)
    return None


def wait_for(probe: Callable[[str], str | None], url: str) -> None:
    """Ask until the server answers; fail with its last words."""
    deadline = time.monotonic() + WAIT_SECONDS
    while (reason := probe(url)) is not None:
        if time.monotonic() > deadline:
            sys.exit(f"no answer from the server that was started: {reason}")
        time.sleep(0.2)


def find(program: str, package: str) -> str:
    """The path of a server's program; its Debian package is installed where it is missing."""
    for _ in range(2):
        debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        found = shutil.which(program) or (str(debian[-1]) if debian else None)
        if found:
            return found
        subprocess.run([HERE / "as-root", package], check=True)
    sys.exit(f"{package} is installed, but {program} is not to be found")


def unprivileged() -> dict[str, Any]:
    """Who runs PostgreSQL: it refuses to run as root."""
    if os.getuid() != 0:
        return {}
    person = pwd.getpwnam("postgres")
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def start_server(folder: Path, name: str, command: list[str], **who: Any) -> None:
    """Start a server that outlives this program and note its process id."""
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd="/", start_new_session=True, **who
        )
    with (folder / "pids").open("a") as pids:
        pids.write(f"{process.pid}\n")


def own_postgres(folder: Path) -> str:
    """A PostgreSQL server for this run: empty, on a free port, not made to survive a crash."""
    initdb = find("initdb", "postgresql")
    postgres = str(Path(initdb).resolve().with_name("postgres"))
    place, port, who = folder / "postgres", free_port(), unprivileged()
    place.mkdir()
    if who:
        os.chown(place, who["user"], who["group"])
    make = [initdb, "-D", str(place / "cluster"), "-A", "trust", "-U", "postgres", "-E", "UTF8"]
    subprocess.run([*make, "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd="/", **who)
    serve = [postgres, "-D", str(place / "cluster"), "-p", str(port), "-k", str(place)]
    serve += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    start_server(folder, "postgres", serve, **who)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def own_redis(folder: Path) -> str:
    """A Redis server for this run, on a free port, that keeps nothing."""
    program, port = find("redis-server", "redis-server"), free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    start_server(folder, "redis", [*command, "--save", "", "--appendonly", "no"])
    return f"redis://127.0.0.1:{port}/0"


def start(folder: Path) -> None:
    """Find or begin both servers, make the database, write FOLDER/environment."""
    server, cache = POSTGRES, REDIS
    find("redis-server", "redis-server")  # the fault tests kill one of their own
    if reason := try_postgres(server):
        print(f"No PostgreSQL to use ({reason.splitlines()[0]}): starting one", flush=True)
        server = own_postgres(folder)
        wait_for(try_postgres, server)
    if reason := try_redis(cache):
        print(f"No Redis to use ({reason}): starting one", flush=True)
        cache = own_redis(folder)
        wait_for(try_redis, cache)
    name = f"zhubo_ci_{os.getppid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'create database "{name}" encoding "UTF8" template template0')
    (folder / "database").write_text(f"{server}\n{name}")
    url = server.rsplit("/", 1)[0].replace("postgresql:", "postgresql+psycopg:", 1)
    (folder / "environment").write_text(
        f"export ZHUBO_TEST_DATABASE_URL_PG='{url}/{name}'\nexport ZHUBO_TEST_REDIS_URL='{cache}'\n"
    )


def stop(folder: Path) -> None:
    """Drop the database, then end the servers that were started here."""
    if (folder / "database").exists():
        server, name = (folder / "database").read_text().splitlines()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')
    if (folder / "pids").exists():
        for pid in (folder / "pids").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGINT)


if __name__ == "__main__":
    {"start": start, "stop": stop}[sys.argv[2]](Path(sys.argv[1]))
