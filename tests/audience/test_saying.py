"""What stands for what was hidden of viewers is said in the reader's language; their own words never."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from zhubo_web.audience import masking
from zhubo_web.audience.views.saying import labelled
from zhubo_web.core.i18n import speaking

TYPED = {
    masking.EMAIL: "写信到 abc@example.com",
    masking.IDENTITY: "身份证 11010519491231002X",
    masking.CARD: "卡 6222021234567890128",
    masking.MOBILE: "打 13812345678",
    masking.TELEPHONE: "010-88886666",
    masking.ACCOUNT: "加我微信 abc12345",
    masking.PLATE: "京A12345",
}


@pytest.mark.parametrize("code", TYPED)
def test_what_is_hidden_is_kept_as_a_code_that_pages_look_up(app: Flask, code: str) -> None:
    kept = masking.mask(TYPED[code])
    assert code in kept
    with app.test_request_context():
        assert labelled(kept) == kept
        with speaking("zh-Hant"):
            assert labelled(f"简体 {code}").startswith("简体 〔")


def test_only_its_own_codes_are_looked_up(app: Flask) -> None:
    with app.test_request_context(), speaking("en"):
        assert labelled("〔随便写的〕 今天") == "〔随便写的〕 今天" and labelled(None) == ""
        shown = render_template_string("{{ text|labelled }}", text=f"<b>{masking.MOBILE}")
        assert shown.startswith("&lt;b&gt;")
