"""Rows of movements, the ledger's only truth, and the totals that cache them.

*Updates, Deletion*: a movement is appended and never changed or deleted; triggers in the database refuse both.
*Guarantees*: one movement a reference in an organisation; one reversal a movement; numbers without gaps, since
they are given under the lock of `LedgerRow`. Hot columns carry no foreign key constraint (they cost a look-up a
row); `casthouse check` proves them instead.
"""

from django.db import models
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from casthouse.storage.key_field import KeyField
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.organisation import OrganisationRow
from casthouse.storage.movement_key import NUMBER_MAX

KIND_REVERSAL = 5


class LedgerRow(models.Model):
    """The last movement number of an organisation; locked by whoever appends.

    `certificate_changes` counts how often the days changed on which certificates entitle the organisation.
    """

    organisation = models.OneToOneField(OrganisationRow, on_delete=models.PROTECT, primary_key=True)
    last_number = models.BigIntegerField(default=0)
    certificate_changes = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "ledger"


class CounterpartyRow(models.Model):
    """A name on the other side of receipts and shipments: an organisation's code or free text."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    name = models.TextField()

    class Meta:
        db_table = "counterparty"
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="counterparty_once"),)


class MovementImportRow(models.Model):
    """One file, form or API call that posted movements; appended only."""

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT)
    source = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    profile = models.CharField(max_length=100)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    posted = models.IntegerField()
    unchanged = models.IntegerField()
    skipped = models.IntegerField()
    refused = models.IntegerField()

    class Meta:
        db_table = "movement_import"


class MovementRow(models.Model):
    """One movement; `id` is keyed by organisation, day and number (`storage/movement_key.py`)."""

    id = KeyField(primary_key=True)
    organisation = models.ForeignKey(
        OrganisationRow, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    reference = models.TextField()
    date = models.DateField()
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    kind = models.SmallIntegerField()
    material = models.SmallIntegerField(null=True)
    quantity_g = models.BigIntegerField()
    coc = models.SmallIntegerField(null=True)
    counterparty = models.ForeignKey(
        CounterpartyRow, on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True
    )
    document = models.TextField(null=True)  # noqa: DJ001 - null keeps the partial index small
    lot = models.TextField(null=True)  # noqa: DJ001 - as above
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, db_constraint=False, db_index=False, null=True
    )
    movement_import = models.ForeignKey(
        MovementImportRow, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    source_row = models.IntegerField()
    extra = models.TextField(null=True)  # noqa: DJ001 - as above

    class Meta:
        db_table = "movement"
        indexes = (
            models.Index(
                fields=["organisation", "document"],
                name="movement_by_document",
                condition=models.Q(document__isnull=False),
            ),
            models.Index(
                fields=["organisation", "lot"], name="movement_by_lot", condition=models.Q(lot__isnull=False)
            ),
            models.Index(  # what the projection reads since it last read
                models.F("organisation"),
                models.F("id").bitand(NUMBER_MAX),
                name="movement_of_lot_by_number",
                condition=models.Q(lot__isnull=False) | models.Q(reverses__isnull=False),
            ),
            models.Index(  # lots numbered behind a stroke, by the lot that they are parts of
                models.F("organisation"),
                models.Func(models.F("lot"), models.Value("0123456789"), function="RTRIM"),
                name="movement_of_part_by_lot",
                condition=models.Q(lot__isnull=False)
                & models.Q(GreaterThan(StrIndex(models.F("lot"), models.Value("/")), 0)),
            ),
        )
        constraints = (
            models.UniqueConstraint("organisation", "reference", name="movement_reference_once"),
            models.UniqueConstraint(
                fields=["reverses"], name="movement_reversed_once", condition=models.Q(reverses__isnull=False)
            ),
            models.CheckConstraint(
                condition=models.Q(kind__gte=1, kind__lte=KIND_REVERSAL), name="movement_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__lt=KIND_REVERSAL, reverses__isnull=True, quantity_g__gte=1, quantity_g__lte=10**15
                )
                | models.Q(kind=KIND_REVERSAL, reverses__isnull=False, quantity_g=0),
                name="movement_whole",
            ),
        )


class MovementTotalRow(models.Model):
    """Cache: the day's grams and rows of one facility, kind, material and mark; reversed movements taken out.

    `quantity_g` counts movements in force; `movements` counts every row that a list of movements shows.
    """

    organisation = models.ForeignKey(OrganisationRow, on_delete=models.PROTECT, db_index=False)
    date = models.DateField()
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT, db_index=False)
    kind = models.SmallIntegerField()
    material = models.SmallIntegerField()  # 0 on a reversal
    coc = models.SmallIntegerField()  # -1 where the kind has none
    quantity_g = models.BigIntegerField()
    movements = models.BigIntegerField()

    class Meta:
        db_table = "movement_total"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "date", "facility", "kind", "material", "coc"],
                name="movement_total_once",
            ),
        )
