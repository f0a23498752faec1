"""Settings are checked at start; a wrong one is named with what is allowed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from zhubo_web.settings import SettingsError, read

KEYS = {f"ZHUBO_{name}_KEY": name.lower() * 8 for name in ("SECRET", "CSRF", "VIEWER", "AUDIT")}
POSTGRES = {"ZHUBO_DATABASE_URL": "postgresql+psycopg://person@host/zhubo"}


def test_the_embedded_default_makes_its_keys_once_for_its_owner_only(tmp_path: Path) -> None:
    environment = {"ZHUBO_INSTANCE": str(tmp_path)}
    first, second = read(environment), read(environment)
    assert first.secret_key == second.secret_key and len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert first.database_url == f"sqlite:///{tmp_path / 'zhubo.db'}"


@pytest.mark.parametrize("missing", sorted(KEYS))
def test_another_database_needs_its_keys_given(tmp_path: Path, missing: str) -> None:
    keys = {name: value for name, value in KEYS.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        read({"ZHUBO_INSTANCE": str(tmp_path), **POSTGRES, **keys})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ZHUBO_SECRET_KEY", "short"),
        ("ZHUBO_DATABASE_URL", "mysql://person@host/zhubo"),
        ("ZHUBO_DATABASE_URL", "sqlite://"),
        ("ZHUBO_REDIS_URL", "http://host"),
        ("ZHUBO_PUBLIC_URL", "zhubo.example.cn"),
        ("ZHUBO_PROXIES", "many"),
        ("ZHUBO_PROXIES", "9"),
        ("ZHUBO_SOCKETS", "simple-websocket"),
        ("ZHUBO_BENCH", "yes"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        read({"ZHUBO_INSTANCE": str(tmp_path), variable: value})


def test_one_key_does_not_serve_two_purposes(tmp_path: Path) -> None:
    same = dict.fromkeys(KEYS, "k" * 40)
    with pytest.raises(SettingsError, match="differ"):
        read({"ZHUBO_INSTANCE": str(tmp_path), **same})
