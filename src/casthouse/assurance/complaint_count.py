"""Counts of complaints that may be published: no figure from which one or two complaints could be read off.

A count of one or two is hidden. Where that alone could be undone by subtracting the others from the total, the next
smallest count is hidden too, until at least two are and together stand for at least `SHOWN_FROM`; where nothing is
left to hide, the total is hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SHOWN_FROM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCounts:
    """The counts of one table by name, and their total; None where a count is hidden."""

    counts: Mapping[str, int | None]
    total: int | None


def public_counts(counts: Mapping[str, int]) -> PublicCounts:
    """Return the counts of a table as they may be published."""
    total = sum(counts.values())
    by_size = sorted((name for name in counts if counts[name]), key=lambda name: (counts[name], name))
    hidden = {name for name in by_size if counts[name] < SHOWN_FROM}
    for name in by_size:
        if not hidden or _is_safe(hidden, counts):
            break
        hidden.add(name)
    shown = {name: None if name in hidden else count for name, count in counts.items()}
    is_total_safe = not hidden or _is_safe(hidden, counts)
    return PublicCounts(counts=shown, total=total if is_total_safe else None)


def _is_safe(hidden: set[str], counts: Mapping[str, int]) -> bool:
    """Say whether what is hidden cannot be told apart from the rest of the total."""
    return len(hidden) > 1 and sum(counts[name] for name in hidden) >= SHOWN_FROM
