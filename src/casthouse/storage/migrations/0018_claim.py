"""Claims with their versions, events, approvals and files; all appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("claim", "claim_version", "claim_event", "claim_approval", "claim_certificate", "claim_file")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0017_boundary"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=100, unique=True)),
                ("kind", models.CharField(max_length=16)),
                ("guide", models.CharField(max_length=32)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "claim",
            },
        ),
        migrations.CreateModel(
            name="ClaimApprovalRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("membership", models.CharField(max_length=40)),
                (
                    "claim",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="storage.claimrow"),
                ),
            ],
            options={
                "db_table": "claim_approval",
            },
        ),
        migrations.CreateModel(
            name="ClaimVersionRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.IntegerField()),
                ("form", models.CharField(max_length=16)),
                ("facilities", models.JSONField()),
                ("activities", models.JSONField()),
                ("product", models.CharField(max_length=200)),
                ("mass_g", models.BigIntegerField(null=True)),
                ("direction", models.CharField(max_length=8)),
                ("stage", models.CharField(max_length=16)),
                ("period_start", models.DateField(null=True)),
                ("own_words", models.TextField()),
                ("place", models.TextField()),
                ("use_from", models.DateField(null=True)),
                ("use_to", models.DateField(null=True)),
                ("renews", models.CharField(max_length=100)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.claimrow"),
                ),
                (
                    "scope",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.scoperow"
                    ),
                ),
            ],
            options={
                "db_table": "claim_version",
            },
        ),
        migrations.CreateModel(
            name="ClaimCertificateRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(max_length=16)),
                ("valid_to", models.DateField()),
                ("facilities", models.JSONField()),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.claimapprovalrow"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
            ],
            options={
                "db_table": "claim_certificate",
                "constraints": [
                    models.UniqueConstraint(fields=("approval", "certificate"), name="claim_certificate_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimFileRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.evidencefilerow"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.claimrow"),
                ),
            ],
            options={
                "db_table": "claim_file",
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "file", "purpose"), name="claim_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimEventRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField()),
                ("act", models.CharField(max_length=16)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("text", models.TextField(default="")),
                ("cause", models.CharField(default="", max_length=16)),
                ("certificate", models.CharField(default="", max_length=64)),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.claimrow"),
                ),
            ],
            options={
                "db_table": "claim_event",
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "sequence"), name="claim_event_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="claimapprovalrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="claim_approval_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="claimversionrow",
            constraint=models.UniqueConstraint(fields=("claim", "version"), name="claim_version_once"),
        ),
        migrations.AddConstraint(
            model_name="claimversionrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("mass_g__gt", 0)), name="claim_version_mass"
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
