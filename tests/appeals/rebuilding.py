"""Every number of a shop, reckoned anew from what was given, by fractions.

It asks the database which notes and feedback stand, and nothing of what the product reckons. What a
decision raised once stays raised (``kept``), and what a month was held at (``scores``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.appeals.shops import STANDING, Shop
from zhubo_web.policies.composites import Composite
from zhubo_web.policies.rubrics import BROADCAST, DIMENSIONS

POINTS = {1: 40, 2: 60, 3: 75, 4: 88, 5: 100}
UNTAGGED = {"praise": 1, "remind": -1, "issue": -2}
SIDES = {"A1": ("product",), "A2": ("interaction", "language"), "A3": ("emergency",)}
Key = tuple[str, int, str, str]
Numbers = dict[Key, str | None]


def tenth(value: Fraction | None) -> Decimal | None:
    """To a tenth, halves up."""
    if value is None:
        return None
    whole = (value * 10 + Fraction(1, 2)).__floor__()
    return Decimal(whole) / 10


def shown(value: Decimal | None) -> str | None:
    """82, 82.5."""
    if value is None:
        return None
    return str(int(value)) if value == int(value) else str(value.quantize(Decimal("0.1")))


def mean(pairs: list[tuple[Fraction | None, int]]) -> Fraction | None:
    known = [(value, weight) for value, weight in pairs if value is not None and weight]
    total = sum(weight for _value, weight in known)
    return sum((value * weight for value, weight in known), Fraction(0)) / total if total else None


@dataclass
class Rebuild:
    """A shop's numbers; what was raised by earlier decisions is remembered between two of them."""

    shop: Shop
    cap: Fraction
    start: Fraction
    step: Fraction
    minutes: int
    composite: Composite
    kept: dict[int, dict[str, int | None]] = field(default_factory=dict)
    fallen: set[int] = field(default_factory=set)
    moved: dict[int, Decimal] = field(default_factory=dict)
    scores: dict[int, Decimal | None] = field(default_factory=dict)

    @classmethod
    def of(cls, shop: Shop) -> Rebuild:
        policy = shop.evaluations[0].policy
        names = ("red_line_cap", "suggest_start", "suggest_step", "suggest_minutes")
        cap, start, step, minutes = (
            Fraction(policy.numbers.number(f"evaluation_{one}")) for one in names
        )
        return cls(shop, cap, start, step, int(minutes), policy.composite)

    # ── evaluations ─────────────────────────────────────────────────────────────────────────

    def _stands(self, note_id: int) -> bool:
        note = next(one for one in self.shop.notes if one.id == note_id)
        return note.state in STANDING

    @staticmethod
    def _heavy(note: Any) -> int:
        """How heavy it counts now: as was decided, as its tag, or as its kind."""
        usual = UNTAGGED[note.kind]
        of_tag = note.tag.severity if note.tag else abs(usual)
        return (note.severity or of_tag) * (1 if usual > 0 else -1)

    @staticmethod
    def _rested_on(given: dict[str, Any]) -> set[int]:
        """Every note that the marks rest on, of whichever dimension it counts now."""
        cited = {one for ids in given["evidence"].values() for one in ids}
        return cited | {one for own in given["inputs"].values() for one in own["notes"]}

    def _suggested(self, name: str, ids: set[int], watched: int) -> int | None:
        notes = [
            one
            for one in self.shop.notes
            if one.id in ids and one.dimension == name and self._stands(one.id)
        ]
        if not notes:
            return None
        total = sum(map(self._heavy, notes))
        periods = max(Fraction(1), Fraction(watched, self.minutes))
        raw = self.start + total * self.step / periods
        value = tenth(min(Fraction(5), max(Fraction(1), raw)))
        assert value is not None
        return self._towards_three(value)

    @staticmethod
    def _towards_three(value: Decimal) -> int:
        down = ROUND_HALF_UP if value < 3 else "ROUND_HALF_DOWN"
        return int(value.quantize(Decimal(1), down))

    def marks(self, number: int) -> dict[str, int | None]:
        given = self.shop.given[number]
        found = {}
        for name, mark in given["marks"].items():
            now = self._mark(given, name, mark)
            before = self.kept.get(number, given["marks"]).get(name)
            found[name] = now if now is None or before is None else max(now, before)
        self.kept[number] = found
        return found

    def _mark(self, given: dict[str, Any], name: str, mark: int | None) -> int | None:
        if mark is None:
            return None
        if name not in DIMENSIONS:
            cited = given["evidence"].get(name, [])
            bare = bool(cited) and not any(self._stands(one) for one in cited)
            return 3 if mark < 3 and bare else mark
        usual = None if name == "emergency" else 3
        had, any_input = given["inputs"].get(name), next(iter(given["inputs"].values()), None)
        if any_input is None:
            return mark
        now = self._suggested(name, self._rested_on(given), any_input["watched"])
        before = self._towards_three(Decimal(had["value"])) if had else usual
        after = usual if now is None else now
        if before is None or after is None:
            return mark
        return min(5, mark + max(0, after - before))

    def _red_line(self, number: int) -> bool:
        note = self.shop.given[number]["red_line"]
        if note is not None and not self._stands(note):
            self.fallen.add(number)
        return note is not None and number not in self.fallen

    def sides(self, number: int) -> dict[str, Fraction | None]:
        marks = self.marks(number)
        found: dict[str, Fraction | None] = {}
        for name in DIMENSIONS:
            if name in marks:
                mark = marks[name]
                found[name] = None if mark is None else Fraction(POINTS[mark])
            else:
                found[name] = mean([
                    (None if marks[i.code] is None else Fraction(POINTS[marks[i.code] or 0]), i.weight)
                    for i in BROADCAST if i.dimension == name
                ])  # fmt: skip
        return found

    def weights(self) -> dict[str, int]:
        return {d: sum(i.weight for i in BROADCAST if i.dimension == d) for d in DIMENSIONS}

    def evaluation(self, number: int) -> Numbers:
        sides, heavy, red = self.sides(number), self.weights(), self._red_line(number)
        whole = tenth(mean([(sides[name], heavy[name]) for name in sides]))
        score = min(whole, Decimal(str(float(self.cap)))) if red and whole is not None else whole

        def key(what: str, code: str = "") -> Key:
            return ("evaluation", number, what, code)

        return {
            **{key("mark", name): shown(None if m is None else Decimal(m))
               for name, m in self.marks(number).items()},
            **{key("side", name): shown(tenth(value)) for name, value in sides.items()},
            key("score"): shown(score),
            key("red_line"): "两个人已确认" if red else None,
        }  # fmt: skip

    # ── months ──────────────────────────────────────────────────────────────────────────────

    def facts(self, number: int) -> dict[str, Any]:
        """What would be frozen now."""
        month = self.shop.months[number]
        own = [one for one in self.shop.evaluations if one.assistant_id == month.assistant_id]
        own.sort(key=lambda one: one.broadcast_id)
        items = {code: dict(sources) for code, sources in self.shop.fixed[number].items()}
        for code, names in SIDES.items():
            items[code]["broadcasts"] = [
                side for one in own for side in self._inputs(one) if side["side"] in names
            ]
        stands = [one for one in self.shop.feedback[number] if one.state == "attributed"]
        good, bad = ([o.id for o in stands if o.sort == sort] for sort in ("praise", "complaint"))
        tally = {"kind": "tally", "good": len(good), "bad": len(bad), "praise": good,
                 "complaints": bad}  # fmt: skip
        items["A4"] = {"feedback": [tally] if stands else []}
        return {
            "assistant": month.assistant_id,
            "month": "2026-11",
            "post": "",
            "broadcasts": [one.broadcast_id for one in own],
            "watched": len(own),
            "evaluations": {str(one.id): one.broadcast_id for one in own},
            "items": items,
        }

    def _inputs(self, one: Any) -> list[dict[str, Any]]:
        red = self._red_line(one.id)
        found = []
        for name, value in sorted(self.sides(one.id).items()):
            points = tenth(value)
            if points is not None:
                high = red and points > self.cap
                kept = str(int(self.cap)) if high else str(points.quantize(Decimal("0.1")))
                found.append({
                    "kind": "points", "side": name, "points": kept,
                    "weight": self.weights()[name], "evaluation": one.id,
                    "broadcast": one.broadcast_id,
                })  # fmt: skip
        return found

    def _worth(self, one: dict[str, Any]) -> Fraction | None:
        kind = one["kind"]
        if kind == "points":
            return Fraction(one["points"])
        if kind == "mark":
            return None if one["mark"] is None else Fraction(POINTS[one["mark"]])
        if kind == "share":
            percent = one["done"] * 100 // one["due"]
            steps = ((98, 100), (95, 88), (85, 75), (70, 60), (0, 40))
            return Fraction(next(points for least, points in steps if percent >= least))
        if kind == "tally":
            return Fraction(min(100, max(40, 80 + 4 * one["good"] - 10 * one["bad"])))
        worth = {0: 80, 40: 90, 70: 100, -40: 60}
        return Fraction(worth[one["change"]])

    def composed(self, facts: dict[str, Any]) -> tuple[dict[tuple[str, str], Any], Decimal | None]:
        """(what, code) → points, and the whole to a tenth."""
        found: dict[tuple[str, str], Fraction | None] = {}
        dimensions: dict[str, list[tuple[Fraction | None, int]]] = {}
        for item in self.composite.items:
            given = facts["items"].get(item.code, {})
            pairs = []
            for source in item.sources:
                inputs = given.get(source.name, ())
                points = mean([(self._worth(one), one.get("weight", 1)) for one in inputs])
                found["source", f"{item.code}.{source.name}"] = points
                pairs.append((points, source.weight))
            found["item", item.code] = mean(pairs)
            own = dimensions.setdefault(item.dimension, [])
            own.append((found["item", item.code], item.weight))
        for name, pairs in dimensions.items():
            found["dimension", name] = mean(pairs)
        heavy = {name: sum(weight for _p, weight in own) for name, own in dimensions.items()}
        whole = mean([(found["dimension", name], heavy[name]) for name in dimensions])
        return found, tenth(whole)

    def graded(self, number: int, score: Decimal | None) -> tuple[str, Decimal | None]:
        if score is None or self.facts(number)["watched"] < 3:
            return "", None
        grade = next(one for one in self.composite.grades if score >= one.least)
        return grade.name, grade.coefficient

    def month(self, number: int) -> Numbers:
        facts = self.facts(number)
        points, raw = self.composed(facts)
        moved = self.moved[number]
        score = None if raw is None else min(Decimal(100), max(Decimal(0), raw + moved))
        before = self.scores.get(number)
        if before is not None and (score is None or score < before):
            score = before
        self.scores[number] = score
        self.moved[number] = Decimal(0) if raw is None or score is None else score - raw
        grade, coefficient = self.graded(number, score)

        def key(what: str, code: str = "") -> Key:
            return ("monthly_evaluation", number, what, code)

        return {
            **{key(what, code): shown(tenth(value)) for (what, code), value in points.items()},
            key("composite"): shown(raw),
            key("month"): shown(score),
            key("grade"): grade or None,
            key("coefficient"): shown(coefficient),
        }

    # ── all ─────────────────────────────────────────────────────────────────────────────────

    def everything(self) -> Numbers:
        """Every number that is out."""
        found: Numbers = {}
        for one in self.shop.evaluations:
            found |= self.evaluation(one.id)
        for number, month in self.shop.months.items():
            if month.results:
                found |= self.month(number)
        return found


def difference(before: Numbers, after: Numbers) -> dict[Key, tuple[str | None, str | None]]:
    """What differs."""
    return {
        key: (before.get(key), after.get(key))
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }
