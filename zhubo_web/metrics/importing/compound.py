"""Looking through an old .xls before the library opens it: how far its cells reach, where formulas are. Pure.

An .xls is a compound file (sectors chained by a table) that holds one stream of records, each with its kind
and length; cells begin with their row and column. Only that is read here.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import unpack_from

_END = 0xFFFFFFFA
_BOF, _EOF, _FILEPASS, _FORMULA = 0x0809, 0x000A, 0x002F, 0x0006
#: Kinds of records that are cells: number, text, blank, several at once …
_CELLS = frozenset(
    (0x0203, 0x0204, 0x00FD, 0x027E, 0x0205, 0x00BD, 0x00D6, 0x0201, 0x00BE, _FORMULA)
)
_SEVERAL = frozenset((0x00BD, 0x00BE))


class Broken(ValueError):
    """The file is cut off, or its chains lead nowhere."""


@dataclass
class Reach:
    """The furthest row and column (from 1), the formulas of each sheet, whether it is locked."""

    row: int = 0
    column: int = 0
    locked: bool = False
    formulas: list[set[tuple[int, int]]] = field(default_factory=list)


class _Compound:
    def __init__(self, held: bytes) -> None:
        self._held = held
        self._size = 1 << unpack_from("<H", held, 30)[0]
        if not 512 <= self._size <= 4096:
            raise Broken("sectors of an unknown size")
        self._next = self._table()

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._held[start : start + self._size]

    def _table(self) -> array[int]:
        places = [one for one in unpack_from("<109I", self._held, 76) if one < _END]
        more, count = unpack_from("<2I", self._held, 68)
        while more < _END and count > 0:
            numbers = unpack_from(f"<{self._size // 4}I", self._sector(more))
            places += [one for one in numbers[:-1] if one < _END]
            more, count = numbers[-1], count - 1
        table = array("I")
        for place in places:
            table.extend(unpack_from(f"<{self._size // 4}I", self._sector(place)))
        return table

    def chain(self, number: int) -> bytes:
        """The bytes of a chain of sectors."""
        found, seen = [], 0
        while number < _END:
            if number >= len(self._next) or seen > len(self._next):
                raise Broken("a chain without an end")
            found.append(self._sector(number))
            number, seen = self._next[number], seen + 1
        return b"".join(found)

    def _small(self, held: bytes, number: int, size: int) -> bytes:
        """A short stream: its sectors of 64 bytes lie within the root's."""
        first = unpack_from("<I", self._held, 60)[0]
        table = array("I", self.chain(first))
        found: list[bytes] = []
        while number < _END and number < len(table) and len(found) * 64 < size:
            found.append(held[number * 64 : number * 64 + 64])
            number = table[number]
        return b"".join(found)

    def stream(self, *names: str) -> bytes:
        """The stream with one of these names."""
        directory = self.chain(unpack_from("<I", self._held, 48)[0])
        least, root = unpack_from("<I", self._held, 56)[0], b""
        for start in range(0, len(directory) - 127, 128):
            length = min(unpack_from("<H", directory, start + 64)[0], 64)
            name = directory[start : start + max(length - 2, 0)].decode("utf-16-le", "replace")
            first, size = unpack_from("<2I", directory, start + 116)
            if directory[start + 66] == 5:
                root = self.chain(first)
            elif name in names:
                return self.chain(first)[:size] if size >= least else self._small(root, first, size)
        raise Broken("no such stream")


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, where its contents begin, their length)."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, place)
        yield kind, place + 4, length
        place += 4 + length


def reach(held: bytes) -> Reach:
    """How far the cells of an .xls reach. Raises Broken."""
    try:
        return _reach(_Compound(held).stream("Workbook", "Book"))
    except (struct.error, ValueError, OverflowError) as error:
        raise Broken(str(error)) from error


def _reach(stream: bytes) -> Reach:
    found, depth, parts = Reach(), 0, 0
    for kind, place, length in _records(stream):
        if kind == _BOF:
            parts += depth == 0
            depth += 1
            if depth == 1 and parts > 1:
                found.formulas.append(set())
        elif kind == _EOF:
            depth -= 1
        elif kind == _FILEPASS:
            found.locked = True
        elif kind in _CELLS and length >= 6:
            row, column = unpack_from("<HH", stream, place)
            last = unpack_from("<H", stream, place + length - 2)[0] if kind in _SEVERAL else column
            found.row, found.column = max(found.row, row + 1), max(found.column, last + 1)
            if kind == _FORMULA and found.formulas:
                found.formulas[-1].add((row + 1, column + 1))
    return found
