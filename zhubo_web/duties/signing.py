"""Signatures of the robots' requests. Pure: the moment is given.

Feishu signs an empty message with the key ``timestamp\\nsecret`` (timestamp in seconds, both in the
body, valid for an hour); DingTalk signs ``timestamp\\nsecret`` with the secret (milliseconds, in the
query). WeCom has none: the key in its address is the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote_plus


def feishu(timestamp: int, secret: str) -> str:
    """The ``sign`` of a Feishu robot's body; ``timestamp`` in seconds since 1970."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def dingtalk(timestamp: int, secret: str) -> str:
    """The ``sign`` of a DingTalk robot's address, escaped; ``timestamp`` in milliseconds."""
    message = f"{timestamp}\n{secret}".encode()
    signed = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return quote_plus(base64.b64encode(signed))
