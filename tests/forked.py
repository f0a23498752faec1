"""What the tests have done to a server's database, each in a process of its own, forked ready for it.

Seeding and letting time pass share nothing with a test but the database. Most of what such a process
costs is to import the product, so one process does that once and forks for each command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
MODULES = ("tests.browser.seed", "tests.browser.passing")


def run(module: str, arguments: list[str], environment: dict[str, str]) -> str:
    """Run the module's ``main`` in this environment and return what it printed."""
    ready = _ready()
    assert ready.stdin is not None and ready.stdout is not None
    with TemporaryDirectory() as folder:
        order = {"module": module, "arguments": arguments, "environment": environment}
        ready.stdin.write(json.dumps({**order, "folder": folder}) + "\n")
        ready.stdin.flush()
        code = ready.stdout.readline().strip()
        assert code == "0", f"{module} ended with {code}: {Path(folder, 'stderr').read_text()}"
        return Path(folder, "stdout").read_text()


@cache
def _ready() -> subprocess.Popen[str]:
    """The process that has imported everything; it ends with this one, as nobody writes to it then."""
    command = [sys.executable, "-m", "tests.forked"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)


def main() -> None:
    """Fork for each order, one a line, and say with which code it ended."""
    modules = {name: import_module(name) for name in MODULES}
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _stand_alone(order["environment"], Path(order["folder"]))
            modules[order["module"]].main(*order["arguments"])
            sys.exit()
        _pid, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _stand_alone(environment: dict[str, str], folder: Path) -> None:
    """As if this process had been started by itself; what it says goes into files."""
    os.environ.clear()
    os.environ.update(environment)
    for name, number in (("stdout", 1), ("stderr", 2)):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT), number)


if __name__ == "__main__":
    main()
