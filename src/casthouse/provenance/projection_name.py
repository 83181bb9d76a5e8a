"""Names of lots in columns, and finding a lot by its organisation and its name.

Names stand one behind the other as bytes. A lot is looked up by a number made of its name, and then by the name itself,
so that two names with the same number are still two lots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import polars as pl

from casthouse.provenance.compiled import compiled
from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_order import Nodes

Letters = npt.NDArray[np.uint8]
Marks = npt.NDArray[np.uint64]
FIRST_MARK = np.uint64(14695981039346656037)
STEP = np.uint64(1099511628211)
FOLD = np.uint64(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Texts in a row: the letters of the first, then those of the next; `first` says where each begins."""

    letters: Letters
    first: Grams

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Names":
        """Return a few texts as names."""
        written = [text.encode() for text in texts]
        ends = accumulate(map(len, written), initial=0)
        first = np.fromiter(ends, np.int64, len(written) + 1)
        return cls(letters=np.frombuffer(b"".join(written) or b"\0", np.uint8), first=first)

    @classmethod
    def of_column(cls, texts: pl.Series) -> "Names":
        """Return a column of texts as names, without a Python value for each."""
        first = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(texts.str.len_bytes().to_numpy(), out=first[1:])
        joined = texts.str.join("")[0] if len(texts) else ""
        return cls(letters=np.frombuffer((joined or "\0").encode(), np.uint8), first=first)

    def text(self, place: int) -> str:
        """Return one of them."""
        return self.letters[self.first[place] : self.first[place + 1]].tobytes().decode()


@compiled
def name_marks(letters: Letters, first: Grams, organisation: Nodes) -> Marks:
    """Return a number for each name of an organisation: FNV-1a, then folded."""
    marks = np.empty(len(organisation), np.uint64)
    for name in range(len(organisation)):
        mark = FIRST_MARK ^ np.uint64(organisation[name])
        mark *= STEP
        for at in range(first[name], first[name + 1]):
            mark = (mark ^ np.uint64(letters[at])) * STEP
        marks[name] = mark ^ (mark >> FOLD)
    return marks


@compiled
def same_letters(letters: Letters, start: int, others: Letters, begin: int, length: int) -> bool:
    """Say whether so many letters are the same."""
    for place in range(length):  # noqa: SIM110 - a loop is what can be compiled
        if letters[start + place] != others[begin + place]:
            return False
    return True


@compiled
def numbered(letters: Letters, first: Grams, organisation: Nodes, marks: Marks) -> tuple[Nodes, Grams]:
    """Return the number of each name, the same for the same name, and where each number came first."""
    count, size = 0, 1
    while size <= 2 * len(marks):
        size *= 2
    mask = np.uint64(size - 1)
    table = np.full(size, -1, np.int32)
    number = np.empty(len(marks), np.int32)
    came_first = np.empty(len(marks), np.int64)
    for name in range(len(marks)):
        at = marks[name] & mask
        number[name] = -1
        while number[name] < 0:
            held = table[at]
            if held < 0:
                table[at] = count
                came_first[count] = name
                number[name] = count
                count += 1
            else:
                one = came_first[held]
                start, length = first[one], first[one + 1] - first[one]
                if (
                    marks[one] == marks[name]
                    and organisation[one] == organisation[name]
                    and length == first[name + 1] - first[name]
                    and same_letters(letters, start, letters, first[name], length)
                ):
                    number[name] = held
            at = (at + np.uint64(1)) & mask
    return number, came_first[:count].copy()


@compiled
def found_nodes(
    letters: Letters,
    first: Grams,
    organisation: Nodes,
    held_letters: Letters,
    held_first: Grams,
    held_organisation: Nodes,
    sorted_marks: Marks,
    node_of_mark: Nodes,
) -> Nodes:
    """Return the node of each name among those held, -1 where there is none."""
    found = np.full(len(organisation), -1, np.int32)
    marks = name_marks(letters, first, organisation)
    for name in range(len(organisation)):
        length = first[name + 1] - first[name]
        at = np.searchsorted(sorted_marks, marks[name])
        while at < len(sorted_marks) and sorted_marks[at] == marks[name]:
            node = node_of_mark[at]
            at += 1
            start = held_first[node]
            if held_organisation[node] != organisation[name] or held_first[node + 1] - start != length:
                continue
            if same_letters(letters, first[name], held_letters, start, length):
                found[name] = node
                break
    return found
