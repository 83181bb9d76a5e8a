"""Other installations that are believed, and documents booked from statements signed there; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("trusted_installation", "foreign_document")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0041_statement_entry"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrustedInstallationRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("installation", models.TextField()),
                ("did", models.CharField(db_index=True, max_length=400)),
                ("is_trusted", models.BooleanField()),
                ("content", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("bundle_made_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("reason", models.TextField()),
            ],
            options={
                "db_table": "trusted_installation",
            },
        ),
        migrations.CreateModel(
            name="ForeignDocumentRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=100)),
                ("did", models.CharField(max_length=400)),
                ("statement", models.TextField()),
                ("file", models.BinaryField()),
                ("file_digest", models.CharField(max_length=64)),
                ("checks", models.TextField()),
                ("verified_at", models.DateTimeField()),
                (
                    "received",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="foreign",
                        to="storage.receiveddocumentrow",
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.trustedinstallationrow"
                    ),
                ),
            ],
            options={
                "db_table": "foreign_document",
                "indexes": [models.Index(fields=["issuer"], name="foreign_document_issuer")],
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
