"""CoC Documents as JSON, format `casthouse-coc-document/1`: one text for one document.

Guarantees of the writer: members sorted, no blanks, UTF-8, no floats; masses as whole grams with the same
mass in tonnes as text beside it; what is not stated is left out. The same document gives the same bytes
everywhere, so that its digest can be printed on paper. The reader trusts nothing (see `strict_json`,
`json_members`): it names the member that is missing or wrong, and refuses members that it does not know,
since they would be lost.
"""

import json
from hashlib import sha256
from pathlib import Path

from casthouse.custody.document import CocDocument, GhgIntensity, OtherStatement, Party, RecycledContent
from casthouse.custody.document_draft import Supplements
from casthouse.custody.stage import Material
from casthouse.exchange.json_members import JsonMembers
from casthouse.exchange.strict_json import JsonFaults, read_strict_json
from casthouse.measure.mass import tonnes_text

FORMAT = "casthouse-coc-document/1"
BYTES_MAX = 256 * 1024
OTHER_MAX = 50

_encode = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


FAULTS = JsonFaults(
    unreadable="document_unreadable",
    incomplete="document_incomplete",
    todo="ask the issuer for the document as it was issued",
)


def document_json(document: CocDocument) -> bytes:
    """Return the canonical bytes of a document."""
    return document_text(document).encode()


def document_text(document: CocDocument) -> str:
    """Return the canonical text of a document, the same as its bytes."""
    return _encode(document_members(document))


def document_json_around_number(document: CocDocument) -> tuple[str, str]:
    """Return the canonical text before and after the document's number.

    For a store that gives the number in the same statement that appends the document: before + number + after
    is the canonical text of the document with that number, whatever number this one has.
    """
    members = document_members(document)
    before = {name: value for name, value in members.items() if name < "number"}
    after = {name: value for name, value in members.items() if name > "number"}
    return f'{_encode(before)[:-1]},"number":"', f'",{_encode(after)[1:]}'


def document_digest(document: CocDocument) -> str:
    """Return the SHA-256 of the canonical bytes as 64 hexadecimal digits, as printed on the PDF."""
    return sha256(document_json(document)).hexdigest()


def document_members(document: CocDocument) -> dict[str, object]:
    """Return the members of a document as JSON values, for commands and pages that print them."""
    members: dict[str, object] = {
        "format": FORMAT,
        "number": document.number,
        "revision": document.revision,
        "issue_date": document.issue_date.isoformat(),
        "shipment_date": document.shipment_date.isoformat(),
        "reference": document.reference,
        "issuer": _party_members(document.issuer),
        "recipient": _party_members(document.recipient),
        "responsible": document.responsible,
        "conformance": document.conformance,
        "edition": document.edition,
        "material": document.material.value,
        "coc_mass_g": document.coc_mass_g,
        "coc_mass_t": tonnes_text(document.coc_mass_g),
        "total_mass_g": document.total_mass_g,
        "total_mass_t": tonnes_text(document.total_mass_g),
        "facility": document.facility,
    }
    if document.supersedes is not None:
        members["supersedes"] = document.supersedes
    if document.lot is not None:
        members["lot"] = document.lot
    if document.issuer_performance_status is not None:
        members["issuer_performance_status"] = document.issuer_performance_status
    _add_supplements(members, document)
    return members


def _party_members(party: Party) -> dict[str, str]:
    members = {
        "code": party.code,
        "name": party.name,
        "address": party.address,
        "country": party.country,
    }
    if party.coc_certificate is not None:
        members["coc_certificate"] = party.coc_certificate
    return members


def _add_supplements(members: dict[str, object], document: CocDocument) -> None:
    """Add the optional figures that the document states."""
    if (ghg := document.ghg_intensity) is not None:
        members["ghg_intensity"] = {
            "t_co2e_per_t": format(ghg.value, "f"),
            "boundary": ghg.boundary,
            "method": ghg.method,
            "period": ghg.period,
        }
    if (recycled := document.recycled_content) is not None:
        members["recycled_content"] = {
            "percent": format(recycled.percent, "f"),
            "method": recycled.method,
            "boundary": recycled.boundary,
        }
    if document.other:
        members["other"] = [
            {"name": other.name, "value": other.value, "evidence": other.evidence} for other in document.other
        ]


