"""Where a charged lot came from: bought, or made by the plant itself and therefore run-around; and what it is.

Sorting makes no scrap and changes no material: a sorted lot is what its inputs were, each weighing by its mass
(contract section 5), also where sorted metal comes back to be sorted again. So metal that was bought as metal stays
metal, whatever sorting called it, and what nobody specified is primary (EN 45557). Metal from a smelter is primary and
never run-around. Scrap that another process made is pre-consumer at most: post-consumer scrap comes from users.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.provenance.exact_system import settled
from casthouse.provenance.lot_process import Step

PRIMARY_STEPS = frozenset({Step.REFINING, Step.SMELTING})
SCRAPS = (Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP)


class RecoveryBoundary(StrEnum):
    """What counts as the same process: declared with every figure, since the standard of claims leaves it open."""

    SITE = "site"
    COMPANY = "company"


USUAL_BOUNDARY = RecoveryBoundary.COMPANY
"""Where nobody chose one: against the claimant, and as the sums of the chain are reckoned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotMaker:
    """The process that made a lot; `inputs` are told for sorting only: grams by lot."""

    step: Step
    facility: str
    inputs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapSources:
    """The makers of charged lots, and the makers of what was sorted into them; a lot that is absent was bought.

    `brought` are the grams of each material that brought lots in, as movements and outputs of processes told.
    """

    boundary: RecoveryBoundary
    makers: Mapping[str, LotMaker]
    brought: Mapping[str, Mapping[Material, int]] = field(default_factory=dict)

    def runaround(self, lot: str, facility: str, of: Material | None = None) -> Fraction:
        """Return the part of a lot, or of one material in it, that the declared boundary makes run-around."""
        return self.own(lot, at=facility if self.boundary is RecoveryBoundary.SITE else "", of=of)

    def own(self, lot: str, *, at: str = "", of: Material | None = None) -> Fraction:
        """Return the part of a lot, or of one material in it, that own processes made.

        Args:
            lot: the lot.
            at: at this facility, at any where unnamed.
            of: in this material of it, in all of it where unnamed or where it holds none of it.
        """
        parts = self._sorted_from(lot)
        if parts is None:  # nothing but itself is in it, so nothing of it is said to have been bought
            return Fraction(1)
        held = {name: part * self._of(name, of) for name, part in parts.items()}
        if not any(held.values()):
            held = parts
        made = sum((part for name, part in held.items() if self._is_made(name, at)), Fraction(0))
        return made / sum(held.values())

    def materials(self, lot: str) -> dict[Material, Fraction]:
        """Return the parts of a lot by what they are; empty where nothing tells what brought it in."""
        parts = self._sorted_from(lot)
        if parts is None or (list(parts) == [lot] and not self.brought.get(lot)):
            return {}
        found: dict[Material, Fraction] = {}
        for name, part in parts.items():
            for material, share in self._is(name):
                found[material] = found.get(material, Fraction(0)) + part * share
        return found

    def _sorted_from(self, lot: str) -> dict[str, Fraction] | None:
        """Return which parts of a lot are what lots that nothing was sorted into; None where it is of itself alone."""
        if not self._parts(lot):
            return {lot: Fraction(1)}
        lots = self._all_sorted_from(lot)
        place = {name: number for number, name in enumerate(lots)}
        hands = [{place[name]: part for name, part in self._parts(each).items()} for each in lots]
        through = settled([Fraction(int(not number)) for number in range(len(lots))], hands)
        if through is None:
            return None
        return {name: through[place[name]] for name in lots if not self._parts(name)}

    def _all_sorted_from(self, lot: str) -> list[str]:
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

    def _of(self, lot: str, material: Material | None) -> Fraction:
        """Return which part of a lot is of a material; all of it where none is named."""
        if material is None:
            return Fraction(1)
        return sum((share for each, share in self._is(lot) if each is material), Fraction(0))

    def _is(self, lot: str) -> Iterator[tuple[Material, Fraction]]:
        """Yield the materials of a lot that was not sorted, with their parts."""
        brought, maker = self.brought.get(lot, {}), self.makers.get(lot)
        whole_g = sum(brought.values())
        if not whole_g:
            yield Material.ALUMINIUM, Fraction(1)
        for material, mass_g in brought.items():
            share = Fraction(mass_g, whole_g)
            if material in SCRAPS and maker is not None:
                is_primary = maker.step in PRIMARY_STEPS
                yield Material.ALUMINIUM if is_primary else Material.PRE_CONSUMER_SCRAP, share
            else:
                yield material, share

    def _is_made(self, lot: str, at: str) -> bool:
        """Say whether a process other than sorting and smelting made a lot, at a facility or, unnamed, at any."""
        maker = self.makers.get(lot)
        if maker is None or maker.step is Step.SORTING or maker.step in PRIMARY_STEPS:
            return False
        return at in ("", maker.facility)
