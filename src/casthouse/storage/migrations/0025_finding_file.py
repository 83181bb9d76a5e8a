"""Files behind the findings of audits, and their withdrawals; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("finding_file", "finding_file_withdrawal")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0024_community_interviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingFileRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=8)),
                ("size_bytes", models.BigIntegerField()),
                ("is_shared", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.auditfindingrow"
                    ),
                ),
            ],
            options={
                "db_table": "finding_file",
            },
        ),
        migrations.CreateModel(
            name="FindingFileWithdrawalRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="storage.findingfilerow",
                    ),
                ),
            ],
            options={
                "db_table": "finding_file_withdrawal",
            },
        ),
        migrations.AddConstraint(
            model_name="findingfilerow",
            constraint=models.UniqueConstraint(fields=("audit", "number"), name="finding_file_number"),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
