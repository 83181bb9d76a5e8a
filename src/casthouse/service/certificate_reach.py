"""Whom the loss of a certificate touches: its documents in force, the customers who hold them, and telling these.

What was sold on certified days stands; the customers learn from when on nothing more can come from the scope as CoC
Material, so that they ask before they book. A performance certificate touches the custody certificates that rest on
it, and through them their customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from casthouse.assurance.certificate_book import CertificateBook, Lessened, lessened
from casthouse.assurance.certificate_history import CertificateHistory, scope_versions
from casthouse.measure.mass import tonnes_text
from casthouse.service.ledger_hold import LedgerHold
from casthouse.service.notice import send_notices
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate_reach as reach_store
from casthouse.storage.certificate_reach import TouchedCustomer, TouchedPaper
from casthouse.storage.notice import NewNotice


def certificate_link(number: str) -> str:
    """Return the path of a certificate's page."""
    return f"/certificates/one/?number={quote(number, safe='')}"


PAPERS_MAX = 100
"""So many documents are shown one by one; the counts are of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateReach:
    """What hangs on a certificate that loses days.

    Attributes:
        number: the custody certificate.
        scope: its scope.
        lost_from: the first day that it loses.
        customers: who holds documents in force of it.
        papers: the latest of those documents.
    """

    number: str
    scope: str
    lost_from: date
    customers: tuple[TouchedCustomer, ...]
    papers: tuple[TouchedPaper, ...]

    @property
    def documents(self) -> int:
        """How many documents in force there are in all."""
        return sum(each.documents for each in self.customers)

    @property
    def after(self) -> int:
        """How many of them are of shipments on or after the first lost day: to be asked about."""
        return sum(each.after for each in self.customers)

    @property
    def standing(self) -> int:
        """How many of them are of shipments before it: they stay valid, as of their day."""
        return self.documents - self.after

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "certificate": self.number,
            "scope": self.scope,
            "lost_from": self.lost_from.isoformat(),
            "documents": self.documents,
            "standing": self.standing,
            "after": self.after,
            "customers": [
                {
                    "code": each.code,
                    "name": each.name,
                    "documents": each.documents,
                    "coc_mass_g": each.coc_mass_g,
                    "first": each.first.isoformat(),
                    "last": each.last.isoformat(),
                    "after": each.after,
                }
                for each in self.customers
            ],
            "latest": [
                {
                    "document": each.number,
                    "recipient": each.recipient,
                    "shipment": each.shipment,
                    "date": each.day.isoformat(),
                    "coc_mass_g": each.coc_mass_g,
                }
                for each in self.papers
            ],
        }


def reach_between(before: CertificateBook, after: CertificateBook) -> tuple[CertificateReach, ...]:
    """Return what hangs on the custody certificates that lose days between two states of a book."""
    return tuple(
        _reach(each)
        for each in lessened(before, after)
        if each.history.standard is StandardName.CHAIN_OF_CUSTODY
    )


def custody_reach(history: CertificateHistory, lost_from: date) -> tuple[CertificateReach, ...]:
    """Return what hangs on one certificate from a day on; nothing for one that is not of custody."""
    if history.standard is not StandardName.CHAIN_OF_CUSTODY:
        return ()
    return (_reach(Lessened(history=history, first_lost=lost_from)),)


def _reach(lost: Lessened) -> CertificateReach:
    history = lost.history
    sites = sorted({s.facility for version in scope_versions(history) for s in version.facilities})
    first = history.first_day or lost.first_lost
    customers = reach_store.touched_customers(
        history.organisation, facilities=sites, first=first, lost_from=lost.first_lost
    )
    papers = reach_store.touched_papers(history.organisation, facilities=sites, first=first, limit=PAPERS_MAX)
    return CertificateReach(
        number=history.number,
        scope=history.scope,
        lost_from=lost.first_lost,
        customers=tuple(customers),
        papers=tuple(papers),
    )


def tell_customers(
    hold: LedgerHold, reaches: Sequence[CertificateReach], *, holder: str, why: str, reference: str
) -> int:
    """Tell each registered customer that a certificate lost days; return how many were told."""
    new = [
        NewNotice(
            reader=customer.code,
            reference=f"{reference}:{each.number}",
            subject=f"{holder}: certificate {each.number} does not entitle from {each.lost_from} on",
            text=_lost_text(each, customer, holder, why),
            link=certificate_link(each.number),
        )
        for each in reaches
        for customer in each.customers
        if customer.code is not None and customer.code != holder
    ]
    return send_notices(_once_each(new), at=hold.at, sender=hold.actor.name)


def _lost_text(reach: CertificateReach, customer: TouchedCustomer, holder: str, why: str) -> str:
    after = (
        f" {customer.after} of them are of shipments on or after that day: ask {holder} about them."
        if customer.after
        else ""
    )
    return (
        f"Chain-of-custody certificate {reach.number} of {holder} does not entitle from {reach.lost_from} on: {why}. "
        f"You hold {customer.documents} of its CoC Documents in force, {tonnes_text(customer.coc_mass_g)} t. What was "
        f"shipped before that day stands.{after} From then on nothing from this scope can be booked as CoC Material "
        "until it is certified again."
    )


def tell_return(hold: LedgerHold, history: CertificateHistory, *, day: date, reference: str) -> int:
    """Tell the customers of a scope that its certificate entitles again; return how many were told."""
    new = [
        NewNotice(
            reader=customer.code,
            reference=f"{reference}:{history.number}",
            subject=f"{history.organisation}: certificate {history.number} entitles again from {day} on",
            text=(
                f"Chain-of-custody certificate {history.number} of {history.organisation} was reinstated and entitles "
                f"again from {day} on. Shipments between stay without CoC status."
            ),
            link=certificate_link(history.number),
        )
        for reach in custody_reach(history, day)
        for customer in reach.customers
        if customer.code is not None and customer.code != history.organisation
    ]
    return send_notices(_once_each(new), at=hold.at, sender=hold.actor.name)


def _once_each(new: Sequence[NewNotice]) -> list[NewNotice]:
    """Leave one notice for each reader and reference: a customer may stand under two names on its documents."""
    return list({(each.reader, each.reference): each for each in new}.values())
