"""Look-alike exports: made up, with the ugliness of real ones."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

#: The compass list's own 54 columns, in its order.
COMPASS = (  # noqa: SIM905 - fifty-four words are read best as a sentence
    "主播头像 主播昵称 主播抖音号 直播开始时间 直播结束时间 直播时长(分钟) 直播间曝光人数 直播间曝光次数 "
    "直播间观看人数 单小时观看人数 直播间观看次数 最高在线人数 平均在线人数 人均观看时长(分钟) 评论次数 "
    "新加直播团人数 新增粉丝数 取关粉丝数 观看老粉占比 带货商品数 直播间商品曝光人数 直播间商品点击人数 "
    "直播间商品曝光次数 直播间商品点击次数 直播间成交订单数 直播间成交金额 直播间用户支付金额 "
    "单小时用户支付金额 直播间成交件数 直播间成交人数 直播间退款订单数 直播间退款金额 直播间退款人数 "
    "预估佣金支出 商品曝光-点击率(次数) 商品曝光-点击率(人数) 商品点击-成交率(次数) 商品点击-成交率(人数) "
    "观看-成交率(次数) 观看-成交率(人数) 预售订单数 预售全款金额 新加购物团人数 投放消耗(店铺绑定) "
    "投放消耗(店铺被投) 净成交金额 净成交订单数 1小时退款金额 1小时退款订单数 1小时退款率 "
    "消费券引导支付金额 消费券引导支付占比 消费券补贴金额 消费券使用量"
).split(" ")


def compass_row(account: str, start: datetime, **changed: Any) -> list[Any]:
    """A row as the compass writes it: ids and dates text, rates fractions, vouchers a dash."""
    values: dict[str, Any] = dict.fromkeys(COMPASS, "-")
    values |= {
        "主播昵称": "护肤小店",
        "主播抖音号": f"{account} ",
        "直播开始时间": f"{start:%Y/%m/%d %H:%M:%S}",
        "直播时长(分钟)": 92,
        "直播间曝光人数": 5200,
        "直播间曝光次数": 9800,
        "直播间观看人数": 1234,
        "直播间观看次数": 1500,
        "最高在线人数": 88,
        "平均在线人数": 31.5,
        "人均观看时长(分钟)": 0.27,
        "评论次数": 312,
        "新加直播团人数": 6,
        "新增粉丝数": 21,
        "取关粉丝数": 2,
        "观看老粉占比": 0.1282,
        "带货商品数": 8,
        "直播间商品曝光人数": 900,
        "直播间商品点击人数": 210,
        "直播间商品曝光次数": 2100,
        "直播间商品点击次数": 330,
        "直播间成交订单数": 44,
        "直播间成交金额": 5676.5,
        "直播间用户支付金额": 5500,
        "直播间成交件数": 47,
        "直播间成交人数": 41,
        "直播间退款订单数": 1,
        "直播间退款金额": 129,
        "直播间退款人数": 1,
        "商品曝光-点击率(人数)": 0.2333,
        "净成交金额": 5547.5,
        **changed,
    }
    return [values[name] for name in COMPASS]


def xlsx(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "直播间明细") -> Path:
    """An .xlsx of these rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def xls(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """An .xls (BIFF) of these rows."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("明细")
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is not None:
                page.write(line, place, cell)
    book.save(str(path))
    return path


def csv_bytes(rows: Sequence[Sequence[Any]], encoding: str, delimiter: str = ",") -> bytes:
    """A .csv in an encoding."""
    kept = io.StringIO()
    csv.writer(kept, delimiter=delimiter).writerows(rows)
    return kept.getvalue().encode(encoding)


def repacked(path: Path, extra: dict[str, bytes]) -> Path:
    """The same .xlsx with parts added or replaced."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, held in {**parts, **extra}.items():
            packed.writestr(name, held)
    return path
