"""Global Location Numbers that organisations state; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("gln",)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0044_covered_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="GlnRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gln", models.CharField(db_index=True, max_length=13)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "gln",
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
