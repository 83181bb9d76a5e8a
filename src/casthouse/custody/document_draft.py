"""Drafting a CoC Document from what the register and the accounts say of a shipment (CoC Standard V2 part 9).

A draft is a whole document; whoever issues it gives the number. What the issuer adds of its own accord stands in
`Supplements`. A closed period is no obstacle: the shipment stands in the accounts already, the document only says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from casthouse.custody.document import (
    CocDocument,
    GhgIntensity,
    OtherStatement,
    Party,
    RecycledContent,
    conformance_statement,
    has_possible_masses,
    missing_field_names,
    require_issuable,
)
from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplements:
    """What an issuer states beside the mandatory fields; `total_mass_g` is the shipment's mass when left out."""

    total_mass_g: int | None = None
    ghg_intensity: GhgIntensity | None = None
    recycled_content: RecycledContent | None = None
    issuer_performance_status: str | None = None
    other: tuple[OtherStatement, ...] = ()


NO_SUPPLEMENTS = Supplements()

TEXT_CHARS_MAX = 4_000
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What no reader of documents lets pass: control characters, overrides of direction, halves of characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentFacts:
    """What the register and the accounts say of a movement that shall get a document.

    Attributes:
        issuer: who shipped; with the certificate of the scope that was valid on the day, None when there was none.
        responsible: who answers for the issuer's documents.
        recipient: the counterparty; one outside the register has a name only.
        reference: the movement's key in the issuer's accounts.
        day: the day of shipment.
        kind: what the movement is.
        coc: whether it left as CoC Material.
        material: what was shipped; None on a reversal.
        quantity_g: the mass in grams.
        facility: code of the facility.
        lot: number of the lot, empty when there is none.
        reversed_by: reference of the reversal that took it back, empty when there is none.
        scope: code of the facility's certification scope, empty when it stands in none.
        accounts_from: first day of the scope's first period, None without a scope.
    """

    issuer: Party
    responsible: str
    recipient: Party
    reference: str
    day: date
    kind: Kind
    coc: bool
    material: Material | None
    quantity_g: int
    facility: str
    lot: str
    reversed_by: str
    scope: str
    accounts_from: date | None


def draft_document(
    facts: ShipmentFacts, *, number: str, issue_date: date, edition_title: str, supplements: Supplements
) -> CocDocument:
    """Return the document of a shipment, complete and possible.

    Args:
        facts: the shipment.
        number: the number that it gets.
        issue_date: the day on which it is issued.
        edition_title: the name of the edition under which the scope is certified.
        supplements: what the issuer adds.

    Raises:
        Refusal: `not_a_coc_shipment`, `shipment_reversed`, `scope_not_certified`, `shipment_before_accounts`,
            `document_incomplete`, `mass_impossible`, `text_invalid`.
    """
    material = _shipped_material(facts)
    document = CocDocument(
        number=number,
        issue_date=issue_date,
        shipment_date=facts.day,
        reference=facts.reference,
        issuer=facts.issuer,
        recipient=facts.recipient,
        responsible=facts.responsible,
        conformance=conformance_statement(edition_title=edition_title, material=material),
        edition=edition_title,
        material=material,
        coc_mass_g=facts.quantity_g,
        total_mass_g=facts.quantity_g if supplements.total_mass_g is None else supplements.total_mass_g,
        facility=facts.facility,
        lot=facts.lot or None,
        ghg_intensity=supplements.ghg_intensity,
        recycled_content=supplements.recycled_content,
        issuer_performance_status=supplements.issuer_performance_status,
        other=supplements.other,
    )
    require_complete(document)
    return document


