"""Where a charged lot came from: bought, or made by the plant itself and therefore run-around.

Sorting makes no scrap: a sorted lot is own to the part that its inputs were, also where sorted metal comes back to be
sorted again. Metal from a smelter is primary and never run-around.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from casthouse.provenance.exact_system import settled
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
        lots = self._sorted_from(lot)
        place = {name: number for number, name in enumerate(lots)}
        hands = [{place[name]: part for name, part in self._parts(each).items()} for each in lots]
        through = settled([Fraction(int(not number)) for number in range(len(lots))], hands)
        if through is None:  # nothing but itself is in it, so nothing of it is said to have been bought
            return Fraction(1)
        return sum((through[place[name]] for name in lots if self._is_made(name, at)), Fraction(0))

    def _sorted_from(self, lot: str) -> list[str]:
        """Return a lot and all that it was sorted from."""
        found = {lot: None}
        waiting = [lot]
        while waiting:
            new = [name for name in self._parts(waiting.pop()) if name not in found]
            found |= dict.fromkeys(new)
            waiting += new
        return list(found)

    def _parts(self, lot: str) -> dict[str, Fraction]:
        """Return what a lot was sorted from, as parts of it; nothing where it was not sorted."""
        maker = self.makers.get(lot)
        if maker is None or maker.step is not Step.SORTING:
            return {}
        whole_g = sum(maker.inputs.values())
        return {name: Fraction(mass_g, whole_g) for name, mass_g in maker.inputs.items()}

    def _is_made(self, lot: str, at: str) -> bool:
        """Say whether a process other than sorting and smelting made a lot, at a facility or, unnamed, at any."""
        maker = self.makers.get(lot)
        if maker is None or maker.step is Step.SORTING or maker.step in PRIMARY_STEPS:
            return False
        return at in ("", maker.facility)
