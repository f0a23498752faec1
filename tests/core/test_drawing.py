"""Icons and attributes as the macros of templates/ui write them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from zhubo_web.core.drawing import attrs, icon, shape

WRITTEN = (
    ({}, ""),
    ({"hx_get": "/a", "class_": "b"}, ' hx-get="/a" class="b"'),
    ({"hidden": True, "open": False, "title": None}, " hidden"),
    ({"value": 0, "data_empty": ""}, ' value="0" data-empty=""'),
    ({"title": '"><script>'}, ' title="&#34;&gt;&lt;script&gt;"'),
    ({"confirm": {"title": "取消？"}}, ' data-confirm="取消？"'),
    (
        {"confirm": {"title": "<", "text": "甲", "verb": "取消", "danger": True}},
        ' data-confirm="&lt;" data-confirm-text="甲" data-confirm-verb="取消" data-confirm-danger',
    ),
)


@pytest.mark.parametrize(("pairs", "text"), WRITTEN)
def test_attributes(pairs: dict[str, Any], text: str) -> None:
    assert attrs(pairs) == text


def test_an_icon_is_decoration_unless_it_has_a_label(app: Flask) -> None:
    with app.test_request_context():
        assert 'class="icon" aria-hidden="true"' in icon("bell") and '#bell"' in icon("bell")
        told = icon("bell", label='<"', size="big")
        assert 'class="icon icon--big" role="img" aria-label="&lt;&#34;"' in told
        assert 'class="shape shape--issue" aria-hidden="true"' in shape("issue")
        assert '#shape-issue"' in shape("issue")
