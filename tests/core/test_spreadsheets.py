"""What is put into spreadsheets is text or a number, never a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from zhubo_web.core.spreadsheets import csv_lines, safe

PAYLOADS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =HYPERLINK(1)",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
)


def read(data: bytes) -> list[list[str]]:
    """The file as a program reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_spreadsheet_would_run_becomes_text(payload: str) -> None:
    data = b"".join(csv_lines(["a"], [[payload]]))
    assert read(data)[1] == [f"'{payload}"]


@pytest.mark.parametrize("text", ["129 元", "节奏稳=好", "a-b", "“敏感肌”", "", "0:27:35"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def test_numbers_stay_numbers_and_texts_are_quoted() -> None:
    data = b"".join(csv_lines(["词", "数"], [["129", -5], ['"', Decimal("1.5")], [None, 0]]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        '"词","数"',
        '"129",-5',
        '"""",1.5',
        '"",0',
    ]


def test_the_file_goes_out_line_by_line() -> None:
    taken = []

    def rows() -> object:
        for number in range(3):
            taken.append(number)
            yield [number]

    lines = csv_lines(["n"], rows())  # type: ignore[arg-type]
    next(lines), next(lines), next(lines)
    assert taken == [0]
