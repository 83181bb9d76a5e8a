"""Rows of samples that auditors drew from a ledger, of their entries, and of their sending; all appended only."""

from django.db import models

from casthouse.storage.models.audit import AuditRow


class LedgerSampleRow(models.Model):
    """A sample: how it was drawn, and from which population.

    `facilities` has the sites, each with its first and its last day in the scope; with the days they are what was
    looked at.
    """

    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT)
    number = models.IntegerField()
    over = models.CharField(max_length=16)
    method = models.CharField(max_length=20)
    size = models.IntegerField()
    dimensions = models.JSONField()
    seed = models.CharField(max_length=64)
    is_seed_given = models.BooleanField()
    first_day = models.DateField()
    last_day = models.DateField()
    facilities = models.JSONField()
    population_entries = models.BigIntegerField()
    population_mass_g = models.CharField(max_length=40)  # wider than 64 bits
    population_digest = models.CharField(max_length=64)
    ledger_mark = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "ledger_sample"
        constraints = (
            models.UniqueConstraint(fields=["audit", "number"], name="ledger_sample_once"),
            models.CheckConstraint(
                condition=models.Q(size__gte=1, population_entries__gte=1), name="ledger_sample_of_something"
            ),
        )


class LedgerSampleStratumRow(models.Model):
    """A stratum of a population as it was when a sample was drawn."""

    sample = models.ForeignKey(LedgerSampleRow, on_delete=models.PROTECT)
    name = models.TextField()
    entries = models.BigIntegerField()
    mass_g = models.CharField(max_length=40)  # wider than 64 bits

    class Meta:
        db_table = "ledger_sample_stratum"
        constraints = (models.UniqueConstraint(fields=["sample", "name"], name="ledger_sample_stratum_once"),)


class LedgerSampleEntryRow(models.Model):
    """An entry that was drawn, as it was then; `line` is its canonical line, `digest` the SHA-256 of that."""

    sample = models.ForeignKey(LedgerSampleRow, on_delete=models.PROTECT)
    position = models.IntegerField()
    place = models.BigIntegerField()
    key = models.TextField()
    stratum = models.TextField()
    mass_g = models.BigIntegerField()
    hits = models.IntegerField()
    score = models.IntegerField()
    signs = models.JSONField()
    line = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_sample_entry"
        constraints = (
            models.UniqueConstraint(fields=["sample", "position"], name="ledger_sample_entry_once"),
        )


class LedgerSampleSendingRow(models.Model):
    """A sample was sent to the organisation; from then on its people see it. Once a sample."""

    sample = models.OneToOneField(LedgerSampleRow, on_delete=models.PROTECT, related_name="sending")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        db_table = "ledger_sample_sending"
