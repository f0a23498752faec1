"""People as a table: taken away as CSV; brought in after a look at what each line would do."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from zhubo_web.accounts import exporting, permissions
from zhubo_web.accounts.forms import PeoplePasteForm
from zhubo_web.accounts.models import Person
from zhubo_web.accounts.models.pasting import CHANGED, NEW, SAME, WRONG, PastedPeople
from zhubo_web.accounts.views.blueprint import bp
from zhubo_web.audit.models import record
from zhubo_web.core.access import actor, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _
from zhubo_web.core.marking import N_
from zhubo_web.core.reasons import Invalid
from zhubo_web.core.rendering import render
from zhubo_web.core.tables import decoded
from zhubo_web.extensions import db

MOST_BYTES = 1 << 20
NO_CSV = N_("这不是 CSV 文件，请另存为 CSV，或者直接从表格复制、粘贴")
#: How the bytes of .xlsx and .xls begin.
SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0")


@bp.post("/people/file")
@requires(permissions.exchanges_people)
def people_file() -> Response:
    """Everybody as CSV. Taking it away is recorded, so it is asked for by a form."""
    people = list(db.session.scalars(Person.visible_to(actor())))
    record("people.downloaded", actor(), actor(), count=len(people))
    shown = permissions.reads_probation(actor()) is None
    lines = exporting.as_csv(people, probation=shown)
    answer = Response(b"".join(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=people.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: PeoplePasteForm, pasted: PastedPeople | None = None) -> Response:
    wrong = pasted is not None and bool(pasted.errors or pasted.count(WRONG))
    form.seal.data = pasted.seal if pasted else ""
    fates = (WRONG, NEW, CHANGED, SAME)
    status = 422 if wrong else status_of(form)
    return render("accounts/import.html", status=status, form=form, pasted=pasted, fates=fates)


@bp.get("/people/import")
@requires(permissions.exchanges_people)
def import_people() -> Response:
    """An empty field."""
    return _page(PeoplePasteForm(formdata=None))


@bp.post("/people/import")
@requires(permissions.exchanges_people)
def bring_people() -> ResponseReturnValue:
    """What each line would do; with ``make``, and nothing wrong, it is done."""
    form = PeoplePasteForm()
    form.validate()
    with refusing(form):
        form.pasted.data = _text(form)
        pasted = PastedPeople(form.pasted.data, actor())
        if "make" not in request.form:
            return _page(form, pasted)
        with refusing(form):
            pasted.make(form.seal.data or "")
            counts = {"new": pasted.count(NEW), "changed": pasted.count(CHANGED)}
            flash(_("新邀请 %(new)s 人，改了 %(changed)s 人。邀请码在每个人的页面上生成", **counts))
            return redirect(url_for("accounts.people"), 303)
        return _page(form, pasted)
    return _page(form)


def _text(form: PeoplePasteForm) -> str:
    """What was pasted, or what the file holds."""
    if not form.file.data:
        return form.pasted.data or ""
    held = form.file.data.read(MOST_BYTES + 1)
    if len(held) > MOST_BYTES:
        raise Invalid(N_("文件超过 1 MB，请分几次导入"), "file")
    text = "" if held.startswith(SPREADSHEETS) else decoded(held)
    if not text or "\0" in text:
        raise Invalid(NO_CSV, "file")
    return text
