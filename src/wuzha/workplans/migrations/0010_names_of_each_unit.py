import django.db.models.deletion
from django.db import migrations, models


def give_to_the_county(apps, schema_editor):
    """What was chosen before held for all plans, as what the county chooses does."""
    unit = apps.get_model("organisation", "Unit")
    alias = apps.get_model("workplans", "UnitAlias")
    if alias.objects.exists():
        county = unit.objects.filter(parent=None).order_by("pk").first()
        alias.objects.update(home=county)


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0001_organisation_begins'),
        ('workplans', '0009_cadences_of_dates'),
    ]

    operations = [
        migrations.AddField(
            model_name='unitalias',
            name='home',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.unit'),
        ),
        migrations.RunPython(give_to_the_county, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='unitalias',
            name='home',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisation.unit'),
        ),
        migrations.AlterField(
            model_name='unitalias',
            name='name',
            field=models.CharField(max_length=80),
        ),
        migrations.AddConstraint(
            model_name='unitalias',
            constraint=models.UniqueConstraint(fields=('home', 'name'), name='unit_alias_once_at_a_unit'),
        ),
    ]
