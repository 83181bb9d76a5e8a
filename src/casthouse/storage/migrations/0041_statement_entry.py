"""Where signed statements stand in the transparency log; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("signed_statement_entry",)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0040_transparency_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatementEntryRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("index", models.BigIntegerField(unique=True)),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log_entry",
                        to="storage.signedstatementrow",
                    ),
                ),
            ],
            options={
                "db_table": "signed_statement_entry",
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
