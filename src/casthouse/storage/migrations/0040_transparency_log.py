"""Give the store a transparency log: entries, tiles, checkpoints, and what the entries commit to."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("log_entry", "log_tile", "log_checkpoint", "log_cosignature", "log_tag_key", "log_record")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0039_signed_statement"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogCheckpointRow",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "log_checkpoint",
            },
        ),
        migrations.CreateModel(
            name="LogEntryRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.BinaryField()),
            ],
            options={
                "db_table": "log_entry",
            },
        ),
        migrations.CreateModel(
            name="LogTagKeyRow",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="storage.organisationrow",
                    ),
                ),
                ("secret", models.BinaryField()),
            ],
            options={
                "db_table": "log_tag_key",
            },
        ),
        migrations.CreateModel(
            name="LogTileRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("hashes", models.BinaryField()),
            ],
            options={
                "db_table": "log_tile",
            },
        ),
        migrations.CreateModel(
            name="LogHeadRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField(default=0)),
                ("roots", models.BinaryField(default=b"")),
            ],
            options={
                "db_table": "log_head",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="log_head_once")],
            },
        ),
        migrations.CreateModel(
            name="LogRecordRow",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("about", models.TextField()),
                ("first", models.BigIntegerField(null=True)),
                ("row_keys", models.TextField()),
                ("leaves", models.BinaryField()),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "log_record",
            },
        ),
        migrations.CreateModel(
            name="LogCosignatureRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.CharField(max_length=300)),
                ("line", models.TextField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.logcheckpointrow"
                    ),
                ),
            ],
            options={
                "db_table": "log_cosignature",
                "constraints": [
                    models.UniqueConstraint(fields=("checkpoint", "witness"), name="log_cosignature_once")
                ],
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
