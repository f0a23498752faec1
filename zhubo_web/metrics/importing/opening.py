"""Unpacking one spreadsheet in a process of its own, run by its path: what breaks it breaks nothing else.

The library is fast and native: a damaged file can end the whole process, a crafted one can ask for any
memory. So this program, which knows nothing of the product, opens the file with bounds on memory and
processor time, and writes lines of JSON: ``{"sheet": name}``, then a list for each row. Days, times and
durations are ``{"at": ISO}``, ``{"seconds": number}``. Ends with 3 where a password is asked for.
"""

from __future__ import annotations

import json
import sys
from datetime import date, time, timedelta
from itertools import islice
from typing import Any

LOCKED = 3
MOST_MEMORY = 1 << 30
MOST_SECONDS = 60


def bound() -> None:
    """No more memory and time than a list of broadcasts needs, where the system can hold to it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def told(value: Any) -> dict[str, Any]:
    """What JSON has no words for."""
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    assert isinstance(value, date | time)
    return {"at": value.isoformat()}


def main(path: str, most: int) -> int:
    """Write out the sheets; of each so many rows. What the program ends with."""
    # Not above: the product imports this module for its path, without the library.
    from python_calamine import CalamineWorkbook, PasswordError

    bound()
    try:
        write(CalamineWorkbook.from_path(path), most)
    except PasswordError:
        return LOCKED
    return 0


def write(opened: Any, most: int) -> None:
    """Each sheet's name, then its rows."""
    with opened as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            sys.stdout.write(json.dumps({"sheet": name}) + "\n")
            left = [None] * (sheet.start or (0, 0))[1]
            for row in islice(sheet.iter_rows(), most):
                sys.stdout.write(json.dumps([*left, *row], default=told) + "\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
