"""The table of the cache that all processes share: spent codes, counts of attempts."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "security_cache"


def create_table(apps: Any, editor: Any) -> None:
    call_command(
        "createcachetable", TABLE, database=editor.connection.alias, verbosity=0
    )


def drop_table(apps: Any, editor: Any) -> None:
    editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("security", "0001_security_begins")]

    operations = [migrations.RunPython(create_table, drop_table)]
