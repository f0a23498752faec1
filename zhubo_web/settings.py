"""Everything the process takes from its environment, checked once at start.

Every variable begins with ``ZHUBO_``. A wrong value stops the start with one sentence that names
the variable and what is allowed. The embedded default (SQLite in an instance folder, no Redis)
generates its keys into that folder with mode 600; any other database needs them in the
environment, so that several processes and a restored backup share them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

SOURCE_ROOT = Path(__file__).resolve().parent.parent
KEY_NAMES = ("secret", "csrf", "viewer", "audit")


class SettingsError(ValueError):
    """A variable is missing or wrong; the text says which and what is allowed."""


@dataclass(frozen=True)
class Settings:
    """The checked settings. Key material is text of at least 32 characters."""

    instance: Path
    database_url: str
    redis_url: str | None
    secret_key: str
    csrf_key: str
    viewer_key: str
    audit_key: str
    public_url: str | None
    proxies: int
    sockets: str
    bench: bool
    development: bool
    demo: bool

    @property
    def https(self) -> bool:
        """Whether people reach the site by HTTPS; decides cookies, HSTS and the service worker."""
        return bool(self.public_url and self.public_url.startswith("https://"))

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_path(self) -> Path | None:
        """The file of an embedded database, None for any other."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.sqlite else None


#: Variable, what it means, what holds without it. The README's table is made from this.
DOCUMENTED: tuple[tuple[str, str, str], ...] = (
    ("ZHUBO_INSTANCE", "folder for the database file, keys and uploads", "./instance"),
    ("ZHUBO_DATABASE_URL", "sqlite:///… or postgresql+psycopg://…", "SQLite in the folder"),
    ("ZHUBO_REDIS_URL", "redis://…, needed for more than one web process", "none"),
    ("ZHUBO_SECRET_KEY", "signs cookies; 32 characters or more", "generated for SQLite"),
    ("ZHUBO_CSRF_KEY", "signs form tokens", "generated for SQLite"),
    ("ZHUBO_VIEWER_KEY", "turns viewers' ids into pseudonyms; renew yearly", "as above"),
    ("ZHUBO_AUDIT_KEY", "signs the seals of the audit log; keep it outside backups", "as above"),
    ("ZHUBO_PUBLIC_URL", "how people reach the site, e.g. https://zhubo.example.cn", "as asked"),
    ("ZHUBO_PROXIES", "how many proxies in front are trusted, 0 to 3", "0"),
    ("ZHUBO_SOCKETS", "who runs the WebSockets: own or gevent-websocket", "own"),
    ("ZHUBO_BENCH", "1: answers carry X-Sql-Count; never in production", "0"),
    ("ZHUBO_DEVELOPMENT", "1: the page of all components is served", "0"),
)


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "0")
    if value not in ("0", "1"):
        raise SettingsError(f"{name} is {value!r}; allowed are 0 and 1")
    return value == "1"


def _count(environ: Mapping[str, str], name: str, most: int) -> int:
    value = environ.get(name, "0")
    if not value.isdigit() or int(value) > most:
        raise SettingsError(f"{name} is {value!r}; allowed are whole numbers from 0 to {most}")
    return int(value)


def _choice(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """One of several words, the first without any."""
    value = environ.get(name) or allowed[0]
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}; allowed are {' and '.join(allowed)}")
    return value


def _url(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = environ.get(name) or None
    if value and urlsplit(value).scheme not in schemes:
        raise SettingsError(f"{name} must begin with {' or '.join(s + '://' for s in schemes)}")
    return value


def _kept_key(instance: Path, name: str) -> str:
    """Read a generated key, or make it; the file is readable by its owner only."""
    path = instance / f"{name}.key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _key(environ: Mapping[str, str], name: str, instance: Path, embedded: bool) -> str:
    variable = f"ZHUBO_{name.upper()}_KEY"
    value = environ.get(variable)
    if value is None and embedded:
        return _kept_key(instance, name)
    if value is None:
        raise SettingsError(
            f"{variable} is required with this database: set it to 32 random characters or more"
        )
    if len(value) < 32:
        raise SettingsError(f"{variable} is too short: 32 characters or more are needed")
    return value


def read(environ: Mapping[str, str] = os.environ, *, demo: bool = False) -> Settings:
    """Check the environment and return the settings.

    Raises SettingsError with one sentence for the first thing that is wrong.
    """
    instance = Path(environ.get("ZHUBO_INSTANCE", "instance")).resolve()
    database = _url(environ, "ZHUBO_DATABASE_URL", ("sqlite", "postgresql+psycopg"))
    embedded = database is None or database.startswith("sqlite")
    if database == "sqlite://":
        raise SettingsError("ZHUBO_DATABASE_URL must name a file: a database in memory is lost")
    instance.mkdir(parents=True, exist_ok=True)
    keys = {name: _key(environ, name, instance, embedded) for name in KEY_NAMES}
    if len(set(keys.values())) < len(keys):
        raise SettingsError("ZHUBO_…_KEY: each of the four keys must differ from the others")
    return Settings(
        instance=instance,
        database_url=database or f"sqlite:///{instance / 'zhubo.db'}",
        redis_url=_url(environ, "ZHUBO_REDIS_URL", ("redis", "rediss")),
        secret_key=keys["secret"],
        csrf_key=keys["csrf"],
        viewer_key=keys["viewer"],
        audit_key=keys["audit"],
        public_url=_url(environ, "ZHUBO_PUBLIC_URL", ("http", "https")),
        proxies=_count(environ, "ZHUBO_PROXIES", 3),
        sockets=_choice(environ, "ZHUBO_SOCKETS", ("own", "gevent-websocket")),
        bench=_flag(environ, "ZHUBO_BENCH"),
        development=_flag(environ, "ZHUBO_DEVELOPMENT"),
        demo=demo,
    )


@cache
def site_folder(name: str) -> Path:
    """A folder that stands outside the package: in the source tree, or in an installed wheel."""
    installed = Path(__file__).resolve().parent / "_site" / name
    return installed if installed.is_dir() else SOURCE_ROOT / name
