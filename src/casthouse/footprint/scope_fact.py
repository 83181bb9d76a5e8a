"""What is known of a scope in some days, for the quantities that its organisation reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.footprint.cbam_figure import CbamFigure
from casthouse.footprint.product_footprint import ProductFootprint
from casthouse.footprint.received_metal import ENTRIES_MAX
from casthouse.footprint.reported_quantity import Entry, EntryKind, MovementList, entries_of
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.footprint.stage_account import Inflow


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedMetal:
    """Metal over the boundary in grams: what went out and came in, and how much of each as CoC Material."""

    out_g: int
    coc_out_g: int
    in_g: int
    coc_in_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFacts:
    """One scope from a day to another, inclusive.

    Attributes:
        footprint: None where it could not be reckoned; `footprint_unknown` says why.
        metal: what crossed the boundary.
        power: tonnes of primary metal taken in or smelted, by the power that it was smelted with.
        smelted_in: the same, by country.
        power_entries: the measurements of electricity behind it.
        perhaps_biogenic: references of measurements that may hold biogenic carbon; nobody told.
        cbam: None where it could not be reckoned; `cbam_unknown` says why.
    """

    scope: str
    country: str
    first: date
    last: date
    footprint: ScopeFootprint | None
    footprint_unknown: str
    metal: ShippedMetal
    power: Mapping[str, Fraction]
    smelted_in: Mapping[str, Fraction]
    power_entries: tuple[Entry, ...]
    perhaps_biogenic: tuple[str, ...]
    cbam: CbamFigure | None
    cbam_unknown: str

    @property
    def told(self) -> ProductFootprint | None:
        """The footprint's figure; None where there is none."""
        found = self.footprint.figure if self.footprint else None
        return found if found and found.value is not None else None

    @property
    def why_no_footprint(self) -> str:
        """Why there is no footprint."""
        if self.footprint is None:
            return self.footprint_unknown
        missing = "; ".join(self.footprint.missing)
        return (
            f"missing: {missing}" if missing else "nothing was measured, or nothing went out, in these days"
        )

    def movements(self, **query: str) -> MovementList:
        """Return a list of movements of the scope in these days."""
        span = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return MovementList(tuple(({"scope": self.scope} | query | span).items()))


def inflow_entries(inflow: Inflow) -> tuple[Entry, ...]:
    """Return the entries behind an inflow: its declaration or measurements, and the first of its receipts."""
    receipts = min(inflow.receipts, ENTRIES_MAX)
    split = len(inflow.entries) - receipts
    return (
        *entries_of(EntryKind.MEASUREMENT, inflow.entries[:split]),
        *entries_of(EntryKind.MOVEMENT, inflow.entries[split:]),
    )


def footprint_entries(told: ProductFootprint) -> tuple[Entry, ...]:
    """Return the entries behind a footprint, each once: measurements, then receipts."""
    account = told.account
    measured = [reference for line in account.lines for reference in line.entries]
    found = [
        *entries_of(EntryKind.MEASUREMENT, [*account.output_entries, *measured]),
        *(entry for each in account.inflows for entry in inflow_entries(each)),
    ]
    return tuple(dict.fromkeys(found))
