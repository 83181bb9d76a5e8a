"""Linear systems of exact fractions: what goes round in a loop of lots or pools."""

from collections.abc import Mapping, Sequence
from fractions import Fraction


def solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Return the solution of a small linear system by exact elimination; None where it has no single one."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for pivot in range(len(rows)):
        found = next((row for row in range(pivot, len(rows)) if rows[row][pivot]), None)
        if found is None:
            return None
        rows[pivot], rows[found] = rows[found], rows[pivot]
        head = rows[pivot][pivot]
        rows[pivot] = [value / head for value in rows[pivot]]
        for row in range(len(rows)):
            factor = rows[row][pivot]
            if row != pivot and factor:
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[pivot], strict=True)]
    return [row[-1] for row in rows]


def settled(entering: Sequence[Fraction], hands: Sequence[Mapping[int, Fraction]]) -> list[Fraction] | None:
    """Return what goes through each place of a loop: what enters it, and what the others hand on to it.

    The places are taken out one after the other, those with the fewest ways through them first, so that a long loop
    with few ways stays small. Nothing is ever taken from anything but from one, so that no figure is lost.

    Args:
        entering: what comes to each place from outside.
        hands: which part of what goes through a place it hands on to which others; at most one in all.

    Returns:
        None where metal would go round for ever: some places hand on all they get, and only to each other.
    """
    ways = [dict(each) for each in hands]
    into: list[set[int]] = [set() for _ in ways]
    for place, handed in enumerate(ways):
        for to in handed:
            into[to].add(place)
    settled_in = list(entering)
    order: list[tuple[int, Fraction, dict[int, Fraction]]] = []
    left = set(range(len(ways)))
    while left:
        place = min(left, key=lambda each: (len(into[each]) * len(ways[each]), each))
        left.remove(place)
        stays = 1 - ways[place].pop(place, Fraction(0))
        into[place].discard(place)
        if not stays:
            return None
        onward = {to: part / stays for to, part in ways[place].items()}
        order.append((place, stays, {each: ways[each].pop(place) for each in into[place]}))
        for to, part in onward.items():
            into[to].discard(place)
            settled_in[to] += settled_in[place] * part
            for each, handed_in in order[-1][2].items():
                ways[each][to] = ways[each].get(to, Fraction(0)) + handed_in * part
                into[to].add(each)
    through = [Fraction(0)] * len(ways)
    for place, stays, comes in reversed(order):
        got = settled_in[place] + sum((through[each] * part for each, part in comes.items()), Fraction(0))
        through[place] = got / stays
    return through
