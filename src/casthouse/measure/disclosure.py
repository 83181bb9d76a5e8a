"""Which sums may be published when each is made of figures that organisations keep to themselves.

A sum may be published when enough organisations stand behind it and, where that is asked, when a few of them are not
nearly all of it. That alone does not hold what it promises: a sum that is withheld can be had by subtracting others
from a total. So there are no totals. What is published is a set of **blocks** that have no cell in common: each block
is one sum over its cells, each passes by itself, and whatever passes no other way is left out. Adding and subtracting
such sums gives nothing that is not made of whole blocks; the proof is in `tests/property/test_disclosure.py`.

A region is published in the finest of the partitions that are offered in which every block passes. Blocks to which
nobody contributed are published as 0, for a region somebody stands behind.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)

Amounts = Mapping[str, int]
"""What each organisation contributes; none contributes less than nothing."""
Cells = Mapping[C, Amounts]
"""What stands behind each cell of a table."""
Partition = Sequence[frozenset[C]]
"""Sets of cells of which each cell is in one at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRules:
    """When a sum may be published.

    Attributes:
        organisations_min: so many must contribute.
        dominant: so many of the largest contributors are looked at together; 0: they are not.
        dominant_share: the share of the sum that they may have at most.
    """

    organisations_min: int
    dominant: int = 0
    dominant_share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Generic[C]):
    """One published figure: the sum over some cells."""

    cells: frozenset[C]
    total: int


class Suppression(StrEnum):
    """Why a figure is not shown by itself."""

    TOO_FEW = "too_few"
    DOMINATED = "dominated"
    BESIDE_ANOTHER = "beside_another"  # it passes, but what stands beside it does not


def flaw_of(amounts: Amounts, rules: DisclosureRules) -> Suppression | None:
    """Return why the sum of some amounts may not be published; None where it may."""
    behind = sorted((amount for amount in amounts.values() if amount), reverse=True)
    if len(behind) < rules.organisations_min:
        return Suppression.TOO_FEW
    is_open = not rules.dominant or sum(behind[: rules.dominant]) <= rules.dominant_share * sum(behind)
    return None if is_open else Suppression.DOMINATED


def may_publish(amounts: Amounts, rules: DisclosureRules) -> bool:
    """Say whether the sum of some amounts may be published."""
    return flaw_of(amounts, rules) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """Why a cell is not shown by itself, and how many organisations stand behind it: for the publisher's eyes only."""

    because: Suppression
    organisations: int


def suppressed(amounts: Amounts, rules: DisclosureRules) -> Suppressed:
    """Return why a cell that is not shown by itself is not."""
    because = flaw_of(amounts, rules) or Suppression.BESIDE_ANOTHER
    return Suppressed(because=because, organisations=sum(bool(amount) for amount in amounts.values()))


def pooled(cells: Cells[C], chosen: Iterable[C]) -> dict[str, int]:
    """Return what each organisation contributes to some cells together."""
    amounts: dict[str, int] = defaultdict(int)
    for cell in chosen:
        for organisation, amount in cells.get(cell, {}).items():
            assert amount >= 0
            amounts[organisation] += amount
    return {organisation: amount for organisation, amount in amounts.items() if amount}


def finest_blocks(
    cells: Cells[C], partitions: Iterable[Partition[C]], rules: DisclosureRules
) -> tuple[Block[C], ...] | None:
    """Return the blocks of the first partition in which every block passes or is empty, or None where none does.

    Args:
        cells: what stands behind the cells.
        partitions: ways to cut a region, the finest first.
        rules: when a sum may be published.
    """
    for partition in partitions:
        behind = [pooled(cells, part) for part in partition]
        if any(behind) and all(not amounts or may_publish(amounts, rules) for amounts in behind):
            return tuple(
                Block(cells=part, total=sum(amounts.values()))
                for part, amounts in zip(partition, behind, strict=True)
            )
    return None
