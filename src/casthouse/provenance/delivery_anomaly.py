"""Lots of which a buyer's books say that more came than its supplier says it shipped to it.

No trace goes on over such receipts (`delivery`): one of the two is wrong, and names alone do not tell which.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly
from casthouse.provenance.severity import Severity

NAMED_MAX = 5
"""So many lots are named, those with most in excess; how many there are is said beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcessLot:
    """A lot as its supplier calls it: grams received of it and its parts, and shipped; with the movements."""

    lot: str
    received_g: int
    shipped_g: int
    receipts: tuple[str, ...]
    shipments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcessDelivery:
    """All such lots between one supplier and one buyer."""

    supplier: str
    buyer: str
    lots: tuple[ExcessLot, ...]


def delivery_anomalies(found: Sequence[ExcessDelivery], period: Period) -> Iterator[ChainAnomaly]:
    """Return a question for each supplier and buyer, with a side of each that tells its own books alone."""
    for each in found:
        worst = sorted(each.lots, key=lambda one: (one.shipped_g - one.received_g, one.lot))
        excess_g = sum(one.received_g - one.shipped_g for one in worst)
        received = ", ".join(f"{tonnes_words(one.received_g)} t of {one.lot}" for one in worst[:NAMED_MAX])
        shipped = ", ".join(f"{tonnes_words(one.shipped_g)} t of {one.lot}" for one in worst[:NAMED_MAX])
        more = f" and {len(worst) - NAMED_MAX:,} more" if len(worst) > NAMED_MAX else ""
        yield ChainAnomaly(
            kind=AnomalyKind.RECEIVED_ABOVE_SHIPPED,
            severity=Severity.HIGH,
            subject=f"lots of {each.supplier} at {each.buyer}",
            period=period,
            sides=(
                AnomalySide(
                    organisation=each.buyer,
                    seen=f"received from {each.supplier}, in parts too: {received}{more}",
                    references=tuple(reference for one in worst for reference in one.receipts),
                ),
                AnomalySide(
                    organisation=each.supplier,
                    seen=f"shipped to {each.buyer}: {shipped}{more}",
                    references=tuple(reference for one in worst for reference in one.shipments),
                ),
            ),
            together=f"{tonnes_words(excess_g)} t of {counted(len(worst), 'lot')} received and not shipped",
        )
