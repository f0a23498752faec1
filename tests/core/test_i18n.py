"""Words in the reader's language: looked up once, never in another's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask, render_template_string

from zhubo_web.core.i18n import LANGUAGES, _, _l, day, speaking, whole_day

SAVED = {"zh-Hans": "已保存", "zh-Hant": "已儲存", "en": "Saved"}
"""Said on every page that saves by itself."""


def test_each_language_has_its_own_words_turn_by_turn(app: Flask) -> None:
    lazily = _l("已保存")
    with app.test_request_context():
        for _again in range(2):
            for language, text in SAVED.items():
                with speaking(language):
                    assert (_("已保存"), str(lazily)) == (text, text)
                    assert render_template_string("{{ _('已保存') }}") == text
            assert _("已保存") == SAVED["zh-Hans"]


def test_a_block_in_another_language_ends_with_it_even_when_it_fails(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        with pytest.raises(KeyError), speaking("zh-Hant"):
            raise KeyError
        assert _("已保存") == SAVED["en"]


def test_days_follow_the_words_they_stand_among(app: Flask) -> None:
    moment = datetime(2026, 11, 23, 4, tzinfo=UTC)
    with app.app_context():
        with speaking("en"):
            assert day(moment) == "Mon 23 Nov"
        assert day(moment) == "11月23日 周一"


def test_a_day_of_another_year_says_which(app: Flask) -> None:
    with app.app_context(), time_machine.travel(datetime(2026, 11, 27, tzinfo=UTC), tick=False):
        assert whole_day(date(2026, 10, 5)) == "10月5日 周一"
        assert whole_day(date(2025, 12, 31)) == "2025年12月31日 周三"
        with speaking("en"):
            assert whole_day(date(2026, 10, 5)) == "Mon 5 Oct"
            assert whole_day(date(2025, 12, 31)) == "Wed 31 Dec 2025"


def test_what_a_version_says_is_text_in_the_readers_language_never_markup(app: Flask) -> None:
    with app.test_request_context(), speaking("en"):
        typed = render_template_string("{{ '<b>满 100%</b> %(n)s'|worded }}")
        assert typed == "&lt;b&gt;满 100%&lt;/b&gt; %(n)s"
        assert render_template_string("{{ '责任心'|worded }}|{{ ''|worded }}") == "Responsibility|"


def test_outside_any_application_a_message_is_itself() -> None:
    assert _("已保存") == "已保存" and str(_l("%(name)s转", name="甲")) == "甲转"


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_text_and_a_percent_sign_is_written_twice(app: Flask, language: str) -> None:
    with app.test_request_context(), speaking(language):
        said = render_template_string("{{ _('做到 %(n)s%%', n='<b>') }}")
        assert "&lt;b&gt;%" in said and "%%" not in said
        assert render_template_string("{{ _('满 100%%') }}") == "满 100%"
