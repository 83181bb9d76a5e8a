"""The log says which tables it covers, so that what a newer version covers besides is entered once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0043_hideable_statement"),
    ]

    operations = [
        migrations.AddField(
            model_name="logheadrow",
            name="tables",
            field=models.TextField(default=""),
        ),
    ]
