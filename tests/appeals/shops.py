"""Small shops drawn at random, with everything that a month's number stands on.

A few broadcasts, one or two assistants on each, notes by several observers, evaluations by sides and
by items, red lines, feedback, months that are out, in signing, frozen or open. What was given once is
kept in plain dictionaries, for a rebuild that asks no model how it reckons.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import time_machine

from tests.cast import Cast
from zhubo_web.accounts.models import Person
from zhubo_web.broadcasts.models import Broadcast, Room
from zhubo_web.core import clock
from zhubo_web.evaluations.models import Evaluation, Given, Rating
from zhubo_web.evaluations.workflow import OUT
from zhubo_web.extensions import db
from zhubo_web.months import scoring
from zhubo_web.months.models import ClassRating, Month, MonthlyEvaluation, MonthResult
from zhubo_web.observations.models import Observation, Tag, Watch
from zhubo_web.policies.rubrics import BROADCAST, DIMENSIONS
from zhubo_web.surveys.models import Feedback

FIRST = date(2026, 11, 1)
NOW = clock.shanghai(date(2026, 12, 7), 12)
OBSERVERS = ("ma", "lin", "hong")
CLASSES = ("operations", "host", "hr")
STANDING = ("released", "acknowledged", "no_response", "upheld", "corrected", "disputed")


@dataclass
class Shop:
    """What was made, by id."""

    cast: Cast
    broadcasts: list[Broadcast] = field(default_factory=list)
    notes: list[Observation] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    months: dict[int, MonthlyEvaluation] = field(default_factory=dict)
    #: Evaluation → what was given: marks, evidence, suggested value and notes by dimension, minutes.
    given: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: Month's evaluation → the inputs that no decision of the test touches, by item and source.
    fixed: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: Month's evaluation → feedback ids.
    feedback: dict[int, list[Feedback]] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)


def shop_of(chance: Random, cast: Cast) -> Shop:
    """A shop of this chance, in the caller's transaction."""
    made = Shop(cast)
    for number in range(chance.randint(1, 3)):
        _broadcast(made, chance, number)
    db.session.flush()
    for broadcast in made.broadcasts:
        for who in broadcast.people("assistant"):
            _evaluation(made, chance, broadcast, who)
    for note in made.notes:
        if chance.random() < 0.2:
            note.state = "disputed"
    month = _month()
    for name in ("chen", "li"):
        _monthly(made, chance, month, made.person(name))
    db.session.flush()
    return made


def _broadcast(shop: Shop, chance: Random, number: int) -> None:
    start = clock.shanghai(FIRST + timedelta(days=3 + 2 * number), 20)
    place = db.session.get_one(Room, shop.cast.care)
    made = Broadcast.schedule(place, f"专场{number}", start, start + timedelta(hours=2), None)
    made.put_on(shop.person("he"), "host", None)
    for name in chance.choice((["chen"], ["li"], ["chen", "li"])):
        made.put_on(shop.person(name), "assistant", None)
    made.state, made.started_at, made.ended_at = "ended", start, start + timedelta(hours=2)
    db.session.flush()
    for name in OBSERVERS:
        if chance.random() < 0.7:
            stay = Watch(broadcast_id=made.id, person_id=shop.person(name).id, role="hr")
            stay.created_at = start
            stay.left_at = start + timedelta(minutes=chance.choice((20, 60, 120)))
            db.session.add(stay)
    shop.broadcasts.append(made)
    tags = [one for one in Tag.current() if one.polarity and one.dimension in DIMENSIONS]
    for seq in range(1, chance.randint(1, 9)):
        shop.notes.append(_note(shop, chance, made, seq, tags))


