"""The table goes between its marks, and nothing that was written by hand is touched."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.figures import Wanted, at_most, least_ratio
from tests.bench.reporting import BEGIN, END, between, line, records_of, section, write

GOOD = Wanted("quick", "ms", at_most(10)).had(4, None, "300 samples")
BAD = Wanted("notes", "notes/CPU-s", least_ratio(1.3)).compared([(15000.0, 15000.0)], "a | b")


def test_the_hand_written_rest_stays() -> None:
    page = f"# Measured\n\nbefore\n\n{BEGIN}\nold\n{END}\n\nafter\n"
    assert between(page, "new") == f"# Measured\n\nbefore\n\n{BEGIN}\n\nnew\n\n{END}\n\nafter\n"


def test_writing_twice_changes_nothing_more() -> None:
    once = between("# Measured\n", "new")
    assert once.startswith("# Measured\n")
    assert between(once, "new") == once


def test_a_row_says_whether_it_is_met_and_keeps_its_columns() -> None:
    good, bad = records_of({"Live": [GOOD, BAD]}, "2026-11-26")
    assert line(good) == "| quick | 4 ms | – | – | ≤ 10 | met | 2026-11-26 | 300 samples |"
    assert line(bad).count("|") == 9
    assert "15,000 notes/CPU-s | 15,000 | 1 × | ≥ 1.3 × | **missed** | 2026-11-26 | a / b" in line(
        bad
    )


def test_a_group_without_figures_has_no_heading() -> None:
    told = section(records_of({"Live": [GOOD], "Pages": []}, "2026-11-26"), "2 cores")
    assert "### Live" in told
    assert "Pages" not in told


def test_both_files_are_written_and_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "measured.md").write_text("# Measured\n\nby hand\n")
    write(tmp_path, {"Live": [GOOD, BAD]}, "2026-11-26", "2 cores")
    records = json.loads((tmp_path / "measured.json").read_text())
    assert [(one["name"], one["met"]) for one in records] == [("quick", True), ("notes", False)]
    page = (tmp_path / "measured.md").read_text()
    assert page.startswith("# Measured\n\nby hand\n")
    assert all(line(one) in page for one in records)


def test_a_part_renews_its_own_figures_and_leaves_the_others_with_their_date(
    tmp_path: Path,
) -> None:
    (tmp_path / "measured.md").write_text("# Measured\n")
    write(tmp_path, {"Live": [GOOD, BAD], "Pages": [GOOD]}, "2026-11-26", "2 cores")
    more = Wanted("slow", "ms").had(5)
    write(tmp_path, {"Live": [Wanted("quick", "ms").had(3), more]}, "2026-11-27", "2 cores")
    records = json.loads((tmp_path / "measured.json").read_text())
    assert [(one["group"], one["name"], one["value"], one["date"]) for one in records] == [
        ("Live", "quick", 3, "2026-11-27"),
        ("Live", "notes", 15000, "2026-11-26"),
        ("Live", "slow", 5, "2026-11-27"),
        ("Pages", "quick", 4, "2026-11-26"),
    ]
