"""A web process carries nothing it never uses: what belongs to the worker, rare pages, other stores."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import KEYS
from zhubo_web.core.sparing import without

#: What takes megabytes, and who needs it: lists of passwords, migrations (with their templates and
#: colours), spreadsheets, the radar's dictionary, odd encodings, the clients of other stores.
SPARED = {"zxcvbn", "alembic", "flask_migrate", "mako", "pygments", "python_calamine", "xlsxwriter",
          "jieba", "redis", "psycopg", "requests", "charset_normalizer"}  # fmt: skip
START = "import sys, zhubo_web.wsgi; zhubo_web.wsgi.create_app(); print(*sys.modules)"


def test_a_fresh_web_process_is_without_them(tmp_path: Path) -> None:
    environment = {"ZHUBO_INSTANCE": str(tmp_path), "PYTHONPATH": ":".join(sys.path), **KEYS}
    started = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in started.stdout.split()}
    assert "sqlalchemy" in loaded
    assert loaded & SPARED == set()


def test_what_is_kept_out_is_found_again_afterwards() -> None:
    sys.modules.pop("this", None)
    with without("this", "json"):
        assert import_module("json"), "what is loaded already stays"
        with pytest.raises(ModuleNotFoundError):
            import_module("this")
    assert find_spec("this") is not None
