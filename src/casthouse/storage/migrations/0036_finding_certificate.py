"""Certificates of other schemes that findings of audits name; appended only, with the finding."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0035_signing_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingCertificateRow",
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
                        on_delete=django.db.models.deletion.PROTECT, to="storage.schemecertificaterow"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="storage.auditfindingrow",
                    ),
                ),
            ],
            options={
                "db_table": "finding_certificate",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("finding", "certificate"), name="finding_certificate_once"
                    )
                ],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: guard_append_only(editor.connection, ("finding_certificate",))
        ),
    ]
