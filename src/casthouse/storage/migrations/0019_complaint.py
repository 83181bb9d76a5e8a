"""Complaints with their parties, what happened to them and their files; all appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("complaint", "complaint_party", "complaint_event", "complaint_file")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0018_claim"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplaintRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=24, unique=True)),
                ("key_digest", models.CharField(max_length=64, unique=True)),
                ("about", models.CharField(max_length=16)),
                ("party_text", models.TextField()),
                ("topic", models.CharField(max_length=16)),
                ("criterion", models.CharField(max_length=16)),
                ("language", models.CharField(max_length=35)),
                ("contact", models.TextField()),
                ("is_spoken", models.BooleanField()),
                ("recorded_by", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "complaint",
            },
        ),
        migrations.CreateModel(
            name="ComplaintPartyRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("code", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "complaint",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.complaintrow"),
                ),
            ],
            options={
                "db_table": "complaint_party",
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "kind", "code"), name="complaint_party_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintFileRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=160)),
                ("kind", models.CharField(max_length=8)),
                ("size_bytes", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "complaint",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.complaintrow"),
                ),
            ],
            options={
                "db_table": "complaint_file",
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "digest"), name="complaint_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintEventRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField()),
                ("act", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("handler", models.CharField(max_length=200)),
                ("party_kind", models.CharField(max_length=16)),
                ("party_code", models.CharField(max_length=300)),
                ("once", models.CharField(max_length=64, null=True)),
                (
                    "complaint",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.complaintrow"),
                ),
            ],
            options={
                "db_table": "complaint_event",
                "indexes": [models.Index(fields=["party_kind", "party_code"], name="complaint_event_party")],
                "constraints": [
                    models.UniqueConstraint(fields=("complaint", "sequence"), name="complaint_event_once"),
                    models.UniqueConstraint(fields=("complaint", "once"), name="complaint_event_said_once"),
                ],
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
