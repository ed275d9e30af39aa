
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workplans', '0005_offices_of_more_roles'),
    ]

    operations = [
        migrations.AlterField(
            model_name='playbookrole',
            name='office',
            field=models.CharField(blank=True, choices=[('duty_officer', '县中心值班员'), ('county_leader', '县级领导'), ('county_police', '县公安民警'), ('station_police', '派出所民警'), ('grid_worker', '网格员'), ('local_clerk', '乡村专干'), ('bank_officer', '银行负责人'), ('bank_teller', '银行柜员'), ('unit_officer', '学校企业联络员'), ('analyst', '研判员'), ('auditor', '审计员'), ('administrator', '管理员'), ('feed', '上级系统（机器账号）'), ('inquirer', '识诈接口（机器账号）'), ('bank_system', '银行系统（机器账号）'), ('clockwork', '时限引擎（机器账号）')], max_length=20),
        ),
    ]
