"""CoC Documents as PDF, as they go to a customer: one A4 page a document.

Guarantees: the same document in the same state gives the same bytes; the digest at the foot is that of the
JSON, so that paper and file can be compared; a document that is not in force says so across its page. What
the page says about mass balance follows fact sheet section 3.2, part 8: no promise of physical content.
"""

from collections.abc import Sequence

from casthouse.custody.document import FIRST_REVISION, MATERIAL_NAMES, CocDocument, Party
from casthouse.custody.document_state import DocumentRecord, DocumentState
from casthouse.exchange.document_json import document_digest
from casthouse.exchange.paper import (
    ACCENT,
    ALERT_TINT,
    CONTENT_WIDTH,
    FOOT,
    GREY,
    LEADING,
    MARGIN,
    PAGE_WIDTH,
    TINT,
    Align,
    Ink,
    Paper,
)
from casthouse.exchange.printed_figure import MATERIAL_WORDS, day_figure, grams_figure, tonnes_figure
from casthouse.exchange.typeface import TextStyle, Weight, fitting, wrapped

MASS_BALANCE_NOTE = (
    "Accounted by mass balance: certified and other material may be mixed, and what is sold as CoC never "
    "exceeds what the issuer's accounts allow. The CoC mass does not mean that these goods physically "
    "contain material from certified sources, in whole or in any share. "
    "Further claims need their own approval."
)
_COLUMN_GAP = 24.0
_LABEL_WIDTH = 170.0
_HALF = (CONTENT_WIDTH - _COLUMN_GAP) / 2


def documents_pdf(records: Sequence[DocumentRecord]) -> bytes:
    """Return one file with the documents in the order given, each beginning on a page of its own."""
    assert records, "a file of no documents"
    first = records[0].document
    title = f"CoC Document {first.number}" if len(records) == 1 else f"{len(records)} CoC Documents"
    paper = Paper(title=title, author=first.issuer.name)
    for record in records:
        _draw_record(paper, record, pages=_count_pages(record))
    return paper.finish()


def _count_pages(record: DocumentRecord) -> int:
    """Return how many pages a document takes, by drawing it where nobody sees it."""
    trial = Paper(title="", author="")
    _draw_record(trial, record, pages=0)
    return trial.page


def _draw_record(paper: Paper, record: DocumentRecord, *, pages: int) -> None:
    document = record.document
    digest = document_digest(document)
    paper.begin(lambda p: _draw_foot(p, document, digest, pages))
    _draw_title(paper, document)
    _draw_state(paper, record)
    _draw_parties(paper, document)
    _draw_material(paper, document)
    _draw_shipment(paper, document)
    _draw_supplements(paper, document)
    _draw_conformance(paper, document)


def _draw_title(paper: Paper, document: CocDocument) -> None:
    right = PAGE_WIDTH - MARGIN
    paper.space(4)
    name = document.issuer.name
    paper.at(MARGIN, name, fitting(name, Ink.strong, CONTENT_WIDTH - 110))
    paper.at(right, "CHAIN OF CUSTODY", Ink.label, align=Align.RIGHT)
    paper.space(40)
    paper.at(MARGIN, "CoC Document", Ink.title)
    number = fitting(document.number, Ink.number, _HALF)
    paper.at(right, document.number, number, align=Align.RIGHT, rise=12)
    issued = f"issued {day_figure(document.issue_date)}"
    if document.revision > FIRST_REVISION:
        issued = f"revision {document.revision}, {issued}"
    paper.at(right, issued, Ink.small, align=Align.RIGHT, rise=-1)
    paper.space(12)
    paper.rule(colour=GREY, width=0.8)


def _draw_state(paper: Paper, record: DocumentRecord) -> None:
    """Say across the page what became of a document; nothing for one that is issued or accepted."""
    if (words := _state_words(record)) is None:
        return
    head, rest = words
    lines = wrapped(rest, Ink.body, CONTENT_WIDTH - 28)
    height = 24 + len(lines) * 12.8 + 6
    paper.space(10)
    paper.box(height, fill=ALERT_TINT)
    paper.box(height, fill=Ink.alert.colour, width=3)
    paper.space(18)
    paper.at(MARGIN + 14, head, Ink.alert)
    paper.space(1)
    paper.block(rest, x=MARGIN + 14, width=CONTENT_WIDTH - 28)
    paper.space(8)


def _state_words(record: DocumentRecord) -> tuple[str, str] | None:
    reason = f" Reason: {record.reason}" if record.reason else ""
    match record.state:
        case DocumentState.ISSUED | DocumentState.ACCEPTED:
            return None
        case DocumentState.DISPUTED:
            return "DISPUTED BY THE RECIPIENT", f"In force until it is corrected or cancelled.{reason}"
        case DocumentState.CORRECTED:
            by = f" Replaced by {record.superseded_by}." if record.superseded_by else ""
            return "SUPERSEDED, NO LONGER IN FORCE", f"{by.strip()}{reason}".strip()
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
    _draw_facts(paper, [(label, text) for label, text in facts if text])


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
        _draw_facts(paper, facts)


def _draw_facts(paper: Paper, facts: Sequence[tuple[str, str]]) -> None:
    """Draw labels and texts as two columns with hairlines between."""
    for label, text in facts:
        x, width = MARGIN + _LABEL_WIDTH, CONTENT_WIDTH - _LABEL_WIDTH
        lines = wrapped(text, Ink.body, width)
        labels = wrapped(label, Ink.body_grey, _LABEL_WIDTH - 12)
        height = max(len(lines), len(labels)) * Ink.body.size * LEADING + 5
        paper.need(height)
        for column, column_lines, style in ((MARGIN, labels, Ink.body_grey), (x, lines, Ink.body)):
            for number, line in enumerate(column_lines, start=1):
                paper.at(column, line, style, rise=-number * style.size * LEADING)
        paper.space(height)
        paper.rule()


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


def _draw_foot(paper: Paper, document: CocDocument, digest: str, pages: int) -> None:
    right = PAGE_WIDTH - MARGIN
    paper.y = FOOT - 16
    paper.rule()
    paper.space(11)
    paper.at(MARGIN, f"{document.number}, revision {document.revision}", Ink.foot)
    paper.at(right, f"page {paper.page} of {pages}", Ink.foot, align=Align.RIGHT)
    paper.space(10)
    paper.at(MARGIN, f"SHA-256 of the JSON document {digest}", Ink.foot)
