"""The copies that browsers get say the same as the files we write."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from zhubo_web.core import copies

STATIC = Path(__file__).parents[2] / "static"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
WITHIN = re.compile(r"(?<=[\w\])*]) :[a-z]")


def test_a_state_of_something_within_stays_apart_from_what_it_is_within(tmp_path: Path) -> None:
    filler = ".filler { color: red; }" * 40
    text = "@layer x { .sorts :checked + span, .row :is(b, i) { color: red; } " + filler + "}"
    (tmp_path / "a.css").write_text(text, encoding="utf-8")
    copies.refresh(tmp_path)
    copy = gzip.decompress((tmp_path / "a.css.gz").read_bytes()).decode()
    assert ".sorts *:checked" in copy
    assert ".row *:is(b,i)" in copy


def test_no_style_of_ours_loses_one(tmp_path: Path) -> None:
    ours = [one for one in STATIC.rglob("*.css") if copies.AS_THEY_ARE.isdisjoint(one.parts)]
    assert ours
    for one in ours:
        text = COMMENT.sub("", one.read_text(encoding="utf-8"))
        copy = tmp_path / one.name
        copy.write_text(text + " " * copies.SMALLEST, encoding="utf-8")
        copies.refresh(tmp_path)
        made = gzip.decompress(copy.with_name(f"{one.name}.gz").read_bytes()).decode()
        assert made.count(" *:") >= len(WITHIN.findall(text)), one.name
