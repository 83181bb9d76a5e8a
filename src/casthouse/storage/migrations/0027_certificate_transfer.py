"""Keep transfers of certificates, what was said about them, and what a certificate brought along."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = (
    "certificate_transfer",
    "certificate_transfer_part",
    "certificate_transfer_step",
    "certificate_transfer_site",
    "certificate_inheritance",
)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0026_measurement"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateInheritanceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issued", models.DateField()),
                ("was_extended", models.BooleanField()),
                ("surveilled", models.IntegerField()),
                ("maturity", models.CharField(max_length=8)),
                (
                    "move",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificatemoverow"
                    ),
                ),
                (
                    "predecessor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_inheritance",
            },
        ),
        migrations.CreateModel(
            name="CertificateTransferRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "scope",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.scoperow"),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_transfer",
            },
        ),
        migrations.CreateModel(
            name="CertificateTransferStepRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.IntegerField()),
                ("act", models.CharField(max_length=16)),
                ("actor", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                (
                    "scope",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="storage.scoperow"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificatetransferrow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_transfer_step",
            },
        ),
        migrations.CreateModel(
            name="CertificateTransferSiteRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storage.facilityrow",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="storage.facilityrow",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificatetransfersteprow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_transfer_site",
            },
        ),
        migrations.CreateModel(
            name="CertificateTransferPartRow",
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
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificaterow"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.certificatetransferrow"
                    ),
                ),
            ],
            options={
                "db_table": "certificate_transfer_part",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transfer", "certificate"), name="certificate_transfer_part_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="certificatetransfersteprow",
            constraint=models.UniqueConstraint(
                fields=("transfer", "sequence"), name="certificate_transfer_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatetransfersiterow",
            constraint=models.UniqueConstraint(
                fields=("step", "before"), name="certificate_transfer_site_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatetransfersiterow",
            constraint=models.UniqueConstraint(
                fields=("step", "after"), name="certificate_transfer_site_one"
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
