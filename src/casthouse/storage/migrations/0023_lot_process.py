"""Lots into and out of processes, and what organisations disclose in traces; appended only. Movements by lot."""

import casthouse.storage.key_field
import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only


TABLES = ("lot_import", "lot_process", "process_lot", "disclosure")


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0022_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="DisclosureRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "disclosure",
            },
        ),
        migrations.CreateModel(
            name="LotImportRow",
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
                ("refused", models.IntegerField()),
            ],
            options={
                "db_table": "lot_import",
            },
        ),
        migrations.CreateModel(
            name="LotProcessRow",
            fields=[
                ("id", casthouse.storage.key_field.KeyField(primary_key=True, serialize=False)),
                ("reference", models.TextField()),
                ("date", models.DateField()),
                ("step", models.SmallIntegerField()),
            ],
            options={
                "db_table": "lot_process",
            },
        ),
        migrations.CreateModel(
            name="ProcessLotRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("direction", models.SmallIntegerField()),
                ("lot", models.TextField()),
                ("material", models.SmallIntegerField()),
                ("quantity_g", models.BigIntegerField()),
                ("source_row", models.IntegerField()),
            ],
            options={
                "db_table": "process_lot",
            },
        ),
        migrations.AddIndex(
            model_name="movementrow",
            index=models.Index(
                condition=models.Q(("lot__isnull", False)),
                fields=["organisation", "lot"],
                name="movement_by_lot",
            ),
        ),
        migrations.AddField(
            model_name="disclosurerow",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
            ),
        ),
        migrations.AddField(
            model_name="lotimportrow",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
            ),
        ),
        migrations.AddField(
            model_name="lotprocessrow",
            name="facility",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="storage.facilityrow"
            ),
        ),
        migrations.AddField(
            model_name="lotprocessrow",
            name="lot_import",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="storage.lotimportrow"
            ),
        ),
        migrations.AddField(
            model_name="lotprocessrow",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
            ),
        ),
        migrations.AddField(
            model_name="processlotrow",
            name="organisation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="storage.organisationrow"
            ),
        ),
        migrations.AddField(
            model_name="processlotrow",
            name="process",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.lotprocessrow"),
        ),
        migrations.AddConstraint(
            model_name="lotprocessrow",
            constraint=models.UniqueConstraint(
                fields=("organisation", "reference"), name="lot_process_reference_once"
            ),
        ),
        migrations.AddIndex(
            model_name="processlotrow",
            index=models.Index(fields=["organisation", "lot", "direction"], name="process_lot_by_lot"),
        ),
        migrations.AddConstraint(
            model_name="processlotrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("direction__in", (1, 2)), ("quantity_g__gte", 1), ("quantity_g__lte", 1000000000000000)
                ),
                name="process_lot_whole",
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
