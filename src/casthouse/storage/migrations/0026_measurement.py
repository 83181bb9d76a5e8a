"""Measurements, the activity data of footprints; appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


TABLES = ("measurement_import", "measurement")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0025_finding_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeasurementImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=300)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("posted", models.IntegerField()),
                ("unchanged", models.IntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "measurement_import",
            },
        ),
        migrations.CreateModel(
            name="MeasurementRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.TextField()),
                ("first", models.DateField(null=True)),
                ("last", models.DateField(null=True)),
                ("kind", models.CharField(max_length=32)),
                ("item", models.TextField()),
                ("quantity", models.CharField(max_length=40)),
                ("unit", models.CharField(max_length=16)),
                ("terms", models.JSONField()),
                ("corrects", models.TextField(null=True)),
                ("source_row", models.IntegerField()),
                (
                    "facility",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"
                    ),
                ),
                (
                    "measurement_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.measurementimportrow"
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
            ],
            options={
                "db_table": "measurement",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "reference"), name="measurement_reference_once"
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "corrects"), name="measurement_corrected_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", False), ("kind", "withdrawal")),
                            models.Q(
                                ("facility__isnull", False),
                                ("first__isnull", False),
                                ("last__gte", models.F("first")),
                            ),
                            _connector="OR",
                        ),
                        name="measurement_whole",
                    ),
                ],
            },
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
