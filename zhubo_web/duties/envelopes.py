"""The exact requests: to a group's robot, and to a person through the shop's own app. Pure.

Robots get text only. Apps first ask for a token (``token``), which lasts two hours, then write to
one person (``message``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from zhubo_web.core import clock
from zhubo_web.duties import channels, signing

FEISHU, DINGTALK, WECOM = (
    "https://open.feishu.cn",
    "https://oapi.dingtalk.com",
    "https://qyapi.weixin.qq.com",
)
_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Envelope:
    """One HTTPS request."""

    method: str
    url: str
    body: dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes | None:
        """The body as it goes out."""
        return None if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class App:
    """An app of the shop's own on a platform. ``agent``: its number there (not for Feishu)."""

    kind: str
    key: str
    secret: str
    agent: str = ""


def shortened(kind: str, text: str) -> str:
    """The text, cut at a character so that the platform takes it."""
    most = channels.PLATFORMS[kind].most_bytes
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: most - 3].decode(errors="ignore") + "…"


def to_robot(kind: str, url: str, secret: str, text: str, now: datetime) -> Envelope:
    """A text for a group, signed where a secret is set."""
    text = shortened(kind, text)
    if kind == "feishu":
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            at = clock.to_epoch_ms(now) // 1000
            body = {"timestamp": str(at), "sign": signing.feishu(at, secret), **body}
        return Envelope("POST", url, body, _JSON)
    body = {"msgtype": "text", "text": {"content": text}}
    if kind == "dingtalk" and secret:
        at = clock.to_epoch_ms(now)
        url = f"{url}&timestamp={at}&sign={signing.dingtalk(at, secret)}"
    return Envelope("POST", url, body, _JSON)


def for_token(app: App) -> Envelope:
    """Ask for the token that the app writes with."""
    if app.kind == "feishu":
        body = {"app_id": app.key, "app_secret": app.secret}
        return Envelope(
            "POST", f"{FEISHU}/open-apis/auth/v3/tenant_access_token/internal", body, _JSON
        )
    if app.kind == "dingtalk":
        query = urlencode({"appkey": app.key, "appsecret": app.secret})
        return Envelope("GET", f"{DINGTALK}/gettoken?{query}")
    query = urlencode({"corpid": app.key, "corpsecret": app.secret})
    return Envelope("GET", f"{WECOM}/cgi-bin/gettoken?{query}")


def token_in(kind: str, answer: Mapping[str, Any]) -> tuple[str, int]:
    """The token of an answer and how many seconds it lasts."""
    if kind == "feishu":
        return str(answer.get("tenant_access_token", "")), _whole(answer.get("expire"))
    return str(answer.get("access_token", "")), _whole(answer.get("expires_in"))


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def to_person(app: App, token: str, address: str, text: str, key: str) -> Envelope:
    """A text for one person; ``key`` lets Feishu and WeCom drop a second copy of the same message."""
    text = shortened(app.kind, text)
    if app.kind == "feishu":
        kind = receive_id_type(address)
        content = json.dumps({"text": text}, ensure_ascii=False)
        body: dict[str, Any] = {"receive_id": address, "msg_type": "text", "content": content}
        return Envelope(
            "POST",
            f"{FEISHU}/open-apis/im/v1/messages?receive_id_type={kind}",
            {**body, "uuid": key},
            {**_JSON, "Authorization": f"Bearer {token}"},
        )
    query = urlencode({"access_token": token})
    words = {"msgtype": "text", "text": {"content": text}}
    if app.kind == "dingtalk":
        body = {"agent_id": int(app.agent), "userid_list": address, "msg": words}
        url = f"{DINGTALK}/topapi/message/corpconversation/asyncsend_v2?{query}"
        return Envelope("POST", url, body, _JSON)
    body = {"touser": address, "agentid": int(app.agent), **words, "enable_duplicate_check": 1}
    return Envelope("POST", f"{WECOM}/cgi-bin/message/send?{query}", body, _JSON)


def receive_id_type(address: str) -> str:
    """What kind of address Feishu is given: its own beginnings tell."""
    if "@" in address:
        return "email"
    return {"ou_": "open_id", "on_": "union_id"}.get(address[:3], "user_id")
