"""Scrap that came out of processes and cannot be scrap, or is one that nobody makes.

Sorting makes none: no more of it comes out than went in, and post-consumer scrap of post-consumer scrap alone. Other
steps make pre-consumer scrap beside what they are for (ISO 14021: diverted from waste in manufacturing); metal that
became nothing but scrap was not manufactured. Post-consumer scrap comes from users, never from a plant.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import Material
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly
from casthouse.provenance.severity import Severity


class MadeScrap(NamedTuple):
    """Scrap of a kind that processes of an organisation made of what was none; the first and last are named."""

    organisation: str
    material: Material
    processes: int
    mass_g: int
    ends: tuple[str, str]

    @property
    def seen(self) -> str:
        """What was seen, in words."""
        first, last = self.ends
        named = first if first == last else f"{first} to {last}"
        return (
            f"{tonnes_words(self.mass_g)} t of {self.material.value} came out of "
            f"{counted(self.processes, 'process', 'processes')} ({named}) though it neither went in as such nor fell "
            "beside a product"
        )


def made_scrap_anomalies(made: Sequence[MadeScrap], period: Period) -> Iterator[ChainAnomaly]:
    """Return a question for each kind of scrap of each organisation."""
    for each in made:
        yield ChainAnomaly(
            kind=AnomalyKind.METAL_CALLED_SCRAP,
            severity=Severity.MEDIUM,
            subject=each.material.value,
            period=period,
            sides=(AnomalySide(organisation=each.organisation, seen=each.seen),),
        )


def made_scrap_findings(made: Sequence[MadeScrap]) -> Iterator[Finding]:
    """Return the same as findings of the store, whenever it was."""
    for each in made:
        subject = f"{each.organisation} {each.material.value}"
        yield Finding(code=FindingCode.METAL_CALLED_SCRAP, subject=subject, detail=each.seen)
