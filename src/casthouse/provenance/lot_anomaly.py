"""Lots that the books contradict: less than nothing left, shipped though never brought in, charged as something else.

An import refuses what takes more out of a lot than is in it. But what brought the lot in may be taken back later, and
shipments ask no lot. So the sum is looked at again, of all that is in force, to the gram.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import Material
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly
from casthouse.provenance.lot_stock import LotStock
from casthouse.provenance.severity import Severity

NAMED_MAX = 5
"""So many lots that nothing brought in are named; how many there are is said beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLot:
    """A lot out of which more went than came in, movements taken back left out.

    `was_brought` says whether a movement ever brought it in, though it may be taken back; `movements` are all of it.
    """

    organisation: str
    lot: str
    stock: LotStock
    was_brought: bool = True
    processes: tuple[str, ...] = ()
    movements: tuple[str, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Whether it was only ever shipped: nobody recorded what it is."""
        return not self.was_brought and not self.stock.exists and not self.stock.drawn_g

    @property
    def seen(self) -> str:
        """What was seen, in words."""
        stock = self.stock
        into = f"{tonnes_words(stock.mass_g)} t came in or were made" if stock.exists else "nothing came in"
        drawn = f"{tonnes_words(stock.drawn_g)} t were drawn into processes"
        named = f" ({', '.join(self.processes)})" if self.processes else ""
        return (
            f"lot {self.lot}: {into}, {drawn}{named}, {tonnes_words(stock.shipped_g)} t were shipped; "
            f"{tonnes_words(-stock.left_g)} t more went out than there were"
        )


class RenamedInputs(NamedTuple):
    """Inputs called another material than what brought their lots in; the first and last lot and process are named."""

    organisation: str
    called: Material
    inputs: int
    mass_g: int
    lots: tuple[str, ...]
    processes: tuple[str, ...]

    @property
    def seen(self) -> str:
        """What was seen, in words."""
        return (
            f"{counted(self.inputs, 'input')} of {tonnes_words(self.mass_g)} t charged as {self.called.value}, though "
            f"no movement or process brought the lot in as that; lots {_ends(self.lots)}, processes "
            f"{_ends(self.processes)}"
        )


def lot_anomalies(
    short: Sequence[ShortLot], renamed: Sequence[RenamedInputs], period: Period
) -> Iterator[ChainAnomaly]:
    """Return a question for each lot with less than nothing left, and one an organisation for the other kinds."""
    for each in short:
        if not each.is_unknown:
            side = AnomalySide(organisation=each.organisation, seen=each.seen, references=each.movements)
            yield _anomaly(AnomalyKind.LOT_OVERDRAWN, Severity.HIGH, f"lot {each.lot}", period, side)
    for organisation, lots in _unknown(short):
        references = tuple(reference for each in lots for reference in each.movements)
        side = AnomalySide(organisation=organisation, seen=_unknown_words(lots), references=references)
        yield _anomaly(AnomalyKind.LOT_NOT_RECORDED, Severity.LOW, "lots shipped", period, side)
    for called in renamed:
        side = AnomalySide(organisation=called.organisation, seen=called.seen)
        yield _anomaly(AnomalyKind.LOT_RENAMED, Severity.MEDIUM, called.called.value, period, side)


def lot_findings(short: Sequence[ShortLot], renamed: Sequence[RenamedInputs]) -> Iterator[Finding]:
    """Return the same as findings of the store, whenever it was."""
    for each in short:
        if not each.is_unknown:
            named = f"; movements {', '.join(each.movements)}" if each.movements else ""
            yield Finding(
                code=FindingCode.LOT_OVERDRAWN,
                subject=f"{each.organisation} {each.lot}",
                detail=f"{each.seen}{named}",
            )
    for organisation, lots in _unknown(short):
        yield Finding(code=FindingCode.LOT_NOT_RECORDED, subject=organisation, detail=_unknown_words(lots))
    for called in renamed:
        subject = f"{called.organisation} {called.called.value}"
        yield Finding(code=FindingCode.LOT_RENAMED, subject=subject, detail=called.seen)


def _unknown(short: Sequence[ShortLot]) -> Iterator[tuple[str, list[ShortLot]]]:
    unknown = sorted(
        (each for each in short if each.is_unknown), key=lambda each: (each.organisation, each.lot)
    )
    for organisation, lots in groupby(unknown, key=lambda each: each.organisation):
        yield organisation, list(lots)


def _unknown_words(lots: Sequence[ShortLot]) -> str:
    named = ", ".join(each.lot for each in lots[:NAMED_MAX])
    rest = len(lots) - NAMED_MAX
    return (
        f"{tonnes_words(sum(each.stock.shipped_g for each in lots))} t shipped of {counted(len(lots), 'lot')} that "
        f"nothing brought in: {named}" + (f" and {rest:,} more" if rest > 0 else "")
    )


def _ends(names: tuple[str, ...]) -> str:
    first, last = names
    return first if first == last else f"{first} to {last}"


def _anomaly(
    kind: AnomalyKind, severity: Severity, subject: str, period: Period, side: AnomalySide
) -> ChainAnomaly:
    return ChainAnomaly(kind=kind, severity=severity, subject=subject, period=period, sides=(side,))
