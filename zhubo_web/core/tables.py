"""Reading tables that people paste or upload as text: lines, cells, names. Pure.

Cells stand between tabs or commas; letters, digits and signs may be full-width.
"""

from __future__ import annotations

import csv
import unicodedata

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid

UNREADABLE = N_("文件的文字编码认不出来，请另存为 UTF-8 的 .csv 或 .xlsx 再传")


def plain(text: str) -> str:
    """Half-width, without what is unseen and without blanks around it."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if unicodedata.category(char) != "Cf").strip()


def key(text: str) -> str:
    """How names are compared: half-width, lower case, no blanks."""
    return "".join(plain(text).lower().split())


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """The lines that say something, with their numbers; quoted cells may hold line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    head = next((line for line in lines if line.strip()), "")
    mark = "\t" if "\t" in head else ","
    if mark == ",":
        lines = [line.replace("，", ",") for line in lines]
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=mark)
    found, number = [], 0
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                found.append((number, cells))
    except csv.Error:
        return []
    return found


def decoded(held: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16, GB18030; else what the bytes look like."""
    marked = held.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return held.decode(encoding)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes  # 2.5 MB, for files that are none of the usual ones

    guessed = from_bytes(held[:200_000]).best()
    try:
        return held.decode(guessed.encoding if guessed else "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        raise Invalid(UNREADABLE, "file") from error
