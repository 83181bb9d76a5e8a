"""Yields of melts whose lots are known: losses beyond experience, and melts that lose nothing."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.anomaly_rules import AnomalyRules
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly
from casthouse.provenance.severity import Severity


class MeltTotals(NamedTuple):
    """What went into the melts of a facility in a period, and the metal that came out; dross is no metal here."""

    organisation: str
    facility: str
    melts: int
    into_g: int
    metal_g: int
    processes: tuple[str, ...]


def melt_yields(melts: Sequence[MeltTotals], rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    """Return a question for each facility whose melts together have a yield that plants hardly have."""
    for each in melts:
        if each.melts < rules.whole("melt_count_least"):
            continue
        ratio = Fraction(each.metal_g, each.into_g)
        if rules.part("melt_yield_low_percent") <= ratio <= rules.part("melt_yield_high_percent"):
            continue
        seen = (
            f"{counted(each.melts, 'melt')} at {each.facility}: {tonnes_words(each.into_g)} t in, "
            f"{tonnes_words(each.metal_g)} t of metal out, {float(ratio * 100):.2f} %; processes "
            f"{', '.join(each.processes)} and others"
        )
        yield ChainAnomaly(
            kind=AnomalyKind.YIELD_BEYOND_EXPERIENCE,
            severity=Severity.LOW,
            subject=f"melts of {each.facility}",
            period=period,
            sides=(AnomalySide(organisation=each.organisation, seen=seen),),
        )