def _shipped_material(facts: ShipmentFacts) -> Material:
    """Return the material of a CoC shipment in force that its scope was entitled to make."""
    if facts.kind is not Kind.SHIPMENT or not facts.coc or facts.material is None:
        mark = " with coc=no" if facts.kind is Kind.SHIPMENT else ""
        raise Refusal(
            "not_a_coc_shipment",
            found=f"“{facts.reference}”, a {facts.kind.value}{mark}",
            expected="a shipment with coc=yes",
            todo="name the reference of a CoC shipment; what was not sold as CoC Material gets no document",
        )
    if facts.reversed_by:
        raise Refusal(
            "shipment_reversed",
            found=f"“{facts.reference}”, reversed by “{facts.reversed_by}”",
            expected="a shipment in force",
            todo="name the shipment that replaces it",
        )
    if facts.issuer.coc_certificate is None:
        where = (
            f"scope {facts.scope}" if facts.scope else f"facility {facts.facility}, which stands in no scope"
        )
        raise Refusal(
            "scope_not_certified",
            found=f"{where}, without a valid chain-of-custody certificate on {facts.day}",
            expected="a scope that was certified on the day of shipment",
            todo="load the certificate into the register if there is one; else take the CoC shipment back",
        )
    if facts.accounts_from is not None and facts.day < facts.accounts_from:
        raise Refusal(
            "shipment_before_accounts",
            found=f"“{facts.reference}” of {facts.day}, before the first period of {facts.scope}: it counts nowhere",
            expected=f"a shipment from {facts.accounts_from} on, which the accounts cover",
            todo="claim nothing for it here; the accounts before Casthouse documented it",
        )
    return facts.material


def require_complete(document: CocDocument) -> None:
    """Refuse a document that says too little, naming what the register lacks, or the impossible.

    Raises:
        Refusal: `document_incomplete`, `mass_impossible`, `text_invalid`.
    """
    if missing := missing_field_names(document):
        _refuse_incomplete(document, missing)
    if not has_possible_masses(document):
        require_issuable(document)
    _require_readable(document)


def _require_readable(document: CocDocument) -> None:
    """Refuse texts that the recipient's software would not take, however they came into the accounts."""
    parties = (document.issuer, document.recipient)
    texts = [document.reference, document.lot or "", document.responsible, document.facility]
    texts += [text for party in parties for text in (party.code, party.name, party.address, party.country)]
    if document.other or document.ghg_intensity or document.recycled_content:
        texts += _supplement_texts(document)
    texts.append(document.issuer_performance_status or "")
    if any(len(text) > TEXT_CHARS_MAX for text in texts) or _UNREADABLE.search("".join(texts)):
        wrong = next(t for t in texts if len(t) > TEXT_CHARS_MAX or _UNREADABLE.search(t))
        raise Refusal(
            "text_invalid",
            found=f"{wrong[:60]!r}, {len(wrong)} characters",
            expected=f"text without control characters, of at most {TEXT_CHARS_MAX}",
            todo="correct the register, or take the shipment back and post it with clean text",
        )


def _supplement_texts(document: CocDocument) -> list[str]:
    texts = [text for each in document.other for text in (each.name, each.value, each.evidence)]
    if (ghg := document.ghg_intensity) is not None:
        texts += [ghg.boundary, ghg.method, ghg.period]
    if (recycled := document.recycled_content) is not None:
        texts += [recycled.method, recycled.boundary]
    return texts


FIELD_WORDS = {
    "issuer.code": "code of the issuer",
    "issuer.name": "name of the issuer",
    "issuer.address": "address of the issuer",
    "issuer.country": "country of the issuer",
    "issuer.coc_certificate": "chain-of-custody certificate of the issuer",
    "recipient.name": "name of the recipient",
    "recipient.address": "address of the recipient",
    "responsible": "person responsible at the issuer",
    "conformance": "statement of conformance",
    "edition": "edition of the standard",
    "supersedes": "number of the document that this one supersedes",
}
"""What a mandatory field is called to people who do not know the members of the JSON."""


def _refuse_incomplete(document: CocDocument, missing: Sequence[str]) -> NoReturn:
    issuer, recipient = document.issuer.code, document.recipient.code
    names = [FIELD_WORDS.get(name, name.replace("_", " ").replace(".", ": ")) for name in missing]
    entries = {
        "issuer.name": f"the name of {issuer}",
        "issuer.address": f"the address of {issuer}",
        "issuer.country": f"the country of {issuer}",
        "responsible": f"the responsible of {issuer}",
        "recipient.address": f"the address of {recipient}",
    }
    if not recipient:
        entries["recipient.address"] = f"the address of “{document.recipient.name}”"
    lacking = ", ".join(entries[name] for name in missing if name in entries)
    todo = f"add {lacking} to the register and load it" if lacking else "state what is missing"
    if "recipient.address" in missing:
        todo += "; a recipient's address may also be given with the document"
    raise Refusal(
        "document_incomplete",
        found=f"no {', no '.join(names)}",
        expected="every mandatory field of a CoC Document",
        todo=f"{todo}, then issue again",
    )
