"""What the signed passport of a delivery says: custody, provenance as it is disclosed, figures.

Provenance is physical, from known lots, and shows of each organisation what it discloses to outsiders, the seller too;
the rest is there with its mass and without a name, so that shares always sum to the whole. Figures of greenhouse gases
and of recycled content are those of the CoC Document, with their method and boundary; none is made up here.
"""

from collections.abc import Sequence

from casthouse.custody.document import CocDocument
from casthouse.measure.mass import tonnes_text
from casthouse.measure.share import share_text
from casthouse.passport.canonical import JsonObject
from casthouse.passport.statement_document import document_subject
from casthouse.provenance.disclosed_trace import SeenOrigin

_OF_THE_DOCUMENT = (
    "number",
    "document_sha256",
    "shipment_date",
    "reference",
    "edition",
    "material",
    "coc_mass_g",
    "coc_mass_t",
    "total_mass_g",
    "total_mass_t",
    "facility",
    "conformance",
)
_OPTIONAL = ("lot", "ghg_intensity", "recycled_content", "issuer_performance_status")


def delivery_subject(
    document: CocDocument, *, digest: str, origins: Sequence[SeenOrigin], traced_g: int
) -> JsonObject:
    """Return the subject of the statement.

    Args:
        document: the CoC Document of the delivery.
        digest: SHA-256 of its canonical JSON, in hexadecimal.
        origins: where the metal came from, as outsiders may see it; none where no lots are on record.
        traced_g: the mass that was traced, which the origins sum to.
    """
    whole = document_subject(document, digest=digest)
    return {
        "type": "DeliveryPassport",
        "seller": whole["issuer"],
        "buyer": whole["recipient"],
        **{name: whole[name] for name in _OF_THE_DOCUMENT},
        **{name: whole[name] for name in _OPTIONAL if name in whole},
        "custody_model": "mass balance",
        "provenance": {
            "traced_mass_g": str(traced_g),
            "traced_mass_t": tonnes_text(traced_g),
            "origins": [_origin(each) for each in origins],
        },
    }


def _origin(each: SeenOrigin) -> JsonObject:
    place = each.place
    told = {
        "country": place.country,
        "organisation": place.organisation,
        "facility": place.facility,
        "lot": place.lot,
        "kind": place.kind,
    }
    return {
        **{name: text for name, text in told.items() if text},
        "disclosed": "no" if place.is_undisclosed else "yes",
        "mass_g": str(each.mass_g),
        "share": share_text(each.share) or "0",
    }
