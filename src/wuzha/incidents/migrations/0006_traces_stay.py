"""What a trace found is evidence: the database refuses to change or delete it."""

from django.db import migrations

from wuzha.audit.rows_stay import rows_stay


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_freezes_are_complained_of_by_anybody")]

    operations = [rows_stay("incidents_fundtrace")]
