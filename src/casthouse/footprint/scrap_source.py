"""Where a charged lot came from: bought, or made by the plant itself and therefore run-around.

Sorting makes no scrap: a sorted lot is own to the part that its inputs were. Metal from a smelter is primary and never
run-around.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from casthouse.provenance.lot_process import Step

PRIMARY_STEPS = frozenset({Step.REFINING, Step.SMELTING})


class RecoveryBoundary(StrEnum):
    """What counts as the same process: declared with every figure, since the standard of claims leaves it open."""

    SITE = "site"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotMaker:
    """The process that made a lot; `inputs` are told for sorting only: grams by lot."""

    step: Step
    facility: str
    inputs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapSources:
    """The makers of charged lots, and the makers of what was sorted into them; a lot that is absent was bought."""

    boundary: RecoveryBoundary
    makers: Mapping[str, LotMaker]

    def runaround(self, lot: str, facility: str) -> Fraction:
        """Return the part of a lot that the declared boundary makes run-around."""
        return self.own(lot, at=facility if self.boundary is RecoveryBoundary.SITE else "")

    def own(self, lot: str, *, at: str = "") -> Fraction:
        """Return the part of a lot that own processes made, at one facility or, unnamed, at any."""
        weights, found = {lot: Fraction(1)}, Fraction(0)
        while weights:
            name, weight = weights.popitem()
            maker = self.makers.get(name)
            if maker is None or maker.step in PRIMARY_STEPS:
                continue
            if maker.step is not Step.SORTING:
                found += weight if at in ("", maker.facility) else 0
                continue
            whole_g = sum(maker.inputs.values())
            for source, mass_g in maker.inputs.items():
                weights[source] = weights.get(source, Fraction(0)) + weight * Fraction(mass_g, whole_g)
        return found
