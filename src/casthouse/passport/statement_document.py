"""What a signed CoC Document says: the fields of the document, every quantity as text, exactly.

The digest ties it to the unsigned document and to the paper, at whose foot it is printed.
"""

from decimal import Decimal

from casthouse.custody.document import CocDocument, Party
from casthouse.measure.mass import tonnes_text
from casthouse.passport.canonical import JsonObject


def document_subject(document: CocDocument, *, digest: str) -> JsonObject:
    """Return the subject of the statement.

    Args:
        document: what was issued.
        digest: SHA-256 of its canonical JSON, in hexadecimal.
    """
    subject: JsonObject = {
        "id": f"urn:casthouse:document:{document.issuer.code}:{document.number}",
        "type": "CocDocument",
        "document_sha256": digest,
        "number": document.number,
        "revision": str(document.revision),
        "issue_date": document.issue_date.isoformat(),
        "shipment_date": document.shipment_date.isoformat(),
        "reference": document.reference,
        "issuer": _party(document.issuer),
        "recipient": _party(document.recipient),
        "responsible": document.responsible,
        "conformance": document.conformance,
        "edition": document.edition,
        "material": document.material.value,
        "coc_mass_g": str(document.coc_mass_g),
        "coc_mass_t": tonnes_text(document.coc_mass_g),
        "total_mass_g": str(document.total_mass_g),
        "total_mass_t": tonnes_text(document.total_mass_g),
        "facility": document.facility,
    }
    optional = {
        "supersedes": document.supersedes,
        "lot": document.lot,
        "issuer_performance_status": document.issuer_performance_status,
    }
    subject |= {name: text for name, text in optional.items() if text is not None}
    return subject | _supplements(document)


def _party(party: Party) -> JsonObject:
    members: JsonObject = {
        "code": party.code,
        "name": party.name,
        "address": party.address,
        "country": party.country,
    }
    if party.coc_certificate is not None:
        members["coc_certificate"] = party.coc_certificate
    return members


def _supplements(document: CocDocument) -> JsonObject:
    members: JsonObject = {}
    if (ghg := document.ghg_intensity) is not None:
        members["ghg_intensity"] = {
            "t_co2e_per_t": _decimal(ghg.value),
            "boundary": ghg.boundary,
            "method": ghg.method,
            "period": ghg.period,
        }
    if (recycled := document.recycled_content) is not None:
        members["recycled_content"] = {
            "percent": _decimal(recycled.percent),
            "method": recycled.method,
            "boundary": recycled.boundary,
        }
    if document.other:
        members["other"] = [
            {"name": other.name, "value": other.value, "evidence": other.evidence} for other in document.other
        ]
    return members


def _decimal(value: Decimal) -> str:
    return format(value, "f")
