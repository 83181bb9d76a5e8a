"""Accounts beside the ledger: contractors, tolling, stock, cash, market credits, reservations in full."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

from casthouse.storage.dialect import guard_append_only

NEW_APPEND_ONLY = (
    "cash_purchase",
    "contractor_listing",
    "contractor_statement",
    "credit_allocation",
    "credit_purchase",
    "declared_flow",
    "entry_reversal",
    "toll_entry",
)

KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def recorded():
    return [
        ("recorded_at", models.DateTimeField()),
        ("recorded_by", models.CharField(max_length=200)),
    ]


def owner(name, model):
    return (
        name,
        models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=f"storage.{model}"),
    )


class Migration(migrations.Migration):
    dependencies = [("storage", "0003_api_token")]

    operations = [
        migrations.CreateModel(
            name="CashPurchaseRow",
            fields=[
                KEY,
                owner("organisation", "organisationrow"),
                ("reference", models.TextField()),
                ("supplier", models.TextField()),
                ("owner", models.TextField(default="")),
                ("date", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("legal_limit", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                *recorded(),
            ],
            options={
                "db_table": "cash_purchase",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="cash_purchase_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="cash_purchase_amount"
                    ),
                ],
            },
        ),
        migrations.RemoveField(model_name="contractorrow", name="evidence"),
        migrations.RemoveField(model_name="contractorrow", name="listed_from"),
        migrations.RemoveField(model_name="contractorrow", name="listed_to"),
        migrations.RemoveField(model_name="contractorrow", name="risk"),
        migrations.CreateModel(
            name="ContractorListingRow",
            fields=[
                KEY,
                owner("contractor", "contractorrow"),
                ("listed_from", models.DateField()),
                ("listed_to", models.DateField(null=True)),
                ("risk", models.CharField(max_length=20)),
                ("risk_assessed_on", models.DateField()),
                ("evidence", models.TextField(default="")),
                *recorded(),
            ],
            options={"db_table": "contractor_listing"},
        ),
        migrations.CreateModel(
            name="ContractorStatementRow",
            fields=[
                KEY,
                owner("contractor", "contractorrow"),
                ("period_start", models.DateField()),
                ("material", models.SmallIntegerField()),
                ("held_g", models.BigIntegerField()),
                ("explanation", models.TextField(default="")),
                *recorded(),
            ],
            options={
                "db_table": "contractor_statement",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("held_g__gte", 0)), name="contractor_statement_held"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditAllocationRow",
            fields=[
                KEY,
                owner("scope", "scoperow"),
                ("reference", models.TextField()),
                ("period_start", models.DateField()),
                ("credit_count", models.IntegerField()),
                ("unit_g", models.BigIntegerField()),
                *recorded(),
            ],
            options={
                "db_table": "credit_allocation",
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "reference"), name="credit_allocation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("credit_count__gte", 1), ("unit_g__gte", 1)),
                        name="credit_allocation_count",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditPurchaseRow",
            fields=[
                KEY,
                owner("allocation", "creditallocationrow"),
                ("reference", models.TextField()),
                ("buyer", models.CharField(max_length=64)),
                ("date", models.DateField()),
                ("credit_count", models.IntegerField()),
                *recorded(),
            ],
            options={
                "db_table": "credit_purchase",
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "reference"), name="credit_purchase_once"),
                    models.CheckConstraint(
                        condition=models.Q(("credit_count__gte", 1)), name="credit_purchase_count"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredFlowRow",
            fields=[
                KEY,
                owner("scope", "scoperow"),
                ("month", models.DateField()),
                ("material", models.SmallIntegerField()),
                ("flow", models.CharField(max_length=8)),
                ("quantity_g", models.BigIntegerField()),
                ("source", models.TextField(default="")),
                *recorded(),
            ],
            options={
                "db_table": "declared_flow",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity_g__gte", 0)), name="declared_flow_quantity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryReversalRow",
            fields=[
                KEY,
                ("entry_table", models.CharField(max_length=40)),
                ("entry_id", models.BigIntegerField()),
                ("reason", models.TextField()),
                *recorded(),
            ],
            options={
                "db_table": "entry_reversal",
                "constraints": [
                    models.UniqueConstraint(fields=("entry_table", "entry_id"), name="entry_reversal_once"),
                ],
            },
        ),
        migrations.DeleteModel(name="TollTransferRow"),
        migrations.CreateModel(
            name="TollEntryRow",
            fields=[
                KEY,
                owner("scope", "scoperow"),
                ("customer", models.TextField()),
                ("reference", models.TextField()),
                ("side", models.CharField(max_length=8)),
                ("movement_id", models.BigIntegerField(null=True)),
                ("date", models.DateField(null=True)),
                ("material", models.SmallIntegerField(null=True)),
                ("quantity_g", models.BigIntegerField(null=True)),
                ("evidence", models.TextField(default="")),
                *recorded(),
            ],
            options={
                "db_table": "toll_entry",
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "reference"), name="toll_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("date__isnull", True),
                                ("material__isnull", True),
                                ("movement_id__isnull", False),
                                ("quantity_g__isnull", True),
                            ),
                            models.Q(
                                ("date__isnull", False),
                                ("material__isnull", False),
                                ("movement_id__isnull", True),
                                ("quantity_g__gte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="toll_entry_movement_or_mass",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="planrow", name="withdrawn_by", field=models.CharField(default="", max_length=200)
        ),
        migrations.AddField(
            model_name="reservationrow",
            name="draws_from",
            field=models.DateField(default=datetime.date(2000, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reservationrow",
            name="reference",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reservationrow", name="released_g", field=models.BigIntegerField(default=0)
        ),
        migrations.AddConstraint(
            model_name="reservationrow",
            constraint=models.UniqueConstraint(fields=("scope", "reference"), name="reservation_once"),
        ),
        migrations.AddConstraint(
            model_name="reservationrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("released_g__gte", 0), ("released_g__lte", models.F("quantity_g"))),
                name="reservation_released",
            ),
        ),
        migrations.RunPython(lambda apps, editor: guard_append_only(editor.connection, NEW_APPEND_ONLY)),
    ]
