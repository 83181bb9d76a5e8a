"""CoC Documents as PDF, as they go to a customer: one A4 page a document.

Guarantees: the same document in the same state gives the same bytes; the digest at the foot is that of the
JSON, so that paper and file can be compared; a document that is not in force says so across its page. What
the page says about mass balance follows fact sheet section 3.2, part 8: no promise of physical content.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from casthouse.custody.document import FIRST_REVISION, MATERIAL_NAMES, CocDocument, Party
from casthouse.custody.document_state import DocumentRecord, DocumentState
from casthouse.exchange.check_code import SIDE, draw_check_code
from casthouse.exchange.document_json import document_digest
from casthouse.exchange.paper import ACCENT, CONTENT_WIDTH, MARGIN, TINT, Ink, Paper
from casthouse.exchange.printed_figure import MATERIAL_WORDS, day_figure, grams_figure, tonnes_figure
from casthouse.exchange.report_page import (
    PageTitle,
    draw_banner,
    draw_facts,
    draw_foot,
    draw_title,
    pages_of,
)
from casthouse.exchange.typeface import TextStyle, Weight, fitting

MASS_BALANCE_NOTE = (
    "Accounted by mass balance: certified and other material may be mixed, and what is sold as CoC never "
    "exceeds what the issuer's accounts allow. The CoC mass does not mean that these goods physically "
    "contain material from certified sources, in whole or in any share. "
    "Further claims need their own approval."
)
NOT_SIGNED: Mapping[tuple[str, str], str] = MappingProxyType({})
_COLUMN_GAP = 24.0
_HALF = (CONTENT_WIDTH - _COLUMN_GAP) / 2


def documents_pdf(
    records: Sequence[DocumentRecord], *, addresses: Mapping[tuple[str, str], str] = NOT_SIGNED
) -> bytes:
    """Return one file with the documents in the order given, each beginning on a page of its own.

    Args:
        records: the documents.
        addresses: where those that are signed can be checked, by issuer's code and number.
    """
    assert records, "a file of no documents"
    first = records[0].document
    title = f"CoC Document {first.number}" if len(records) == 1 else f"{len(records)} CoC Documents"
    paper = Paper(title=title, author=first.issuer.name)
    for record in records:
        address = addresses.get((record.document.issuer.code, record.document.number), "")
        _draw_record(paper, record, address=address, pages=_count_pages(record, address))
    return paper.finish()


def _count_pages(record: DocumentRecord, address: str) -> int:
    return pages_of(lambda paper, pages: _draw_record(paper, record, address=address, pages=pages))


def _draw_record(paper: Paper, record: DocumentRecord, *, address: str, pages: int) -> None:
    document = record.document
    left = f"{document.number}, revision {document.revision}"
    below = f"SHA-256 of the JSON document {document_digest(document)}"
    paper.begin(lambda p: draw_foot(p, left, below, pages))
    issued = f"issued {day_figure(document.issue_date)}"
    draw_title(
        paper,
        PageTitle(
            author=document.issuer.name,
            kind="Chain of Custody",
            title="CoC Document",
            number=document.number,
            detail=issued
            if document.revision == FIRST_REVISION
            else f"revision {document.revision}, {issued}",
        ),
    )
    if (words := _state_words(record)) is not None:
        draw_banner(paper, *words)
    _draw_parties(paper, document)
    _draw_material(paper, document)
    _draw_shipment(paper, document)
    _draw_supplements(paper, document)
    _draw_conformance(paper, document)
    if address:
        paper.need(SIDE + 14)
        paper.space(14)
        draw_check_code(paper, address, x=MARGIN)


def _state_words(record: DocumentRecord) -> tuple[str, str] | None:
    """Return what became of a document; None for one that is issued or accepted."""
    reason = f" Reason: {record.reason}" if record.reason else ""
    match record.state:
        case DocumentState.ISSUED | DocumentState.ACCEPTED:
            return None
        case DocumentState.DISPUTED:
            return "DISPUTED BY THE RECIPIENT", f"In force until it is corrected or cancelled.{reason}"
        case DocumentState.CORRECTED:
            by = record.superseded_by or "another document"
            return "SUPERSEDED, NO LONGER IN FORCE", f"Replaced by {by}.{reason}"
        case DocumentState.CANCELLED:
            return "CANCELLED, NO LONGER IN FORCE", f"Do not book these goods as CoC Material.{reason}"


def _draw_parties(paper: Paper, document: CocDocument) -> None:
    paper.space(18)
    top = paper.y
    _draw_party(paper, "Issuer", document.issuer, MARGIN)
    left_end, paper.y = paper.y, top
    _draw_party(paper, "Recipient", document.recipient, MARGIN + _HALF + _COLUMN_GAP)
    paper.y = min(left_end, paper.y)


def _draw_party(paper: Paper, label: str, party: Party, x: float) -> None:
    paper.label(label, x=x)
    paper.space(3)
    paper.block(party.name, Ink.strong, x=x, width=_HALF)
    paper.block(party.address, x=x, width=_HALF)
    if party.country:
        paper.block(party.country, x=x, width=_HALF)
    paper.space(3)
    certificate = party.coc_certificate or "none stated"
    paper.block(f"CoC certificate {certificate}", Ink.small, x=x, width=_HALF)
    if party.code:
        paper.block(f"Code {party.code}", Ink.small, x=x, width=_HALF)


def _draw_material(paper: Paper, document: CocDocument) -> None:
    """Show the masses, large: they are what the document is about."""
    height = 78.0
    paper.need(height + 24)
    paper.space(24)
    paper.box(height, fill=TINT)
    paper.box(height, fill=ACCENT, width=3)
    cells = (
        (MARGIN + 16, 158, "Material", MATERIAL_WORDS[document.material], MATERIAL_NAMES[document.material]),
        (MARGIN + 186, 152, "CoC mass", *_mass_words(document.coc_mass_g)),
        (MARGIN + 350, 140, "Total mass in the shipment", *_mass_words(document.total_mass_g)),
    )
    sizes = (14.0, 20.0, 14.0)
    for (x, width, label, figure, detail), size in zip(cells, sizes, strict=True):
        paper.at(x, label.upper(), Ink.label, rise=-20)
        paper.at(x, figure, fitting(figure, TextStyle(weight=Weight.SEMIBOLD, size=size), width), rise=-45)
        paper.at(x, detail, fitting(detail, Ink.small, width), rise=-62)
    paper.space(height)


def _mass_words(mass_g: int) -> tuple[str, str]:
    return f"{tonnes_figure(mass_g)} t", f"{grams_figure(mass_g)} g"


def _draw_shipment(paper: Paper, document: CocDocument) -> None:
    facts = [
        ("Date of shipment", day_figure(document.shipment_date)),
        ("Shipment reference", document.reference),
        ("Facility", document.facility),
        ("Lot", document.lot),
        ("Edition of the standard", document.edition),
        ("Replaces document", document.supersedes),
        ("Issuer's Performance Standard status", document.issuer_performance_status),
    ]
    paper.space(18)
    draw_facts(paper, [(label, text) for label, text in facts if text])


def _draw_supplements(paper: Paper, document: CocDocument) -> None:
    """List what is stated beside the mandatory fields, each figure with the words that give it meaning."""
    facts: list[tuple[str, str]] = []
    if (ghg := document.ghg_intensity) is not None:
        words = f"Boundary: {ghg.boundary}. Method: {ghg.method}. Period: {ghg.period}."
        facts.append(("Greenhouse gas intensity", f"{ghg.value:f} t CO₂e per t. {words}"))
    if (recycled := document.recycled_content) is not None:
        words = f"{recycled.percent:f} %. Method: {recycled.method}. Boundary: {recycled.boundary}."
        facts.append(("Recycled content", words))
    facts += [(other.name, f"{other.value}. Evidence: {other.evidence}") for other in document.other]
    if facts:
        paper.heading("Supplementary information")
        draw_facts(paper, facts)


def _draw_conformance(paper: Paper, document: CocDocument) -> None:
    paper.heading("Statement of conformance")
    paper.block(document.conformance, Ink.statement)
    paper.space(8)
    paper.block(MASS_BALANCE_NOTE, Ink.small)
    paper.need(54)
    paper.space(20)
    paper.label("Responsible for this document")
    paper.space(2)
    paper.block(document.responsible, Ink.strong)
    paper.block("answers questions and confirms the content of this document", Ink.small)
