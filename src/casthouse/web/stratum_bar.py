"""The bar of a sample: which part of the mass each stratum has, in the population and in what was drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 1000.0
STYLES = ("c-in", "c-out", "c-in-other", "c-out-other", "c-made", "r-good")


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumPiece:
    """A piece of the bar, in the units of the view box."""

    name: str
    x: float
    width: float
    style: str
    mass_g: int


def stratum_bar(masses_g: Mapping[str, int], names: Sequence[str]) -> list[StratumPiece]:
    """Return the pieces of a bar; the strata have the same colours wherever their names are given alike."""
    whole, x = sum(masses_g.values()), 0.0
    pieces: list[StratumPiece] = []
    for number, name in enumerate(names):
        mass_g = masses_g.get(name, 0)
        if mass_g:
            width = round(WIDTH * mass_g / whole, 2)
            style = STYLES[number % len(STYLES)]
            pieces.append(StratumPiece(name=name, x=x, width=width, style=style, mass_g=mass_g))
            x += width
    return pieces
