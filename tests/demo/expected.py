"""What the made-up month must come to, reckoned by hand from its script: none of the product's own
arithmetic, only what the policy's text says."""

from __future__ import annotations

from fractions import Fraction

from zhubo_web.demo.month import script
from zhubo_web.demo.month.script import EVENINGS, Evening

POINTS = {1: Fraction(40), 2: Fraction(60), 3: Fraction(75), 4: Fraction(88), 5: Fraction(100)}
#: Sides of a broadcast with their weights, in the order in which the script names them.
SIDES = {
    "language": Fraction(20),
    "interaction": Fraction(30),
    "product": Fraction(30),
    "emergency": Fraction(20),
}
RED_LINE = Fraction(59)
#: Item → (figures: counted ÷ by what, or the average itself; the margin in per cent).
FIGURES: dict[str, tuple[tuple[str, str, int], ...]] = {
    "R1": (("engage_uv", "view_uv", 30), ("comment_uv", "view_uv", 30)),
    "R2": (("watch_avg", "", 10),),
    "R3": (("goods_click_uv", "goods_expose_uv", 30),),
    "R4": (("new_fans", "view_uv", 20), ("new_club", "view_uv", 20)),
}
WEIGHTS = {"R1": 10, "R2": 8, "R3": 8, "R4": 4, "T1": 15, "T2": 10, "A1": 16, "A2": 15, "A3": 9}
DIMENSIONS = {"results": (30, "R"), "attitude": (25, "T"), "ability": (45, "A")}
GRADES = ((93, "S"), (85, "A"), (72, "B"), (60, "C"), (0, "D"))


def mean(pairs: list[tuple[Fraction, Fraction]]) -> Fraction:
    """Weighted, of (value, weight)."""
    return sum((v * w for v, w in pairs), Fraction(0)) / sum((w for _v, w in pairs), Fraction(0))


def plain(values: list[Fraction]) -> Fraction:
    return mean([(one, Fraction(1)) for one in values])


def own(name: str) -> list[Evening]:
    return [one for one in EVENINGS if one.assistant == name]


# ── 业绩 ────────────────────────────────────────────────────────────────────────────────────────


def _fixed(metric: str) -> bool:
    return metric in ("view_uv", "view_pv", "goods_expose_uv")


def _counted(metric: str, per_cent: int) -> Fraction:
    """A count as it was entered: rounded to a whole number, those that are divided by unchanged."""
    usual = script.ORDINARY[metric]
    return Fraction(usual) if _fixed(metric) else Fraction(round(usual * (100 + per_cent) / 100))


def _rate(evenings: list[dict[str, int]], over: str, under: str) -> Fraction:
    """Σ ÷ Σ of several evenings; a mean by viewers where it is an average already."""
    amounts = [_counted(over, one.get(over, 0)) for one in evenings]
    by = under or "view_uv"
    weights = [_counted(by, 0) for _one in evenings]
    if under:
        return sum(amounts, Fraction(0)) / sum(weights, Fraction(0))
    return mean(list(zip(amounts, weights, strict=True)))


def _figure(name: str, over: str, under: str, margin: int) -> Fraction:
    before = [
        dict.fromkeys(script.ORDINARY, wobble + place % 3 - 1)
        for place, (_days, wobble) in enumerate(script.BEFORE)
    ]
    now = _rate([one.better for one in own(name)], over, under)
    usual = _rate(before, over, under)
    change = round((now - usual) / usual * 100)
    if abs(change) <= margin:
        return Fraction(80)
    much = abs(change) >= 2 * margin
    if change > 0:
        return Fraction(100) if much else Fraction(90)
    return Fraction(40) if much else Fraction(60)


# ── 态度 ────────────────────────────────────────────────────────────────────────────────────────


def _share(met: int, of: int) -> Fraction:
    percent = Fraction(met * 100, of)
    steps = ((98, 100), (95, 88), (85, 75), (70, 60), (0, 40))
    return next(Fraction(points) for least, points in steps if percent >= least)


def _records(name: str) -> Fraction:
    evenings = own(name)
    in_time = sum(one.late <= 5 for one in evenings)
    summed_up = sum(not one.summed_up_late for one in evenings)
    return plain([_share(1, 1), _share(summed_up, 6), _share(in_time, 6)])


def _hosts(name: str) -> Fraction:
    thanks = sum(one.thanked is True for one in own(name))
    blame = sum(one.thanked is False for one in own(name))
    return min(Fraction(100), max(Fraction(40), Fraction(80) + 4 * thanks - 10 * blame))


# ── 能力 ────────────────────────────────────────────────────────────────────────────────────────


def _sides(name: str, wanted: tuple[str, ...], red_line: bool) -> Fraction:
    """The sides of six broadcasts, each by its weight; a red line leaves at most 59 of each."""
    pairs = []
    for one in own(name):
        for (side, weight), mark in zip(SIDES.items(), one.marks, strict=True):
            if side in wanted and mark is not None:
                capped = red_line and one.red_line
                pairs.append((min(POINTS[mark], RED_LINE) if capped else POINTS[mark], weight))
    return mean(pairs)


def _group(name: str, place: int) -> Fraction:
    marks = [given[place] for given in script.CLASS_MARKS[name].values()]
    return plain([POINTS[mark] for mark in marks if mark is not None])


def items(name: str, *, red_line: bool = True) -> dict[str, Fraction]:
    """Every item of the month; nobody said anything as a viewer, so A4 is not there."""
    said = POINTS[script.SELF_MARKS[name]]
    found = {
        code: plain([_figure(name, *figure) for figure in figures])
        for code, figures in FIGURES.items()
    }
    found["T1"] = mean(
        [(_records(name), Fraction(70)), (_group(name, 0), Fraction(20)), (said, Fraction(10))]
    )
    found["T2"] = mean(
        [(_hosts(name), Fraction(50)), (_group(name, 1), Fraction(40)), (said, Fraction(10))]
    )
    product = _sides(name, ("product",), red_line)
    found["A1"] = mean(
        [(product, Fraction(50)), (_group(name, 2), Fraction(20)), (said, Fraction(10))]
    )
    talking = _sides(name, ("interaction", "language"), red_line)
    found["A2"] = mean(
        [(talking, Fraction(70)), (_group(name, 3), Fraction(20)), (said, Fraction(10))]
    )
    found["A3"] = mean(
        [(_sides(name, ("emergency",), red_line), Fraction(80)), (_group(name, 4), Fraction(20))]
    )
    return found


def dimensions(name: str, *, red_line: bool = True) -> dict[str, Fraction]:
    known = items(name, red_line=red_line)
    return {
        dimension: mean(
            [(v, Fraction(WEIGHTS[code])) for code, v in known.items() if code[0] == letter]
        )
        for dimension, (_weight, letter) in DIMENSIONS.items()
    }


def tenth(value: Fraction) -> str:
    """To a tenth, halves up, as text."""
    tens = int(value * 10 + Fraction(1, 2))
    return f"{tens // 10}.{tens % 10}"


def month(name: str, *, red_line: bool = True) -> tuple[str, str]:
    """(score, grade)."""
    known = dimensions(name, red_line=red_line)
    whole = mean([(known[one], Fraction(weight)) for one, (weight, _letter) in DIMENSIONS.items()])
    score = tenth(whole)
    return score, next(grade for least, grade in GRADES if Fraction(score) >= least)
