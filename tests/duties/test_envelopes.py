"""The exact requests to the three platforms: robots of groups, and apps that write to people."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.duties.channels import PLATFORMS
from zhubo_web.duties.envelopes import (
    App,
    for_token,
    receive_id_type,
    shortened,
    to_person,
    to_robot,
    token_in,
)

NOW = datetime.fromtimestamp(1599360473, UTC)
FEISHU_HOOK = "https://open.feishu.cn/open-apis/bot/v2/hook/x"
DINGTALK_HOOK = "https://oapi.dingtalk.com/robot/send?access_token=x"
WECOM_HOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"


def test_a_signed_text_to_feishu() -> None:
    made = to_robot("feishu", FEISHU_HOOK, "demo", "今天有 3 件事", NOW)
    assert (made.method, made.url) == ("POST", FEISHU_HOOK)
    assert made.body == {
        "timestamp": "1599360473",
        "sign": "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=",
        "msg_type": "text",
        "content": {"text": "今天有 3 件事"},
    }


def test_a_signed_text_to_dingtalk() -> None:
    made = to_robot("dingtalk", DINGTALK_HOOK, "SECdemo", "今天有 3 件事", NOW)
    assert made.url == (
        f"{DINGTALK_HOOK}&timestamp=1599360473000"
        "&sign=tGWkA5eQOQNCNPDgphtxIoNLO%2B%2FgD8Lcb705KQoRzeY%3D"
    )
    assert made.body == {"msgtype": "text", "text": {"content": "今天有 3 件事"}}


def test_a_text_to_wecom_is_not_signed() -> None:
    made = to_robot("wecom", WECOM_HOOK, "", "今天有 3 件事", NOW)
    assert made.url == WECOM_HOOK
    assert made.body == {"msgtype": "text", "text": {"content": "今天有 3 件事"}}


def test_without_a_secret_nothing_is_signed() -> None:
    assert "sign" not in (to_robot("feishu", FEISHU_HOOK, "", "x", NOW).body or {})
    assert to_robot("dingtalk", DINGTALK_HOOK, "", "x", NOW).url == DINGTALK_HOOK


def test_nobody_is_called_by_name_or_all_at_once() -> None:
    for kind, url in (("feishu", FEISHU_HOOK), ("dingtalk", DINGTALK_HOOK), ("wecom", WECOM_HOOK)):
        content = (to_robot(kind, url, "", "今天有 3 件事", NOW).content or b"").decode()
        assert "at" not in json.loads(content) and "mentioned" not in content


@given(st.sampled_from(sorted(PLATFORMS)), st.text(max_size=7000))
def test_texts_are_cut_to_what_the_platform_takes(kind: str, text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    cut = shortened(kind, text)
    assert len(cut.encode()) <= PLATFORMS[kind].most_bytes
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


# ── apps ────────────────────────────────────────────────────────────────────────────────────────


def test_feishus_token_and_message() -> None:
    app = App("feishu", "cli_1", "s1")
    token = for_token(app)
    assert token.url == "https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal"
    assert (token.method, token.body) == ("POST", {"app_id": "cli_1", "app_secret": "s1"})
    assert token_in("feishu", {"code": 0, "tenant_access_token": "t-1", "expire": 7200}) == (
        "t-1",
        7200,
    )
    made = to_person(app, "t-1", "ou_9", "你有 2 件事", "k1")
    assert made.url == "https://open.feishu.cn/open-apis/im/v1/messages?receive_id_type=open_id"
    assert made.headers["Authorization"] == "Bearer t-1"
    assert made.body == {
        "receive_id": "ou_9",
        "msg_type": "text",
        "content": '{"text": "你有 2 件事"}',
        "uuid": "k1",
    }


def test_dingtalks_token_and_work_notice() -> None:
    app = App("dingtalk", "ding1", "s&1", "4567")
    token = for_token(app)
    assert (token.method, token.body) == ("GET", None)
    assert token.url == "https://oapi.dingtalk.com/gettoken?appkey=ding1&appsecret=s%261"
    assert token_in("dingtalk", {"errcode": 0, "access_token": "a", "expires_in": 7200})[0] == "a"
    made = to_person(app, "a", "manager12", "你有 2 件事", "k1")
    assert made.url == (
        "https://oapi.dingtalk.com/topapi/message/corpconversation/asyncsend_v2?access_token=a"
    )
    assert made.body == {
        "agent_id": 4567,
        "userid_list": "manager12",
        "msg": {"msgtype": "text", "text": {"content": "你有 2 件事"}},
    }


def test_wecoms_token_and_message() -> None:
    app = App("wecom", "ww1", "s1", "1000002")
    token = for_token(app)
    assert token.url == "https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=ww1&corpsecret=s1"
    made = to_person(app, "a", "ChenXM", "你有 2 件事", "k1")
    assert made.url == "https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=a"
    assert made.body == {
        "touser": "ChenXM",
        "msgtype": "text",
        "agentid": 1000002,
        "text": {"content": "你有 2 件事"},
        "enable_duplicate_check": 1,
    }


def test_an_answer_without_a_token_gives_none() -> None:
    assert token_in("wecom", {"errcode": 40001}) == ("", 0)


@pytest.mark.parametrize(
    ("address", "kind"),
    [("ou_1", "open_id"), ("on_1", "union_id"), ("a@b.cn", "email"), ("7f3c", "user_id")],
)
def test_feishus_addresses_say_themselves_what_they_are(address: str, kind: str) -> None:
    assert receive_id_type(address) == kind
