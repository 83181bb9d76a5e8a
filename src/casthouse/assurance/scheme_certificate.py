"""A certificate of a recognised scheme: what an organisation holds, and whether it is enough for a rating.

It decides nothing by itself. The member names it at an item; the auditor sees whether it is valid on the days of the
audit and covers the sites, and then may rate the item as conforming.

Source: fact sheet on the Performance Standard, section 5.10.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casthouse.assurance.evidence import EvidenceFile
from casthouse.refusal import Refusal


class SchemeStanding(StrEnum):
    """Where a certificate stands on a day, by itself; whether it is enough for an item is another question."""

    WITHDRAWN = "withdrawn"
    NOT_YET_VALID = "not_yet_valid"
    RUN_OUT = "run_out"
    IN_ITS_DAYS = "in_its_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeCertificate:
    """A certificate of another scheme, as an organisation recorded it; both its days are inclusive.

    Attributes:
        number: counts those of the organisation from 1.
        certificate: the number that the certifying body gave it.
        body: who certified.
        facilities: which of the organisation's facilities it covers.
        file: the certificate itself, among the evidence.
    """

    number: int
    organisation: str
    scheme: str
    certificate: str
    body: str
    facilities: tuple[str, ...]
    valid_from: date
    valid_to: date
    file: EvidenceFile
    recorded_by: str
    recorded_at: datetime
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""

    @property
    def stands(self) -> bool:
        """Say whether the organisation still stands by it."""
        return self.withdrawn_at is None

    def standing_on(self, day: date) -> SchemeStanding:
        """Return where it stands on a day of its holder."""
        if not self.stands:
            return SchemeStanding.WITHDRAWN
        if day < self.valid_from:
            return SchemeStanding.NOT_YET_VALID
        return SchemeStanding.RUN_OUT if self.valid_to < day else SchemeStanding.IN_ITS_DAYS

    def overlaps(self, other: "SchemeCertificate") -> bool:
        """Say whether both are valid on a same day."""
        return self.valid_from <= other.valid_to and other.valid_from <= self.valid_to

    def says_the_same_as(self, other: "SchemeCertificate") -> bool:
        """Say whether both have one content, whoever recorded them and when."""
        return _content(self) == _content(other)


def _content(each: SchemeCertificate) -> tuple[object, ...]:
    sites = tuple(sorted(each.facilities))
    return each.scheme, each.certificate, each.body, sites, each.valid_from, each.valid_to, each.file.digest


class SchemeFlawCode(StrEnum):
    """Why a scheme certificate is not enough for a rating."""

    WITHDRAWN = "withdrawn"
    NOT_YET_VALID = "not_yet_valid"
    RUN_OUT = "run_out"
    SITE_NOT_COVERED = "site_not_covered"
    NOT_RECOGNISED = "not_recognised"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeFlaw:
    """One reason why a scheme certificate is not enough."""

    code: SchemeFlawCode
    detail: str


def scheme_flaws(
    held: SchemeCertificate, *, first: date, last: date, sites: Iterable[str]
) -> tuple[SchemeFlaw, ...]:
    """Return why a certificate is not enough for some sites on every day of a span; none means that it is.

    Over no site nothing is covered.
    """
    assert first <= last
    wanted = set(sites)
    uncovered = sorted(wanted - set(held.facilities)) or ([] if wanted else ["no site at all"])
    found = (
        (
            not held.stands,
            SchemeFlawCode.WITHDRAWN,
            f"withdrawn by {held.withdrawn_by}: {held.withdrawn_why}",
        ),
        (
            first < held.valid_from,
            SchemeFlawCode.NOT_YET_VALID,
            f"valid from {held.valid_from}, needed on {first}",
        ),
        (held.valid_to < last, SchemeFlawCode.RUN_OUT, f"valid to {held.valid_to}, needed on {last}"),
        (bool(uncovered), SchemeFlawCode.SITE_NOT_COVERED, f"does not cover {', '.join(uncovered)}"),
    )
    return tuple(SchemeFlaw(code=code, detail=detail) for is_so, code, detail in found if is_so)


def require_enough(held: SchemeCertificate, flaws: Iterable[SchemeFlaw]) -> None:
    """Let a certificate pass that a rating may rest on.

    Raises:
        Refusal: `scheme_certificate_not_enough`.
    """
    why = "; ".join(each.detail for each in flaws)
    if why:
        raise Refusal(
            "scheme_certificate_not_enough",
            found=f"certificate {held.number} ({held.certificate}): {why}",
            expected="one of a scheme that is recognised for the item, valid today, covering every site of the scope",
            todo="record the certificate that is, or say in words how you know",
        )
