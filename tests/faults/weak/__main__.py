"""``make weak``: all that stands, on a weak network, and whether the light tells the truth.

30 % of the TCP segments are lost and each takes 200 ms ± 50 each way at 2 Mbit/s, between a real
server and a real browser in network namespaces of their own. Needs root, /dev/net/tun and Chromium;
says what is missing. Prints a table and ends with 1 where a claim did not hold.
"""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

from playwright.sync_api import sync_playwright

from tests.browsing import FLAGS
from tests.faults.amounts import SEED, chance
from tests.faults.weak import lamp, loading, places
from tests.faults.weak.people import Crew, far_server, quietly
from tests.faults.weak.telling import Report
from tests.faults.weak.walking import Evening
from tests.servers import Server


def asked() -> Namespace:
    """What is asked for."""
    parser = ArgumentParser(prog="make weak", description=__doc__)
    parser.add_argument("--loads", type=int, default=3, help="visits of each page; 0: none")
    parser.add_argument(
        "--watch", type=float, default=180, help="seconds of only looking at the light; 0: no walk"
    )
    parser.add_argument(places.INSIDE, action="store_true", help="this is its own network already")
    return parser.parse_args()


def main() -> int:
    """Measure; 0 where everything held, 1 where not, 2 where this machine lacks something."""
    wanted = asked()
    if lacks := places.missing():
        sys.stderr.write("make weak needs: " + "; ".join(lacks) + "\n")
        return 2
    if not wanted.inside:
        places.move_in()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    report = Report()
    with TemporaryDirectory(prefix="zhubo-weak-") as folder:
        _measure(Path(folder), wanted, report)
    sys.stdout.write(f"\n{report.table()}\n\nseed {SEED}; {report.failed} did not hold\n")
    return 1 if report.failed else 0


def _measure(folder: Path, wanted: Namespace, report: Report) -> None:
    place = places.Places(folder, chance("weak"))
    server = Server(folder)
    url = far_server(server)
    server.start()
    secure = f"--unsafely-treat-insecure-origin-as-secure={url}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=place.browser(), args=[*FLAGS, secure]
            )
            crew = Crew(browser, server, url)
            if wanted.loads:
                loading.measure(crew, report, wanted.loads)
            if wanted.watch:
                evening = Evening(crew, place, server, report)
                _walk(evening, wanted.watch)
                _judge(evening, report)
                evening.witness.close()
            browser.close()
    finally:
        quietly(server.stop)
        place.close()
    report.figure("packets lost, spells included", f"{place.wire.lost:.0%}")


def _walk(evening: Evening, watch: float) -> None:
    evening.open()
    evening.tap(10)
    evening.answer_cue("马上更正", evening.cue("price"), "")
    evening.tool.ask("孕妇可以用吗", 6)
    evening.question("孕妇可以用吗", 6, time(), "overlay", "viewers' question")
    evening.question("发什么快递", 4, evening.relay("发什么快递", 4), "overlay", "relay")

    def meanwhile() -> None:
        evening.tap(5)
        evening.cue("link")
        evening.tool.ask("保质期多久", 5)
        evening.relay("有赠品吗", 3)
        evening.tap(5)

    evening.spell("hang", meanwhile)
    healed = evening.healed
    evening.saved()
    evening.answer_cue("下链接", healed, ", after a hang")
    evening.question("保质期多久", 5, healed, "console", "viewers' question, after a hang")
    evening.question("有赠品吗", 3, healed, "overlay", "relay, after a hang")
    evening.watch(watch / 3)
    evening.spell("cut", lambda: evening.tap(10))
    evening.saved()
    evening.watch(watch / 3)
    evening.spell("hang", lambda: None)
    evening.watch(watch / 3)
    evening.check_notes()
    evening.check_questions(4)
    evening.check_line()
    evening.tell_times()


def _judge(evening: Evening, report: Report) -> None:
    """The light of console and overlay."""
    for part in ("console", "overlay"):
        samples = lamp.read(evening.pages[part].evaluate(lamp.SAMPLES))
        wrong, longest = sum(lamp.untrue(samples)), lamp.longest_ms(samples) / 1000
        told = f"{wrong} of {len(samples)} samples, longest {longest:.1f} s"
        report.claim(f"{part}: light that was not true", told, "0", not wrong)
        for spell in evening.spells:
            _judge_spell(part, samples, spell, report)
        calm = list(lamp.lights(samples, evening.spells))
        all_ms = sum(ms for _light, ms in calm) or 1
        lives = sum(ms for light, ms in calm if light == "live") / all_ms
        downs = sum(light == "down" for light, _ms in calm)
        report.figure(
            f"{part}: only loss", f"{lives:.1%} of {all_ms / 1000:.0f} s live, {downs} times 断网"
        )


def _judge_spell(part: str, samples: list[lamp.Sample], spell: lamp.Spell, report: Report) -> None:
    for name, took, bound in (
        ("said so", lamp.said_after(samples, spell), lamp.SAID_MS),
        ("live again", lamp.live_after(samples, spell), lamp.BACK_MS),
    ):
        told = "never" if took is None else f"{took / 1000:.1f} s"
        held = took is not None and took <= bound
        report.claim(f"{part}: {spell.kind}, {name}", told, f"≤ {bound / 1000:g} s", held)


if __name__ == "__main__":
    sys.exit(main())
