"""The check of the templates finds what the content policy would block, and lets the rest be."""

from __future__ import annotations

import pytest

from tests.architecture.reading import script

check = script("checks/templates.py").check


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red">x</p>',
        '<p onclick="go()">x</p>',
        '<p hx-on:click="go()">x</p>',
        '<p hx-on::after-request="go()">x</p>',
        """<p hx-vals='js:{a: 1}'>x</p>""",
        '<p hx-trigger="click[ctrlKey]">x</p>',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>p { color: red }</style>",
        '<a href="javascript:go()">x</a>',
        '<img src="https://example.com/a.png" alt="">',
        '<script src="//example.com/a.js"></script>',
        "{{ words|safe }}",
        "{{ Markup(words) }}",
        "{% autoescape false %}{{ words }}{% endautoescape %}",
        '{{ ui.button("x", onclick="go()") }}',
        '{{ ui.button("x", attrs={"style": "color: red"}) }}',
        "<p>保存</p>",
        '<p title="保存">x</p>',
        '{{ ui.button("保存") }}',
        "<div><p>x</div>",
        "<div>x",
        "{% if x %}",
    ],
)
def test_what_is_against_the_rules_is_found(source: str) -> None:
    assert check(source)


@pytest.mark.parametrize(
    "source",
    [
        '<script src="{{ static_url("ui/app.js") }}" defer></script>',
        '<script type="application/json" id="words">{{ words|tojson }}</script>',
        '{{ ui.button(_("保存")) }}',
        "{% trans %}保存{% endtrans %}",
        '{{ ngettext("%(num)d 条", "%(num)d 条", n) }}',
        "{# 说明 #}<p>{{ words }}</p>",
        '<a lang="zh-Hant" href="?lang=zh-Hant">繁體中文</a>',
        '<input type="text" {% if bad %}aria-invalid="true"{% endif %}>',
        '<{{ tag }} class="card">{{ caller() }}</{{ tag }}>',
        '<svg viewBox="0 0 1 1"><use href="{{ static_url("ui/icons.svg") }}#x"/></svg>',
    ],
)
def test_what_is_right_passes(source: str) -> None:
    assert check(source) == []


def test_a_fault_is_shown_at_its_line() -> None:
    assert check('{# one\ntwo #}\n<p style="x">y</p>')[0][0] == 3
