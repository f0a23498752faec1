"""A package as .xlsx, JSON and CSV. Taking one away is recorded, so it is asked for by a form."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Response, request

from zhubo_web.audit.models import record
from zhubo_web.core.access import actor, found, requires
from zhubo_web.handover import exporting, permissions
from zhubo_web.handover.models import Package
from zhubo_web.handover.views.blueprint import bp, package_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _spreadsheet(package: Package) -> tuple[bytes, str]:
    return exporting.as_workbook(package), XLSX


def _lines(package: Package) -> tuple[bytes, str]:
    return b"".join(exporting.as_csv(package)), "text/csv"


def _structured(package: Package) -> tuple[bytes, str]:
    told = json.dumps(exporting.as_json(package), ensure_ascii=False, indent=1)
    return told.encode(), "application/json"


#: Ending → what makes the file: .xlsx for people, the others for systems.
FORMS: dict[str, Callable[[Package], tuple[bytes, str]]] = {
    "xlsx": _spreadsheet,
    "csv": _lines,
    "json": _structured,
}


@bp.post("/handover/<int:package_id>/files")
@requires(permissions.reads_packages)
def files(package_id: int) -> Response:
    """The package in the form that was asked for."""
    package = package_or_404(package_id)
    form = request.form.get("form", "")
    body, mime = found(FORMS.get(form))(package)
    record("package.downloaded", package, actor(), form=form)
    answer = Response(body, mimetype=mime)
    name = f"month-{package.month.name}-{package.number}.{form}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
