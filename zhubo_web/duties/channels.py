"""The three platforms that messages go out to: their hosts, their limits, when to try again. Pure.

Only these hosts are ever called, by HTTPS on its own port: whoever can type an address into the
shop's settings must not make the server call anything else.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import parse_qs, urlsplit

from zhubo_web.core import clock
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Reason

MINUTE = timedelta(minutes=1)
#: Every message to a group begins with it, in whichever language: robots may ask for a keyword.
KEYWORD = "场记"
#: Addresses of the newer net that carry one of the older: of the whole net, and of one house alone.
NAT, LOCAL_NAT = IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48")


@dataclass(frozen=True)
class Platform:
    """One platform. ``path``: how a robot's address begins, ``key``: the query value it must have
    (for Feishu the key is the path's end). ``a_minute`` and ``a_second``: what one robot may send.
    ``avoids_round``: it is crowded at the full and the half hour."""

    name: str
    hosts: tuple[str, ...]
    path: str
    key: str
    signed: bool
    a_minute: int
    a_second: int
    most_bytes: int
    avoids_round: bool = False


PLATFORMS = {
    "feishu": Platform(
        name=N_("飞书"),
        hosts=("open.feishu.cn", "open.larksuite.com"),
        path="/open-apis/bot/v2/hook/",
        key="",
        signed=True,
        a_minute=100,
        a_second=5,
        most_bytes=18_000,
        avoids_round=True,
    ),
    "dingtalk": Platform(
        name=N_("钉钉"),
        hosts=("oapi.dingtalk.com",),
        path="/robot/send",
        key="access_token",
        signed=True,
        a_minute=20,
        a_second=5,
        most_bytes=18_000,
    ),
    "wecom": Platform(
        name=N_("企业微信"),
        hosts=("qyapi.weixin.qq.com",),
        path="/cgi-bin/webhook/send",
        key="key",
        signed=False,
        a_minute=20,
        a_second=5,
        most_bytes=2048,
        avoids_round=True,
    ),
}
HOSTS = frozenset(host for one in PLATFORMS.values() for host in one.hosts)


def fault(kind: str, url: str) -> Reason | None:
    """What is wrong with a robot's address, if anything."""
    platform = PLATFORMS[kind]
    if (host := allowed_host(url)) is None or host not in platform.hosts:
        hosts = "、".join(f"https://{one}" for one in platform.hosts)
        return Reason(N_("地址要以 %(hosts)s 开头，请从群机器人的设置里整段复制"), {"hosts": hosts})
    parts = urlsplit(url)
    key = parts.path.removeprefix(platform.path)
    if platform.key:
        key = (parse_qs(parts.query).get(platform.key) or [""])[0]
    if not parts.path.startswith(platform.path) or not key.strip("/"):
        return Reason(N_("地址不完整，请从群机器人的设置里整段复制"))
    return None


def allowed_host(url: str) -> str | None:
    """The host of an address that may be called, or None."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    bare = parts.username is None and parts.password is None and port in (None, 443)
    if not plain or not bare or parts.scheme != "https" or parts.fragment:
        return None
    return parts.hostname if parts.hostname in HOSTS else None


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open net, and not of this machine or its neighbours: of one
    that carries an older one (NAT64, 6to4), the older one."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found in LOCAL_NAT or found.is_site_local:
            return False
        older = IPv4Address(int(found) & 0xFFFFFFFF) if found in NAT else found.sixtofour
        found = older or found
    return found.is_global and not found.is_multicast


def masked(url: str) -> str:
    """An address as it may be shown: its host, and the last four characters of its key."""
    return f"{urlsplit(url).hostname or ''} …{url[-4:]}" if url else ""


def may_send(kind: str, tried: Sequence[datetime], now: datetime) -> datetime:
    """When a robot may send next: now, or once the limits of its last minute allow it."""
    platform = PLATFORMS[kind]
    last = sorted(at for at in tried if at > now - MINUTE)
    waits = [now]
    if len(last) >= platform.a_minute:
        waits.append(last[-platform.a_minute] + MINUTE)
    if len(last) >= platform.a_second:
        waits.append(last[-platform.a_second] + timedelta(seconds=1))
    return max(waits)


def off_the_hour(kind: str, moment: datetime) -> datetime:
    """The moment, or a little later where everybody's messages of the full and half hour crowd."""
    at = clock.local(moment)
    if PLATFORMS[kind].avoids_round and at.minute in (0, 30):
        return moment + timedelta(seconds=60 - at.second)
    return moment


#: How long to wait after each attempt that failed; after the last one it is given up.
BACKOFF = tuple(timedelta(seconds=n) for n in (10, 40, 150, 600, 1800))
RATE_LIMITED = timedelta(minutes=10)
#: What is older than this no longer helps anybody.
STALE = timedelta(hours=6)


def try_again(tries: int, now: datetime, made: datetime, *, limited: bool) -> datetime | None:
    """When to try once more after so many attempts, or None to give up."""
    if tries > len(BACKOFF):
        return None
    wait = max(BACKOFF[tries - 1], RATE_LIMITED if limited else timedelta(0))
    later = now + wait * random.uniform(1.0, 1.2)  # noqa: S311 - spreads, keeps no secret
    return later if later < made + STALE else None
