"""Only the platforms' own hosts are called; limits, spreading and waiting are as they publish."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core import clock
from zhubo_web.duties import channels
from zhubo_web.duties.envelopes import DINGTALK, FEISHU, WECOM, App, for_token, to_person

GOOD = {
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/1a2b",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=1a2b",
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1a2b",
}
NOW = clock.shanghai(date(2026, 11, 27), 10, 35)


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_a_robots_own_address_is_taken(kind: str) -> None:
    assert channels.fault(kind, GOOD[kind]) is None


def test_lark_is_feishu_abroad() -> None:
    assert channels.fault("feishu", "https://open.larksuite.com/open-apis/bot/v2/hook/x") is None


@pytest.mark.parametrize("kind", sorted(GOOD))
@pytest.mark.parametrize("other", sorted(GOOD))
def test_each_platform_takes_its_own_hosts_only(kind: str, other: str) -> None:
    assert (channels.fault(kind, GOOD[other]) is None) == (kind == other)


@pytest.mark.parametrize(
    "url",
    [
        "http://open.feishu.cn/open-apis/bot/v2/hook/x",
        "https://open.feishu.cn:8443/open-apis/bot/v2/hook/x",
        "https://open.feishu.cn@evil.example/open-apis/bot/v2/hook/x",
        "https://a:b@open.feishu.cn/open-apis/bot/v2/hook/x",
        "https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/x",
        "https://evil.example/open.feishu.cn/open-apis/bot/v2/hook/x",
        "https://127.0.0.1/open-apis/bot/v2/hook/x",
        "https://[::1]/open-apis/bot/v2/hook/x",
        "https://open.feishu.cn\\@evil.example/open-apis/bot/v2/hook/x",
        "https://open.feishu.cn/open-apis/bot/v2/hook/x#y",
        "https://open.feishu.cn/open-apis/bot/v2/hook/x\r\nHost: evil.example",
        "https://ｏpen.feishu.cn/open-apis/bot/v2/hook/x",
        "https://open.feishu.cn:port/open-apis/bot/v2/hook/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ],
)
def test_nothing_else_may_ever_be_called(url: str) -> None:
    assert channels.allowed_host(url) is None
    assert channels.fault("feishu", url) is not None


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/"),
        ("feishu", "https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send"),
        ("dingtalk", "https://oapi.dingtalk.com/gettoken?access_token=x"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="),
    ],
)
def test_an_address_that_is_no_robots_is_refused(kind: str, url: str) -> None:
    assert channels.fault(kind, url) is not None


@pytest.mark.parametrize("base", [FEISHU, DINGTALK, WECOM])
def test_the_apps_own_addresses_are_allowed(base: str) -> None:
    assert channels.allowed_host(f"{base}/anything") is not None


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_every_request_of_an_app_goes_to_an_allowed_host(kind: str) -> None:
    app = App(kind, "key", "secret", "1000002")
    for made in (for_token(app), to_person(app, "token", "chen", "你好", "k")):
        assert channels.allowed_host(made.url) in channels.PLATFORMS[kind].hosts


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("47.88.1.1", True),
        ("2408:4000::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.9", False),
        ("172.20.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("no address", False),
    ],
)
def test_addresses_of_the_shops_own_network_are_none_of_the_open_net(
    address: str, public: bool
) -> None:
    assert channels.is_public(address) is public


def test_a_key_is_shown_by_its_end_only() -> None:
    shown = channels.masked("https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef")
    assert shown == "open.feishu.cn …cdef"


# ── limits ──────────────────────────────────────────────────────────────────────────────────────


@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.integers(0, 90_000), max_size=130),
)
def test_a_robot_never_sends_more_than_its_platform_takes(kind: str, ago_ms: list[int]) -> None:
    tried = [NOW - timedelta(milliseconds=ms) for ms in ago_ms]
    moment = channels.may_send(kind, tried, NOW)
    limit = channels.PLATFORMS[kind]
    assert moment >= NOW
    assert sum(at > moment - timedelta(minutes=1) for at in tried) < limit.a_minute
    assert sum(at > moment - timedelta(seconds=1) for at in tried) < limit.a_second


def test_the_published_limits() -> None:
    limits = {kind: one.a_minute for kind, one in channels.PLATFORMS.items()}
    assert limits == {"feishu": 100, "dingtalk": 20, "wecom": 20}
    assert channels.PLATFORMS["feishu"].a_second == 5


def test_messages_keep_off_the_full_and_the_half_hour() -> None:
    half = NOW.replace(minute=30, second=7)
    assert channels.off_the_hour("feishu", half).minute == 31
    assert channels.off_the_hour("feishu", NOW) == NOW
    assert channels.off_the_hour("dingtalk", half) == half


# ── trying again ────────────────────────────────────────────────────────────────────────────────


def test_waits_grow_and_end() -> None:
    waits = []
    for tries in range(1, len(channels.BACKOFF) + 1):
        again = channels.try_again(tries, NOW, NOW, limited=False)
        assert again is not None
        waits.append(again - NOW)
    assert waits == sorted(waits) and waits[0] >= timedelta(seconds=10)
    assert channels.try_again(len(channels.BACKOFF) + 1, NOW, NOW, limited=False) is None


def test_a_robot_that_was_too_fast_rests_ten_minutes() -> None:
    again = channels.try_again(1, NOW, NOW, limited=True)
    assert again is not None and again - NOW >= timedelta(minutes=10)


def test_what_is_six_hours_old_is_not_sent_any_more() -> None:
    assert channels.try_again(1, NOW, NOW - timedelta(hours=6), limited=False) is None
