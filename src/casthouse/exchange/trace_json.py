"""A trace as JSON (contract section 5): shares as "a/b" in lowest terms, masses in grams that sum to the subject's."""

from collections.abc import Sequence
from typing import Any, Protocol

from casthouse.measure.period import Period
from casthouse.measure.share import share_text
from casthouse.provenance.attribution import AttributedShare, unattributed
from casthouse.provenance.disclosed_trace import Place, SeenOrigin, SeenShipment
from casthouse.provenance.lot_graph import LotName
from casthouse.provenance.origin_share import largest_remainder
from casthouse.provenance.pool import AttributionRule


class TracedSubject(Protocol):
    """What was asked about."""

    @property
    def lot(self) -> LotName:
        """The lot."""

    @property
    def mass_g(self) -> int:
        """The mass asked about."""


class AttributingAccount(Protocol):
    """Whose accounts attribute, in which period and by which rule."""

    @property
    def rule(self) -> AttributionRule | None:
        """The rule; None where no accounts hold the lot."""

    @property
    def scope(self) -> str:
        """Whose accounts."""

    @property
    def period(self) -> Period | None:
        """Of which period."""


class AttributedAnswer(AttributingAccount, Protocol):
    """What the accounts attribute."""

    @property
    def shares(self) -> tuple[AttributedShare, ...]:
        """The shares."""


class TraceAnswer(Protocol):
    """A trace as whoever asked may see it."""

    @property
    def subject(self) -> TracedSubject:
        """What was asked about."""

    @property
    def lots(self) -> int:
        """How many lots lie upstream, itself among them."""

    @property
    def edges(self) -> int:
        """How many edges."""

    @property
    def origins(self) -> tuple[SeenOrigin, ...]:
        """The physical answer."""

    @property
    def attributed(self) -> AttributedAnswer:
        """The book-keeping answer."""

    @property
    def downstream(self) -> tuple[SeenShipment, ...]:
        """The shipments that hold something of it."""


class RecalledLotAnswer(TracedSubject, Protocol):
    """A lot that is recalled."""

    @property
    def references(self) -> tuple[str, ...]:
        """By what it was named."""


class RecallAnswer(Protocol):
    """A recall of several lots as whoever asked may see it."""

    @property
    def organisation(self) -> str:
        """Whose lots they are."""

    @property
    def lots(self) -> Sequence[RecalledLotAnswer]:
        """The lots."""

    @property
    def downstream(self) -> tuple[SeenShipment, ...]:
        """The shipments that hold something of any of them."""


def trace_json(trace: TraceAnswer) -> dict[str, Any]:
    """Return the document of contract section 5; what is not disclosed is null, and `undisclosed` is true."""
    return {
        **subject_json(trace.subject),
        "physical": {
            "origins": [_origin(each) for each in trace.origins],
            "edges": trace.edges,
            "lots": trace.lots,
        },
        "attributed": attributed_json(trace.attributed, trace.subject.mass_g),
        "downstream": {"customers": customers_json(trace.downstream)},
    }


def subject_json(subject: TracedSubject) -> dict[str, Any]:
    """Return what was asked about, with its mass."""
    lot = subject.lot
    return {"subject": {"organisation": lot.organisation, "lot": lot.lot}, "mass_g": subject.mass_g}


def _origin(each: SeenOrigin) -> dict[str, Any]:
    return {**place_json(each.place), "mass_g": each.mass_g, "share": share_text(each.share)}


def place_json(place: Place) -> dict[str, Any]:
    """Return what may be seen of where something was."""
    return {
        "organisation": place.organisation or None,
        "country": place.country or None,
        "facility": place.facility or None,
        "lot": place.lot or None,
        "reference": place.reference or None,
        "counterparty": place.counterparty or None,
        "kind": place.kind or None,
        "undisclosed": place.is_undisclosed,
    }


def attributed_json(attributed: AttributedAnswer, mass_g: int) -> dict[str, Any]:
    """Return what the accounts attribute; its grams and those of which nobody tells sum to the mass."""
    shares = [each.share for each in attributed.shares]
    grams = largest_remainder([*shares, unattributed(attributed.shares)], mass_g)
    origins = [
        {
            "organisation": each.inflow.organisation,
            "lot": each.inflow.lot or None,
            "reference": each.inflow.reference,
            "counterparty": each.inflow.counterparty or None,
            "mass_g": grams[place],
            "share": share_text(each.share),
            "share_min": share_text(each.share_min),
            "share_max": share_text(each.share_max),
        }
        for place, each in enumerate(attributed.shares)
    ]
    return {**account_json(attributed), "origins": origins, "undisclosed_g": grams[-1]}


def account_json(told: AttributingAccount) -> dict[str, Any]:
    """Return whose accounts attribute; all null where none hold the lot."""
    period = told.period
    return {
        "rule": told.rule,
        "scope": told.scope or None,
        "period": period and {"start": period.start.isoformat(), "end": period.last_day.isoformat()},
    }


def customers_json(shipments: Sequence[SeenShipment]) -> list[dict[str, Any]]:
    """Return shipments by customer."""
    customers: dict[str, dict[str, Any]] = {}
    for each in shipments:
        usual: dict[str, Any] = {"customer": each.customer, "mass_g": 0, "shipments": []}
        entry = customers.setdefault(each.customer, usual)
        entry["mass_g"] += each.mass_g
        entry["shipments"].append(_shipment(each))
    return [customers[name] for name in sorted(customers)]


def recall_json(recall: RecallAnswer) -> dict[str, Any]:
    """Return a recall: the lots, and each customer once, with the mass and the lots whose metal it got."""
    customers = customers_json(recall.downstream)
    lots_of: dict[str, dict[str, None]] = {}
    for each in recall.downstream:
        lots_of.setdefault(each.customer, {}).update(dict.fromkeys(lot.lot for lot in each.subjects))
    return {
        "organisation": recall.organisation,
        "lots": [
            {"lot": each.lot.lot, "mass_g": each.mass_g, "references": list(each.references)}
            for each in recall.lots
        ],
        "customers": [{**each, "lots": sorted(lots_of[each["customer"]])} for each in customers],
    }


def _shipment(each: SeenShipment) -> dict[str, Any]:
    return {
        "organisation": each.place.organisation,
        "country": each.place.country or None,
        "lot": each.place.lot,
        "reference": each.place.reference,
        "date": each.day,
        "document": each.document or None,
        "shipped_g": each.shipped_g,
        "mass_g": each.mass_g,
        "share": share_text(each.share.exact),
    }
