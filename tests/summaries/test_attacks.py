"""A draft is its assistant's own, and can neither grow without end nor break the page of who rates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast, Member
from tests.held import ENDS, hold
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.workflow import STANDARD, STRICT
from zhubo_web.summaries.wording import Written

HOUR = timedelta(hours=1)
Enter = Callable[[Member], FlaskClient]
DRAFT = "还没想好，先写着"


def test_a_draft_is_read_by_its_assistant_alone(app: Flask, cast: Cast, client_of: Enter) -> None:
    held = hold(app, cast)
    with time_machine.travel(ENDS + HOUR, tick=False):
        with app.app_context():
            path = f"/summaries/{held.summary().id}"
        kept = {"act": "keep", "done": DRAFT, "minute": "17"}
        assert client_of(cast.chen).post(f"{path}/text", data=kept).status_code == 303
        assert DRAFT in client_of(cast.chen).get(path).text
        for reader in (cast.ma, cast.lin, cast.qian):
            for page in (path, held.page):
                text = client_of(reader).get(page).text
                assert DRAFT not in text
                assert "17 分钟" not in text


def test_what_is_written_anew_is_not_read_before_it_is_handed_in_again(
    app: Flask, cast: Cast, client_of: Enter
) -> None:
    held = hold(app, cast)
    chips = {"met": ["none"], "reading": ["steady"], "next": ["keep"]}
    with held.at(HOUR):
        held.summary().submit(held.person("chen"), Written({"done": "交上的话"}, chips))
        held.summary().send_back(held.person("ma"), "met", "补一句")
        held.summary().keep(held.person("chen"), Written({"done": DRAFT}, chips))
    with time_machine.travel(ENDS + HOUR, tick=False):
        text = client_of(cast.ma).get(held.page).text
    assert "交上的话" in text
    assert DRAFT not in text


@pytest.mark.parametrize("setting", [STANDARD, STRICT])
@pytest.mark.parametrize(
    "typed",
    [{"done": "长" * 501}, {"done_chips": "bogus"}, {"minute": "9" * 30}, {"product_id": "9" * 30},
     {"minute": "-1"}, {"product_id": "0x1"}],
)  # fmt: skip
def test_no_draft_breaks_the_page_of_who_rates(
    app: Flask, cast: Cast, client_of: Enter, setting: str, typed: dict[str, str]
) -> None:
    held = hold(app, cast, setting=setting)
    with time_machine.travel(ENDS + HOUR, tick=False):
        with app.app_context():
            path = f"/summaries/{held.summary().id}"
        client_of(cast.chen).post(f"{path}/text", data={"act": "keep", "met": "m", **typed})
        for reader in (cast.chen, cast.ma):
            for page in (path, held.page):
                assert client_of(reader).get(page).status_code == 200


@pytest.mark.parametrize(
    "written",
    [Written({"done": "长" * 501}), Written({}, {"done": ["bogus"]}), Written({}, {"cues": ["x"]}),
     Written({}, {}, minute=10**30)],
)  # fmt: skip
def test_a_draft_keeps_the_bounds_of_a_summary(app: Flask, cast: Cast, written: Written) -> None:
    held = hold(app, cast)
    with held.at(HOUR), pytest.raises(Invalid):
        held.summary().keep(held.person("chen"), written)
