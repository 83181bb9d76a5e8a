"""Audit firms, their auditors, accreditations and declared relations; what is a fact is appended only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = ("accreditation", "accreditation_end", "declared_relation")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0009_certificate_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditFirmRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("country", models.CharField(max_length=2)),
            ],
            options={
                "db_table": "audit_firm",
            },
        ),
        migrations.CreateModel(
            name="AccreditationRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("standard", models.CharField(max_length=24)),
                ("country", models.CharField(max_length=2)),
                ("activity", models.CharField(max_length=32)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("granted_by", models.CharField(max_length=200)),
                ("granted_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditfirmrow"),
                ),
            ],
            options={
                "db_table": "accreditation",
            },
        ),
        migrations.CreateModel(
            name="AccreditationEndRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_day", models.DateField()),
                ("reason", models.TextField()),
                ("ended_by", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField()),
                (
                    "accreditation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.accreditationrow"
                    ),
                ),
            ],
            options={
                "db_table": "accreditation_end",
            },
        ),
        migrations.CreateModel(
            name="DeclaredRelationRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("declared_by", models.CharField(max_length=200)),
                ("declared_at", models.DateTimeField()),
                (
                    "firm",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditfirmrow"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "declared_relation",
            },
        ),
        migrations.CreateModel(
            name="FirmAuditorRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditfirmrow"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "firm_auditor",
            },
        ),
        migrations.AddConstraint(
            model_name="accreditationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="accreditation_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaredrelationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="declared_relation_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="firmauditorrow",
            constraint=models.UniqueConstraint(fields=("firm", "user"), name="firm_auditor_once"),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
