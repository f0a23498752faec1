"""What every form shares: its choices, and a verb's refusal shown at the field it is about.

The answer to a refusal is 422, and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from wtforms.fields.choices import SelectChoice

from zhubo_web.core.i18n import say
from zhubo_web.core.reasons import Invalid


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, words) as what a field is chosen from."""
    return [SelectChoice(value, words) for value, words in pairs]


def attach(form: Any, error: Invalid) -> None:
    """Put the sentence on the field that the refusal names, or on the form as a whole."""
    field = form._fields.get(error.field) if error.field else None
    if field is None:
        form.form_errors = [*form.form_errors, say(error.reason)]
    else:
        field.errors = [*field.errors, say(error.reason)]


@contextmanager
def refusing(form: Any) -> Iterator[None]:
    """``with refusing(form): verb(); return redirect(…)``; refused, what follows renders the form."""
    try:
        yield
    except Invalid as error:
        attach(form, error)


def status_of(form: Any) -> int:
    """The status of a form's page: 422 when something in it was refused, else 200."""
    return 422 if form.errors or form.form_errors else 200
