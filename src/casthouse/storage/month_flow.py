"""What the facilities of an organisation moved by day: the grain from which reports are summed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.storage.models import MovementTotalRow
from casthouse.storage.models.movement import KIND_REVERSAL
from casthouse.storage.site_days import SiteDays, rows_within


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTotal:
    """One day of one facility, kind, material and mark: grams in force."""

    day: date
    facility_id: int
    kind_code: int
    material_code: int
    coc: bool
    quantity_g: int


def day_totals(
    *, organisation_id: int, sites: Sequence[SiteDays], first: date, last: date
) -> Iterator[DayTotal]:
    """Return the totals of some facilities from a day to another, inclusive, in the order of days."""
    rows = MovementTotalRow.objects.filter(
        rows_within(sites),
        organisation=organisation_id,
        date__gte=first,
        date__lte=last,
        kind__lt=KIND_REVERSAL,
    ).order_by("date", "facility_id", "kind", "material", "coc")
    columns = ("date", "facility_id", "kind", "material", "coc", "quantity_g")
    for day, facility, kind, material, coc, quantity_g in rows.values_list(*columns):
        if quantity_g:
            yield DayTotal(
                day=day,
                facility_id=facility,
                kind_code=kind,
                material_code=material,
                coc=coc == 1,
                quantity_g=quantity_g,
            )
