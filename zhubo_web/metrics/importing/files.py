"""Opening what somebody uploaded, safely: .xlsx, .xls and .csv, known by their bytes, not their names.

Whatever is wrong is one sentence (Invalid) before a library touches it: too large, a bomb, cut off, locked,
with macros, of another kind. Nothing in a file is ever run. Only Python's own zip reader unpacks here, which
stops at the declared sizes; the spreadsheet library sees the file only when those are small, and in a
process of its own (``opening``).
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO, Any

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.tables import decoded
from zhubo_web.metrics.importing import opening
from zhubo_web.metrics.importing.compound import Broken, Reach, reach

MOST_BYTES = 16 * 1024 * 1024
MOST_UNPACKED = 160 * 1024 * 1024
MOST_RATIO = 120
MOST_PARTS = 2000
MOST_ROWS = 30_000
MOST_COLUMNS = 104
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A cell further right than CZ (104) or further down than 30,999: the library keeps the whole rectangle.
_FAR = re.compile(
    rb'\br="(?:(?:[A-Z]{3,}|[D-Z][A-Z])\d+|[A-Z]+(?:\d{6,}|(?:3[1-9]|[4-9]\d)\d{3}))"'
)
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,2})(\d{1,5})"[^>]*>\s*<(?:\w+:)?f\b')
_PAGE = re.compile(rb"^\s*<(?:!doctype|html|table|\?xml|meta)", re.I)
BROKEN = N_("文件不完整或已损坏，请重新下载后再传")
TOO_LARGE = N_("文件超过 16 MB，请按时间分成几个文件，分次导入")
LOCKED = N_("文件加了密码，请另存一份不加密的再传")
MACROS = N_("文件里有宏，请另存为 .xlsx 或 .csv 再传")
OTHER = N_("这不是 .xlsx、.xls 或 .csv 表格，请选平台导出的原文件，或另存为这三种")
BOMB = N_("文件解开后太大，不像是表格，没有打开它")
WEB = N_("这个文件其实是网页，请用 Excel 打开后另存为 .xlsx 再传")
FAR = N_("表格太长或太宽，最多 30000 行、100 列，请删去空白处多余的格再传")
EMPTY = N_("这个文件里没有内容")

Row = list[Any]


@dataclass
class Sheet:
    """One sheet: its name, its rows from the first on, the cells (row, column from 1) with formulas."""

    name: str
    rows: Iterator[Row]
    formulas: set[tuple[int, int]] = field(default_factory=set)


def check(path: Path) -> str:
    """The kind of a file: xlsx, xls or csv. Raises Invalid with what is wrong."""
    size = path.stat().st_size
    if size == 0:
        raise Invalid(EMPTY, "file")
    if size > MOST_BYTES:
        raise Invalid(TOO_LARGE, "file")
    with path.open("rb") as source:
        head = source.read(4096)
    if head.startswith(b"PK"):
        _check_zip(path, size)
        return "xlsx"
    if head.startswith(_OLE):
        _check_ole(path)
        return "xls"
    if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise Invalid(WEB, "file")
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(OTHER, "file")
    return "csv"


def _check_zip(path: Path, size: int) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Invalid(BROKEN, "file") from error
    unpacked = sum(one.file_size for one in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > size * MOST_RATIO:
        raise Invalid(BOMB, "file")
    names = {one.filename.lower() for one in parts}
    if any(one.flag_bits & 1 for one in parts):
        raise Invalid(LOCKED, "file")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Invalid(MACROS, "file")
    if "xl/workbook.xml" not in names:
        raise Invalid(OTHER, "file")


def _check_ole(path: Path) -> None:
    held = path.read_bytes()

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in held

    if has("EncryptedPackage"):
        raise Invalid(LOCKED, "file")
    if has("_VBA_PROJECT"):
        raise Invalid(MACROS, "file")
    if not has("Workbook") and not has("Book"):
        raise Invalid(OTHER, "file")
    if _reach(held).locked:
        raise Invalid(LOCKED, "file")


def _reach(held: bytes) -> Reach:
    """How far an .xls reaches: no further than the library may be asked to keep."""
    try:
        found = reach(held)
    except Broken as error:
        raise Invalid(BROKEN, "file") from error
    if found.row > MOST_ROWS + 999 or found.column > MOST_COLUMNS:
        raise Invalid(FAR, "file")
    return found


def sheets(path: Path, most: int = MOST_ROWS + 1000) -> Iterator[Sheet]:
    """The sheets of a file, of each so many rows, to be read in their order. Raises Invalid."""
    kind = check(path)
    if kind == "csv":
        yield Sheet("", islice(_lines(path), most))
        return
    formulas = _look_through(path) if kind == "xlsx" else _reach(path.read_bytes()).formulas
    command = [sys.executable, "-I", opening.__file__, str(path.resolve()), str(most)]
    with subprocess.Popen(command, stdout=PIPE, stderr=DEVNULL) as opened:  # noqa: S603 - our own program
        assert opened.stdout is not None
        try:
            lines = _Lines(opened.stdout)
            for place, name in enumerate(lines.sheets()):
                yield Sheet(name, lines.rows(), formulas[place] if place < len(formulas) else set())
        finally:
            opened.stdout.close()
            lines.ended = opened.wait()
    if lines.ended == opening.LOCKED:
        raise Invalid(LOCKED, "file")
    if lines.ended:
        raise Invalid(BROKEN, "file")


class _Lines:
    """What the other process writes: names of sheets, and rows between them."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._name: str | None = None
        self.ended = 0

    def sheets(self) -> Iterator[str]:
        """The sheets' names; rows that nobody read are passed over."""
        while True:
            deque(self.rows(), maxlen=0)
            if self._name is None:
                return
            name, self._name = self._name, None
            yield name

    def rows(self) -> Iterator[Row]:
        """The rows of this sheet."""
        while self._name is None and (line := self._source.readline()):
            if not line.endswith(b"\n"):
                return
            found = json.loads(line, object_hook=_cell)
            if isinstance(found, str):
                self._name = found
                return
            yield found


