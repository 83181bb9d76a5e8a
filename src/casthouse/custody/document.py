"""CoC Documents: what travels with a shipment of CoC Material (CoC Standard V2 part 9, fact sheet 8.1).

A `CocDocument` is what somebody wrote down, our own or one that came from outside; it is never edited.
Whether it is complete and possible are questions asked of it (`missing_field_names`,
`has_possible_masses`), since a received document may be neither; `require_issuable` refuses to issue such a
one. A correction is a new document with the next revision that names the one it supersedes.

Numbers run without gaps per issuer and year. The year of a number is that of the **shipment date**, so that
the documents for the shipments of one year form one series, whenever they are written.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casthouse.custody.stage import Material
from casthouse.measure.mass import QUANTITY_MAX_G, tonnes_text
from casthouse.refusal import Refusal

MATERIAL_NAMES: dict[Material, str] = {
    Material.BAUXITE: "ASI Bauxite",
    Material.ALUMINA: "ASI Alumina",
    Material.ALUMINIUM: "ASI Aluminium",
    Material.PRE_CONSUMER_SCRAP: "pre-consumer scrap, Eligible Scrap",
    Material.POST_CONSUMER_SCRAP: "post-consumer scrap, Eligible Scrap",
    Material.DROSS: "dross, sold as CoC Material",
}

FIRST_REVISION = 1
NUMBER_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Issuer or recipient: identity, address and, where it has one, the number of its CoC certificate."""

    code: str
    name: str
    address: str
    country: str
    coc_certificate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GhgIntensity:
    """A greenhouse gas intensity in t CO2e per t, with the words that give it meaning; optional."""

    value: Decimal
    boundary: str
    method: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecycledContent:
    """A recycled content in percent, with its method and boundary: ISO 14021 allows several."""

    percent: Decimal
    method: str
    boundary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherStatement:
    """Another sustainability datum, allowed only with its evidence."""

    name: str
    value: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CocDocument:
    """One CoC Document as its issuer wrote it; masses in grams.

    `reference` is the issuer's own key of the shipment in its accounts. `revision` counts from 1; a later one
    names in `supersedes` the number of the document that it replaces.
    """

    number: str
    revision: int = FIRST_REVISION
    supersedes: str | None = None
    issue_date: date
    shipment_date: date
    reference: str
    issuer: Party
    recipient: Party
    responsible: str
    conformance: str
    edition: str
    material: Material
    coc_mass_g: int
    total_mass_g: int
    facility: str
    lot: str | None = None
    ghg_intensity: GhgIntensity | None = None
    recycled_content: RecycledContent | None = None
    issuer_performance_status: str | None = None
    other: tuple[OtherStatement, ...] = ()


def number_year(shipment_date: date) -> int:
    """Return the year in whose series a document for a shipment of that day is numbered."""
    return shipment_date.year


def number_text(issuer_code: str, year: int, count: int) -> str:
    """Return the number of an issuer's *count*-th document of a year, `RHEIN-2025-000001`; counted from 1."""
    assert count >= 1
    return f"{issuer_code}-{year:04d}-{count:0{NUMBER_DIGITS}d}"


def conformance_statement(*, edition_title: str, material: Material) -> str:
    """Return the statement of conformance in our own words, naming the edition of the standard."""
    return (
        f"The CoC mass stated in this document is supplied as {MATERIAL_NAMES[material]} "
        f"in conformance with the {edition_title}. It is covered by the material accounts "
        "of the issuer's certification scope on the date of shipment."
    )


def missing_field_names(document: CocDocument) -> list[str]:
    """Return the mandatory fields that are blank, in the order of the document (fact sheet 8.1)."""
    texts = {
        "number": document.number,
        "reference": document.reference,
        "issuer.code": document.issuer.code,
        "issuer.name": document.issuer.name,
        "issuer.address": document.issuer.address,
        "issuer.country": document.issuer.country,
        "issuer.coc_certificate": document.issuer.coc_certificate or "",
        "recipient.name": document.recipient.name,
        "recipient.address": document.recipient.address,
        "responsible": document.responsible,
        "conformance": document.conformance,
        "edition": document.edition,
    }
    missing = [name for name, text in texts.items() if not text.strip()]
    if document.revision > FIRST_REVISION and not document.supersedes:
        missing.append("supersedes")
    return missing + _missing_supplement_names(document)


def _missing_supplement_names(document: CocDocument) -> list[str]:
    """Return the blank words of the optional fields: a figure without its method says nothing."""
    texts: dict[str, str] = {}
    if (ghg := document.ghg_intensity) is not None:
        texts |= {"boundary": ghg.boundary, "method": ghg.method, "period": ghg.period}
    missing = [f"ghg_intensity.{name}" for name, text in texts.items() if not text.strip()]
    if (recycled := document.recycled_content) is not None:
        words = {"method": recycled.method, "boundary": recycled.boundary}
        missing += [f"recycled_content.{name}" for name, text in words.items() if not text.strip()]
    missing += [
        f"other[{index}].evidence" for index, o in enumerate(document.other) if not o.evidence.strip()
    ]
    return missing


def has_possible_masses(document: CocDocument) -> bool:
    """Say whether 0 < CoC mass <= total mass, and the total is a mass at all (fact sheet 8.1)."""
    return 0 < document.coc_mass_g <= document.total_mass_g <= QUANTITY_MAX_G


def require_issuable(document: CocDocument) -> None:
    """Refuse to issue a document that is incomplete or whose masses are impossible.

    Raises:
        Refusal: `document_incomplete` names the blank fields, `mass_impossible` the masses.
    """
    if missing := missing_field_names(document):
        raise Refusal(
            "document_incomplete",
            found=f"no {', '.join(missing)}",
            expected="every mandatory field of a CoC Document",
            todo="complete the register of the issuer and of the recipient, then issue again",
        )
    if not has_possible_masses(document):
        raise Refusal(
            "mass_impossible",
            found=masses_text(document),
            expected="0 < CoC mass <= total mass",
            todo="correct the shipment",
        )


def masses_text(document: CocDocument) -> str:
    """Return both masses in tonnes, as refusals and findings say them."""
    return f"CoC mass {tonnes_text(document.coc_mass_g)} t of {tonnes_text(document.total_mass_g)} t in total"
