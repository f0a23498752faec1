"""What groups read is made of headings and counts; nothing that fills a title can be in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from zhubo_web.core.workflow import Due
from zhubo_web.duties import wording
from zhubo_web.duties.exporting import for_group
from zhubo_web.duties.models import followed
from zhubo_web.observations.models.waiting import Disposal, Reading


def titles() -> Iterator[str]:
    """The titles of every duty the product declares."""
    declared: list[Due | None] = [Disposal.due, Reading.due]
    declared += [row.due for one in followed() for row in one.workflow.rows]
    return (due.title for due in declared if due is not None)


@pytest.mark.parametrize("title", sorted(set(titles())))
def test_every_duty_can_be_named_without_whom_it_is_about(title: str) -> None:
    heading = wording.heading(title)
    assert heading and "%" not in heading and title.startswith(heading)


@given(st.text(max_size=60))
def test_a_heading_holds_nothing_that_is_filled_in(title: str) -> None:
    assert "%(" not in wording.heading(title)


def test_counts_are_said_the_most_frequent_first(app: Flask) -> None:
    asked = ["开播前确认：%(title)s", "给问题定处置：%(title)s", "给问题定处置：%(title)s"]
    with app.app_context():
        said = for_group([*asked, "%(name)s 要说明情况"])
        assert said == "场记：今天有 4 件事，其中给问题定处置 2 件，其他事项 1 件，开播前确认 1 件"
        assert for_group([]) == ""
