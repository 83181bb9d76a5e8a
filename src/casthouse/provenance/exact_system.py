"""Small linear systems of exact fractions: what goes round in a loop of lots."""

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