def document_file(path: Path, *, faults: JsonFaults = FAULTS, bytes_max: int = BYTES_MAX) -> bytes:
    """Return the content of a file, no more of it than is read at all.

    Raises:
        Refusal: `faults.unreadable` when there is no such file.
    """
    try:
        with path.open("rb") as file:
            return file.read(bytes_max + 1)
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        faults.refuse_unreadable(found=f"{path.name}: {type(error).__name__}", expected="a readable file")


def read_document(content: bytes) -> CocDocument:
    """Return the document in a file that came from outside.

    Raises:
        Refusal: `document_unreadable` when it is no such file, `document_incomplete` when a mandatory
            member is missing or blank; both name the member.
    """
    value = read_strict_json(content, faults=FAULTS, bytes_max=BYTES_MAX)
    members = JsonMembers.of(value, faults=FAULTS)
    members.require_format(FORMAT)
    document = _read_members(members)
    members.require_all_read()
    return document


SUPPLEMENT_FAULTS = JsonFaults(
    unreadable="supplements_unreadable",
    incomplete="supplements_unreadable",
    todo="correct the file; its members are those of the document's own JSON",
)


def read_supplements(content: bytes) -> Supplements:
    """Return what an issuer adds to a document, from an object with the optional members of the format.

    Raises:
        Refusal: `supplements_unreadable`, naming the member.
    """
    value = read_strict_json(content, faults=SUPPLEMENT_FAULTS, bytes_max=BYTES_MAX)
    m = JsonMembers.of(value, faults=SUPPLEMENT_FAULTS)
    supplements = Supplements(
        total_mass_g=m.whole_number("total_mass_g") if "total_mass_g" in m.members else None,
        ghg_intensity=m.optional_inner("ghg_intensity", _read_ghg_intensity),
        recycled_content=m.optional_inner("recycled_content", _read_recycled_content),
        issuer_performance_status=m.optional_text("issuer_performance_status"),
        other=m.several("other", _read_other, count_max=OTHER_MAX),
    )
    m.require_all_read()
    return supplements


def _read_members(m: JsonMembers) -> CocDocument:
    return CocDocument(
        number=m.text("number"),
        revision=m.whole_number("revision"),
        supersedes=m.optional_text("supersedes"),
        issue_date=m.day("issue_date"),
        shipment_date=m.day("shipment_date"),
        reference=m.text("reference"),
        issuer=m.inner("issuer", _read_issuer),
        recipient=m.inner("recipient", _read_recipient),
        responsible=m.text("responsible"),
        conformance=m.text("conformance"),
        edition=m.text("edition"),
        material=Material(m.word("material", list(Material))),
        coc_mass_g=m.grams("coc_mass"),
        total_mass_g=m.grams("total_mass"),
        facility=m.text("facility"),
        lot=m.optional_text("lot"),
        ghg_intensity=m.optional_inner("ghg_intensity", _read_ghg_intensity),
        recycled_content=m.optional_inner("recycled_content", _read_recycled_content),
        issuer_performance_status=m.optional_text("issuer_performance_status"),
        other=m.several("other", _read_other, count_max=OTHER_MAX),
    )


def _read_issuer(m: JsonMembers) -> Party:
    return Party(
        code=m.text("code"),
        name=m.text("name"),
        address=m.text("address"),
        country=m.text("country"),
        coc_certificate=m.text("coc_certificate"),
    )


def _read_recipient(m: JsonMembers) -> Party:
    return Party(
        code=m.text("code", may_be_blank=True),  # a customer outside the register has a name only
        name=m.text("name"),
        address=m.text("address"),
        country=m.text("country", may_be_blank=True),
        coc_certificate=m.optional_text("coc_certificate"),
    )


def _read_ghg_intensity(m: JsonMembers) -> GhgIntensity:
    return GhgIntensity(
        value=m.decimal("t_co2e_per_t"),
        boundary=m.text("boundary"),
        method=m.text("method"),
        period=m.text("period"),
    )


def _read_recycled_content(m: JsonMembers) -> RecycledContent:
    return RecycledContent(percent=m.decimal("percent"), method=m.text("method"), boundary=m.text("boundary"))


def _read_other(m: JsonMembers) -> OtherStatement:
    return OtherStatement(name=m.text("name"), value=m.text("value"), evidence=m.text("evidence"))
