"""A package as .xlsx, JSON and CSV; every download is recorded."""

from __future__ import annotations

from flask import Response, jsonify

from zhubo_web.audit.models import record
from zhubo_web.core.access import actor, requires
from zhubo_web.extensions import writing
from zhubo_web.handover import exporting, permissions
from zhubo_web.handover.models import Package
from zhubo_web.handover.views.blueprint import bp, package_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _taken(package: Package, form: str) -> None:
    """Write down who took it; a download is a reading request with a transaction of its own."""
    package_id = package.id
    with writing():
        record("package.downloaded", package_or_404(package_id), actor(), form=form)


def _named(response: Response, package: Package, ending: str) -> Response:
    name = f"month-{package.month.name}-{package.number}.{ending}"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/handover/<int:package_id>.xlsx")
@requires(permissions.reads_packages)
def spreadsheet(package_id: int) -> Response:
    """For people."""
    package = package_or_404(package_id)
    answer = _named(Response(exporting.as_workbook(package), mimetype=XLSX), package, "xlsx")
    _taken(package, "xlsx")
    return answer


@bp.get("/handover/<int:package_id>.csv")
@requires(permissions.reads_packages)
def lines(package_id: int) -> Response:
    """For systems that read tables."""
    package = package_or_404(package_id)
    answer = _named(
        Response(b"".join(exporting.as_csv(package)), mimetype="text/csv"), package, "csv"
    )
    _taken(package, "csv")
    return answer


@bp.get("/handover/<int:package_id>.json")
@requires(permissions.reads_packages)
def data(package_id: int) -> Response:
    """For systems that read JSON."""
    package = package_or_404(package_id)
    answer = _named(jsonify(exporting.as_json(package)), package, "json")
    _taken(package, "json")
    return answer
