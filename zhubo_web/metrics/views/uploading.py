"""导入数据: a list is uploaded; the wizard shows where it is, whoever comes back to it."""

from __future__ import annotations

from typing import Any

from flask import Response, after_this_request, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from zhubo_web.broadcasts.models import Broadcast
from zhubo_web.core.access import actor, found, requires
from zhubo_web.core.forms import refusing, status_of
from zhubo_web.core.i18n import _
from zhubo_web.core.rendering import render
from zhubo_web.extensions import db
from zhubo_web.metrics.definitions import DICTIONARY, defined
from zhubo_web.metrics.forms import UploadForm, sentence, whole
from zhubo_web.metrics.importing import check
from zhubo_web.metrics.importing.headings import PLACES, SCALE_NAMES, TARGETS, metric_of
from zhubo_web.metrics.jobs import TASK, place
from zhubo_web.metrics.models import ACTIONS, ImportRow, MetricImport
from zhubo_web.metrics.models.freezing import frozen_spans, frozen_when
from zhubo_web.metrics.models.reading import rooms_written_by
from zhubo_web.metrics.permissions import writes_figures
from zhubo_web.metrics.views.blueprint import bp

PAGE = 20
LAST_PAGE = 5000


def import_of(upload_id: int) -> MetricImport:
    """The import, if it is this person's to see."""
    query = MetricImport.visible_to(actor()).where(MetricImport.id == upload_id)
    begun: MetricImport = found(db.session.scalar(query))
    return begun


def step_later(import_id: int) -> None:
    """Have the worker take the next step, after the commit: it must find the row."""

    @after_this_request
    def _enqueue(response: Response) -> Response:
        if response.status_code < 400:
            current_app.extensions[TASK](import_id)
        return response


@bp.get("/figures/imports")
@requires(writes_figures)
def imports() -> Response:
    """What was uploaded, and a form for the next one."""
    return _imports(UploadForm(formdata=None))


def _imports(form: UploadForm) -> Response:
    rows = list(db.session.scalars(MetricImport.visible_to(actor()).limit(PAGE)))
    return render(
        "metrics/imports.html", status=status_of(form), form=form, rows=rows, states=_states()
    )


def _states() -> dict[str, str]:
    return {
        "reading": _("正在看表头"),
        "mapping": _("等你对列"),
        "checking": _("正在逐行核对"),
        "preview": _("等你确认"),
        "applying": _("正在写入"),
        "done": _("导入好了"),
        "refused": _("没有导入"),
        "dropped": _("放弃了"),
    }


@bp.post("/figures/imports")
@requires(writes_figures)
def begin() -> ResponseReturnValue:
    """Take a list; what is plainly wrong with the file is said at once."""
    form = UploadForm()
    if form.validate():
        file = form.file.data
        begun = MetricImport.begin(actor(), file.filename or "")
        path = place(begun.id)
        file.save(path)
        with refusing(form):
            check(path)
            step_later(begun.id)
            return redirect(url_for("metrics.upload", upload_id=begun.id), 303)
        path.unlink(missing_ok=True)
    return _imports(form)


@bp.get("/figures/imports/<int:upload_id>")
@requires(writes_figures)
def upload(upload_id: int) -> Response:
    """Where it is: the columns, the preview, the result."""
    return page(import_of(upload_id))


def page(begun: MetricImport, wrong: str | None = None, *, columns: bool = False) -> Response:
    """The wizard's page, with what was wrong with the last answer."""
    shown: dict[str, Any] = {"begun": begun, "wrong": wrong, "states": _states()}
    columns = columns or "columns" in request.args
    if begun.state == "mapping" or (begun.state == "preview" and columns):
        shown |= {"targets": _targets(), "rooms": rooms_written_by(actor())}
        shown |= {"all": "all" in request.args}
        return render("metrics/mapping.html", status=422 if wrong else 200, **shown)
    if begun.state in ("preview", "done", "applying"):
        shown |= _rows(begun)
    return render("metrics/upload.html", "progress", status=422 if wrong else 200, **shown)


def _targets() -> dict[str, str]:
    """Target → its name, for the selects."""
    named = {name: _(text) for name, text in PLACES.items()}
    for target in TARGETS:
        name, scale = metric_of(target)
        if name in DICTIONARY:
            text = _(defined(name).name)
            named[target] = f"{text}（{_(SCALE_NAMES[scale])}）" if scale else text
    return named


def _rows(begun: MetricImport) -> dict[str, Any]:
    """A page of rows with one fate or all, and the broadcasts they are of."""
    action = request.args.get("rows", "")
    action = action if action in begun.counts else ""
    number = max(1, min(whole(request.args.get("page")) or 1, LAST_PAGE))
    query = begun.rows(*([action] if action else []))
    rows = list(db.session.scalars(query.limit(PAGE).offset((number - 1) * PAGE)))
    choosing = (
        list(db.session.scalars(begun.rows("choose").limit(PAGE)))
        if begun.state == "preview"
        else []
    )
    total = begun.counts[action] if action else sum(begun.counts.values())
    more = None
    if number * PAGE < total:
        more = url_for("metrics.upload", upload_id=begun.id, rows=action or None, page=number + 1)
    spans = frozen_spans()
    broadcasts = _broadcasts([*rows, *choosing])
    frozen = {one.id for one in broadcasts.values() if frozen_when(one.started_at, spans)}
    return {"rows": rows, "frozen": frozen, "action": action, "actions": ACTIONS, "more": more,
            "page_number": number, "choosing": choosing, "broadcasts": broadcasts,
            "sentence": sentence, "total": total, "dictionary": DICTIONARY}  # fmt: skip


def _broadcasts(rows: list[ImportRow]) -> dict[int, Any]:
    """Number → (title, start) of the broadcasts that rows name."""
    ids = {one.broadcast_id for one in rows if one.broadcast_id}
    ids |= {number for one in rows for number in one.candidates}
    query = select(Broadcast.id, Broadcast.title, Broadcast.started_at).where(Broadcast.id.in_(ids))
    return {one.id: one for one in db.session.execute(query)} if ids else {}
