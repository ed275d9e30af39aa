"""The chain's head, and triggers that refuse to change or delete what was written."""

from typing import Any

from django.db import migrations

from wuzha.audit.rows_stay import rows_stay

TABLES = ("audit_entry", "audit_seal")


def begin_chain(apps: Any, editor: Any) -> None:
    apps.get_model("audit", "ChainHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_audit_begins")]

    operations = [
        migrations.RunPython(begin_chain, migrations.RunPython.noop),
        rows_stay(*TABLES),
    ]
