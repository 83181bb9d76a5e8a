"""The exemption of a major non-conformance from being counted, where a structural barrier stands in the way.

A smelter that misses its greenhouse gas path for a reason which it cannot remove by itself writes down what stands in
the way; the secretariat approves or declines (fact sheet, 3). An approved exemption runs to the last day on site of the
next audit, and no longer than the manual allows. The non-conformance stays on record and open as long: it is only not
counted as a major.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.non_conformance import Grade, NonConformance, NonConformanceAct, NonConformanceEvent
from casthouse.measure.period import add_months
from casthouse.parties.activity import Activity

GRAVER_OR_MILDER = frozenset({NonConformanceAct.ESCALATED, NonConformanceAct.DOWNGRADED})
"""After one of these the barrier that was described is no longer the one at hand: an exemption ends."""
ASKED = frozenset(
    {
        NonConformanceAct.EXEMPTION_REQUESTED,
        NonConformanceAct.EXEMPTED,
        NonConformanceAct.EXEMPTION_DECLINED,
        *GRAVER_OR_MILDER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionRules:
    """What may be exempted, and for how long at most; a criterion is named with its edition, as `ps-v3/5.3`."""

    criteria: frozenset[str]
    activities: frozenset[Activity]
    months_max: int


def exempt_to(
    events: Iterable[NonConformanceEvent], *, audit_ends: Sequence[date], rules: ExemptionRules
) -> date | None:
    """Return the last day of the exemption that was approved last, inclusive; None where none is.

    Args:
        events: of the non-conformance, oldest first.
        audit_ends: the last days on site of the other audits of the scope, planned or over.
        rules: how long it may run.
    """
    approved: date | None = None
    for event in events:
        if event.act is NonConformanceAct.EXEMPTED:
            approved = event.on
        elif event.act in GRAVER_OR_MILDER:
            approved = None
    if approved is None:
        return None
    latest = add_months(approved, rules.months_max)
    return min([latest, *(end for end in audit_ends if end > approved)])


def is_requested(events: Iterable[NonConformanceEvent]) -> bool:
    """Say whether an exemption was asked for and nobody has decided yet."""
    asked = [each.act for each in events if each.act in ASKED]
    return bool(asked) and asked[-1] is NonConformanceAct.EXEMPTION_REQUESTED


def exemption_flaw(
    found: NonConformance,
    *,
    edition: str,
    grade: Grade,
    activities: frozenset[Activity],
    rules: ExemptionRules,
) -> str | None:
    """Return why a non-conformance cannot be exempted at all, or None.

    Args:
        found: the non-conformance.
        edition: code of the edition of its audit.
        grade: the grade that counts today.
        activities: of its site.
        rules: what may be exempted.
    """
    if not found.is_open:
        return "it is not open"
    if f"{edition}/{found.criterion}" not in rules.criteria:
        return f"criterion {found.criterion} of {edition} is not one that may be exempted"
    if not activities & rules.activities:
        named = ", ".join(sorted(each.value for each in rules.activities))
        return f"{found.site} has no activity that may be exempted ({named})"
    if grade is not Grade.MAJOR:
        return "it is minor, and a minor one is not counted"
    return "it is a critical breach" if found.is_critical else None
