"""Material recovery: yields, dross, melt loss, loops. Ratios keep their numerator and denominator."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A part of a whole, in one unit of mass."""

    part: Fraction
    whole: Fraction

    @property
    def share(self) -> Fraction | None:
        """The ratio; None where there is no whole: nothing of nothing is not zero."""
        return self.part / self.whole if self.whole else None


def chain_yield(yields: Iterable[Fraction]) -> Fraction:
    """Return the yield of a chain of steps: their product."""
    product = Fraction(1)
    for each in yields:
        product *= each
    return product


def gross_per_product(whole_yield: Fraction) -> Fraction:
    """Return the tonnes of metal that go in for one tonne of product."""
    return 1 / whole_yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Melt:
    """One melt or a period of them, in one unit of mass; shares are fractions."""

    charged: Fraction
    ingot: Fraction
    dross: Fraction = Fraction(0)
    dross_metal: Fraction = Fraction(0)
    dross_recovered: Fraction = Fraction(0)
    returned_heel: Fraction = Fraction(0)

    @property
    def metal_in_dross(self) -> Fraction:
        """The metal that the dross holds."""
        return self.dross * self.dross_metal

    @property
    def recovered_from_dross(self) -> Fraction:
        """The metal won back from it."""
        return self.metal_in_dross * self.dross_recovered

    @property
    def gross_loss(self) -> Ratio:
        """What did not become ingot."""
        return Ratio(part=self.charged - self.ingot, whole=self.charged)

    @property
    def net_loss(self) -> Ratio:
        """What is gone: neither ingot, nor won back from dross, nor back in the furnace."""
        kept = self.ingot + self.recovered_from_dross + self.returned_heel
        return Ratio(part=self.charged - kept, whole=self.charged)


def loop_retention(*, collection: Fraction, processing: Fraction, melting: Fraction) -> Fraction:
    """Return the part of the metal that is there again after one loop."""
    return collection * processing * melting


def mean_uses(retention: Fraction) -> Fraction | None:
    """Return how often a tonne is used on average; None for a loop that never loses anything."""
    return 1 / (1 - retention) if retention != 1 else None
