"""What identifies a viewer is hidden; prices, counts and emoji codes stay. All data is made up."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.audience.masking import mask, pseudonym, shown_name


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("打 13812345678 找我", "打 〔手机号〕 找我"),
        ("138 1234 5678", "〔手机号〕"),
        ("138-1234-5678", "〔手机号〕"),
        ("138🙂1234🙂5678", "〔手机号〕"),
        ("138[捂脸]1234[捂脸]5678", "〔手机号〕"),
        ("1 3 8 1 2 3 4 5 6 7 8", "〔手机号〕"),
        ("１３８１２３４５６７８", "〔手机号〕"),
        ("①③⑧①②③④⑤⑥⑦⑧", "〔手机号〕"),
        ("一三八一二三四五六七八", "〔手机号〕"),
        ("幺三八 幺二三四 五六七八", "〔手机号〕"),
        ("1三8一2三4五6七8", "〔手机号〕"),
        ("138\u200b1234\u200b5678", "〔手机号〕"),
        ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "〔手机号〕"),
        ("13812345678微信同号", "〔手机号〕微信同号"),
        ("010-88886666", "〔电话〕"),
        ("(0571)8888 6666", "〔电话〕"),
        ("电话88886666", "电话〔电话〕"),
        ("身份证11010519491231002X", "身份证〔证件号〕"),
        ("110105 19491231 002x", "〔证件号〕"),
        ("卡号6222021234567890128", "卡号〔卡号〕"),
        ("4111 1111 1111 1111", "〔卡号〕"),
        ("a.b@qq.com 联系", "〔邮箱〕 联系"),
        ("abc艾特qq点com", "〔邮箱〕"),
        ("ａｂｃ＠ｑｑ．ｃｏｍ", "〔邮箱〕"),
        ("车是京A12345", "车是〔车牌〕"),
        ("粤b·d12345", "〔车牌〕"),
        ("加v abc123", "加v 〔账号〕"),
        ("微信：wx_9988abc", "微信：〔账号〕"),
        ("V X a b c 1 2 3", "V X 〔账号〕"),
        ("微\u200b信abc\u200b123", "微\u200b信〔账号〕"),
        ("ＱＱ１２３４５６７", "ＱＱ〔账号〕"),
        ("扣扣一二三四五六七", "扣扣〔账号〕"),
        ("abc12345是我微信", "〔账号〕是我微信"),
        ("我住建国路88号院3栋502", "我住〔地址〕"),
        ("寄到北京市朝阳区五一路十二号", "寄到〔地址〕"),
        ("地址李家村3组12号", "地址〔地址〕"),
        ("2单元301室", "〔地址〕"),
    ],
)
def test_what_is_hidden(text: str, hidden: str) -> None:
    assert mask(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "129元到手，199 299 399 49",
        "1599 1699 199 三档",
        "188888888.88",
        "卖了 10000000 件",
        "666666666666666666",
        "23333333333333",
        "[捂脸][捂脸][看]",
        "1号链接",
        "拍 2 号，3 号没有",
        "三座999元",
        "发新疆吗，北京有货吗",
        "加微信支付10000元",
        "扣扣666666",
        "@小明 你看",
        "=1+1",
        "160 高 100 斤穿什么码",
        "20:05:09 说的",
        "2025-11-11 活动",
        "110105194912310021",
        "11010519491331002X",
        "京东自营",
        "qq音乐",
        "一路走来1号",
        "满200减30，买3送1",
        "有实力的组一队",
        "",
    ],
)
def test_what_stays(text: str) -> None:
    assert mask(text) == text


def test_several_at_once_are_all_hidden() -> None:
    assert (
        mask("13812345678或者13987654321，邮箱a@b.cn") == "〔手机号〕或者〔手机号〕，邮箱〔邮箱〕"
    )


DIGITS = ["0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "〇①②③④⑤⑥⑦⑧⑨"]


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(DIGITS),
    st.sampled_from(["", "-", "\u200b", ".", "·", "\ufeff"]),
    st.sampled_from(["", "电话", "加我", "，", "[看]"]),
)
def test_no_mobile_number_gets_through_however_it_is_written(
    number: str, script: str, gap: str, before: str
) -> None:
    disguised = gap.join(script[int(digit)] for digit in number)
    masked = mask(f"{before}{disguised}，谢谢")
    assert disguised not in masked
    assert masked.endswith("，谢谢")


@given(
    st.from_regex(
        r"[1-9][0-9]{5}(19[5-9][0-9]|200[0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}",
        fullmatch=True,
    )
)
def test_an_identity_number_is_hidden_with_the_right_check_digit(body: str) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]
    assert body not in mask(f"我的号{body}{check}")


@given(st.integers(1, 99999), st.sampled_from(["元", "块", "件", "个", "人", "单", "%", "斤"]))
def test_prices_and_counts_stay(amount: int, unit: str) -> None:
    text = f"现在{amount}{unit}，还有{amount // 2} {unit}"
    assert mask(text) == text


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "138",
                    "1234",
                    "5678",
                    "微信",
                    "vx",
                    "加",
                    "@",
                    "qq.com",
                    "路",
                    "88号",
                    "栋",
                    "村",
                ),
                *(
                    "京A",
                    "12345",
                    " ",
                    "-",
                    "\u200b",
                    "一",
                    "元",
                    "〔",
                    "〕",
                    "手机号",
                    "[捂脸]",
                    "电话",
                ),
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=14,
).map("".join)


@given(PIECES)
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(
    st.lists(st.sampled_from(["[捂脸]", "[比心]", "[打call]", "好看", "来了", "？"])).map("".join)
)
def test_emoji_codes_and_plain_words_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 5000,
        "微信" * 5000,
        "a" * 10000 + "@",
        "北京市朝阳区" * 1500 + "路1",
        "vx " + "a " * 5000,
    ],
    ids=lambda text: text[:6],
)
def test_no_text_makes_it_slow(text: str) -> None:
    begun = time.thread_time()
    mask(text)
    assert time.thread_time() - begun < 3


def test_a_pseudonym_is_stable_within_a_room_and_a_key_and_says_nothing() -> None:
    code = pseudonym(b"key", "room", "viewer")
    assert re.fullmatch(r"观众#[0-9a-f]{6}", code)
    assert code == pseudonym(b"key", "room", "viewer")
    assert code != pseudonym(b"next year", "room", "viewer")
    assert code != pseudonym(b"key", "other", "viewer")
    assert pseudonym(b"key", "roomv", "iewer") != code


@pytest.mark.parametrize(
    ("nickname", "shown"),
    [
        ("小明同学", "小**"),
        ("\u200b\u200e 小明", "小**"),
        ("e\u0301cole", "é**"),
        ("Z\u0351\u036b\u0343\u0313algo", "Z\u0351\u036b**"),
        ("👨\u200d👩\u200d👧一家", "👨\u200d👩\u200d👧**"),
        ("👍🏽好", "👍🏽**"),
        ("🇨🇳国", "🇨🇳**"),
        ("\u0301小", "小**"),
        ("ල᭄自由", "ල᭄**"),
        ("\u202e反", "反**"),
        ("", "**"),
        ("\u200b", "**"),
    ],
)
def test_a_name_shows_its_first_character_only(nickname: str, shown: str) -> None:
    assert shown_name(nickname) == shown


@given(st.text())
def test_any_nickname_is_short_and_ends_in_stars(nickname: str) -> None:
    assert shown_name(nickname).endswith("**")
    assert len(shown_name("好" + nickname)) <= 40
