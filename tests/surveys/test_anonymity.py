"""No viewer is found in what is kept, however the text tries."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.surveys.anonymity import VIEWER, anonymous

SPACES = st.sampled_from(["", " ", "-", "　", "\u200b", "·"])
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    """A telephone number as people hide it: spaced, full-width, in Chinese numerals."""
    digits = "1" + draw(st.sampled_from("3456789")) + draw(st.from_regex(r"\d{9}", fullmatch=True))
    style = draw(st.sampled_from(["plain", "wide", "spaced"]))
    if style == "wide":
        return digits.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    gap = draw(SPACES) if style == "spaced" else ""
    return f"{digits[:3]}{gap}{digits[3:7]}{gap}{digits[7:]}"


@given(WORDS)
def test_twice_is_once_and_one_line(text: str) -> None:
    once = anonymous(text)
    assert anonymous(once) == once
    assert "\n" not in once and once == once.strip()


@given(before=WORDS, number=mobiles(), after=st.sampled_from(["", "，退我钱", " 找我", "！！"]))
def test_a_telephone_number_is_never_kept(before: str, number: str, after: str) -> None:
    kept = anonymous(f"{before}电话 {number}{after}")
    plain = kept.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    bare = re.sub(r"[\s\-·\u200b]", "", number).translate(
        str.maketrans("０１２３４５６７８９", "0123456789")
    )
    assert bare not in re.sub(r"[\s\-·\u200b]", "", plain)


@given(st.from_regex(r"[0-9a-f]{6}", fullmatch=True), st.sampled_from(["#", "＃", " # "]), WORDS)
def test_a_pseudonym_is_never_kept(code: str, sign: str, rest: str) -> None:
    kept = anonymous(f"观众{sign}{code}，说：{rest}")
    assert f"#{code}" not in kept and f"＃{code}" not in kept and kept.startswith(VIEWER)


@given(st.text("小鱼儿爱吃糖abcXYZ_0123456789", min_size=2, max_size=12))
def test_a_called_name_is_never_kept(name: str) -> None:
    for text in (f"@{name} 说助播没回", f"昵称：{name}，要退货", f"用户名是{name}"):
        assert name not in anonymous(text), text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("助播三次没回尺码", "助播三次没回尺码"),
        ("说好 129 元\n到手 139 元", "说好 129 元 到手 139 元"),
        ("3 号链接没弹出来", "3 号链接没弹出来"),
        ("观众都说好", "观众都说好"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("加我微信 abc12345 聊", "加我微信 〔账号〕 聊"),
    ],
)
def test_what_was_said_stays(text: str, kept: str) -> None:
    assert anonymous(text) == kept
