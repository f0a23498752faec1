"""What observers relayed joins when the broadcast is over, once, whatever comes late."""

from __future__ import annotations

from sqlalchemy import select

from tests.surveys.conftest import Said
from zhubo_web.audience.models import AudienceFeedback
from zhubo_web.core import clock
from zhubo_web.extensions import db
from zhubo_web.surveys.models import Feedback, join_relays


def joined() -> list[tuple[str, str, int, str]]:
    """What is there: sort, words, how many, state."""
    query = select(Feedback).order_by(Feedback.id)
    return [(one.sort, one.text, one.count, one.state) for one in db.session.scalars(query)]


def test_complaints_and_praise_join_at_the_end_and_the_same_words_are_one(said: Said) -> None:
    said.relay("声音小", count=3)
    said.relay("声音小", count=2)
    said.relay("回得快", "praise", 4)
    said.relay("有小样吗", "question", 9)
    said.relay("想要大瓶", "wish", 9)
    assert joined() == []
    said.end()
    expected = [("complaint", "声音小", 5, "pending"), ("praise", "回得快", 4, "pending")]
    assert joined() == expected
    join_relays(said.on)
    said.commit()
    assert joined() == expected
    assert said.waits("ma")


def test_it_knows_its_second(said: Said) -> None:
    relay = said.relay("声音小")
    said.end()
    one = db.session.scalars(select(Feedback)).one()
    assert one.at_ms is not None and abs(one.at_ms - relay.at_ms) <= 1
    assert one.author_id is None and one.assistant_id is None


def test_what_comes_late_is_added_and_what_is_taken_back_leaves(said: Said) -> None:
    relay, moment = said.relay("声音小", count=3), clock.now()
    other = said.relay("没人回")
    said.end()
    late = {"sort": "complaint", "text": "声音小", "count": 2, "product_id": None}
    AudienceFeedback.relay(
        said.on, said.person("lin"), key="late", role="host", moment=moment, **late
    )
    said.commit()
    assert joined()[0] == ("complaint", "声音小", 5, "pending")
    relay.withdraw(said.person("ma"), moment)
    other.withdraw(said.person("ma"), moment)
    said.commit()
    assert joined() == [
        ("complaint", "声音小", 2, "pending"),
        ("complaint", "没人回", 1, "not_this_person"),
    ]


def test_what_was_decided_stays_as_it_was(said: Said) -> None:
    relay, moment = said.relay("声音小", count=3), clock.now()
    said.end()
    one = db.session.scalars(select(Feedback)).one()
    one.attribute(said.person("ma"), said.person("chen"), "alone")
    said.commit()
    relay.withdraw(said.person("ma"), moment)
    said.commit()
    assert joined() == [("complaint", "声音小", 3, "attributed")]


def test_a_broadcast_of_whose_viewers_nothing_was_said_asks_nothing(said: Said) -> None:
    said.end()
    assert joined() == [] and said.waits("ma") == []
