"""Whether the light of a live page tells the truth: sampled in the page, judged here.

The page notes when it last heard anything of its server: a message of its socket (but for those
of a handshake, which prove no way in), or the whole of an answer over HTTP. Four times a second the
light is written down beside the age of that.

The bound is the stream's own: it calls a link lost after ten seconds without proof of life and looks
once a second. So 实时 and 每 3 秒更新 may stand for eleven seconds of silence, and 断网 for a second
after something was heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

SILENCE_MS, TICK_MS = 10_000, 1_000
#: Sampling four times a second, and a busy machine.
SLACK_MS = 750
SAID_MS = SILENCE_MS + TICK_MS + SLACK_MS
LEFT_MS = TICK_MS + SLACK_MS
#: An attempt to connect that began in vain is given up after 8 s, the next one begins within 5, and
#: a greeting or a join that is late costs 8 more.
BACK_MS = 30_000
WATCHED = ("live", "polling", "down")
SAMPLING = """(() => {
  const seen = globalThis.weakness = {samples: [], asked: [], heard: Date.now()};
  const hear = () => { seen.heard = Date.now(); };
  const Plain = globalThis.WebSocket;
  globalThis.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({data}) => /^(0|40)/.test(data) || hear());
    }
  };
  for (const name of ['json', 'text']) {
    const read = Response.prototype[name];
    Response.prototype[name] = async function whole() {
      const told = await read.call(this);
      hear();
      return told;
    };
  }
  const plain = globalThis.fetch;
  globalThis.fetch = async (what, how) => {
    const began = Date.now();
    const note = status => seen.asked.push([String(what.url ?? what), Date.now() - began, status]);
    try {
      const answer = await plain(what, how);
      note(answer.status);
      return answer;
    } catch (error) {
      note(0);
      throw error;
    }
  };
  setInterval(() => {
    const light = document.getElementById('link')?.dataset.link;
    if (light) seen.samples.push([Date.now(), light, seen.heard]);
  }, 250);
})();"""
SAMPLES = "globalThis.weakness.samples"


@dataclass(frozen=True)
class Sample:
    """The light at a moment, and when something was last heard (epoch ms)."""

    at: float
    light: str
    heard: float


@dataclass(frozen=True)
class Spell:
    """A time without a link (epoch ms)."""

    kind: str
    began: float
    ended: float


def read(samples: Sequence[Sequence[Any]]) -> list[Sample]:
    """What a page has noted, from its first word about the link on."""
    made = [Sample(*one) for one in samples]
    first = next((n for n, one in enumerate(made) if one.light in WATCHED), len(made))
    return made[first:]


def untrue(samples: Sequence[Sample]) -> list[bool]:
    """Of each sample, whether its light said what was not so."""
    moments = sorted({one.heard for one in samples})
    return [_is_untrue(one, moments) for one in samples]


def _is_untrue(one: Sample, moments: Sequence[float]) -> bool:
    if one.light == "down":
        return any(one.at - SILENCE_MS < heard < one.at - LEFT_MS for heard in moments)
    return one.at - one.heard > SAID_MS


def longest_ms(samples: Sequence[Sample]) -> float:
    """The longest stretch of untrue samples."""
    pairs = zip(samples, untrue(samples), strict=True)
    runs = [
        [one.at for one, _wrong in run] for wrong, run in groupby(pairs, lambda p: p[1]) if wrong
    ]
    return max((run[-1] - run[0] + 250 for run in runs), default=0)


def said_after(samples: Sequence[Sample], spell: Spell) -> float | None:
    """How long after the link was lost the light said so."""
    return _first(samples, "down", spell.began, spell.ended + SAID_MS)


def live_after(samples: Sequence[Sample], spell: Spell) -> float | None:
    """How long after the link was back the light was 实时 again and something had been heard."""
    heard = [one for one in samples if one.heard > spell.ended]
    return _first(heard, "live", spell.ended, float("inf"))


def _first(samples: Sequence[Sample], light: str, after: float, until: float) -> float | None:
    return next((s.at - after for s in samples if after < s.at < until and s.light == light), None)


def lights(samples: Sequence[Sample], spells: Sequence[Spell]) -> Iterator[tuple[str, float]]:
    """The lights that stood one after another outside the spells and the time after them."""
    calm = [one for one in samples
            if not any(s.began <= one.at < s.ended + BACK_MS for s in spells)]  # fmt: skip
    for light, run in groupby(calm, lambda one: one.light):
        yield light, 250.0 * len(list(run))
