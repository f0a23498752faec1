"""The lists of a large shop: two hundred people, five thousand broadcasts, 300,000 notes.

Each list is asked by turns with a bare Flask page over the same rows of the same file.
"""

from __future__ import annotations

from statistics import median

from tests.bench.figures import Figure, Wanted, at_most, most_ratio
from tests.bench.pages import MOST, Asker, Got, middle, serving, told
from tests.bench.serving import flask_peer
from tests.bench.session import Run

GROUP = "The lists of a large shop"
#: (who, address, the bare page of the same rows)
LISTS = (
    ("ma", "/broadcasts", "broadcasts"),
    ("ma", "/plans", "plans"),
    ("ma", "/evaluations?which=all", "evaluations"),
    ("ma", "/feedback", "feedback"),
    ("ma", "/tasks", "tasks"),
    ("ma", "/notices", "notices"),
    ("qian", "/people", "people"),
    ("ma", "/broadcasts/{broadcast}/records", "records"),
)
#: Pages without a bare one beside them: only their statements count.
OTHERS = (
    ("ma", "/"),
    ("ma", "/duties"),
    ("ma", "/leaves"),
    ("ma", "/shifts/team"),
    ("ma", "/broadcasts/{broadcast}/after"),
    ("chen", "/"),
    ("chen", "/shifts"),
    ("chen", "/plans"),
    ("chen", "/evaluations"),
    ("chen", "/me/feedback"),
    ("chen", "/tasks"),
)
WORST = Wanted("slowest list against a bare page of the same rows", "ms", most_ratio(2))
USUAL = Wanted("the middle one of those lists", "ms", most_ratio(2))
STATEMENTS = Wanted("SQL statements, most of any list", "", at_most(MOST))


def measure(run: Run) -> None:
    """All lists, beside the bare ones."""
    run.attempt(GROUP, [WORST, USUAL, STATEMENTS], lambda: _beside(run))


def _beside(run: Run) -> list[Figure]:
    place, seeds = run.year
    bare = flask_peer(run.folder / "plain", "plain", str(place / "zhubo.db"))
    pairs: dict[str, list[tuple[float, float]]] = {}
    with (
        serving(run.ours(place, "lists", workers=1, ZHUBO_BENCH="1")) as ours,
        serving(bare) as peer,
    ):
        asked = {who: Asker(ours.url, cookie) for who, cookie in seeds["cookies"].items()}
        other = Asker(peer.url)
        paths = [(asked[who], path.format(**seeds)) for who, path, *_bare in (*LISTS, *OTHERS)]
        answers = {path: _second(asker, path) for asker, path in paths}
        for (asker, path), (_who, _path, name) in zip(paths, LISTS, strict=False):
            other.get(f"/{name}")
            turns = [(middle(asker, path), middle(other, f"/{name}")) for _ in range(run.turns)]
            pairs[path] = turns
    order = sorted(pairs, key=lambda path: _ratio(pairs[path]))
    ratios = ", ".join(f"{path} {_ratio(pairs[path]):.1f}" for path in order)
    most = max(answers, key=lambda path: answers[path].statements)
    over = [path for path, got in answers.items() if got.statements > MOST]
    return [
        WORST.compared(pairs[order[-1]], ratios),
        USUAL.compared(pairs[order[len(order) // 2]], order[len(order) // 2]),
        STATEMENTS.had(answers[most].statements, None, f"{most}; over: {told(over)}"),
    ]


def _second(asker: Asker, path: str) -> Got:
    asker.get(path)
    got = asker.get(path)
    if got.status != 200:
        raise RuntimeError(f"{path} answers {got.status}")
    return got


def _ratio(turns: list[tuple[float, float]]) -> float:
    return median(one / other for one, other in turns)
