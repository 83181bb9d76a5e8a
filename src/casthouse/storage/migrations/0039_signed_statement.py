"""Signed statements, and the status lists of whoever signs them; both appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("signed_statement", "status_list")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0038_key_succession"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatusListRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(db_index=True, max_length=640)),
                ("content", models.TextField()),
                ("bits_digest", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "status_list",
            },
        ),
        migrations.CreateModel(
            name="SignedStatementRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identifier", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=24)),
                ("about", models.CharField(max_length=300)),
                ("owner", models.CharField(max_length=80)),
                ("did", models.CharField(max_length=400)),
                ("name", models.CharField(max_length=300)),
                ("method", models.CharField(max_length=600)),
                ("list_url", models.CharField(max_length=600)),
                ("list_number", models.IntegerField()),
                ("entry", models.IntegerField()),
                ("content", models.TextField()),
                ("token", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                ("signed_by", models.CharField(max_length=200)),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.documentrow"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="storage.organisationrow",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.statementrow"
                    ),
                ),
            ],
            options={
                "db_table": "signed_statement",
                "indexes": [
                    models.Index(fields=["organisation", "kind", "about"], name="signed_statement_about"),
                    models.Index(fields=["digest"], name="signed_statement_digest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "list_number", "entry"), name="signed_statement_entry_once"
                    )
                ],
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
