"""What consoles send is taken in order, each once, and refused with a sentence."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.observations.conftest import Studio, act, fresh_key, tap
from zhubo_web.broadcasts.models import Segment
from zhubo_web.core import clock
from zhubo_web.core.reasons import Denied, Invalid
from zhubo_web.extensions import db
from zhubo_web.observations.importing import read_operation, read_receipt
from zhubo_web.observations.models import Observation, ObservationChange


def _notes() -> list[Observation]:
    return list(db.session.scalars(select(Observation).order_by(Observation.seq)))


def test_a_bare_tap_is_kept_as_evidence_and_shown_to_nobody(studio: Studio) -> None:
    studio.send(tap(kind="issue", dimension="product"))
    (note,) = _notes()
    assert (note.state, note.kind, note.text, note.delivery) == ("submitted", "issue", None, None)


def test_a_tag_gives_the_words_that_go_to_the_screen(studio: Studio) -> None:
    studio.send(tap(tag="I11", detail="敏感肌能用吗"))
    (note,) = _notes()
    assert note.text == "看公屏：敏感肌能用吗"
    assert note.delivery is not None and note.delivery.state == "grace"


def test_the_price_key_takes_the_price_from_the_card_and_passes_at_once(studio: Studio) -> None:
    studio.send(tap(urgent="price", kind="issue"))
    (note,) = _notes()
    assert (note.text, note.priority) == ("马上更正：到手价 129 元", 0)
    assert note.delivery is not None and note.delivery.state == "queued"


def test_a_price_that_may_be_stale_is_not_put_into_a_cue(studio: Studio) -> None:
    later = db.session.scalars(select(Segment).order_by(Segment.position)).all()[1]
    later.planned_ms = 60_000
    studio.commit()
    studio.send(tap(urgent="price", kind="issue"))
    assert "129" not in (_notes()[0].text or "")


def test_the_same_batch_sent_again_changes_nothing(studio: Studio) -> None:
    batch = [tap(), tap(tag="L11")]
    batch.append({"op": fresh_key(), "do": "change", "key": batch[0]["key"], "at": batch[0]["at"],
                  "shift_ms": -2000})  # fmt: skip
    first = studio.send(*batch)
    kept = [(note.seq, note.changed_seq, note.at_ms) for note in _notes()]
    second = studio.send(*batch)
    assert first.took == second.took
    assert [(note.seq, note.changed_seq, note.at_ms) for note in _notes()] == kept


def test_a_refused_tap_does_not_stop_the_others(studio: Studio) -> None:
    wrong = tap(tag="X99")
    taken = studio.send(tap(), wrong, tap())
    assert [op for op, _why in taken.refused] == [wrong["op"]]
    assert len(_notes()) == 2


def test_taps_made_offline_lie_where_they_were_made(studio: Studio) -> None:
    now = clock.epoch_ms()
    studio.send(tap(at=now - 60_000), tap(at=now), sent=now)
    first, second = _notes()
    assert abs(second.at_ms - first.at_ms - 60_000) < 50


def test_a_device_with_a_wrong_clock_is_placed_by_the_age_of_its_tap(studio: Studio) -> None:
    years_off = clock.epoch_ms() - 5_000_000_000
    studio.send(tap(at=years_off - 30_000), sent=years_off)
    expected = studio.broadcast.stream_ms() - 30_000 - studio.broadcast.room.setback_ms
    assert abs(_notes()[0].at_ms - expected) < 500


def test_the_set_back_is_taken_off(studio: Studio) -> None:
    studio.broadcast.room.setback_ms = 20_000
    studio.send(tap())
    assert abs(studio.broadcast.stream_ms() - 20_000 - _notes()[0].at_ms) < 500


def test_undo_leaves_a_tombstone_and_takes_the_cue_back(studio: Studio) -> None:
    made = tap(urgent="link", kind="issue")
    studio.send(made)
    studio.send({"op": fresh_key(), "do": "retract", "key": made["key"], "at": made["at"]})
    (note,) = _notes()
    assert note.state == "withdrawn"
    assert note.delivery is not None and note.delivery.state == "retracted"


def test_a_change_of_a_shown_cue_is_a_correction_whose_old_words_stay(studio: Studio) -> None:
    made = tap(urgent="price", kind="issue")
    studio.send(made)
    studio.answer(act(_notes()[0].id, "shown"))
    studio.send({"op": fresh_key(), "do": "change", "key": made["key"], "at": clock.epoch_ms(),
                 "text": "先别点，核对一下"})  # fmt: skip
    (note,) = _notes()
    assert (note.state, note.text) == ("corrected", "先别点，核对一下")
    change = db.session.scalars(select(ObservationChange)).one()
    assert change.before["text"] == "马上更正：到手价 129 元"


def test_not_the_assistant_takes_the_cue_off_her_screen(studio: Studio) -> None:
    made = tap(tag="L11")
    studio.send(made)
    studio.send({"op": fresh_key(), "do": "change", "key": made["key"], "at": clock.epoch_ms(),
                 "object": "device"})  # fmt: skip
    (note,) = _notes()
    assert (note.object, note.assistant_id) == ("device", None)
    assert note.delivery is not None and note.delivery.state == "retracted"


def test_a_stranger_and_the_people_on_air_cannot_note(studio: Studio) -> None:
    for name in ("wu", "chen", "he", "guo", "sun"):
        with pytest.raises(Denied):
            studio.send(tap(), by=name)
    assert _notes() == []


def test_nobody_changes_somebody_elses_note(studio: Studio) -> None:
    made = tap()
    studio.send(made, by="lin")
    retract = {"op": fresh_key(), "do": "retract", "key": made["key"], "at": made["at"]}
    taken = studio.send(retract, by="ma")
    assert isinstance(taken.refused[0][1], Denied)
    assert _notes()[0].state == "submitted"


def test_a_line_is_at_most_22_characters(studio: Studio) -> None:
    taken = studio.send(tap(text="这一句话实在是太长了以至于在镜头旁边根本没有人能够读完它"))
    assert "22 个字" in str(taken.refused[0][1])


def test_numbers_have_no_gaps_and_every_change_draws_one(studio: Studio) -> None:
    taps = [tap() for _ in range(5)]
    studio.send(*taps)
    assert sorted(note.seq for note in _notes()) == [1, 2, 3, 4, 5]
    studio.send({"op": fresh_key(), "do": "retract", "key": taps[2]["key"], "at": taps[2]["at"]})
    assert _notes()[2].changed_seq == studio.broadcast.last_seq == 6


@hypothesis_settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_any_delivery_of_the_same_batches_gives_the_same_notes(studio: Studio, seed: int) -> None:
    """Batches are lost after the commit, sent again, and cut anywhere: each tap counts once."""
    chance = random.Random(seed)
    before = len(_notes())
    queue = [tap() for _ in range(12)]
    keys = [one["key"] for one in queue]
    while queue:
        batch = queue[: chance.randint(1, 5)]
        taken = studio.send(*batch)
        if chance.random() < 0.6:
            continue  # the answer was lost: everything is sent again
        queue = [one for one in queue if one["op"] not in taken.took]
    made = _notes()[before:]
    assert [note.key for note in made] == keys


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
)


@given(st.dictionaries(st.sampled_from(["op", "do", "key", "at", "kind", "text", "tag"]), junk))
def test_rubbish_is_refused_with_a_sentence(raw: dict[str, Any]) -> None:
    for read in (read_operation, read_receipt):
        try:
            read(raw)
        except Invalid as refusal:
            assert str(refusal.reason)
