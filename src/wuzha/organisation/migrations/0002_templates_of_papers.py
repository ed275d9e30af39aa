"""Takes over the table of the county's templates from reports."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("organisation", "0001_organisation_begins"),
        ("reports", "0005_templates_move_down"),
    ]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="PaperTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("kind", models.CharField(max_length=14)),
                        ("name", models.CharField(max_length=120)),
                        ("content", models.TextField()),
                        ("uploaded_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={"ordering": ["-uploaded_at", "-pk"]},
                ),
                migrations.AddConstraint(
                    model_name="papertemplate",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("kind",),
                        name="one_template_of_a_kind",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="papertemplate",
            name="kind",
            field=models.CharField(max_length=24),
        ),
    ]
