"""Who reads which feedback, and the day's number of answered messages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.surveys.conftest import Said
from zhubo_web.accounts.models import Screen
from zhubo_web.broadcasts.models import Room
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.surveys.models import Feedback, ReplyRate


def read_by(said: Said, who: str) -> list[str]:
    return [one.text for one in db.session.scalars(Feedback.visible_to(said.person(who)))]


def test_the_group_reads_at_once_and_the_assistant_what_counts(said: Said) -> None:
    one = said.enter("三次没回尺码", broadcast=said.on)
    for who in ("ma", "lin", "hong", "guo", "qian"):
        assert read_by(said, who) == ["三次没回尺码"], who
    for who in ("he", "chen", "li", "dai", "sun", "wu"):
        assert read_by(said, who) == [], who
    one.attribute(said.person("ma"), said.person("chen"), "duty")
    said.commit()
    assert read_by(said, "chen") == ["三次没回尺码"] and read_by(said, "li") == []
    one.reopen(said.person("chen"), words="不是我")
    said.commit()
    assert read_by(said, "chen") == ["三次没回尺码"]
    one.clear(said.person("lin"), "host")
    said.commit()
    assert read_by(said, "chen") == []


def test_a_host_reads_what_they_said_and_nothing_else(said: Said) -> None:
    said.end()
    said.enter("没回", broadcast=said.on)
    said.rating().complain(said.person("chen"), "talk", "叫了没应")
    said.commit()
    assert read_by(said, "he") == ["叫了没应"]
    assert read_by(said, "chen") == ["叫了没应"]


def test_who_hosts_reads_nothing_of_it_while_on_air_whatever_roles_they_have(said: Said) -> None:
    said.enter("没回", broadcast=said.on)
    said.on.put_on(said.person("lin"), "host", None)
    said.commit()
    assert read_by(said, "lin") == []
    said.end()
    assert read_by(said, "lin") == ["没回"]


def test_nobody_reads_as_a_member_of_the_group_what_is_about_themselves(said: Said) -> None:
    said.person("chen").grant("hr", None)
    said.commit()
    one = said.enter("没回", broadcast=said.on)
    loose = said.enter("没应")
    assert read_by(said, "chen") == ["没应"]
    one.attribute(said.person("ma"), said.person("chen"), "duty")
    said.commit()
    assert read_by(said, "chen") == ["没应", "没回"]
    loose.clear(said.person("ma"), "host")


def test_a_tablet_reads_none_of_it(said: Said) -> None:
    said.enter("没回")
    screen = Screen(name="平板", room_id=said.cast.care)
    db.session.add(screen)
    db.session.flush()
    assert db.session.scalars(Feedback.visible_to(screen)).all() == []


def test_a_days_number_is_written_once_and_corrected(said: Said) -> None:
    today = clock.today()
    first = ReplyRate.put(said.person("ma"), said.room, today, Decimal("92.5"), "飞鸽后台")
    said.commit()
    again = ReplyRate.put(said.person("hong"), said.room, today, Decimal("91.237"), "飞鸽后台")
    said.commit()
    assert again.id == first.id and again.rate == Decimal("91.24")
    for day, rate, source in (
        (today + timedelta(days=1), Decimal(50), "飞鸽"),
        (today, Decimal("100.01"), "飞鸽"),
        (today, Decimal("NaN"), "飞鸽"),
        (today, Decimal(50), " "),
    ):
        with pytest.raises(Invalid):
            ReplyRate.put(said.person("ma"), said.room, day, rate, source)
    other = db.session.get_one(Room, said.cast.other)
    for who, room in (("chen", said.room), ("he", said.room), ("ma", other)):
        with pytest.raises(Denied):
            ReplyRate.put(said.person(who), room, today, Decimal(50), "飞鸽")
    assert db.session.scalars(ReplyRate.visible_to(said.person("wu"))).all() == []
    assert len(db.session.scalars(ReplyRate.visible_to(said.person("guo"))).all()) == 1