def _cell(found: dict[str, Any]) -> Any:
    """What stood there: a sheet's name, a duration, a day, a time, or both."""
    if "sheet" in found:
        return found["sheet"]
    if "seconds" in found:
        return timedelta(seconds=found["seconds"])
    text = found["at"]
    if "T" in text:
        return datetime.fromisoformat(text)
    return time.fromisoformat(text) if ":" in text else date.fromisoformat(text)


def _look_through(path: Path) -> list[set[tuple[int, int]]]:
    """Unpack every part once: sizes and sums are true; where are formulas, sheet by sheet."""
    found = []
    try:
        with zipfile.ZipFile(path) as packed:
            parts = sorted(packed.infolist(), key=lambda one: (len(one.filename), one.filename))
            for part in parts:
                is_sheet = re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename, re.I)
                places = _scan(packed, part, bool(is_sheet))
                if is_sheet:
                    found.append(places)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise Invalid(BROKEN, "file") from error
    return found


def _scan(packed: zipfile.ZipFile, part: zipfile.ZipInfo, is_sheet: bool) -> set[tuple[int, int]]:
    places: set[tuple[int, int]] = set()
    with packed.open(part) as source:
        tail = b""
        while chunk := source.read(_CHUNK):
            text = tail + chunk
            if is_sheet:
                if _FAR.search(text):
                    raise Invalid(FAR, "file")
                # Most lists have no formula: the pattern is slow.
                if b"<f" in text or b":f" in text:
                    places.update((int(row), _column(name)) for name, row in _FORMULA.findall(text))
            tail = text[-512:]
    return places


def _column(letters: bytes) -> int:
    number = 0
    for one in letters:
        number = number * 26 + one - 64
    return number


def _lines(path: Path) -> Iterator[Row]:
    text = decoded(path.read_bytes())
    if "\0" in text:
        raise Invalid(OTHER, "file")
    first = text[:4000]
    delimiter = max(",\t;|", key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            if number > MOST_ROWS + 100 or len(row) > MOST_COLUMNS:
                raise Invalid(FAR, "file")
            yield list(row)
    except csv.Error as error:
        raise Invalid(BROKEN, "file") from error
