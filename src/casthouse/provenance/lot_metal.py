"""How much metal a lot can give a process: by what the lot is, and not only by what a row calls it.

A row that calls alumina aluminium makes no metal of it. What a lot holds are the materials that brought it in; a lot
of several is their mixture. A row counts its own material or the lot's, whichever has less metal.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from casthouse.provenance.lot_process import METAL_PARTS, METAL_PARTS_BY_CODE
from casthouse.provenance.lot_row import IN, OUT, DraftProcess, LotRow
from casthouse.provenance.lot_stock import LotFacts

Materials = Mapping[int, int]
"""Grams by the code of a material."""


class LotMetal:
    """The metal of lots that are drawn: those of the ledger, and those that the processes of a file make."""

    def __init__(self, drafts: Iterable[DraftProcess], facts: LotFacts) -> None:
        """Take what is known of lots.

        Args:
            drafts: whole processes of a file.
            facts: what the ledger knows; where it knows a lot, that prevails.
        """
        self._facts = facts
        self._made: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        for draft in drafts:
            for row in draft.side(OUT):
                self._made[row.lot][row.material_code or 0] += row.grams

    def is_created_by(self, draft: DraftProcess) -> bool:
        """Say whether more metal comes out than goes in, to the ten-thousandth of a gram."""
        return _metal(draft.side(OUT)) > self._charged(draft.side(IN))

    def _charged(self, rows: Iterable[LotRow]) -> Fraction:
        by_lot: defaultdict[str, list[LotRow]] = defaultdict(list)
        for row in rows:
            by_lot[row.lot].append(row)
        return sum((self._of_lot(lot, drawn) for lot, drawn in by_lot.items()), Fraction(0))

    def _of_lot(self, lot: str, drawn: list[LotRow]) -> Fraction:
        told = _metal(drawn)
        held = self._materials(lot)
        held_g, metal = sum(held.values()), sum(METAL_PARTS_BY_CODE[code] * held[code] for code in held)
        if metal == METAL_PARTS * held_g:  # all of it is metal, or nothing is known of it
            return Fraction(told)
        return min(Fraction(told), Fraction(metal * sum(row.grams for row in drawn), held_g))

    def _materials(self, lot: str) -> Materials:
        stock = self._facts.stock(lot)
        return stock.materials if stock.exists else self._made.get(lot, {})


def _metal(rows: Iterable[LotRow]) -> int:
    return sum(row.grams * METAL_PARTS_BY_CODE[row.material_code or 0] for row in rows)
