"""The hours of the digest that a county begins with; the administrator changes them."""

from typing import Any

from django.db import migrations

HOURS = (8, 12, 18)


def begin(apps: Any, editor: Any) -> None:
    rows = apps.get_model("notices", "DigestHour").objects
    rows.bulk_create([rows.model(hour=hour) for hour in HOURS])


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_notices_begin")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
