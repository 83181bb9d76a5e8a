"""What the projection is made of: rows of the ledger that say which metal came into which lot.

Organisations are their numbers in the store. `movement` is the key of a movement, `process` that of a process. A
movement whose metal came from a lot that is known carries that lot's organisation and name as its source.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

MOVED = {
    "movement": pl.Int64,
    "organisation": pl.Int64,
    "lot": pl.String,
    "kind": pl.Int8,
    "mass_g": pl.Int64,
    "source_organisation": pl.Int64,
    "source_lot": pl.String,
}
"""Extractions, receipts and productions of lots, in force; the source is null where nobody told it."""

PROCESSED = {"process": pl.Int64, "organisation": pl.Int64, "lot": pl.String, "mass_g": pl.Int64}
"""Lots into processes, a row each; or lots out of them, one row a lot."""

TAKEN_BACK = {"movement": pl.Int64, "organisation": pl.Int64, "lot": pl.String}
"""Movements that were reversed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRows:
    """Rows of a whole ledger, or those that were added to it; frames of the schemas above.

    `relinked` are receipts whose CoC Document changed its state, or of whose lot more was received or shipped, with
    the source as it is now.
    """

    moved: pl.DataFrame
    drawn: pl.DataFrame
    made: pl.DataFrame
    taken_back: pl.DataFrame
    relinked: pl.DataFrame

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(
            each.height for each in (self.moved, self.drawn, self.made, self.taken_back, self.relinked)
        )

    @classmethod
    def of(
        cls,
        *,
        moved: pl.DataFrame,
        drawn: pl.DataFrame,
        made: pl.DataFrame,
        taken_back: pl.DataFrame | None = None,
        relinked: pl.DataFrame | None = None,
    ) -> "LotRows":
        """Return rows; what is left out is empty."""
        return cls(
            moved=moved,
            drawn=drawn,
            made=made,
            taken_back=pl.DataFrame(schema=TAKEN_BACK) if taken_back is None else taken_back,
            relinked=pl.DataFrame(schema=MOVED) if relinked is None else relinked,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementWords:
    """What a movement says of itself in words."""

    reference: str
    counterparty: str
    facility: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWords:
    """The words that a part needs and the projection does not hold: of organisations, movements and processes."""

    organisations: Mapping[int, str]
    movements: Mapping[int, MovementWords]
    processes: Mapping[int, str]

    @classmethod
    def of_organisations(cls, organisations: Mapping[int, str]) -> "PartWords":
        """Return the words of organisations alone, for answers that name no movement and no process."""
        nothing = MovementWords(reference="", counterparty="", facility="")
        return cls(
            organisations=organisations,
            movements=defaultdict(lambda: nothing),
            processes=defaultdict(str),
        )
