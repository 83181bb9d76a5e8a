"""What is in each lot: what brought it in, which process made it, what went out of it.

A lot comes into being by movements that carry it or as the output of one process (contract section 5). A production
movement of a lot that a process made tells of the same metal: the movement counts, as in the accounts. Several
receipts of one lot are one mixture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStock:
    """A lot of one organisation, movements taken back left out; masses in grams."""

    received_g: int = 0  # by receipts and extractions
    produced_g: int = 0  # by production movements
    made_g: int = 0  # as the output of a process
    maker: str = ""  # the key of that process
    drawn_g: int = 0  # into processes
    shipped_g: int = 0
    materials: Mapping[int, int] = field(default_factory=dict)
    """What came in, in grams by the code of its material; empty where nobody told."""

    @property
    def mass_g(self) -> int:
        """All that ever came in."""
        return self.received_g + (self.produced_g or self.made_g)

    @property
    def left_g(self) -> int:
        """What processes may still draw; below zero where more was shipped than is known to have come in."""
        return self.mass_g - self.drawn_g - self.shipped_g

    @property
    def exists(self) -> bool:
        """Whether anything brought the lot in."""
        return self.mass_g > 0


NOTHING = LotStock()


def brought_in(held: Mapping[str, Mapping[int, int]]) -> dict[int, int]:
    """Return the materials that make up a lot, in grams by code, given those of each mass of `LotStock` by its name.

    A production that a process also made tells of the same metal: the movement counts.
    """
    made = held.get("produced_g") or held.get("made_g") or {}
    found = dict(held.get("received_g") or {})
    for code, mass_g in made.items():
        found[code] = found.get(code, 0) + mass_g
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """What the ledger knows of the lots and the processes that a file names.

    `posted` gives the content of processes that are posted, as `content_of` makes it, by key.
    """

    stocks: Mapping[str, LotStock]
    posted: Mapping[str, object]

    def stock(self, lot: str) -> LotStock:
        """Return the stock of a lot, empty where nothing is known of it."""
        return self.stocks.get(lot, NOTHING)
