"""PostgreSQL and Redis for the bench: databases of its own, and whether the servers answer."""

from __future__ import annotations

import os

import psycopg
import redis

POSTGRES = os.environ.get("ZHUBO_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
REDIS = os.environ.get("ZHUBO_BENCH_REDIS", "redis://127.0.0.1:6379/6")
_made: set[str] = set()


class Absent(RuntimeError):
    """A server that a figure needs does not answer."""


def fresh(name: str, template: str | None = None) -> str:
    """A new, empty database (or the copy of another); its address."""
    try:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3) as server:
            server.execute(f'drop database if exists "{name}" with (force)')
            copy = f' template "{template}"' if template else ""
            server.execute(f'create database "{name}"{copy}')
    except psycopg.OperationalError as error:
        raise Absent(f"PostgreSQL does not answer: {error}") from error
    _made.add(name)
    return f"{POSTGRES}/{name}"


def forget() -> None:
    """Remove the databases that this run made."""
    if _made:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
            for name in _made:
                server.execute(f'drop database if exists "{name}" with (force)')


def for_ours(url: str) -> dict[str, str]:
    """The setting of the product for a database's address."""
    return {"ZHUBO_DATABASE_URL": url.replace("postgresql:", "postgresql+psycopg:", 1)}


def for_redis() -> dict[str, str]:
    """The setting of the product for a Redis that answers."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping()
    except redis.RedisError as error:
        raise Absent(f"Redis does not answer: {error}") from error
    return {"ZHUBO_REDIS_URL": REDIS}
