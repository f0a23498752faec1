"""What pages load of several scripts or styles is one file, made of them as they are now."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhubo_web.core import bundles

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
LOADED = re.compile(r"static_url\('([\w/.-]+\.(?:js|css))'\)")
JOINED = re.compile(r"^\s*(?:import\b|export\b.*\bfrom\b|@import)|\bimport\(", re.M)
#: Loaded by others than pages: the browser itself, the maker of the vendored copies.
APART = {"sw.js"}


def loaded() -> set[str]:
    """The scripts and styles that templates name."""
    pages = (ROOT / "templates").rglob("*.html")
    return {name for page in pages for name in LOADED.findall(page.read_text(encoding="utf-8"))}


def ours() -> Iterator[str]:
    """Our own scripts and styles, as we write them."""
    for file in STATIC.rglob("*"):
        within = file.relative_to(STATIC)
        if file.suffix in (".js", ".css") and within.parts[0] not in ("vendor", "built"):
            yield within.as_posix()


def test_no_bundle_is_older_than_what_it_is_made_of() -> None:
    assert bundles.outdated() == [], "make bundles"


def test_every_bundle_is_loaded_and_nothing_else_joins_files() -> None:
    declared = {f"built/{name}" for name in json.loads((STATIC / "bundles.json").read_text())}
    assert declared == {name for name in loaded() if name.startswith("built/")}
    alone = [name for name in loaded() if not name.startswith(("built/", "vendor/"))]
    assert alone
    assert [one for one in alone if JOINED.search((STATIC / one).read_text("utf-8"))] == []


def test_everything_we_write_reaches_a_page() -> None:
    made = json.loads((STATIC / "built" / "sources.json").read_text())
    reached = {source for sources in made.values() for source in sources} | loaded() | APART
    assert set(ours()) - reached == set()


def test_the_copies_of_others_are_those_that_were_written_down() -> None:
    rows = re.findall(
        r"`([^`]+)` \| [\d,]+ \| `(\w{64})`", (VENDOR / "VENDOR.md").read_text("utf-8")
    )
    assert {name for name, _sha256 in rows} >= {file.name for file in VENDOR.glob("*.js")}
    for name, sha256 in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sha256, name


@pytest.mark.parametrize("change", ["written", "gone", "declared", "unmade"])
def test_a_change_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    static = tmp_path / "static"
    shutil.copytree(STATIC, static, ignore=shutil.ignore_patterns("node_modules", "*.gz", "*.br"))
    monkeypatch.setattr(bundles, "site_folder", lambda _name: static)
    assert bundles.outdated() == []
    source = static / "plans" / "shelf.js"
    if change == "written":
        source.write_text(source.read_text("utf-8") + "// and more\n", encoding="utf-8")
    if change == "gone":
        source.unlink()
    if change == "unmade":
        (static / "built" / "autosave.js").unlink()
    if change == "declared":
        declared = static / bundles.DECLARED
        declared.write_text(declared.read_text().replace('"plans/autosave.js"', '"plans/shelf.js"'))
    assert "autosave.js" in bundles.outdated()
