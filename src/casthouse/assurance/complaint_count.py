"""Counts of complaints that may be published: no figure from which one or two complaints could be read off.

A count of one or two is hidden, and with it the smallest counts that need no hiding, so that among what is hidden
nobody can tell which is which. Where no count is large enough for that, nothing is shown but the total, not even which
counts are nought: three that are hidden and sum to three would each be one. A total of one or two is hidden too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

SHOWN_FROM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCounts:
    """The counts of one table by name, and their total; None where a count is hidden."""

    counts: Mapping[str, int | None]
    total: int | None


def public_counts(counts: Mapping[str, int]) -> PublicCounts:
    """Return the counts of a table as they may be published."""
    total = sum(counts.values())
    hidden = _hidden(counts)
    return PublicCounts(
        counts={name: None if name in hidden else count for name, count in counts.items()},
        total=None if 0 < total < SHOWN_FROM else total,
    )


def public_found_counts(counts: Mapping[str, int]) -> PublicCounts:
    """Return counts whose names are only those that were found: where all are hidden, their names are too."""
    shown = public_counts(counts)
    return shown if any(shown.counts.values()) else replace(shown, counts={})


def _hidden(counts: Mapping[str, int]) -> set[str]:
    small = {name for name, count in counts.items() if 0 < count < SHOWN_FROM}
    if not small:
        return set()
    least = min((count for count in counts.values() if count >= SHOWN_FROM), default=None)
    return set(counts) if least is None else small | {name for name in counts if counts[name] == least}
