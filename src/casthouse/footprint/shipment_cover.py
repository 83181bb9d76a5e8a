"""Which receipts a supplier's own ledger bears out: only metal that it shipped may bring its footprint along.

Whoever books a receipt names its supplier. A CoC Document of the supplier that stands behind the receipt settles
it; for the others the supplier's shipments to the same buyer must cover their mass, the earliest receipts first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.custody.stage import Material

TRANSIT_DAYS = 60
"""So many days before a period a shipment may have left that arrives in it; a choice of the house."""
WEIGHING = Fraction(2, 100)
"""By so much may what was weighed on arrival exceed what was weighed before; a choice of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReceipt:
    """A receipt as its buyer told it; `is_documented` where it leads to a shipment of the supplier by a document."""

    reference: str
    day: date
    shipper: str
    material: Material
    mass_g: int
    is_documented: bool


def borne_out(receipts: Iterable[ToldReceipt], shipped_g: Mapping[tuple[str, Material], int]) -> set[str]:
    """Return the references of the receipts that the ledgers of their suppliers bear out.

    Args:
        receipts: all of a buyer in some days.
        shipped_g: what each supplier shipped to the buyer of each material in these days, or shortly before.
    """
    left: defaultdict[tuple[str, Material], Fraction] = defaultdict(
        Fraction, {key: mass_g * (1 + WEIGHING) for key, mass_g in shipped_g.items()}
    )
    found = set()
    for each in sorted(receipts, key=lambda each: (not each.is_documented, each.day, each.reference)):
        key = (each.shipper, each.material)
        if each.is_documented or each.mass_g <= left[key]:
            left[key] -= each.mass_g
            found.add(each.reference)
    return found
