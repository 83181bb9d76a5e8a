"""CoC Documents under `casthouse check`: is each what it was, are numbers unbroken, did buyers book what was issued?

A difference is a disagreement inside the store. What a buyer's own system booked under a number that was never issued,
or beyond its mass, is a finding: the row counts as declared.
"""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256

from casthouse.custody.document import CocDocument, number_text
from casthouse.custody.finding import Finding, FindingCode
from casthouse.exchange.document_json import document_text, read_document
from casthouse.measure.mass import tonnes_text
from casthouse.refusal import Refusal
from casthouse.storage import document_check as check_store
from casthouse.storage.consistency import LISTED_MAX, BrokenReference
from casthouse.storage.document_check import BookedNumber, CheckedDocument


def document_differences(of: str | None = None) -> Iterator[BrokenReference]:
    """Yield the documents, of one issuer or all, that are not what they were, and series of numbers that have gaps."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    listed = 0
    for each in check_store.checked_documents(of):
        numbers[each.issuer].add(each.number)
        for difference in _differences(each):
            listed += 1
            if listed <= LISTED_MAX:
                yield difference
    for (issuer, year), last in sorted(check_store.document_counters().items()):
        if of not in {None, issuer}:
            continue
        given = {number_text(issuer, year, count) for count in range(1, last + 1)}
        missing = sorted(given - numbers[issuer])
        numbers[issuer] -= given
        if missing:
            yield _broken("document numbers", f"{issuer} {year}", f"{last} given", f"a document {missing[0]}")
    for issuer, left in sorted(numbers.items()):
        for number in sorted(left)[:LISTED_MAX]:
            yield _broken("document numbers", number, "a document", f"no number beyond those {issuer} gave")


def _broken(what: str, subject: str, stored: str, expected: str) -> BrokenReference:
    return BrokenReference(what=what, subject=subject, stored=stored, expected=expected)


def _differences(row: CheckedDocument) -> Iterator[BrokenReference]:
    if row.state != row.last_state:
        yield _broken("document state", row.number, row.state, f"{row.last_state}, of its last event")
    digest = sha256(row.content.encode()).hexdigest()
    if digest != row.digest:
        yield _broken("document content", row.number, f"SHA-256 {row.digest}", f"SHA-256 {digest}")
        return
    try:
        document = read_document(row.content.encode())
    except Refusal as refusal:
        yield _broken("document content", row.number, refusal.text.found, refusal.text.expected)
        return
    if document_text(document) != row.content:
        yield _broken("document content", row.number, "another form", "its canonical form")
    for name, stored, stated in _compared(row, document):
        if stored != stated:
            yield _broken(f"document {name}", row.number, str(stored), f"{stated}, as its content says")


def _compared(row: CheckedDocument, document: CocDocument) -> Iterator[tuple[str, object, object]]:
    yield "issuer", row.issuer, document.issuer.code
    yield "number", row.number, document.number
    yield "shipment", row.shipment_reference, document.reference
    yield "shipment date", row.shipment_date, document.shipment_date
    yield "issue date", row.issue_date, document.issue_date
    yield "material", row.material.value, document.material.value
    yield "CoC mass", row.coc_mass_g, document.coc_mass_g
    yield "total mass", row.total_mass_g, document.total_mass_g
    yield "supersedes", row.supersedes, document.supersedes


def document_findings() -> Iterator[Finding]:
    """Yield what buyers booked under numbers of this store that say otherwise."""
    for each in check_store.doubtful_bookings():
        yield Finding(
            code=FindingCode.DOCUMENT_NOT_IN_LEDGER,
            subject=f"{each.recipient} {each.number}",
            detail=f"{tonnes_text(each.booked_g)} t booked from {each.issuer}, {_instead(each)}",
        )


def _instead(booked: BookedNumber) -> str:
    if booked.document_g is None:
        return f"which has no such document in force for {booked.recipient}"
    return f"whose document says {tonnes_text(booked.document_g)} t"
