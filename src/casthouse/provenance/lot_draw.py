"""Drawing lots into the processes of a file: what exists, in which order, and what is left.

A process can run once all its inputs exist: in the ledger, or made by another process of the file that runs. Draws on
one lot are taken in the order of the file; the row that asks for more than is left is refused, and with it its process
and whatever lives on that process's outputs. The metal that a refused process would have drawn is there for the rows
that come later; where it was missed by a row before, the file is gone through again without that process.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from casthouse.provenance.lot_refusal import LotRefusal
from casthouse.provenance.lot_row import IN, OUT, DraftProcess, LotRow
from casthouse.provenance.lot_stock import LotFacts

Overdrawn = dict[int, tuple[LotRow, int]]
"""The rows that asked for more than was left, by their number, with what was left."""


def settle_draws(drafts: Sequence[DraftProcess], facts: LotFacts) -> dict[str, int]:
    """Close the processes that cannot run, with a code on the rows that are why; return what is left in each lot.

    Args:
        drafts: whole processes of a file; those that are not open neither draw nor make anything.
        facts: what the ledger knows of their lots.
    """
    left_out: dict[int, Overdrawn] = {}
    while True:
        attempt = _Attempt(drafts, facts, left_out)
        again = attempt.run()
        if again is None:
            return attempt.settle()
        left_out[again] = attempt.overdrawn_by(again)


class _Attempt:
    """One walk through the draws of a file, without the processes that are known to be out of question."""

    def __init__(
        self, drafts: Sequence[DraftProcess], facts: LotFacts, left_out: Mapping[int, Overdrawn]
    ) -> None:
        self._drafts = drafts
        self._facts = facts
        self._given_up = {number for number, draft in enumerate(drafts) if not draft.is_open}
        self._closed = self._given_up | set(left_out)
        self._left: dict[str, int] = {}
        self._readers: dict[str, set[int]] = defaultdict(set)
        self._drawn: dict[int, list[LotRow]] = defaultdict(list)
        self._missed: set[str] = set()  # lots of which a row before got too little
        self._overdrawing: set[int] = set()
        self._codes: Overdrawn = {row: code for codes in left_out.values() for row, code in codes.items()}
        for number, draft in enumerate(drafts):
            for row in draft.side(IN):
                self._readers[row.lot].add(number)
                stock = facts.stock(row.lot)
                if stock.exists:
                    self._left[row.lot] = stock.left_g

    def run(self) -> int | None:
        """Walk through all draws; return a process to leave out from the beginning, or None when all is settled."""
        self._let_run()
        draws = [
            (row.row, number, row)
            for number, draft in enumerate(self._drafts)
            if number not in self._closed
            for row in draft.side(IN)
        ]
        for _, number, row in sorted(draws, key=lambda draw: draw[0]):
            enough = row.grams <= self._left.get(row.lot, 0)
            if number in self._closed:
                if number in self._overdrawing and row.lot in self._left and not enough:
                    self._overdrawn(row)
            elif enough:
                self._left[row.lot] -= row.grams
                self._drawn[number].append(row)
            else:
                self._overdrawing.add(number)
                self._overdrawn(row)
                if self._close(number) & self._missed:
                    return number
                self._missed.add(row.lot)
        return None

    def overdrawn_by(self, number: int) -> Overdrawn:
        """Return the rows of a process that asked for too much."""
        return {
            row.row: self._codes[row.row] for row in self._drafts[number].side(IN) if row.row in self._codes
        }

    def _overdrawn(self, row: LotRow) -> None:
        self._codes[row.row] = (row, max(0, self._left[row.lot]))

    def _let_run(self) -> None:
        """Let the processes run whose inputs exist, as far as that goes; the others are closed."""
        waits = {
            number: {row.lot for row in draft.side(IN) if row.lot not in self._left}
            for number, draft in enumerate(self._drafts)
            if number not in self._closed
        }
        ready = [number for number, lots in waits.items() if not lots]
        while ready:
            number = ready.pop()
            del waits[number]
            for lot in self._fill(number):
                for reader in self._readers.get(lot, ()):
                    if reader in waits and lot in waits[reader]:
                        waits[reader].discard(lot)
                        if not waits[reader]:
                            ready.append(reader)
        self._closed |= set(waits)

    def _fill(self, number: int) -> set[str]:
        """Put the outputs of a process that runs into their lots; return the lots."""
        filled: dict[str, int] = defaultdict(int)
        for row in self._drafts[number].side(OUT):
            if not self._facts.stock(row.lot).exists:  # a production movement told of the same metal before
                filled[row.lot] += row.grams
        for lot, mass_g in filled.items():
            self._left[lot] = mass_g - self._facts.stock(lot).shipped_g
        return set(filled)

    def _close(self, number: int) -> set[str]:
        """Close a process and all that lives on it; return the lots that get metal back."""
        freed: set[str] = set()
        waiting = [number]
        while waiting:
            here = waiting.pop()
            if here in self._closed:
                continue
            self._closed.add(here)
            for row in self._drawn.pop(here, ()):
                if row.lot in self._left:
                    self._left[row.lot] += row.grams
                    freed.add(row.lot)
            for row in self._drafts[here].side(OUT):
                if not self._facts.stock(row.lot).exists:
                    self._left.pop(row.lot, None)
                    waiting.extend(self._readers.get(row.lot, ()))
        return freed

    def settle(self) -> dict[str, int]:
        """Write down what was found: codes on the rows, processes closed."""
        for row, left_g in self._codes.values():
            row.refuse(LotRefusal.LOT_OVERDRAWN, left_g=left_g)
        for number in self._closed - self._given_up:
            draft = self._drafts[number]
            for row in draft.side(IN):
                if row.lot not in self._left:
                    row.refuse(LotRefusal.LOT_UNKNOWN)
            draft.is_open = False
        return self._left
