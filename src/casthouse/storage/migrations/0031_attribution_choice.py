"""Rules of attribution that scopes chose; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("attribution_choice",)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0030_head_office"),
    ]

    operations = [
        migrations.CreateModel(
            name="AttributionChoiceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=16)),
                ("first_day", models.DateField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                (
                    "scope",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.scoperow"),
                ),
            ],
            options={
                "db_table": "attribution_choice",
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
