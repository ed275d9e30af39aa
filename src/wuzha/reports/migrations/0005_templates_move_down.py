"""Templates of papers are of use below reports too: their table goes to organisation."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reports", "0004_papers_as_issued")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable(
                    "PaperTemplate", "organisation_papertemplate"
                )
            ],
            state_operations=[migrations.DeleteModel("PaperTemplate")],
        )
    ]
