"""Corrections and cancellations of CoC Documents, for the annual report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casthouse.storage.models import DocumentEventRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCorrection:
    """A CoC Document that its issuer corrected or cancelled: when, which, why."""

    day: date
    number: str
    reason: str


def corrections(organisation: str, year: int) -> Iterator[DocumentCorrection]:
    """Yield the corrections of an issuer's documents for shipments of a year, in their order."""
    rows = DocumentEventRow.objects.filter(
        document__issuer__code=organisation,
        document__shipment_date__year=year,
        state__in=("corrected", "cancelled"),
    ).order_by("at", "id")
    for at, number, reason in rows.values_list("at", "document__number", "reason"):
        yield DocumentCorrection(day=at.date(), number=number, reason=reason)
