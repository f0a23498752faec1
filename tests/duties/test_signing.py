"""The robots' signatures, against vectors that were computed apart from this product."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_plus

from zhubo_web.duties import signing


def test_feishu_signs_an_empty_message_with_seconds() -> None:
    assert signing.feishu(1599360473, "demo") == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="


def test_dingtalk_signs_milliseconds_and_escapes() -> None:
    expected = "tGWkA5eQOQNCNPDgphtxIoNLO%2B%2FgD8Lcb705KQoRzeY%3D"
    assert signing.dingtalk(1599360473000, "SECdemo") == expected
    assert quote_plus(unquote_plus(expected)) == expected


def test_another_moment_or_secret_is_another_signature() -> None:
    for sign in (signing.feishu, signing.dingtalk):
        signed = {sign(1, "a"), sign(2, "a"), sign(1, "b")}
        assert len(signed) == 3
