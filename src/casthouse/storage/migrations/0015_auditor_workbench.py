"""Keep the samples that auditors draw from a ledger, and the entries that they pin to findings; all appended only."""

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

TABLES = (
    "ledger_sample",
    "ledger_sample_stratum",
    "ledger_sample_entry",
    "ledger_sample_sending",
    "ledger_finding",
)


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0014_certificate_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerSampleRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("over", models.CharField(max_length=16)),
                ("method", models.CharField(max_length=20)),
                ("size", models.IntegerField()),
                ("dimensions", models.JSONField()),
                ("seed", models.CharField(max_length=64)),
                ("is_seed_given", models.BooleanField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("facilities", models.JSONField()),
                ("population_entries", models.BigIntegerField()),
                ("population_mass_g", models.CharField(max_length=40)),
                ("population_digest", models.CharField(max_length=64)),
                ("ledger_mark", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
            ],
            options={
                "db_table": "ledger_sample",
            },
        ),
        migrations.CreateModel(
            name="LedgerSampleEntryRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("place", models.BigIntegerField()),
                ("key", models.TextField()),
                ("stratum", models.TextField()),
                ("mass_g", models.BigIntegerField()),
                ("hits", models.IntegerField()),
                ("score", models.IntegerField()),
                ("signs", models.JSONField()),
                ("line", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.ledgersamplerow"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_sample_entry",
            },
        ),
        migrations.CreateModel(
            name="LedgerSampleSendingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "sample",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sending",
                        to="storage.ledgersamplerow",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_sample_sending",
            },
        ),
        migrations.CreateModel(
            name="LedgerSampleStratumRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("entries", models.BigIntegerField()),
                ("mass_g", models.CharField(max_length=40)),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.ledgersamplerow"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_sample_stratum",
            },
        ),
        migrations.CreateModel(
            name="LedgerFindingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("over", models.CharField(max_length=16)),
                ("key", models.TextField()),
                ("line", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="storage.auditrow"),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="storage.auditfindingrow"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_finding",
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "number"), name="ledger_finding_number_once"),
                    models.UniqueConstraint(fields=("finding", "digest"), name="ledger_finding_pinned_once"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="ledgersamplerow",
            constraint=models.UniqueConstraint(fields=("audit", "number"), name="ledger_sample_once"),
        ),
        migrations.AddConstraint(
            model_name="ledgersamplerow",
            constraint=models.CheckConstraint(
                condition=models.Q(("population_entries__gte", 1), ("size__gte", 1)),
                name="ledger_sample_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgersampleentryrow",
            constraint=models.UniqueConstraint(
                fields=("sample", "position"), name="ledger_sample_entry_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgersamplestratumrow",
            constraint=models.UniqueConstraint(fields=("sample", "name"), name="ledger_sample_stratum_once"),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, TABLES)),
    ]
