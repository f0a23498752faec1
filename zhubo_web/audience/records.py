"""Splitting a CSV stream into records without letting one broken row swallow the next.

A comment may hold a line break inside quotes. But a stray quote must not pull everything up to the
next one into a single field, so a line that begins like a record always begins one.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from zhubo_web.core.marking import N_

LONGEST_LINE = 64 * 1024
"""Bytes or characters of a physical line; longer is no comment log."""

MOST_PARTS = 20
"""Physical lines one record may have."""

_BEGINS = re.compile(r"\d\d:\d\d:\d\d,")
_BAD_QUOTES = N_("引号不成对，这一行没有导入。")
_BAD_BYTES = N_("有无法识别的字符，这一行没有导入。")


@dataclass(frozen=True)
class Broken:
    """A record that could not be taken apart, and why."""

    msgid: str


class Unreadable(Exception):
    """The stream is no text in UTF-8; `encoding` tells wrong encoding from binary content."""

    def __init__(self, *, encoding: bool) -> None:
        super().__init__("not UTF-8" if encoding else "not a text file")
        self.encoding = encoding


def records(stream: IO[bytes] | IO[str]) -> Iterator[list[str] | Broken]:
    """The records of the stream, blank lines left out; raises Unreadable."""
    lines = _Lines(stream)
    for line in lines:
        if isinstance(line, Broken):
            yield line
        elif line.strip():
            yield _record(line, lines)


def _record(line: str, lines: _Lines) -> list[str] | Broken:
    """The record a line begins, with the lines its open quotes reach over."""
    whole = line
    for _part in range(MOST_PARTS):
        try:
            return next(csv.reader([whole], strict=True), [])
        except csv.Error as error:
            more = lines.continuation() if "end of data" in str(error) else None
        if more is None:
            break
        whole += more
    return Broken(_BAD_QUOTES)


class _Lines:
    """Physical lines as text, with one to look ahead; line breaks kept, byte-order mark not."""

    def __init__(self, stream: IO[bytes] | IO[str]) -> None:
        self._lines = _decoded(stream)
        self._ahead: list[str | Broken] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str | Broken:
        return self._ahead.pop() if self._ahead else next(self._lines)

    def continuation(self) -> str | None:
        """The next line if it can belong to the record before it; otherwise it stays."""
        following = next(self, None)
        if isinstance(following, str) and not _BEGINS.match(following):
            return following
        self._ahead = [following] if following is not None else []
        return None


def _decoded(stream: IO[bytes] | IO[str]) -> Iterator[str | Broken]:
    """Undecodable rows are broken rows, unless nothing but ASCII was read before: then refuse."""
    convinced = False
    first = True
    while raw := _read_line(stream):
        text = _decode(raw, first=first)
        first = False
        if text is None and not convinced:
            raise Unreadable(encoding=True)
        convinced = convinced or (text is not None and not text.isascii())
        yield Broken(_BAD_BYTES) if text is None else text


def _read_line(stream: IO[bytes] | IO[str]) -> bytes | str:
    try:
        raw = stream.readline(LONGEST_LINE)
    except UnicodeDecodeError as error:
        raise Unreadable(encoding=True) from error
    binary = 0 in raw if isinstance(raw, bytes) else "\0" in raw
    if binary or len(raw) >= LONGEST_LINE:
        raise Unreadable(encoding=raw[:2] in (BOM_UTF16_LE, BOM_UTF16_BE))
    return raw


def _decode(raw: bytes | str, *, first: bool) -> str | None:
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text.removeprefix("\ufeff") if first else text
