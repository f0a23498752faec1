"""What a platform's answer means: sent, try again, ask for a new token, or give up and what to do.

The code in the JSON decides, not the HTTP status alone: all three answer 200 to what they refuse.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhubo_web.core.marking import N_

SENT, AGAIN, LIMITED, TOKEN, GIVE_UP = "sent", "again", "limited", "token", "give_up"
UNREACHABLE = N_("连不上平台，请看看这台服务器能不能上外网")
BUSY = N_("平台的服务器出错，过一会儿再试")
TOO_OFTEN = N_("发得太快，被平台限流")
RENEW = N_("应用的凭证过期")
UNCLEAR = N_("平台没有收，请按代码查平台的说明，核对设置后发一条测试")
FORBIDDEN = N_("这个地址不在允许的范围，没有发出；请重新填机器人的地址")
NO_LONGER = N_("机器人或收件人已经去掉，没有发出")

_SIGN = N_("签名不对：请核对“加签”密钥，并把服务器的时间校准")
_KEYWORD = N_("群机器人设了关键词，请把“%(word)s”加进关键词，或改用“加签”")
_ADDRESS = N_("群机器人设了允许的 IP，请把服务器的出口 IP 加进去")
_TOO_LARGE = N_("内容太长，平台不收")
_GONE = N_("机器人的地址失效，可能已被移出群；请重新添加机器人并更新地址")
_REFUSED = N_("平台拒绝：签名、关键词或 IP 有一项不符，请逐项核对机器人的安全设置")
_CREDENTIALS = N_("应用的编号或密钥不对，请到平台后台核对后重新填")
_RIGHT = N_("应用没有发消息的权限，请到平台后台开通并发布")
_UNSEEN = N_("应用看不到这个人：请在平台后台把他加进可用范围，或核对他填的账号")
_AGENT = N_("应用的 AgentId 不对，请到平台后台核对后重新填")

#: kind → code → (outcome, sentence), for group robots.
_ROBOTS: dict[str, dict[int, tuple[str, str]]] = {
    "feishu": {
        19001: (GIVE_UP, _GONE),
        19021: (GIVE_UP, _SIGN),
        19022: (GIVE_UP, _ADDRESS),
        19024: (GIVE_UP, _KEYWORD),
        19036: (GIVE_UP, _TOO_LARGE),
        11232: (LIMITED, TOO_OFTEN),
    },
    "dingtalk": {
        310000: (GIVE_UP, _REFUSED),
        300001: (GIVE_UP, _GONE),
        400013: (GIVE_UP, _GONE),
        130101: (LIMITED, TOO_OFTEN),
        410100: (LIMITED, TOO_OFTEN),
        -1: (AGAIN, BUSY),
    },
    "wecom": {
        40058: (GIVE_UP, _TOO_LARGE),
        93000: (GIVE_UP, _GONE),
        45009: (LIMITED, TOO_OFTEN),
        -1: (AGAIN, BUSY),
    },
}
#: The same for apps that write to people, their tokens included.
_APPS: dict[str, dict[int, tuple[str, str]]] = {
    "feishu": {
        10003: (GIVE_UP, _CREDENTIALS),
        10014: (GIVE_UP, _CREDENTIALS),
        99991661: (TOKEN, RENEW),
        99991663: (TOKEN, RENEW),
        99991668: (TOKEN, RENEW),
        99991672: (GIVE_UP, _RIGHT),
        99991400: (LIMITED, TOO_OFTEN),
        230001: (GIVE_UP, _UNSEEN),
        230006: (GIVE_UP, _RIGHT),
        230013: (GIVE_UP, _UNSEEN),
        230020: (LIMITED, TOO_OFTEN),
        230025: (GIVE_UP, _TOO_LARGE),
    },
    "dingtalk": {
        40014: (TOKEN, RENEW),
        42001: (TOKEN, RENEW),
        40089: (GIVE_UP, _CREDENTIALS),
        40096: (GIVE_UP, _CREDENTIALS),
        88: (GIVE_UP, _RIGHT),
        33012: (GIVE_UP, _UNSEEN),
        40003: (GIVE_UP, _UNSEEN),
        90002: (LIMITED, TOO_OFTEN),
        90018: (LIMITED, TOO_OFTEN),
        -1: (AGAIN, BUSY),
    },
    "wecom": {
        40001: (GIVE_UP, _CREDENTIALS),
        40013: (GIVE_UP, _CREDENTIALS),
        40014: (TOKEN, RENEW),
        42001: (TOKEN, RENEW),
        40056: (GIVE_UP, _AGENT),
        60020: (GIVE_UP, _ADDRESS),
        40003: (GIVE_UP, _UNSEEN),
        40031: (GIVE_UP, _UNSEEN),
        81013: (GIVE_UP, _UNSEEN),
        45009: (LIMITED, TOO_OFTEN),
        45033: (LIMITED, TOO_OFTEN),
        -1: (AGAIN, BUSY),
    },
}


@dataclass(frozen=True)
class Verdict:
    """What became of one attempt: the outcome, the code, and a sentence that says what to do."""

    outcome: str
    code: int = 0
    sentence: str = ""


def code_in(answer: Any) -> int | None:
    """The code of a platform's JSON, None where there is none."""
    if not isinstance(answer, Mapping):
        return None
    for name in ("code", "errcode", "StatusCode"):
        if isinstance(answer.get(name), int):
            return int(answer[name])
    return None


def verdict(kind: str, status: int, answer: Any, *, robot: bool) -> Verdict:
    """What an answer means; ``answer`` is its JSON, or None where it was none."""
    code = code_in(answer)
    known = (_ROBOTS if robot else _APPS)[kind]
    if code is not None and code in known:
        outcome, sentence = known[code]
        return Verdict(outcome, code, sentence)
    if status == 429:
        return Verdict(LIMITED, code or status, TOO_OFTEN)
    if status >= 500 or code is None:
        return Verdict(AGAIN, code or status, BUSY)
    if code == 0 and 200 <= status < 300:
        return _unless_unknown(kind, answer)
    return Verdict(GIVE_UP, code or status, UNCLEAR)


def _unless_unknown(kind: str, answer: Mapping[str, Any]) -> Verdict:
    """WeCom says 0 and names who did not get it."""
    if kind == "wecom" and answer.get("invaliduser"):
        return Verdict(GIVE_UP, 0, _UNSEEN)
    return Verdict(SENT)
