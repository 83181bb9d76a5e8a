"""What the public register tells of certificates (fact sheet on the performance standard, 5.9).

A certificate is public from its grant on and stays so whatever becomes of it: whoever was shown a number is told the
truth about it. An application, whether it is pending, withdrawn or refused, is nobody's business. A facility is public
once it stood in the scope of a granted certificate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casthouse.assurance.certificate_course import Course
from casthouse.assurance.certificate_history import CertificateHistory, scope_versions
from casthouse.assurance.certificate_state import PENDING, CertificateState
from casthouse.assurance.decision import Outcome
from casthouse.parties.activity import Activity

REPORTED = frozenset({Outcome.FULL, Outcome.PROVISIONAL, Outcome.SUSPENDED, Outcome.REVOKED})
"""Outcomes after which the summary report is public: there is a certificate that the public may ask about."""


class PublicKind(StrEnum):
    """What is found."""

    MEMBER = "member"
    FACILITY = "facility"
    CERTIFICATE = "certificate"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEntry:
    """One thing found; what does not concern its kind is empty. `sort` is where it stands in the list."""

    kind: PublicKind
    code: str
    name: str
    organisation: str
    organisation_name: str
    country: str
    standard: str
    state: str
    first: date | None
    last: date | None
    sort: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PublicPhase:
    """A run of days, both inclusive, in one state; `valid_to` is the certificate's last day as it stood then."""

    first: date
    last: date
    state: CertificateState
    since: date
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PublicSite:
    """A facility stood in the scope of a certificate for an activity, in a run of days, both inclusive."""

    facility: str
    activity: Activity
    first: date
    last: date


def public_phases(history: CertificateHistory, course: Course) -> tuple[PublicPhase, ...]:
    """Return the states of a certificate from its grant on; none of an application."""
    if history.granted is None:
        return ()
    return tuple(
        PublicPhase(
            first=each.first,
            last=each.last,
            state=each.state,
            since=each.since,
            valid_to=each.valid_to or date.max,
        )
        for each in course.phases
        if each.state not in PENDING
    )


def public_sites(history: CertificateHistory) -> tuple[PublicSite, ...]:
    """Return which facility stood in the scope for what and when, by facility, activity and day."""
    versions = scope_versions(history)
    runs: dict[tuple[str, Activity], list[tuple[date, date]]] = {}
    for number, version in enumerate(versions):
        is_last = number + 1 == len(versions)
        last = date.max if is_last else versions[number + 1].effective - timedelta(days=1)
        for each in version.facilities:
            for activity in each.activities:
                _extend(runs.setdefault((each.facility, activity), []), version.effective, last)
    return tuple(
        sorted(
            PublicSite(facility=facility, activity=activity, first=first, last=last)
            for (facility, activity), days in runs.items()
            for first, last in days
        )
    )


def _extend(runs: list[tuple[date, date]], first: date, last: date) -> None:
    """Add a run of days that comes after the others; one that follows at once prolongs the last."""
    if runs and runs[-1][1] + timedelta(days=1) == first:
        runs[-1] = (runs[-1][0], last)
    else:
        runs.append((first, last))


def is_reported(outcomes: Iterable[Outcome]) -> bool:
    """Say whether the summary report of an audit is public, by its decisions."""
    return any(each in REPORTED for each in outcomes)
