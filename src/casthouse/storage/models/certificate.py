"""Rows of certificates, of what happened to them, and of the days on which they entitle."""

from django.db import models

from casthouse.storage.folded_field import FoldedField
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.scope import ScopeRow


class CertificateRow(models.Model):
    """A certificate of conformity: its dates as they stand now, none while it is only applied for.

    Its state is computed from its moves and stored nowhere; the dates are a cache of theirs, and so is how many moves
    and passed surveillances there are, and whether other certificates say more of it than what is kept here.
    """

    number = models.CharField(max_length=64, unique=True)
    scope = models.ForeignKey(ScopeRow, on_delete=models.PROTECT)
    standard = models.CharField(max_length=24)
    edition = models.CharField(max_length=64, default="")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    moves = models.IntegerField(default=0)
    surveillances = models.IntegerField(default=0)
    needs_book = models.BooleanField(default=True)
    folded = FoldedField(sources=("number",))

    class Meta:
        db_table = "certificate"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="certificate_dates"
            ),
        )


class CertificateMoveRow(models.Model):
    """One thing that happened to a certificate; appended only."""

    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT)
    sequence = models.IntegerField()
    kind = models.CharField(max_length=16)
    mover = models.CharField(max_length=16)
    effective = models.DateField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    reason = models.TextField(default="")
    reference = models.CharField(max_length=200, default="")
    level = models.CharField(max_length=16, default="")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "certificate_move"
        constraints = (
            models.UniqueConstraint(fields=["certificate", "sequence"], name="certificate_move_once"),
        )


class CertificateFacilityRow(models.Model):
    """A facility of the scope version that a move makes, with its activities; appended only."""

    move = models.ForeignKey(CertificateMoveRow, on_delete=models.PROTECT)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    activities = models.JSONField()

    class Meta:
        db_table = "certificate_facility"
        constraints = (
            models.UniqueConstraint(fields=["move", "facility"], name="certificate_facility_once"),
        )


class CertificateSpanRow(models.Model):
    """A run of days, both inclusive, on which a facility is entitled: a cache of the moves, checked by `check`."""

    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        db_table = "certificate_span"
        constraints = (
            models.UniqueConstraint(
                fields=["certificate", "facility", "valid_from"], name="certificate_span_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="certificate_span_dates"
            ),
        )


class CertificatePhaseRow(models.Model):
    """A run of days, both inclusive, in one state from the grant on: a cache of the moves, checked by `check`.

    The public register reads it, but never `reason`, which is why a certificate is suspended.
    """

    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=16)
    since = models.DateField()
    valid_to = models.DateField()
    reason = models.TextField(default="")

    class Meta:
        db_table = "certificate_phase"
        constraints = (
            models.UniqueConstraint(fields=["certificate", "first"], name="certificate_phase_once"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="certificate_phase_days"
            ),
        )


class CertificateSiteRow(models.Model):
    """A facility in the scope of a certificate for an activity, in a run of days: a cache, checked by `check`."""

    certificate = models.ForeignKey(CertificateRow, on_delete=models.PROTECT)
    facility = models.ForeignKey(FacilityRow, on_delete=models.PROTECT)
    activity = models.CharField(max_length=32)
    first = models.DateField()
    last = models.DateField()

    class Meta:
        db_table = "certificate_site"
        constraints = (
            models.UniqueConstraint(
                fields=["certificate", "facility", "activity", "first"], name="certificate_site_once"
            ),
        )


class CertificateCounterRow(models.Model):
    """The last number that Casthouse gave to a certificate of a standard."""

    standard = models.CharField(max_length=24, primary_key=True)
    last_number = models.IntegerField()

    class Meta:
        db_table = "certificate_counter"
