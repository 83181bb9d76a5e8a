"""Delivery passports in the form from which their holder hides parts, and where it stands in the log; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("hideable_statement",)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0042_foreign_document"),
    ]

    operations = [
        migrations.CreateModel(
            name="HideableStatementRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("index", models.BigIntegerField(unique=True)),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hideable",
                        to="storage.signedstatementrow",
                    ),
                ),
            ],
            options={
                "db_table": "hideable_statement",
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
