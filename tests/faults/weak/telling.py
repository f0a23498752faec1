"""What was claimed and what came of it, as one table."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass
class Report:
    """Lines of a table: what, measured, asked for, held."""

    lines: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def claim(self, what: str, measured: str, asked: str, held: bool) -> None:
        """A claim, said at once, as a run takes minutes."""
        self.lines.append((what, measured, asked, held))
        sys.stdout.write(f"{'holds' if held else 'FAILS'}  {what}: {measured}\n")
        sys.stdout.flush()

    def figure(self, what: str, measured: str) -> None:
        """A figure that nothing is asked of."""
        self.claim(what, measured, "", True)

    @property
    def failed(self) -> int:
        """How many claims did not hold."""
        return sum(not held for *_line, held in self.lines)

    def table(self) -> str:
        """All of it, in Markdown."""
        head = ["| what | measured | asked | |", "|---|---|---|---|"]
        rows = [f"| {what} | {measured} | {asked} | {'' if held else '**fails**'} |"
                for what, measured, asked, held in self.lines]  # fmt: skip
        return "\n".join([*head, *rows])
