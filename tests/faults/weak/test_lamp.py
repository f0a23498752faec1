"""What counts as a light that does not tell the truth."""

from __future__ import annotations

from tests.faults.weak import lamp

SPELL = lamp.Spell("hang", 100_000, 120_000)


def seen(light: str, *, heard: float, first: float, last: float) -> list[lamp.Sample]:
    """The same light four times a second, while the last thing was heard at one moment."""
    return [lamp.Sample(at, light, heard) for at in range(int(first), int(last), 250)]


def test_a_light_that_goes_out_within_the_bound_is_true() -> None:
    alight = seen("live", heard=100_000, first=100_000, last=111_000)
    out = seen("down", heard=100_000, first=111_000, last=125_000)
    assert not any(lamp.untrue(alight + out))
    assert lamp.said_after(alight + out, SPELL) == 11_000


def test_a_light_that_stays_on_in_silence_is_not() -> None:
    samples = seen("live", heard=100_000, first=100_000, last=115_000)
    assert lamp.longest_ms(samples) == 115_000 - (100_000 + lamp.SAID_MS + 250)
    assert lamp.said_after(samples, SPELL) is None


def test_a_light_that_is_out_while_things_arrive_is_not_true() -> None:
    samples = [lamp.Sample(at, "down", at) for at in range(0, 5_000, 250)]
    assert [one.at for one, wrong in zip(samples, lamp.untrue(samples), strict=True) if wrong] == [
        *range(lamp.LEFT_MS + 250, 5_000, 250)
    ]


def test_polling_is_a_claim_like_live() -> None:
    assert any(lamp.untrue(seen("polling", heard=0, first=0, last=20_000)))


def test_back_is_what_was_heard_after_the_link_was() -> None:
    stale = seen("live", heard=99_000, first=119_000, last=123_000)
    fresh = seen("live", heard=122_900, first=123_000, last=124_000)
    assert lamp.live_after(stale + fresh, SPELL) == 3_000


def test_what_a_page_says_before_it_has_tried_is_not_judged() -> None:
    told = [[0, "joining", 0], [250, "live", 200]]
    assert lamp.read(told) == [lamp.Sample(250, "live", 200)]
