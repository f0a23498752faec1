"""How Alembic reaches the application's database; run through Flask-Migrate only."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON

from zhubo_web.core.database import writing
from zhubo_web.core.models import Base
from zhubo_web.extensions import db


def _render(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Our own column types are written as the plain types they are stored as."""
    if kind == "type" and isinstance(item, JSON):
        autogen_context.imports.add("from zhubo_web.core.models import Json")
        return "Json"
    if kind != "type" or not type(item).__module__.startswith("zhubo_web"):
        return False
    autogen_context.imports.add("from zhubo_web.core.models import UTCDateTime")
    return f"{type(item).__name__}()"


def run() -> None:
    """Migrate in one transaction."""
    assert current_app
    with writing(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
