"""Signed statements that a key follows the one before it; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("signing_key_succession",)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0037_period_binding"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKeySuccessionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=100)),
                ("content", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="succession",
                        to="storage.signingkeyrow",
                    ),
                ),
            ],
            options={
                "db_table": "signing_key_succession",
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
