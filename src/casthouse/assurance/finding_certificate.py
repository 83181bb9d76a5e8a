"""Certificates of recognised schemes that a finding of an audit names: what it rests on, or what it contradicts.

Which of the two it is follows from the rating and is kept nowhere: a conformance rests on the certificate, which then
must be enough for the item at the site on the days of the audit; a non-conformance contradicts it. What was not rated
does neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from casthouse.assurance.rating import Rating
from casthouse.assurance.scheme_certificate import SchemeCertificate, SchemeFlaw
from casthouse.refusal import Refusal


class Bearing(StrEnum):
    """How a finding stands to a certificate that it names."""

    RESTS_ON = "rests_on"
    CONTRADICTS = "contradicts"

    @property
    def words(self) -> str:
        """The bearing as a finding says it of a certificate."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingFinding:
    """A finding that counts today and names a certificate, as the certificate's holder reads of it."""

    audit: str
    item: str
    site: str
    rating: Rating

    @property
    def bearing(self) -> Bearing:
        """How it stands to the certificate."""
        found = bearing_of(self.rating)
        assert found is not None
        return found


def bearing_of(rating: Rating) -> Bearing | None:
    """Return how a finding of a rating stands to the certificates that it names; None where it can name none."""
    if rating.is_non_conformance:
        return Bearing.CONTRADICTS
    return Bearing.RESTS_ON if rating is Rating.CONFORMANCE else None


def require_bearing(rating: Rating, held: SchemeCertificate, flaws: Iterable[SchemeFlaw]) -> None:
    """Let a finding name a certificate that it contradicts, or that is enough for it to rest on.

    Args:
        rating: of the finding.
        held: the certificate.
        flaws: why it is not enough for the item at the site on the days of the audit.

    Raises:
        Refusal: `finding_invalid`, `scheme_certificate_not_enough`.
    """
    bearing = bearing_of(rating)
    if bearing is None:
        raise Refusal(
            "finding_invalid",
            found=f"certificate {held.number} named by “{rating.value}”",
            expected="a rating that rests on the certificate, or contradicts it",
            todo="name no certificate where nothing was rated",
        )
    why = "; ".join(each.detail for each in flaws)
    if bearing is Bearing.RESTS_ON and why:
        raise Refusal(
            "scheme_certificate_not_enough",
            found=f"certificate {held.number} ({held.certificate}): {why}",
            expected="one of a scheme that is recognised for the item, valid on every day of the audit, covering the "
            "site, where a conformance rests on it",
            todo="name what else was seen as evidence, or rate what was found",
        )
