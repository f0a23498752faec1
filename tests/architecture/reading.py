"""What the tests of the architecture read: the product's files, parsed once."""

from __future__ import annotations

import ast
import importlib.util
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "zhubo_web"
#: Packages that are no feature.
NOT_FEATURES = {"core", "demo", "translations"}


@cache
def sources() -> dict[str, ast.Module]:
    """Every Python file of the product, by its path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def features() -> set[str]:
    """The packages that are features."""
    found = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return found - NOT_FEATURES


@cache
def contracts() -> list[dict[str, Any]]:
    """The import contracts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


def script(name: str) -> ModuleType:
    """A program of .ci as a module."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / ".ci" / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
