"""What a signed certificate says: whose it is, for what, in which states, and on which days it entitled which facility.

It is of a day: what came later is not in it. Why a certificate was suspended is not said, as nowhere in public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate import EntitledSpan
from casthouse.assurance.public_register import PublicPhase
from casthouse.parties.organisation import Organisation
from casthouse.passport.canonical import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What is stated of a certificate, as of a day."""

    number: str
    holder: Organisation
    scope: str
    standard: str
    edition: str
    phases: Sequence[PublicPhase]
    entitled: Sequence[EntitledSpan]
    as_of: date


def certificate_subject(facts: CertificateFacts) -> JsonObject:
    """Return the subject of the statement."""
    subject: JsonObject = {
        "type": "Certificate",
        "number": facts.number,
        "holder": {
            "code": facts.holder.code,
            "name": facts.holder.name,
            "country": facts.holder.country,
        },
        "scope": facts.scope,
        "standard": facts.standard,
        "phases": [
            {"state": each.state.value, "first": each.first.isoformat(), "last": each.last.isoformat()}
            for each in facts.phases
        ],
        "entitled": [
            {"facility": each.facility, "first": each.first.isoformat(), "last": each.last.isoformat()}
            for each in sorted(facts.entitled, key=lambda each: (each.facility, each.first))
        ],
        "as_of": facts.as_of.isoformat(),
    }
    if facts.edition:
        subject["edition"] = facts.edition
    return subject
