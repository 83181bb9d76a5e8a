"""Issuing CoC Documents, one at a time or for every shipment that has none (CoC Standard V2 part 9).

A document is numbered without gaps in its issuer's series of the year of shipment. Issuing again gives the document
that is in force. A closed period is no obstacle. An issuer that has a key signs what it issues.

One document is read in one statement and appended in one transaction; when the issuer's ledger moved on between the
two, it is read anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.db import IntegrityError, transaction

from casthouse.custody.document import CocDocument, number_text, number_year
from casthouse.custody.document_draft import NO_SUPPLEMENTS, ShipmentFacts, Supplements, draft_document
from casthouse.custody.document_state import DocumentState
from casthouse.exchange.document_json import document_json_around_number, document_text, read_document
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.document_statement import sign_issued
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.logged_row import enter_document, enter_documents, sign_after_commit
from casthouse.service.lookup import found_organisation_id, organisation_unknown
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import document_issue as issue_store
from casthouse.storage.brief_transaction import brief_transaction
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.document_issue import IssueFile, NewDocument
from casthouse.storage.journal import append_journal

ATTEMPTS_MAX = 1000
"""Each lost attempt means that somebody else got on; so many in a row are a bug."""

BATCH_SIZE = 10_000
"""So many documents are issued in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """A document in force; `is_new` says whether it was issued just now."""

    document: CocDocument
    state: DocumentState
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedNumber:
    """One line of a bulk issue: which document speaks for the shipment now, and whether it is new."""

    reference: str
    number: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedShipment:
    """One line of a bulk issue: why a shipment got no document."""

    reference: str
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocuments:
    """What a bulk issue did, by day of shipment and reference."""

    issued: tuple[IssuedNumber, ...]
    refused: tuple[RefusedShipment, ...]


def issue_document(
    actor: Actor,
    *,
    organisation: str,
    shipment: str,
    supplements: Supplements | None = None,
    recipient_address: str | None = None,
) -> IssuedDocument:
    """Issue the CoC Document of a shipment, or return the one that is in force.

    Args:
        actor: who issues.
        organisation: code of the issuer.
        shipment: reference of the CoC shipment.
        supplements: what to state beside the mandatory fields.
        recipient_address: the recipient's address, instead of the one in the register.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `shipment_unknown`, `not_a_coc_shipment`,
            `shipment_reversed`, `scope_not_certified`, `shipment_before_accounts`, `document_incomplete`,
            `mass_impossible`.
    """
    authorise(actor, Act.DOCUMENT_ISSUE, organisation)
    for _ in range(ATTEMPTS_MAX):
        file = _found_file(organisation, shipment)
        if file.in_force is not None:
            return _standing(file)
        at = clock.now()
        draft = _draft(file, count=1, at=at, supplements=supplements, address=recipient_address)
        number = _append(file, draft, at=at, actor=actor.name)
        if number is not None:
            if file.had_key:
                sign_issued(actor, organisation, [number])
            return IssuedDocument(
                document=replace(draft, number=number), state=DocumentState.ISSUED, is_new=True
            )
    raise AssertionError(f"{shipment} of {organisation} lost {ATTEMPTS_MAX} times")


def _found_file(organisation: str, shipment: str) -> IssueFile:
    file = issue_store.issue_file(organisation, shipment)
    if file is None:
        raise organisation_unknown(organisation)
    if isinstance(file, int):
        raise _shipment_unknown(organisation, shipment)
    return file


def _shipment_unknown(organisation: str, shipment: str) -> Refusal:
    return Refusal(
        "shipment_unknown",
        found=f"“{shipment}”, no movement of {organisation}",
        expected="the reference of a posted shipment",
        todo="import the shipment first, or correct the reference",
    )


def _standing(file: IssueFile) -> IssuedDocument:
    assert file.in_force is not None
    document = read_document(file.in_force.content.encode())
    return IssuedDocument(document=document, state=file.in_force.state, is_new=False)


def _draft(
    file: IssueFile,
    *,
    count: int,
    at: datetime,
    supplements: Supplements | None = None,
    address: str | None = None,
) -> CocDocument:
    """Return the document of a shipment as the `count`-th of its series."""
    facts = file.facts if address is None else _addressed(file.facts, address)
    return draft_document(
        facts,
        number=number_text(facts.issuer.code, number_year(facts.day), count),
        issue_date=at.date(),
        edition_title=edition_title(file.edition, file.rule_pack_digest),
        supplements=supplements or NO_SUPPLEMENTS,
    )


