"""The public part of an audit's report: what was audited, how, and how each criterion was rated (fact sheet 5.9).

It is made from facts that are free of names and of what was seen: no statement, evidence or name of a person is part
of it. The rating of a criterion is the worst of its items and sites, as for the decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.audit import AuditType
from casthouse.assurance.decision import Outcome
from casthouse.assurance.maturity import SurveillanceDue
from casthouse.assurance.rating import Rating
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedCriterion:
    """A criterion with its rating over all sites and sub-items, and how many of these were rated."""

    number: str
    title: str
    rating: Rating
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Methodology:
    """How the audit was done: how many of the scope's sites were seen, from near and from afar, and for how long.

    Attributes:
        sites: sites of the scope, as planned for.
        visited: sites where somebody of the team was.
        remote: sites that were looked at only from afar.
        half_days: half days spent on them.
        interviews: people talked to; nobody is named.
        manual: code of the assurance manual whose rules drew the sample.
    """

    sites: int
    visited: int
    remote: int
    half_days: int
    interviews: int
    manual: str

    @property
    def declaration(self) -> str:
        """Say it in a sentence."""
        afar = f", {self.remote} more only from afar" if self.remote else ""
        return (
            f"{self.visited} of the {self.sites} sites of the scope {'was' if self.visited == 1 else 'were'} "
            f"visited{afar}, in {self.half_days} half days with {self.interviews} interviews. The sites were drawn by "
            f"the rules of the assurance manual {self.manual}; every criterion that holds for them was rated."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryReport:
    """The public part of a report; days are inclusive.

    Attributes:
        first_day: of the time on site, and `last_day` its last; None without a visit.
        submitted: when the report was sent to the secretariat.
        decided: when the latest decision was taken, and `outcome` what it was.
        certificate: the number of the certificate that it concerns; empty where none was found.
        next_audit: by when somebody audits again; None where nothing runs any more.
    """

    reference: str
    organisation: str
    scope: str
    standard: StandardName
    edition: str
    audit_type: AuditType
    firm: str
    sites: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    submitted: date | None
    decided: date
    outcome: Outcome
    certificate: str
    methodology: Methodology
    criteria: tuple[RatedCriterion, ...]
    next_audit: date | None

    @property
    def counts(self) -> Mapping[Rating, int]:
        """How many criteria have each rating."""
        return {rating: sum(each.rating is rating for each in self.criteria) for rating in Rating}


def next_audit(due: Iterable[SurveillanceDue], *, valid_to: date | None, after: date) -> date | None:
    """Return the first surveillance after a day, else the last day of the certificate, by which it is audited again."""
    if valid_to is None or valid_to < after:
        return None
    return min((each.on for each in due if after < each.on < valid_to), default=valid_to)
