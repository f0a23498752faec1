"""What the demonstration plays, and where its files are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid


@dataclass(frozen=True)
class Played:
    """A recorded log or a recording's folder, or None for made-up comments, and its pace."""

    file: Path | None
    speed: float


def played(path: Path | None, speed: float) -> Played:
    """A file; or a recording's folder, of which all logs are played together."""
    if speed <= 0 or speed > 100:
        raise Invalid(N_("速度要在 0 到 100 之间"))
    log = path / "chat.csv" if path is not None and path.is_dir() else path
    if log is not None and not log.is_file():
        raise Invalid(N_("没有找到 %(path)s"), path=str(log))
    return Played(path.resolve() if path else None, speed)