def _addressed(facts: ShipmentFacts, address: str) -> ShipmentFacts:
    return replace(facts, recipient=replace(facts.recipient, address=address))


@lru_cache(maxsize=256)
def edition_title(edition: str, rule_pack_digest: str) -> str:  # noqa: ARG001 - a new text is a new entry
    """Return the name of an edition; a user's rule pack is told from its predecessors by its digest."""
    return rule_pack_of(edition).name if edition else ""


def _append(file: IssueFile, draft: CocDocument, *, at: datetime, actor: str) -> str | None:
    try:
        with brief_transaction():
            appended = issue_store.append_document(
                _new(file, draft),
                around_number=document_json_around_number(draft),
                ledger_mark=file.ledger_mark,
                at=at,
                actor=actor,
                act=Act.DOCUMENT_ISSUE,
            )
            if appended is None:
                return None
            signed_at = enter_document(appended, at=at)
    except IntegrityError:  # another client's document of this shipment came first: it is read next
        return None
    sign_after_commit(signed_at)
    return appended.number


def _new(file: IssueFile, document: CocDocument) -> NewDocument:
    return NewDocument(
        document=document,
        issuer_id=file.organisation_id,
        movement_id=file.movement_id,
        recipient_id=file.recipient_id,
    )


def issue_documents(
    actor: Actor, *, organisation: str, shipments: Sequence[str] | None = None
) -> IssuedDocuments:
    """Issue the CoC Documents of many shipments; what is refused does not stop the rest.

    Numbers run by day of shipment, then by reference.

    Args:
        actor: who issues.
        organisation: code of the issuer.
        shipments: references of CoC shipments; None takes every one in force that has no document.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.DOCUMENT_ISSUE, organisation)
    organisation_id = found_organisation_id(organisation)
    refused: list[RefusedShipment] = []
    if shipments is None:
        references = issue_store.references_without_document(organisation_id)
    else:
        references = issue_store.references_by_day(organisation_id, list(dict.fromkeys(shipments)))
        refused += [
            RefusedShipment(reference=reference, refusal=_shipment_unknown(organisation, reference))
            for reference in sorted(set(shipments) - set(references))
        ]
    issued: list[IssuedNumber] = []
    for start in range(0, len(references), BATCH_SIZE):
        batch = _issue_batch(actor, organisation_id, references[start : start + BATCH_SIZE])
        issued += batch.issued
        refused += batch.refused
    sign_issued(actor, organisation, [each.number for each in issued if each.is_new])
    return IssuedDocuments(issued=tuple(issued), refused=tuple(refused))


def _issue_batch(actor: Actor, organisation_id: int, references: Sequence[str]) -> IssuedDocuments:
    """Issue the documents of some shipments in one transaction that holds the issuer's ledger."""
    at = clock.now()
    issued: list[IssuedNumber] = []
    refused: list[RefusedShipment] = []
    new: list[NewDocument] = []
    with transaction.atomic():
        lock_ledgers([organisation_id])
        counters = issue_store.last_numbers(organisation_id)
        for file in issue_store.issue_files(organisation_id, references):
            reference = file.facts.reference
            if file.in_force is not None:
                issued.append(IssuedNumber(reference=reference, number=file.in_force.number, is_new=False))
                continue
            year = number_year(file.facts.day)
            count = counters.get(year, 0) + 1
            try:
                document = _draft(file, count=count, at=at)
            except Refusal as refusal:
                refused.append(RefusedShipment(reference=reference, refusal=refusal))
                continue
            counters[year] = count
            new.append(_new(file, document))
            issued.append(IssuedNumber(reference=reference, number=document.number, is_new=True))
        if new:
            contents = [document_text(each.document) for each in new]
            issue_store.append_documents(new, contents, counters=counters, at=at, actor=actor.name)
            _note(actor, organisation_id, new, at=at)
            enter_documents(organisation_id, [each.document.number for each in new], at=at)
    return IssuedDocuments(issued=tuple(issued), refused=tuple(refused))


def _note(actor: Actor, organisation_id: int, new: Sequence[NewDocument], *, at: datetime) -> None:
    append_journal(
        at=at,
        actor=actor.name,
        act=Act.DOCUMENT_ISSUE,
        organisation_id=organisation_id,
        subject=f"{len(new)} documents",
        first=new[0].document.number,
        last=new[-1].document.number,
    )
