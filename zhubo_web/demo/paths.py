"""What the demonstration plays, and where its files are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid


@dataclass(frozen=True)
class Played:
    """A recorded log, or None for made-up comments, and its pace."""

    file: Path | None
    speed: float


def played(path: Path | None, speed: float) -> Played:
    """A file, or the chat.csv of a recording's folder."""
    if speed <= 0 or speed > 100:
        raise Invalid(N_("速度要在 0 到 100 之间"))
    if path is not None and path.is_dir():
        path = path / "chat.csv"
    if path is not None and not path.is_file():
        raise Invalid(N_("没有找到 %(path)s"), path=str(path))
    return Played(path.resolve() if path else None, speed)
