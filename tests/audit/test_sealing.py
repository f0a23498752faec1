"""Digests, trees and the chain: any change is found, nothing else is."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.audit.sealing import FIRST, digest, fault, make_seal, merkle_root

digests = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), max_size=20)
KEY = b"a key of the tests"


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    backwards = dict(reversed(list(value.items())))
    assert digest(value) == digest(backwards)


@given(digests)
def test_a_seal_that_nobody_touched_is_in_order(leaves: list[str]) -> None:
    assert fault(make_seal(3, leaves, FIRST, KEY), leaves, FIRST, KEY) is None


@given(digests.filter(lambda leaves: len(set(leaves)) > 1), st.data())
def test_swapping_two_events_changes_the_root(leaves: list[str], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(leaves) - 1))
    j = data.draw(st.integers(0, len(leaves) - 1).filter(lambda n: leaves[n] != leaves[i]))
    swapped = list(leaves)
    swapped[i], swapped[j] = swapped[j], swapped[i]
    assert merkle_root(swapped) != merkle_root(leaves)


@given(digests)
def test_a_missing_event_is_found(leaves: list[str]) -> None:
    seal = make_seal(1, [*leaves, digest("gone")], FIRST, KEY)
    assert "events" in (fault(seal, leaves, FIRST, KEY) or "")


def test_a_chain_recomputed_with_another_key_is_found() -> None:
    forged = make_seal(1, [digest("event")], FIRST, b"another key")
    assert "key" in (fault(forged, [digest("event")], FIRST, KEY) or "")


def test_a_seal_after_a_changed_one_is_found() -> None:
    first = make_seal(1, [digest("a")], FIRST, KEY)
    second = make_seal(2, [digest("b")], first.hash, KEY)
    other = make_seal(1, [digest("c")], FIRST, KEY)
    assert "before" in (fault(second, [digest("b")], other.hash, KEY) or "")


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = digest("left"), digest("right")
    assert merkle_root([merkle_root([left, right])]) != merkle_root([left, right])


def test_a_changed_hash_is_found() -> None:
    seal = dataclasses.replace(make_seal(1, [], FIRST, KEY), hash=FIRST)
    assert "seal itself" in (fault(seal, [], FIRST, KEY) or "")
