"""The performance certificate as precondition of the custody certificate (fact sheet on the chain of custody, 3.1).

From mining to casthouse the performance certificate comes first. A post-casthouse site may sell CoC Material before
it, until its deadline: two years after joining, or, where the member met that duty with a certificate elsewhere, one
year after its custody certificate if that is later. The deadline's day is still inside. After it, each day needs a
performance certificate that entitles the site; the first day without one suspends the custody certificate.

The lengths and the activities are rules of the edition's rule pack and come as arguments, as do all other facts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate import EntitledSpan, joined_runs
from casthouse.assurance.certificate_course import Coverage
from casthouse.assurance.certificate_history import CertifiedFacility
from casthouse.measure.period import add_months
from casthouse.parties.activity import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class PreconditionRules:
    """What an edition says: activities that need the performance certificate first, and the two lengths in months."""

    first: frozenset[Activity]
    months_after_joining: int
    months_after_grant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """By when the performance certificate of post-casthouse sites is due, inclusive, and by which rule."""

    day: date
    why: str


def performance_deadline(
    rules: PreconditionRules, *, joined: date | None, granted: date, performance: Iterable[EntitledSpan]
) -> Deadline | None:
    """Return the deadline of post-casthouse sites; None where the joining date is not known.

    Args:
        rules: of the edition.
        joined: the day on which the organisation became a member.
        granted: the first day of the custody certificate.
        performance: the days on which other sites of the organisation hold a performance certificate.
    """
    if joined is None:
        return None
    by_joining = add_months(joined, rules.months_after_joining)
    by_grant = add_months(granted, rules.months_after_grant)
    met_elsewhere = any(span.first <= by_joining for span in performance)
    if met_elsewhere and by_grant > by_joining:
        why = f"{rules.months_after_grant} months after the custody certificate of {granted}"
        return Deadline(day=by_grant, why=why)
    return Deadline(day=by_joining, why=f"{rules.months_after_joining} months after joining on {joined}")


def needs_performance_first(facility: CertifiedFacility, rules: PreconditionRules) -> bool:
    """Say whether a site does something that needs the performance certificate first."""
    return not facility.activities.isdisjoint(rules.first)


def performance_coverage(
    facilities: Iterable[CertifiedFacility],
    *,
    rules: PreconditionRules,
    joined: date | None,
    granted: date,
    performance: Iterable[EntitledSpan],
) -> Coverage:
    """Return the days on which every site has its performance certificate, or need not have it yet.

    A site's own certificate that lapsed meets no duty elsewhere: it gives the site no later deadline.

    Args:
        facilities: the sites of the custody certificate; without any, no day is covered.
        rules: of the edition.
        joined: the day on which the organisation became a member; without it no deadline still runs.
        granted: the first day of the custody certificate.
        performance: the days on which sites hold a performance certificate.
    """
    held: dict[str, list[tuple[date, date]]] = {}
    spans = tuple(performance)
    for span in spans:
        held.setdefault(span.facility, []).append((span.first, span.last))
    covered: tuple[tuple[date, date], ...] | None = None
    for each in facilities:
        runs = list(held.get(each.facility, ()))
        elsewhere = (span for span in spans if span.facility != each.facility)
        deadline = performance_deadline(rules, joined=joined, granted=granted, performance=elsewhere)
        if deadline is not None and not needs_performance_first(each, rules):
            runs.append((date.min, deadline.day))
        days = joined_runs(runs)
        covered = days if covered is None else _shared_days(covered, days)
    return Coverage(runs=covered or ())


def _shared_days(
    one: tuple[tuple[date, date], ...], other: tuple[tuple[date, date], ...]
) -> tuple[tuple[date, date], ...]:
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))
