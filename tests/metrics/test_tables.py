"""Files as people hand them in: what is read of them, and what is refused with a sentence."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from tests.metrics.files import COMPASS, compass_row, csv_bytes, repacked, xls, xlsx
from zhubo_web.core.reasons import Invalid
from zhubo_web.metrics.importing import Entry, check, entries, find_head, opening
from zhubo_web.metrics.importing.headings import without_computed
from zhubo_web.metrics.importing.moments import When

START = datetime(2026, 3, 21, 19, 15, 15)  # noqa: DTZ001 - a cell's, on no clock
OWN = (
    ("三月直播数据",),
    (),
    ("日期", "开播 时刻", "直播间", "场观（人）", "ＧＭＶ(元)", "人均停留", "看播成交率", "备注"),
    ("2026/3/21 星期六", "19:15", "护肤直播间", "1.2万", "¥12,345.60", "1分23秒", "1.28%", "=1+1"),
    ("", "", "小计", "1.2万", "¥12,345.60", "", "", ""),
    ("2026年3月22日", "19点15分", "护肤直播间", "--", "１２３", "45秒", "-", "@SUM(A1)"),
    ("日期", "开播 时刻", "直播间", "场观（人）", "ＧＭＶ(元)", "人均停留", "看播成交率", "备注"),
    ("2026/3/23", "", "护肤直播间", "8.5", "", "", "", ""),
    ("三月合计", "", "", "9", "1", "", "", ""),
)


def read(path: Path) -> list[Entry]:
    head = find_head(path)
    targets = without_computed([one.target for one in head.columns])
    chosen = {one.place: t for one, t in zip(head.columns, targets, strict=True) if t}
    return list(entries(path, head.sheet, head.line, chosen))


def own(found: list[Entry]) -> None:
    first, middle, second, third, last = found
    assert first.when == When(date(2026, 3, 21), time(19, 15)) and first.room == "护肤直播间"
    assert first.values == {"view_uv": Decimal(12000), "gmv": Decimal("12345.6"),
                            "watch_avg": Decimal(83), "cvr": Decimal("1.28")}  # fmt: skip
    assert middle.is_sum and middle.line == 5 and last.is_sum and last.line == 9
    assert second.values == {"gmv": Decimal(123), "watch_avg": Decimal(45)} and not second.problems
    assert third.line == 8 and third.problems[0].column == "D" and "整数" in third.problems[0].msgid


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-8"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_merchants_sheet_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(OWN, encoding, delimiter))
    own(read(path))


def test_the_same_as_xlsx_and_xls(tmp_path: Path) -> None:
    own(read(xlsx(tmp_path / "a.xlsx", [[str(c) or None for c in row] if n != 3 else
        [c if c != "=1+1" else "x" for c in row] for n, row in enumerate(OWN)])))  # fmt: skip
    own(read(xls(tmp_path / "a.xls.xls", OWN)))


def test_the_compass_list_is_recognised_column_by_column(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", [COMPASS, compass_row("care_1", START)])
    head = find_head(path)
    assert head.line == 1 and len(head.columns) == 54
    known = {one.heading: one.target for one in head.columns}
    assert known["人均观看时长(分钟)"] == "watch_avg@minutes"
    assert known["观看老粉占比"] == "old_fans_share@fraction"
    (entry,) = read(path)
    assert entry.account == "care_1" and entry.when == When(START.date(), START.time())
    assert entry.values["watch_avg"] == Decimal("16.2") and entry.values["gmv"] == Decimal("5676.5")
    assert entry.values["old_fans_share"] == Decimal("12.82") and "goods_ctr" not in entry.values
    assert entry.values["acu"] == Decimal("31.5") and not entry.problems
    assert len(entry.values) == 26


def test_true_dates_numbers_and_leading_emptiness(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        [None, None, None],
        [None, "开播时间", "抖音号", "成交金额"],
        [None, START, 12345678901, 12.5],
        [None, 46102.80225, "'0123'", None],
    ]
    first, second = read(xlsx(tmp_path / "a.xlsx", rows))
    assert (
        first.line == 4
        and first.account == "12345678901"
        and first.values == {"gmv": Decimal("12.5")}
    )
    assert first.when == When(START.date(), START.time())
    assert second.when == When(START.date(), time(19, 15, 14)) and second.account == "0123"
    assert second.values == {}
    head = find_head(tmp_path / "a.xlsx")
    assert [one.letters for one in head.columns] == ["B", "C", "D"] and head.line == 3


def test_a_formula_is_refused_at_its_line_and_column(tmp_path: Path) -> None:
    rows = [("开播时间", "抖音号", "成交金额"), ("2026/3/21 19:15", "a", "=1+2"), ("2026/3/22 19:15", "a", 5),
            ("合计", "", "=SUM(C2:C3)")]  # fmt: skip
    first, second, last = read(xlsx(tmp_path / "a.xlsx", rows))
    assert [(one.column, one.msgid[:3]) for one in first.problems] == [("C", "是公式")]
    assert second.values == {"gmv": Decimal(5)} and last.is_sum


def test_a_formula_in_an_old_file_is_found_too(tmp_path: Path) -> None:
    rows = [("开播时间", "抖音号", "成交金额"), ("2026/3/21 19:15", "a", xlwt.Formula("1+2")),
            ("2026/3/22 19:15", "a", 5)]  # fmt: skip
    first, second = read(xls(tmp_path / "a.xls", rows))
    assert [one.column for one in first.problems] == ["C"] and second.values == {"gmv": Decimal(5)}


@given(st.binary(max_size=2000), st.integers(0, 3000))
def test_any_bytes_behind_an_old_heading_are_read_or_refused(
    tmp_path: Path, noise: bytes, at: int
) -> None:
    path = xls(tmp_path / "a.xls", OWN)
    held = path.read_bytes()
    path.write_bytes(held[:at] + noise + held[at + len(noise) :])
    try:
        check(path)
        find_head(path)
    except Invalid:
        return


def test_a_reader_that_dies_half_way_is_no_shorter_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xls(tmp_path / "a.xls", OWN)
    head = find_head(path)
    dying = tmp_path / "dying.py"
    lines = json.dumps({"sheet": "明细"}) + "\n[1]"
    dying.write_text(f"import os; print({lines!r}, flush=True); os.abort()")
    monkeypatch.setattr(opening, "__file__", str(dying))
    with pytest.raises(Invalid) as refused:
        list(entries(path, head.sheet, 0, {1: "gmv"}))
    assert "损坏" in str(refused.value)


def far_xls(path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("a").write(65535, 255, 1)
    book.save(str(path))


def bomb(path: Path) -> None:
    repacked(xlsx(path, [COMPASS]), {"xl/worksheets/sheet2.xml": b"0" * 30_000_000})


def far(path: Path, cell: str = "XFD1048576") -> None:
    sheet = f'<worksheet><sheetData><c r="{cell}"><v>1</v></c></sheetData></worksheet>'
    repacked(xlsx(path, [COMPASS]), {"xl/worksheets/sheet1.xml": sheet.encode()})


def liar(path: Path) -> None:
    """A part that says it is short and unpacks to more."""
    repacked(xlsx(path, [COMPASS]), {"xl/media/a.bin": b"0" * 500_000})
    held = path.read_bytes().replace((500_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(held)


def locked(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )


def cut_xls(path: Path) -> None:
    xls(path, OWN)
    path.write_bytes(path.read_bytes()[:3000])


def cut(path: Path) -> None:
    xlsx(path, [COMPASS])
    path.write_bytes(path.read_bytes()[:-200])


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "x")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (bomb, "解开后太大"),
        (far, "太长或太宽"),
        (lambda p: far(p, "ZZ2"), "太长或太宽"),
        (lambda p: far(p, "A31000"), "太长或太宽"),
        (lambda p: far(p, "CZ30999"), "没有找到表头|太长或太宽|损坏"),
        (liar, "损坏"),
        (cut, "损坏"),
        (locked, "密码"),
        (zipped, "这不是"),
        (lambda p: repacked(xlsx(p, [COMPASS]), {"xl/vbaProject.bin": b"x"}), "宏"),
        (lambda p: p.write_bytes(b""), "没有内容"),
        (lambda p: p.write_bytes(b"%PDF-1.7\0\0\0"), "这不是"),
        (lambda p: p.write_bytes(b"<html><table><tr><td>1</td></tr></table>"), "网页"),
        (lambda p: p.write_bytes(b"a" * (16 * 1024 * 1024 + 1)), "16 MB"),
        (lambda p: p.write_bytes("甲,乙\n1,2\n".encode()), "没有找到表头"),
        (lambda p: p.write_bytes(b"a,b\n" + b'"' + b"x" * 200_000), "损坏"),
        (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "这不是"),
        (cut_xls, "这不是|损坏"),
        (far_xls, "太长或太宽"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, make: Any, says: str) -> None:
    path = tmp_path / "a.xlsx"
    make(path)
    with pytest.raises(Invalid) as refused:
        check(path)
        find_head(path)
    assert any(one in str(refused.value) for one in says.split("|"))
    assert refused.value.field == "file"
