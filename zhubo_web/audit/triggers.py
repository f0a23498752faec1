"""The statements that make the event and seal tables append-only on both databases."""

from __future__ import annotations

TABLES = ("audit_event", "seal", "sealed_event")


def statements(dialect: str) -> list[str]:
    """The statements that put the triggers in place."""
    return _sqlite() if dialect == "sqlite" else _postgresql()


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in TABLES
        for verb in ("update", "delete")
    ]


def _postgresql() -> list[str]:
    function = (
        "CREATE FUNCTION zhubo_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION zhubo_append_only()"
        for table in TABLES
    ]
