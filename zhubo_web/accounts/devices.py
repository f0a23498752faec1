"""What a device is called in the list of sign-ins, told from its browser's own words. Pure."""

from __future__ import annotations

SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
#: The first that fits: those that call themselves Chrome or Safari as well come before them.
BROWSERS = (
    ("OBS/", "OBS"),
    ("MicroMessenger", "WeChat"),
    ("Feishu", "Feishu"),
    ("Lark", "Feishu"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("HuaweiBrowser", "Huawei"),
    ("MiuiBrowser", "Mi"),
    ("QQBrowser", "QQ"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(user_agent: str) -> str:
    """For example "iPhone · WeChat"; empty when nothing is recognised. At most 120 characters."""
    found = (
        next((name for mark, name in table if mark in user_agent), "")
        for table in (SYSTEMS, BROWSERS)
    )
    return " · ".join(name for name in found if name)
