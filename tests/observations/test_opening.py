"""A note's forms in a list of many: asked for when they are opened, by whoever may use them."""

from __future__ import annotations

import pytest

from tests.observations.test_after import HTMX, Enter, Evening, evening

__all__ = ["evening"]


def test_a_list_opens_its_forms_when_they_are_asked_for(evening: Evening, client_of: Enter) -> None:
    note = evening.note(tag="L11")
    evening.over()
    page = f"/notes/{note}"
    for name, form, action in (
        ("ma", "corrects", "withdrawal"),
        ("ma", "corrects", "object"),
        ("chen", "contests", "contest"),
    ):
        client = client_of(getattr(evening.cast, name))
        listed = client.get(evening.records).text
        assert f'hx-get="{page}?form={form}"' in listed, "with a script"
        assert f'class="link" href="{page}"' in listed, "and without"
        assert f'action="{page}/{action}"' not in listed
        opened = client.get(f"{page}?form={form}", headers=HTMX).text
        assert f'hx-post="{page}/{action}"' in opened and 'name="csrf_token"' in opened
        assert "<html" not in opened and 'value="record"' not in opened
        whole = client.get(f"{page}?form={form}").text
        assert "<html" in whole and f'action="{page}/{action}"' in whole


@pytest.mark.parametrize(
    ("name", "form"), [("lin", "corrects"), ("ma", "contests"), ("li", "contests")]
)
def test_nobody_opens_the_form_of_what_they_may_not_do(
    evening: Evening, client_of: Enter, name: str, form: str
) -> None:
    note = evening.note(tag="L11")
    evening.over()
    client = client_of(getattr(evening.cast, name))
    assert client.get(f"/notes/{note}?form={form}", headers=HTMX).status_code == 404
