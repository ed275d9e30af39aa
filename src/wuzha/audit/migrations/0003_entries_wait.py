"""A trigger that notes each entry as one that waits for its seal: in the statement that
adds it, whoever does."""

from typing import Any

from django.db import migrations

NOTED = "INSERT INTO audit_unsealed (entry_id) VALUES (NEW.id)"


def add(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE FUNCTION audit_entry_waits() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {NOTED}; RETURN NULL; END $$"
        )
        editor.execute(
            "CREATE TRIGGER audit_entry_waits AFTER INSERT ON audit_entry "
            "FOR EACH ROW EXECUTE FUNCTION audit_entry_waits()"
        )
    else:
        editor.execute(
            "CREATE TRIGGER audit_entry_waits AFTER INSERT ON audit_entry "
            f"BEGIN {NOTED}; END"
        )


def drop(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION audit_entry_waits CASCADE")
    else:
        editor.execute("DROP TRIGGER audit_entry_waits")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_rows_stay")]

    operations = [migrations.RunPython(add, drop)]
