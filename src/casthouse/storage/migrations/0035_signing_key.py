"""Signing keys of owners, how they ended, and the wrapping keys; appended only, but for the wrapped data keys."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("wrapping_key", "signing_key", "signing_key_end")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0034_running_certificate"),
    ]

    operations = [
        migrations.CreateModel(
            name="WrappingKeyRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("salt", models.BinaryField(unique=True)),
                ("check_text", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "wrapping_key",
            },
        ),
        migrations.CreateModel(
            name="SigningKeyRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(db_index=True, max_length=100)),
                ("public", models.CharField(max_length=64, unique=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("sealed", models.BinaryField(null=True)),
                ("device", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "firm",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.auditfirmrow"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successor",
                        to="storage.signingkeyrow",
                    ),
                ),
            ],
            options={
                "db_table": "signing_key",
            },
        ),
        migrations.CreateModel(
            name="SigningKeyEndRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("since", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="end_rows",
                        to="storage.signingkeyrow",
                    ),
                ),
            ],
            options={
                "db_table": "signing_key_end",
            },
        ),
        migrations.CreateModel(
            name="SigningKeyWrapRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wrapped", models.BinaryField()),
                (
                    "key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wrap",
                        to="storage.signingkeyrow",
                    ),
                ),
                (
                    "wrapping",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.wrappingkeyrow"
                    ),
                ),
            ],
            options={
                "db_table": "signing_key_wrap",
            },
        ),
        migrations.AddConstraint(
            model_name="signingkeyrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces", None)), fields=("owner",), name="signing_key_first_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signingkeyrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="signing_key_instants"
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
