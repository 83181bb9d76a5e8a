"""Keep names as people search them, and the states and sites of certificates by their days."""

import casthouse.storage.folded_field
import django.db.models.deletion
from django.db import migrations, models


def fold(apps, editor):
    """Write the folded text of what is there; it is made from the row as it is saved."""
    for name in ("OrganisationRow", "FacilityRow", "CertificateRow"):
        for row in apps.get_model("storage", name).objects.order_by("id").iterator():
            row.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0015_auditor_workbench"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificaterow",
            name="folded",
            field=casthouse.storage.folded_field.FoldedField(default="", editable=False, sources=("number",)),
        ),
        migrations.AddField(
            model_name="facilityrow",
            name="folded",
            field=casthouse.storage.folded_field.FoldedField(
                default="", editable=False, sources=("name", "code")
            ),
        ),
        migrations.AddField(
            model_name="organisationrow",
            name="folded",
            field=casthouse.storage.folded_field.FoldedField(
                default="", editable=False, sources=("name", "code")
            ),
        ),
        migrations.CreateModel(
            name="CertificatePhaseRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("state", models.CharField(max_length=16)),
                ("since", models.DateField()),
                ("valid_to", models.DateField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_phase",
                "constraints": [
                    models.UniqueConstraint(fields=("certificate", "first"), name="certificate_phase_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="certificate_phase_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateSiteRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("activity", models.CharField(max_length=32)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"),
                ),
            ],
            options={
                "db_table": "certificate_site",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("certificate", "facility", "activity", "first"), name="certificate_site_once"
                    )
                ],
            },
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
