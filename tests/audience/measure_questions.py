"""How well questions are recognised, on labelled comments of real recordings. By hand, not in CI:

    .venv/bin/python -m tests.audience.measure_questions FOLDER [--show]

FOLDER holds ``douyin_barrage_csv/`` and ``livechat_douyin_pairs/``. The labels are committed without
text (file, row counted from the heading, 1 for what somebody in the room should answer). They were
sampled by SHA-256 of file and row, exact repeats left out: of each recording 110 comments with any
sign or word that questions may have (CUE, far wider than the rules) and 30 without, of the pairs 60
and 15; labelled before the rules were tuned. A second hash puts each into the half that may be
looked at while tuning (``--show`` lists its errors) or the half that is held back.

Pairs of questions that stand near each other in a recording are labelled 1 where one answer does
for both: of each recording 8 that share few characters, 20 that share some, 20 that share most.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from zhubo_web.audience.asking import read
from zhubo_web.audience.cutting import Cutter
from zhubo_web.audience.likeness import gist, likeness

LABELS = Path(__file__).with_name("question_labels.csv")
SAME = Path(__file__).with_name("question_pairs.csv")
CUE = re.compile(
    "吗|嘛|呢|么|啥|咋|几|多少|怎|什|谁|哪|何|[?？]|不|没|多久|多大|请问|想问|求|问|号|码|斤"
)
PAIRS = "pairs"


def in_other_half(*key: object) -> bool:
    """Whether something belongs to the half that is held back."""
    text = ":".join(map(str, ("half", *key)))
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True)
class Labelled:
    """One labelled comment and what the rules said."""

    file: str
    row: int
    label: bool
    text: str
    found: bool
    rule: str

    @property
    def held_back(self) -> bool:
        """Which half it belongs to."""
        return in_other_half(self.file, self.row)

    @property
    def stratum(self) -> tuple[str, bool]:
        """Of which part of which recording it was drawn."""
        return self.file, bool(CUE.search(self.text))


def texts(folder: Path) -> dict[str, dict[int, str]]:
    """The comments of each recording by row."""
    found = {}
    for path in sorted(folder.glob("douyin_barrage_csv/*/chat.csv")):
        with path.open(encoding="utf-8-sig", newline="") as source:
            rows = csv.DictReader(source)
            found[path.parent.name[:8]] = {n: row["content"] for n, row in enumerate(rows, 2)}
    pairs = folder / "livechat_douyin_pairs" / "pairs.jsonl"
    lines = pairs.read_text(encoding="utf-8").splitlines() if pairs.exists() else []
    return {**found, PAIRS: {n: json.loads(line)["comment"] for n, line in enumerate(lines, 1)}}


def labelled(known: dict[str, dict[int, str]]) -> Iterator[Labelled]:
    """Every label with its comment and its reading."""
    with LABELS.open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            text = known[row["file"]][int(row["row"])]
            told = read(text)
            yield Labelled(
                row["file"], int(row["row"]), row["label"] == "1", text, told.asks, told.rule
            )


def paired(known: dict[str, dict[int, str]]) -> Iterator[tuple[bool, Labelled]]:
    """Every labelled pair, as if it were a comment: which half, and whether it was found alike."""
    with TemporaryDirectory() as folder, SAME.open(encoding="utf-8") as source:
        cut = Cutter(Path(folder))
        for row in csv.DictReader(source):
            one, other = (known[row["file"]][int(row[name])] for name in ("row", "other"))
            by = likeness(gist(one, cut), gist(other, cut))
            told = (row["label"] == "1", f"{one} ｜ {other}", by is not None, by or "none")
            half = in_other_half(row["file"], row["row"], row["other"])
            yield half, Labelled(row["file"], int(row["row"]), *told)


def scores(rows: Sequence[Labelled], weights: dict[tuple[str, bool], float]) -> tuple[float, ...]:
    """Precision, recall, F1; each comment with the weight of its stratum."""
    sums: Counter[tuple[bool, bool]] = Counter()
    for one in rows:
        sums[one.label, one.found] += weights.get(one.stratum, 0)  # type: ignore[assignment]
    hit, missed, wrong = sums[True, True], sums[True, False], sums[False, True]
    precision = hit / (hit + wrong) if hit + wrong else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    return precision, recall, 2 * hit / (2 * hit + missed + wrong) if hit else 0.0


def intervals(
    rows: Sequence[Labelled], weights: dict[tuple[str, bool], float]
) -> list[tuple[float, float]]:
    """95 % intervals of the three by drawing the sample again 2,000 times."""
    chance = random.Random(1)
    drawn = [scores(chance.choices(rows, k=len(rows)), weights) for _time in range(2000)]
    return [(ordered[50], ordered[1949]) for ordered in map(sorted, zip(*drawn, strict=True))]


def say(title: str, rows: Sequence[Labelled], weights: dict[tuple[str, bool], float]) -> None:
    """One line of figures."""
    names = ("precision", "recall", "F1")
    told = zip(names, scores(rows, weights), intervals(rows, weights), strict=True)
    parts = [f"{name} {value:.3f} [{low:.3f}, {high:.3f}]" for name, value, (low, high) in told]
    held = sum(one.label for one in rows)
    click.echo(f"{title}: {len(rows)}, of them {held}: {', '.join(parts)}")


def weights_of(
    known: dict[str, dict[int, str]], rows: Sequence[Labelled]
) -> dict[tuple[str, bool], float]:
    """How many comments of the recordings each labelled one of its stratum stands for."""
    there = Counter(
        (file, bool(CUE.search(text)))
        for file, comments in known.items()
        if file != PAIRS
        for text in comments.values()
    )
    sampled = Counter(one.stratum for one in rows)
    return {
        stratum: count / sampled[stratum] for stratum, count in there.items() if sampled[stratum]
    }


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--show", is_flag=True, help="the errors of the half that may be looked at")
@click.option("--held-back", is_flag=True, help="measure the other half too")
def main(folder: Path, show: bool, held_back: bool) -> None:
    """Measure."""
    known = texts(folder)
    comments, pairs = list(labelled(known)), list(paired(known))
    for held in (False, True) if held_back else (False,):
        title = "held back" if held else "tuned on"
        rows = [one for one in comments if one.held_back is held]
        say(f"{title}, questions among comments", rows, equal(rows))
        say(f"{title}, the same for the three rooms", rows, weights_of(known, rows))
        alike = [one for half, one in pairs if half is held]
        say(f"{title}, same-question pairs", alike, equal(alike))
        if show and not held:
            for one in (*rows, *alike):
                if one.label != one.found:
                    click.echo(f"  {'missed' if one.label else 'wrong '} {one.rule}: {one.text}")


def equal(rows: Sequence[Labelled]) -> dict[tuple[str, bool], float]:
    """Every comment counts as one."""
    return dict.fromkeys((one.stratum for one in rows), 1.0)


if __name__ == "__main__":
    main()
