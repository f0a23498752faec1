"""What the platforms answer: the code in the JSON decides, and each failure says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.duties import answers
from zhubo_web.duties.answers import verdict

OUTCOMES = {answers.SENT, answers.AGAIN, answers.LIMITED, answers.TOKEN, answers.GIVE_UP}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("feishu", {"code": 0, "msg": "success", "data": {}}),
        ("feishu", {"StatusCode": 0, "StatusMessage": "success"}),
        ("dingtalk", {"errcode": 0, "errmsg": "ok"}),
        ("wecom", {"errcode": 0, "errmsg": "ok"}),
    ],
)
def test_zero_is_sent(kind: str, answer: Any) -> None:
    assert verdict(kind, 200, answer, robot=True).outcome == answers.SENT


@pytest.mark.parametrize(
    ("kind", "code", "outcome", "says"),
    [
        ("feishu", 19021, answers.GIVE_UP, "加签"),
        ("feishu", 19022, answers.GIVE_UP, "IP"),
        ("feishu", 19024, answers.GIVE_UP, "关键词"),
        ("feishu", 19036, answers.GIVE_UP, "太长"),
        ("feishu", 9499, answers.GIVE_UP, "代码"),
        ("feishu", 11232, answers.LIMITED, "太快"),
        ("dingtalk", 310000, answers.GIVE_UP, "关键词"),
        ("dingtalk", 130101, answers.LIMITED, "太快"),
        ("wecom", 40058, answers.GIVE_UP, "太长"),
        ("wecom", 93000, answers.GIVE_UP, "重新添加"),
        ("wecom", 45009, answers.LIMITED, "太快"),
        ("wecom", -1, answers.AGAIN, "出错"),
        ("wecom", 987654, answers.GIVE_UP, "代码"),
    ],
)
def test_what_a_robot_refuses_is_no_success_though_http_says_200(
    kind: str, code: int, outcome: str, says: str
) -> None:
    name = "code" if kind == "feishu" else "errcode"
    found = verdict(kind, 200, {name: code}, robot=True)
    assert (found.outcome, found.code) == (outcome, code)
    assert says in found.sentence


@pytest.mark.parametrize(
    ("kind", "code", "outcome"),
    [
        ("feishu", 99991663, answers.TOKEN),
        ("feishu", 230013, answers.GIVE_UP),
        ("feishu", 230020, answers.LIMITED),
        ("dingtalk", 42001, answers.TOKEN),
        ("dingtalk", 40014, answers.TOKEN),
        ("dingtalk", 33012, answers.GIVE_UP),
        ("wecom", 42001, answers.TOKEN),
        ("wecom", 60020, answers.GIVE_UP),
        ("wecom", 81013, answers.GIVE_UP),
        ("wecom", 45033, answers.LIMITED),
    ],
)
def test_an_apps_token_is_renewed_and_its_other_faults_are_told(
    kind: str, code: int, outcome: str
) -> None:
    name = "code" if kind == "feishu" else "errcode"
    assert verdict(kind, 200, {name: code}, robot=False).outcome == outcome


def test_wecom_may_say_ok_and_name_who_did_not_get_it() -> None:
    answer = {"errcode": 0, "errmsg": "ok", "invaliduser": "chen"}
    assert verdict("wecom", 200, answer, robot=False).outcome == answers.GIVE_UP


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_server_is_asked_again(status: int) -> None:
    assert verdict("feishu", status, None, robot=True).outcome == answers.AGAIN


def test_429_is_a_limit() -> None:
    assert verdict("dingtalk", 429, None, robot=True).outcome == answers.LIMITED


@pytest.mark.parametrize("answer", [None, "<html>", [], {}, {"code": "0"}, {"errmsg": "ok"}])
def test_what_is_no_answer_is_no_success(answer: Any) -> None:
    assert verdict("feishu", 200, answer, robot=True).outcome != answers.SENT


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["code", "errcode", "x"]), inner)
    ),
)


@given(
    st.sampled_from(["feishu", "dingtalk", "wecom"]), st.integers(100, 599), anything, st.booleans()
)
def test_whatever_comes_back_has_a_meaning(
    kind: str, status: int, answer: Any, robot: bool
) -> None:
    found = verdict(kind, status, answer, robot=robot)
    assert found.outcome in OUTCOMES
    assert found.outcome == answers.SENT or found.sentence
