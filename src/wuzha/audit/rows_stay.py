"""Triggers by which the database itself refuses to change or delete what was written.

On SQLite a migration that alters such a table makes it anew, without its triggers: it
must add them again.
"""

from typing import Any

from django.db.migrations import RunPython


def rows_stay(*tables: str) -> RunPython:
    """For a migration: rows of these tables are added, and stay as they are."""

    def add(apps: Any, editor: Any) -> None:
        for statement in additions(editor.connection.vendor, tables):
            editor.execute(statement)

    def drop(apps: Any, editor: Any) -> None:
        for statement in removal(editor.connection.vendor, tables):
            editor.execute(statement)

    return RunPython(add, drop)


def additions(vendor: str, tables: tuple[str, ...]) -> list[str]:
    if vendor == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION rows_stay() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'rows like this are never changed'; END $$",
            *(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION rows_stay()"
                for table in tables
                for verb in ("update", "delete", "truncate")
            ),
        ]
    return [
        *(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'rows like this are never changed'); END"
            for table in tables
            for verb in ("update", "delete")
        ),
        # INSERT OR REPLACE puts a row in the place of another without a DELETE.
        *(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'rows like this are never changed'); END"
            for table in tables
        ),
    ]


def removal(vendor: str, tables: tuple[str, ...]) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
        + (f" ON {table}" if vendor == "postgresql" else "")
        for table in tables
        for verb in ("update", "delete", "truncate", "replace")
    ]
