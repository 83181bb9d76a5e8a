"""Certificates of recognised schemes that findings name: chosen by the team, read by whoever holds the certificate.

A finding may name what the team sees: certificates that some rating of the member's submitted self-assessment rests on.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casthouse.assurance.finding_certificate import NamingFinding, require_bearing
from casthouse.assurance.rating import Rating
from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.service.edition import edition_of
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.recognised_scheme import flaws_at
from casthouse.service.scheme_certificate import numbered, scheme_certificate_json
from casthouse.service.scheme_reliance import days_of_audit, relied_on_in
from casthouse.storage import audit_finding as finding_store
from casthouse.storage.audit import AuditRecord


def named_certificates(
    record: AuditRecord, numbers: Iterable[int], *, item: str, site: str, rating: Rating
) -> tuple[int, ...]:
    """Return the certificates that a finding names, if it may.

    Raises:
        Refusal: `scheme_certificate_unknown`, `finding_invalid`, `scheme_certificate_not_enough`.
    """
    wanted = sorted(set(numbers))
    if not wanted:
        return ()
    seen = seen_certificates(record)
    first, last = days_of_audit(record)
    edition = edition_of(record.edition)
    for number in wanted:
        held = numbered(seen, number)
        flaws = flaws_at(held, edition, item=item, first=first, last=last, sites=[site])
        require_bearing(rating, held, flaws)
    return tuple(wanted)


def seen_certificates(record: AuditRecord) -> list[SchemeCertificate]:
    """Return the certificates that an audit sees, by number, each once."""
    relied_on = relied_on_in(record)
    return list({each.number: each for held in relied_on.values() for each in held}.values())


def naming_findings(actor: Actor, *, organisation: str) -> Mapping[int, Sequence[NamingFinding]]:
    """Return the findings that count today and name an organisation's certificates, by number of the certificate.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.ASSESSMENT_READ, organisation)
    found_organisation_id(organisation)
    return finding_store.naming_findings(organisation)


def listed_certificate_json(held: SchemeCertificate, findings: Iterable[NamingFinding]) -> dict[str, Any]:
    """Return the members of a certificate in the list of its holder, with the findings that name it."""
    return {**scheme_certificate_json(held), "findings": [_naming_json(each) for each in findings]}


def _naming_json(each: NamingFinding) -> dict[str, str]:
    return {
        "audit": each.audit,
        "item": each.item,
        "site": each.site,
        "rating": each.rating.value,
        "bearing": each.bearing.value,
    }
