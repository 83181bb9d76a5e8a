"""Documents that the two sides do not tell alike: booked twice, altered, never issued, booked too early."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.custody.stage import Material
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_text
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.anomaly_rules import AnomalyRules
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly
from casthouse.provenance.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedSide:
    """What the issuer's document says."""

    issuer: str
    shipment: str
    recipient: str | None
    day: date
    material: Material
    mass_g: int
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedSide:
    """What one organisation booked under a document: its receipts in force that name it, together."""

    buyer: str
    references: tuple[str, ...]
    first: date
    materials: frozenset[Material]
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedDocument:
    """A document by supplier and number with everything that was booked under it.

    `issued` is None where the supplier issued no such document here; `supplier_issues` says whether it issues here at
    all, since of papers from elsewhere nothing can be said.
    """

    supplier: str
    number: str
    issued: IssuedSide | None
    supplier_issues: bool
    booked: tuple[BookedSide, ...]


def document_anomalies(
    documents: Sequence[BookedDocument], rules: AnomalyRules, period: Period
) -> Iterator[ChainAnomaly]:
    """Return what the two sides of documents do not tell alike."""
    for each in documents:
        yield from _booked_twice(each, rules, period)
        if each.issued is None and each.supplier_issues:
            yield _not_issued(each, "its issuer has issued no such document", period)
        elif each.issued is not None and not each.issued.in_force:
            yield _not_issued(each, "its issuer took the document back", period)
        elif each.issued is not None:
            yield from _altered(each, each.issued, rules, period)


def _booked_twice(document: BookedDocument, rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    """Several buyers of one number, or more than the document and the tolerance."""
    total_g = sum(each.mass_g for each in document.booked)
    limit = (
        None
        if document.issued is None
        else document.issued.mass_g * (1 + rules.part("mass_tolerance_percent"))
    )
    is_over = limit is not None and total_g > limit and sum(len(b.references) for b in document.booked) > 1
    if len(document.booked) == 1 and not is_over:
        return
    sides = [
        _booked(each, f"booked {document.number} of {document.supplier}, {_receipts(each)}")
        for each in document.booked
    ]
    yield _anomaly(AnomalyKind.DOCUMENT_BOOKED_TWICE, document, [*_issuer(document), *sides], period)


def _not_issued(document: BookedDocument, why: str, period: Period) -> ChainAnomaly:
    sides = [
        _booked(each, f"booked {document.number} of {document.supplier}, {_receipts(each)}; {why}")
        for each in document.booked
    ]
    return _anomaly(AnomalyKind.DOCUMENT_NOT_ISSUED, document, [*_issuer(document), *sides], period)


def _altered(
    document: BookedDocument, issued: IssuedSide, rules: AnomalyRules, period: Period
) -> Iterator[ChainAnomaly]:
    for each in document.booked:
        told = list(_differences(each, issued, rules))
        if told:
            seen = f"booked {document.number} of {document.supplier}, {_receipts(each)}: {'; '.join(told)}"
            yield _anomaly(
                AnomalyKind.DOCUMENT_ALTERED,
                document,
                [*_issuer(document), _booked(each, seen)],
                period,
                severity=Severity.HIGH if _is_grave(each, issued, rules) else Severity.MEDIUM,
            )


def _differences(booked: BookedSide, issued: IssuedSide, rules: AnomalyRules) -> Iterator[str]:
    if booked.materials != {issued.material}:
        words = ", ".join(sorted(each.value.replace("_", " ") for each in booked.materials))
        yield f"{words} for {issued.material.value.replace('_', ' ')}"
    difference_g = abs(booked.mass_g - issued.mass_g)
    if difference_g > issued.mass_g * rules.part("mass_tolerance_percent"):
        yield f"{tonnes_text(booked.mass_g)} t for the {tonnes_text(issued.mass_g)} t of the document"
    if issued.recipient is not None and issued.recipient != booked.buyer:
        yield "the document was issued to another organisation"
    if booked.first < issued.day:
        yield f"booked on {booked.first}, shipped on {issued.day}"


def _is_grave(booked: BookedSide, issued: IssuedSide, rules: AnomalyRules) -> bool:
    is_more = booked.mass_g > issued.mass_g * (1 + rules.part("mass_tolerance_percent"))
    is_of_another = issued.recipient is not None and issued.recipient != booked.buyer
    return is_more or is_of_another or booked.materials != {issued.material}


def _issuer(document: BookedDocument) -> list[AnomalySide]:
    issued = document.issued
    if issued is None:
        return []
    seen = f"issued {document.number} for {tonnes_text(issued.mass_g)} t, shipped on {issued.day}"
    return [
        AnomalySide(organisation=issued.issuer, seen=seen, references=(issued.shipment,), entries_total=1)
    ]


def _booked(side: BookedSide, seen: str) -> AnomalySide:
    return AnomalySide(
        organisation=side.buyer, seen=seen, references=side.references, entries_total=len(side.references)
    )


def _receipts(side: BookedSide) -> str:
    return f"{counted(len(side.references), 'receipt')} of {tonnes_text(side.mass_g)} t"


def _anomaly(
    kind: AnomalyKind,
    document: BookedDocument,
    sides: Sequence[AnomalySide],
    period: Period,
    *,
    severity: Severity = Severity.HIGH,
) -> ChainAnomaly:
    return ChainAnomaly(
        kind=kind,
        severity=severity,
        subject=f"{document.supplier}/{document.number}",
        period=period,
        sides=tuple(sides),
    )
