"""One door to files that spreadsheets open: no text in them is ever taken for a formula.

In .xlsx every text is written as a text. In .csv a cell that begins with a sign that starts one (also
full-width, also after blanks that programs drop) gets a leading apostrophe; every text is quoted;
numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

#: Without it Excel reads UTF-8 as the country's old encoding.
BYTE_ORDER_MARK = "\ufeff"
DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")

Cell = str | int | Decimal | None


def safe(text: str) -> str:
    """The text so that no spreadsheet runs it."""
    begins = text.lstrip(" \u00a0\u3000\ufeff\u200b")[:1] or text[:1]
    return f"'{text}" if begins in DANGEROUS or text[:1] in DANGEROUS else text


def _cell(value: Cell) -> str | int | Decimal:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else value


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file line by line; texts quoted, numbers not, what is missing empty."""
    kept = io.StringIO()
    writer = csv.writer(kept, quoting=csv.QUOTE_NONNUMERIC)
    yield BYTE_ORDER_MARK.encode()
    for row in chain((head,), rows):
        writer.writerow([_cell(value) for value in row])
        yield kept.getvalue().encode()
        kept.seek(0)
        kept.truncate()


def workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]]) -> bytes:
    """An .xlsx file: name of a sheet → (head, rows). Texts are texts, numbers are numbers."""
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for name, (head, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(head):
                sheet.write_string(0, column, title, bold)
                sheet.set_column(column, column, max(10, 2 * len(title) + 2))
            for line, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    _write(sheet, line, column, value)
    return kept.getvalue()


def _write(sheet: Any, line: int, column: int, value: Cell) -> None:
    if value is None:
        sheet.write_blank(line, column, None)
    elif isinstance(value, str):
        sheet.write_string(line, column, value)
    else:
        sheet.write_number(line, column, value)
