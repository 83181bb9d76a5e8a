"""Documents that the two sides do not tell alike: booked twice, altered, never issued, booked too early.

What a document says is told to its issuer and its recipient. Whoever else books its number reads one sentence, which is
the same where no such document exists: a receipt is no way to read the papers of others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.stage import Material
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, Sight
from casthouse.provenance.severity import Severity

NOT_TO_IT = "its issuer issued it no document of this number that stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedSide:
    """What the issuer's document says; `recipient` is None where it is made out to nobody who is here."""

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
    last: date
    materials: frozenset[Material]
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedDocument:
    """A document by supplier and number with everything that was booked under it.

    `issued` is None where the supplier issued no such document here; `issues_since` is the day of its first document
    here, and None where it never issued one, since of papers from elsewhere nothing can be said.
    """

    supplier: str
    number: str
    issued: IssuedSide | None
    issues_since: date | None
    booked: tuple[BookedSide, ...]


def document_anomalies(
    documents: Sequence[BookedDocument], held_against: Mapping[str, AllowanceRules], period: Period
) -> Iterator[ChainAnomaly]:
    """Return what the two sides of documents do not tell alike.

    `held_against` has the rules of custody of each buyer: a mass may be off by their tolerance at receipt.
    """
    for each in documents:
        yield from _booked_twice(each, held_against, period)
        for side in each.booked:
            rules = held_against[side.buyer]
            if each.issued is not None and each.issued.recipient == side.buyer:
                yield from _of_recipient(each, each.issued, side, rules, period)
            elif side.last >= period.start:
                yield from _of_another(each, side, rules, period)


def _booked_twice(
    document: BookedDocument, held_against: Mapping[str, AllowanceRules], period: Period
) -> Iterator[ChainAnomaly]:
    """Several buyers of one number, or several receipts of more than the document and the tolerance."""
    issued = document.issued
    if len(document.booked) == 1:
        (only,) = document.booked
        if (
            len(only.references) == 1
            or issued is None
            or not _is_more(only, issued, held_against[only.buyer])
        ):
            return
    parties = {issued.issuer, issued.recipient} if issued else set()
    sides = [
        _booked(
            document,
            each,
            sight=Sight.SIDE if document.issues_since is None or each.buyer in parties else Sight.NOTHING,
        )
        for each in document.booked
    ]
    yield _anomaly(AnomalyKind.DOCUMENT_BOOKED_TWICE, document, sides, period)


def _of_recipient(
    document: BookedDocument, issued: IssuedSide, side: BookedSide, rules: AllowanceRules, period: Period
) -> Iterator[ChainAnomaly]:
    """Compare a document with what its recipient booked."""
    if not issued.in_force:
        booked = _booked(document, side, "; its issuer took the document back")
        yield _anomaly(AnomalyKind.DOCUMENT_NOT_ISSUED, document, [booked], period)
        return
    told = list(_differences(side, issued, rules))
    if told:
        booked = _booked(document, side, f": {'; '.join(told)}")
        severity = Severity.HIGH if _is_grave(side, issued, rules) else Severity.MEDIUM
        yield _anomaly(AnomalyKind.DOCUMENT_ALTERED, document, [booked], period, severity=severity)


def _of_another(
    document: BookedDocument, side: BookedSide, rules: AllowanceRules, period: Period
) -> Iterator[ChainAnomaly]:
    """Ask somebody who booked a number that was not issued to it: what is true of the document stands in `together`.

    The buyer is asked by what it posted and by when its supplier began to issue, never by the document.
    """
    is_asked = document.issues_since is not None and document.issues_since <= side.first
    together = _truth(document.issued, side, rules)
    if together is None or (document.issued is None and not is_asked):
        return
    booked = _booked(document, side, f"; {NOT_TO_IT}", sight=Sight.ALONE if is_asked else Sight.NOTHING)
    yield _anomaly(AnomalyKind.DOCUMENT_NOT_ISSUED, document, [booked], period, together=together)


def _truth(issued: IssuedSide | None, side: BookedSide, rules: AllowanceRules) -> str | None:
    """Return what is true of a document that was not issued to who booked it; None where nothing is to be asked."""
    if issued is None:
        return "its issuer has issued no such document"
    if not issued.in_force:
        return "its issuer took the document back"
    told = list(_differences(side, issued, rules))
    if issued.recipient is not None:
        return "; ".join([f"the document was issued to {issued.recipient}", *told])
    return "; ".join(["the document was issued to nobody who is here", *told]) if told else None


def _differences(booked: BookedSide, issued: IssuedSide, rules: AllowanceRules) -> Iterator[str]:
    if booked.materials != {issued.material}:
        words = ", ".join(sorted(each.value.replace("_", " ") for each in booked.materials))
        yield f"{words} for {issued.material.value.replace('_', ' ')}"
    if not rules.within_receipt_tolerance(document_g=issued.mass_g, received_g=booked.mass_g):
        yield f"{tonnes_words(booked.mass_g)} t for the {tonnes_words(issued.mass_g)} t of the document"
    if booked.first < issued.day:
        yield f"booked on {booked.first}, shipped on {issued.day}"


def _is_grave(booked: BookedSide, issued: IssuedSide, rules: AllowanceRules) -> bool:
    return _is_more(booked, issued, rules) or booked.materials != {issued.material}


def _is_more(booked: BookedSide, issued: IssuedSide, rules: AllowanceRules) -> bool:
    is_within = rules.within_receipt_tolerance(document_g=issued.mass_g, received_g=booked.mass_g)
    return booked.mass_g > issued.mass_g and not is_within


def _issuer(document: BookedDocument) -> list[AnomalySide]:
    issued = document.issued
    if issued is None:
        return []
    seen = f"issued {document.number} for {tonnes_words(issued.mass_g)} t, shipped on {issued.day}"
    return [
        AnomalySide(organisation=issued.issuer, seen=seen, references=(issued.shipment,), entries_total=1)
    ]


def _booked(
    document: BookedDocument, side: BookedSide, told: str = "", *, sight: Sight = Sight.SIDE
) -> AnomalySide:
    receipts = f"{counted(len(side.references), 'receipt')} of {tonnes_words(side.mass_g)} t"
    return AnomalySide(
        organisation=side.buyer,
        seen=f"booked {document.number} of {document.supplier}, {receipts}{told}",
        references=side.references,
        entries_total=len(side.references),
        sight=sight,
    )


def _anomaly(
    kind: AnomalyKind,
    document: BookedDocument,
    booked: Sequence[AnomalySide],
    period: Period,
    *,
    severity: Severity = Severity.HIGH,
    together: str = "",
) -> ChainAnomaly:
    return ChainAnomaly(
        kind=kind,
        severity=severity,
        subject=f"{document.supplier}/{document.number}",
        period=period,
        sides=(*_issuer(document), *booked),
        together=together,
    )