def _note(
    shop: Shop, chance: Random, broadcast: Broadcast, seq: int, tags: list[Tag]
) -> Observation:
    tag = chance.choice([None, *tags]) if chance.random() < 0.8 else None
    people = broadcast.people("assistant")
    named = chance.choice([None, *people]) if len(people) == 1 else chance.choice(people)
    assert broadcast.started_at is not None
    moment = broadcast.started_at + timedelta(minutes=7 * seq)
    made = Observation(
        broadcast=broadcast, key=str(uuid.uuid4()), seq=seq,
        changed_seq=seq, observer=shop.person(chance.choice(OBSERVERS)), observer_role="hr",
        moment=moment, at_ms=seq * 420_000, object="assistant", assistant=named,
        kind=tag.kind if tag else chance.choice(("praise", "remind", "issue")),
        dimension=tag.dimension if tag else chance.choice(list(DIMENSIONS)), tag=tag,
        state=chance.choice(("released", "acknowledged", "no_response")),
        released_at=broadcast.ended_at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _evaluation(shop: Shop, chance: Random, broadcast: Broadcast, who: Person) -> None:
    made = Evaluation(broadcast=broadcast, assistant=who).govern("evaluation")
    made.state = chance.choice(OUT)
    assert broadcast.ended_at is not None
    made.rate_by = made.unwatched_at = made.published_at = broadcast.ended_at
    made.rater_id = shop.person("ma").id
    db.session.add(made)
    db.session.flush()
    by_items = chance.random() < 0.5
    names = [one.code for one in BROADCAST] if by_items else list(DIMENSIONS)
    marks = {name: chance.choice((None, 1, 2, 2, 3, 4, 5)) for name in names}
    marks[names[0]] = marks[names[0]] or 2
    evidence = _evidence(shop, chance, made) if by_items else {}
    rating = Rating(
        part=chance.choice(("first", "first", "decision")), number=1, rater_id=made.rater_id,
        inputs=made._inputs(), submitted_at=broadcast.ended_at,
    )  # fmt: skip
    rating.fill(Given(marks, evidence))
    made.ratings.append(rating)
    if made.notes and chance.random() < 0.3:
        made.red_line_note_id = chance.choice(made.notes).id
        made.red_line_at = made.red_line_settled_at = broadcast.ended_at
        made.red_line_kept = True
    db.session.flush()
    made.reckon()
    shop.evaluations.append(made)
    shop.given[made.id] = {
        "marks": dict(marks),
        "evidence": {name: list(ids) for name, ids in evidence.items()},
        "inputs": {name: dict(one) for name, one in rating.inputs.items()},
        "red_line": made.red_line_note_id,
    }


def _evidence(shop: Shop, chance: Random, made: Evaluation) -> dict[str, list[int]]:
    found = {}
    for item in BROADCAST:
        own = [one.id for one in made.notes if one.dimension == item.dimension]
        if own and chance.random() < 0.7:
            found[item.code] = chance.sample(own, chance.randint(1, len(own)))
    return found


def _month() -> Month:
    made = Month(first_day=FIRST).govern("month")
    for name in ("self_from", "freeze_at", "self_by", "rate_by", "sign_by", "publish_by",
                 "package_by"):  # fmt: skip
        setattr(made, name, NOW)
    db.session.add(made)
    db.session.flush()
    return made


def _monthly(shop: Shop, chance: Random, month: Month, who: Person) -> None:
    made = MonthlyEvaluation(month=month, assistant=who, room_id=shop.cast.care).govern("month")
    for name in ("self_from", "self_by", "rate_by", "sign_by", "publish_at"):
        setattr(made, name, NOW)
    made.state = chance.choice(("published", "published", "disputed", "computed", "rating"))
    db.session.add(made)
    db.session.flush()
    shop.months[made.id] = made
    shop.feedback[made.id] = _feedback(shop, chance, who)
    shop.fixed[made.id] = {
        "R1": {"figures": [_figure(chance)]},
        "R2": {"figures": [_figure(chance)]},
        "T1": {"records": [{"kind": "share", "done": chance.randint(0, 20), "due": 20}]},
        **{code: {"group": _marks(chance)} for code in ("T2", "A1", "A2", "A3")},
    }
    made.ratings.extend(_ratings(shop, made))


def _ratings(shop: Shop, made: MonthlyEvaluation) -> list[ClassRating]:
    raters = dict(zip(CLASSES, OBSERVERS, strict=True))
    return [
        ClassRating(member_class=of, rater_id=shop.person(name).id, submitted_at=NOW)
        for of, name in raters.items()
    ]


def _figure(chance: Random) -> dict[str, Any]:
    word, change = chance.choice((("flat", 0), ("above", 40), ("above", 70), ("below", -40)))
    return {"kind": "figure", "metric": "engage_rate", "word": word, "change": change,
            "better": "up", "margin": 30}  # fmt: skip


def _marks(chance: Random) -> list[dict[str, Any]]:
    return [{"kind": "mark", "mark": chance.choice((None, 2, 3, 4, 5)), "of": of}
            for of in CLASSES]  # fmt: skip


def _feedback(shop: Shop, chance: Random, who: Person) -> list[Feedback]:
    found = []
    for _one in range(chance.randint(0, 2)):
        made = Feedback(
            room_id=shop.cast.care, source="service", sort=chance.choice(("praise", "complaint")),
            text="说了一句", happened_at=clock.shanghai(FIRST, 20), assistant_id=who.id,
            state="attributed", author_id=shop.person("hong").id, decided_at=NOW,
        ).govern("feedback")  # fmt: skip
        db.session.add(made)
        db.session.flush()
        found.append(made)
    return found


def settle(made: MonthlyEvaluation, facts: dict[str, Any], chance: Random, **told: Any) -> None:
    """Freeze a month, and give those that are rated a result, perhaps calibrated."""
    made.facts, made.frozen_at = facts, NOW
    if made.state == "rating":
        return
    raw: Decimal | None = told["raw"]
    moved = Decimal(chance.choice(("0", "0", "2.5", "-1")))
    score = None if raw is None else min(Decimal(100), max(Decimal(0), raw + moved))
    made.results.append(
        MonthResult(number=1, facts=facts, raw=raw, score=score, grade=told["graded"](score),
                    digest="")
    )  # fmt: skip
    made.published_at, made.appeal_until = NOW, NOW + timedelta(days=14)
    db.session.flush()


def at(moment: datetime = NOW) -> Any:
    """The time at which decisions are made."""
    return time_machine.travel(moment, tick=False)


def month_cycle() -> Month:
    """November's cycle, all of whose moments have come."""
    return _month()


def month_for(cycle: Month, who: Person, room: int, state: str, gather: Any) -> MonthlyEvaluation:
    """Somebody's month of what stands, frozen and, unless it is being rated, with a result."""
    made = MonthlyEvaluation(month=cycle, assistant=who, room_id=room).govern("month")
    for name in ("self_from", "self_by", "rate_by", "sign_by", "publish_at"):
        setattr(made, name, NOW)
    made.state = state
    db.session.add(made)
    db.session.flush()
    raters = db.session.query(Person).filter(Person.username.in_(OBSERVERS)).order_by(Person.id)
    made.ratings.extend(
        ClassRating(member_class=of, rater_id=rater.id, submitted_at=NOW,
                    marks={item.code: "3" for item in made.composite.rated})
        for of, rater in zip(CLASSES, raters, strict=True)
    )  # fmt: skip
    db.session.flush()
    made.facts, made.frozen_at = gather([made])[made.id], NOW
    made.facts_digest = scoring.digest(made.facts)
    if state != "rating":
        facts = made.with_marks(made.facts)
        raw = scoring.compose(facts, made.composite).score
        grade = scoring.graded(raw, facts["watched"], 3, made.composite)
        made.results.append(MonthResult(number=1, facts=facts, raw=raw, score=raw, digest="",
                                        grade=grade.name if grade else ""))  # fmt: skip
        made.published_at, made.appeal_until = NOW, NOW + timedelta(days=14)
    db.session.flush()
    return made
