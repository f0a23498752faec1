"""The scan for keys and passwords finds planted ones; the tree's own scan is part of the check."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT


def scan(folder: Path, text: str) -> int:
    checks = folder / ".ci" / "checks"
    checks.mkdir(parents=True)
    shutil.copy(ROOT / ".ci/checks/secrets", checks)
    (folder / "planted.txt").write_text(text)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return subprocess.run([checks / "secrets"], capture_output=True).returncode


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "abcdefghijklmnopqrstuvwxyz",
        'SECRET = "' + "a1b2c3d4" * 4 + '"',
        "postgresql://zhubo:" + "verysecret@db.example/zhubo",
        "see /" + "home/somebody/notes.txt",
        "pip install --extra-" + "index-url x",
    ],
)
def test_a_planted_one_is_found(tmp_path: Path, text: str) -> None:
    assert scan(tmp_path, text) == 1


def test_plain_text_passes(tmp_path: Path) -> None:
    assert scan(tmp_path, "postgresql+psycopg://person@host/database and a token = read()") == 0
