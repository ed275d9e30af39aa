from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_templates_of_papers"),
        ("workplans", "0007_cadences_of_weeks_and_months"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="expectedreport",
            index=models.Index(
                condition=models.Q(("state", "reported"), _negated=True),
                fields=["unit", "state", "last", "due_at"],
                name="report_not_reported",
            ),
        ),
    ]
