"""The command line: what a fresh machine, an upgrade and a forgotten password need."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import KEYS
from zhubo_web.commands import zhubo

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command over an instance folder of its own, with SQLite."""
    for name in ("ZHUBO_DATABASE_URL", "ZHUBO_REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZHUBO_INSTANCE", str(tmp_path))
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(zhubo, list(arguments))


def _owner(run: Run) -> Result:
    return run("create-owner", "--name", "钱老板", "--username", "qian")


def test_a_fresh_install_has_no_account_and_makes_one_by_a_one_time_code(
    run: Run, tmp_path: Path
) -> None:
    result = _owner(run)
    assert result.exit_code == 0, result.output
    (count,) = sqlite3.connect(tmp_path / "zhubo.db").execute("SELECT count(*) FROM person")
    (password,) = sqlite3.connect(tmp_path / "zhubo.db").execute("SELECT password_hash FROM person")
    assert count == (1,) and password == (None,)
    assert "one-time code" in result.output


def test_there_is_one_first_owner(run: Run) -> None:
    _owner(run)
    again = run("create-owner", "--name", "别人", "--username", "other")
    assert again.exit_code == 1 and "reset-password" in again.output


def test_the_code_is_stored_as_a_digest_only(run: Run, tmp_path: Path) -> None:
    output = _owner(run).output
    code = next(word for word in output.split() if word.count("-") >= 4)
    content = (tmp_path / "zhubo.db").read_bytes()
    wal = tmp_path / "zhubo.db-wal"
    content += wal.read_bytes() if wal.exists() else b""
    assert code.encode() not in content
    assert code.replace("-", "").encode() not in content


def test_serving_another_schema_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    _owner(run)
    with sqlite3.connect(tmp_path / "zhubo.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    result = run("serve")
    assert result.exit_code == 1 and "zhubo migrate" in result.output


def test_serving_an_empty_database_says_what_to_run_first(run: Run) -> None:
    result = run("serve")
    assert result.exit_code == 1 and "create-owner" in result.output


def test_a_backup_is_a_whole_database_and_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    _owner(run)
    target = tmp_path / "kept" / "copy.db"
    assert run("backup", str(target)).exit_code == 0
    assert sqlite3.connect(target).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert run("backup", str(target)).exit_code == 1


def test_verify_names_a_changed_event_and_exits_with_1(run: Run, tmp_path: Path) -> None:
    _owner(run)
    assert run("verify").exit_code == 0
    with sqlite3.connect(tmp_path / "zhubo.db") as database:
        database.execute("INSERT INTO seal VALUES (1, 1, '', '', '', '', '2026-11-23')")
    result = run("verify")
    assert result.exit_code == 1 and "seal 1" in result.output


def test_a_forgotten_password_is_reset_on_the_machine(run: Run) -> None:
    _owner(run)
    assert "one-time code" in run("reset-password", "qian").output
    assert run("reset-password", "nobody").exit_code == 1


def test_a_wrong_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHUBO_PROXIES", "many")
    result = run("migrate")
    assert result.exit_code == 1 and result.output.count("\n") == 1


def test_every_command_reads_well(run: Run) -> None:
    commands = run("--help").output
    for name in ("serve", "demo", "worker", "migrate", "create-owner", "reset-password",
                 "verify", "backup"):  # fmt: skip
        assert name in commands
        assert run(name, "--help").exit_code == 0
