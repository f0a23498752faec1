"""Nobody decides what may be about themselves."""

from __future__ import annotations

import pytest

from tests.surveys.conftest import Said
from zhubo_web.accounts import roles
from zhubo_web.core.reasons import Denied


def test_who_assists_in_a_room_does_not_decide_what_its_assistants_did(said: Said) -> None:
    """Without a broadcast it may be about any assistant of the room: also about who decides."""
    said.person("lin").grant(roles.ASSISTANT, None, room_id=said.cast.care)
    made = said.enter("助播态度不好", broadcast=None)
    for act in (
        lambda: made.attribute(said.person("lin"), said.person("chen"), "duty"),
        lambda: made.clear(said.person("lin"), "host"),
    ):
        with pytest.raises(Denied):
            act()
