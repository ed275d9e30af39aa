"""The chain's head, and triggers that refuse to change or delete what was written."""

from typing import Any

from django.db import migrations

TABLES = ("audit_entry", "audit_seal")


def additions(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION audit_rows_stay() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'audit rows are never changed'; END $$",
            *(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_rows_stay()"
                for table in TABLES
                for verb in ("update", "delete", "truncate")
            ),
        ]
    return [
        *(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END"
            for table in TABLES
            for verb in ("update", "delete")
        ),
        # INSERT OR REPLACE puts a row in the place of another without a DELETE.
        *(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END"
            for table in TABLES
        ),
    ]


def removal(vendor: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
        + (f" ON {table}" if vendor == "postgresql" else "")
        for table in TABLES
        for verb in ("update", "delete", "truncate", "replace")
    ]


def add_triggers(apps: Any, editor: Any) -> None:
    for statement in additions(editor.connection.vendor):
        editor.execute(statement)


def drop_triggers(apps: Any, editor: Any) -> None:
    for statement in removal(editor.connection.vendor):
        editor.execute(statement)


def begin_chain(apps: Any, editor: Any) -> None:
    apps.get_model("audit", "ChainHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_audit_begins")]

    operations = [
        migrations.RunPython(begin_chain, migrations.RunPython.noop),
        migrations.RunPython(add_triggers, drop_triggers),
    ]
