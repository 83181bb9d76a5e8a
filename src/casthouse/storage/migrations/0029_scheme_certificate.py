"""Certificates of other schemes, what they cover, their withdrawals, and the ratings that rest on them; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = (
    "scheme_certificate",
    "scheme_certificate_site",
    "scheme_certificate_withdrawal",
    "scheme_reliance",
)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0028_anomaly_clearance"),
    ]

    operations = [
        migrations.CreateModel(
            name="SchemeCertificateRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("scheme", models.CharField(max_length=32)),
                ("certificate", models.CharField(max_length=200)),
                ("body", models.CharField(max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.evidencefilerow"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "scheme_certificate",
            },
        ),
        migrations.CreateModel(
            name="SchemeCertificateSiteRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="storage.schemecertificaterow",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
            ],
            options={
                "db_table": "scheme_certificate_site",
            },
        ),
        migrations.CreateModel(
            name="SchemeCertificateWithdrawalRow",
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
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="storage.schemecertificaterow",
                    ),
                ),
            ],
            options={
                "db_table": "scheme_certificate_withdrawal",
            },
        ),
        migrations.CreateModel(
            name="SchemeRelianceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=16)),
                ("rests", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.selfassessmentrow"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.schemecertificaterow"
                    ),
                ),
            ],
            options={
                "db_table": "scheme_reliance",
            },
        ),
        migrations.AddConstraint(
            model_name="schemecertificaterow",
            constraint=models.UniqueConstraint(
                fields=("organisation", "number"), name="scheme_certificate_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="schemecertificatesiterow",
            constraint=models.UniqueConstraint(
                fields=("certificate", "facility"), name="scheme_certificate_site_once"
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
