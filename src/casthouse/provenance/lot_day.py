"""Lots and processes whose days contradict each other: drawn before they came, told for days that are yet to come.

No import refuses either (contract section 5): files come late, in any order, a lot at times before its receipt.
So the days are looked at again, of all that is in force: on no day may processes have drawn more of a lot than had
come in or was made by its evening. A lot out of which more went than ever came in is asked about as that.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from casthouse.custody.finding import Finding, FindingCode
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly
from casthouse.provenance.severity import Severity


class EarlyDraw(NamedTuple):
    """A lot at the worst of its days: what processes had drawn by then, and what had come in or was made."""

    lot: str
    process: str
    day: date
    drawn_g: int
    came_g: int


class EarlyDraws(NamedTuple):
    """The lots of an organisation that were drawn before they came: how many, how much, and the worst of them.

    `movements` are all movements of the worst, each before the one that took it back.
    """

    organisation: str
    lots: int
    short_g: int
    worst: tuple[EarlyDraw, ...]
    movements: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """What was seen, in words."""
        rest = self.lots - len(self.worst)
        named = "; ".join(
            f"lot {each.lot}: {tonnes_words(each.drawn_g)} t drawn up to {each.day} (process {each.process}), "
            f"{tonnes_words(each.came_g)} t there by then"
            for each in self.worst
        )
        more = f"; and {rest:,} more" if rest > 0 else ""
        return f"{tonnes_words(self.short_g)} t of {counted(self.lots, 'lot')} drawn before they came: {named}{more}"


class AheadProcesses(NamedTuple):
    """Processes of an organisation that are dated later than the day on which they were posted."""

    organisation: str
    processes: int
    first: str
    last: str
    latest: date

    @property
    def seen(self) -> str:
        """What was seen, in words."""
        named = self.first if self.first == self.last else f"{self.first} to {self.last}"
        return (
            f"{counted(self.processes, 'process', 'processes')} dated later than when posted, up to {self.latest}: "
            f"{named}"
        )


def lot_day_anomalies(
    early: Sequence[EarlyDraws], ahead: Sequence[AheadProcesses], period: Period
) -> Iterator[ChainAnomaly]:
    """Return a question of each kind for each organisation concerned."""
    for draws in early:
        kind = AnomalyKind.LOT_DRAWN_EARLY
        yield _anomaly(kind, draws.organisation, draws.seen, period, references=draws.movements)
    for processes in ahead:
        yield _anomaly(AnomalyKind.PROCESS_DATED_AHEAD, processes.organisation, processes.seen, period)


def lot_day_findings(early: Sequence[EarlyDraws], ahead: Sequence[AheadProcesses]) -> Iterator[Finding]:
    """Return the same as findings of the store, whenever it was."""
    for draws in early:
        yield Finding(code=FindingCode.LOT_DRAWN_EARLY, subject=draws.organisation, detail=draws.seen)
    for processes in ahead:
        yield Finding(
            code=FindingCode.PROCESS_DATED_AHEAD, subject=processes.organisation, detail=processes.seen
        )


def _anomaly(
    kind: AnomalyKind, organisation: str, seen: str, period: Period, references: tuple[str, ...] = ()
) -> ChainAnomaly:
    side = AnomalySide(organisation=organisation, seen=seen, references=references)
    return ChainAnomaly(kind=kind, severity=Severity.MEDIUM, subject="", period=period, sides=(side,))
