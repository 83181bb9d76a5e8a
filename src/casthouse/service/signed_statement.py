"""Signed statements: what is stated of a document, a period or a certificate, signed so that anybody can check it.

A statement is signed once: asking again gives the one that is there, as long as it says the same and its key is
believed. It is kept as it was signed, in both forms, and stands in a status list of its issuer at an entry that chance
picks, so that entries tell nothing of how many statements there are. Whoever knows its identifier may look it up; the
identifier is printed on paper and cannot be guessed.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from casthouse.exchange.statement_schema import schema_mistakes
from casthouse.passport.canonical import JsonObject, canonical
from casthouse.passport.controller_document import key_named, method_id
from casthouse.passport.credential import CredentialForm, CredentialIssuer, StatusEntry, new_credential
from casthouse.passport.integrity_proof import with_proof
from casthouse.passport.jose import token
from casthouse.passport.key_owner import KeyOwner
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.signer import Signer
from casthouse.passport.statement_kind import KINDS, StatementKind, schema_name
from casthouse.passport.status_list import ENTRIES_MIN, StatusPurpose
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.did_document import did_of
from casthouse.service.hideable_statement import hideable_form, lacks_hideable_form
from casthouse.service.key_signer import signer_for
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.statement_entry import enter_statement
from casthouse.storage import signed_statement as store
from casthouse.storage import signing_key as key_store
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.journal import append_journal
from casthouse.storage.signed_statement import StatementLink

IDENTIFIER_BYTES = 16
LIST_FILL_MAX = ENTRIES_MIN // 2
"""A list is followed by the next when half of its entries are given: chance then finds a free one quickly."""
PAGE_SIZE = 50
LISTED_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedStatement:
    """What is to be stated.

    Attributes:
        kind: what it is about; `about` the number, period or reference of that.
        organisation: whom it is about, by its code.
        owner: whose key signs it; `name` the name that it goes by.
        link: the rows by which it is known whether it still holds.
        subject: what it says.
        purposes: what its status lists say of it.
        is_hideable: whether there is also a form of it from which its holder hides parts.
    """

    kind: StatementKind
    about: str
    organisation: str
    owner: KeyOwner
    name: str
    link: StatementLink
    subject: JsonObject
    purposes: tuple[StatusPurpose, ...] = (StatusPurpose.REVOCATION,)
    is_hideable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """Some of the statements about an organisation, the latest first, and how many there are in all."""

    statements: tuple[SignedStatement, ...]
    total: int


def statement_json(statement: SignedStatement) -> dict[str, Any]:
    """Return the members of a line of a list."""
    return {
        "id": statement.identifier,
        "kind": statement.kind.value,
        "about": statement.about,
        "organisation": statement.organisation,
        "issuer": statement.did,
        "name": statement.name,
        "key": statement.method,
        "signed_at": statement.signed_at.isoformat(timespec="seconds"),
        "signed_by": statement.signed_by,
        "sha256": statement.digest,
        "address": check_address(statement.identifier),
    }


def check_address(identifier: str) -> str:
    """Return where anybody may look a statement up."""
    return f"{settings.PUBLIC_URL}/check/{identifier}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDesk:
    """What one signer needs for many statements: the key, read and opened once."""

    owner: KeyOwner
    signer: Signer
    did: str
    stolen: frozenset[str]

    @property
    def method(self) -> str:
        """The verification method of the key."""
        return method_id(self.did, self.signer.public)


def signing_desk(owner: KeyOwner, at: datetime) -> SigningDesk:
    """Return what signs for an owner.

    Raises:
        Refusal: `key_missing` and whatever else keeps a key from signing.
    """
    signer = signer_for(owner, at)
    keys = key_store.keys_of(owner)
    return SigningDesk(
        owner=owner,
        signer=signer,
        did=did_of(owner),
        stolen=frozenset(key.public.multikey for key in keys if key.compromised_since is not None),
    )


def signed_once(
    actor: Actor, act: Act, owner: KeyOwner, wanted: Callable[[], WantedStatement], *, organisation_id: int
) -> SignedStatement:
    """Sign a statement, or return the one that says the same; nobody else signs about the organisation meanwhile.

    Args:
        actor: who signs, permitted already.
        act: what the journal calls it.
        owner: whose key signs.
        wanted: returns what is to be stated, as it stands while nobody else can change it.
        organisation_id: whom it is about.

    Raises:
        Refusal: as `wanted`; `key_missing` and whatever else keeps a key from signing.
    """
    with transaction.atomic():
        lock_ledgers([organisation_id])
        asked = wanted()
        held = store.latest_statement(organisation_id, asked.kind, asked.about)
        if held is not None and _still_speaks(held, asked):
            return held
        return sign(actor, act, signing_desk(owner, clock.now()), asked)


def sign(actor: Actor, act: Act, desk: SigningDesk, asked: WantedStatement) -> SignedStatement:
    """Sign a statement while nobody else signs about the organisation, and enter it in the journal and the log."""
    signed = _signed(desk, asked, at=clock.now(), by=actor.name)
    hideable = hideable_form(signed, desk.signer) if asked.is_hideable else ""
    enter_statement(signed, asked.link.organisation_id, hideable=hideable)
    append_journal(
        at=signed.signed_at,
        actor=actor.name,
        act=act.value,
        organisation_id=asked.link.organisation_id,
        subject=f"{asked.kind.value} {asked.about}",
        statement=signed.identifier,
        key=signed.method,
    )
    return signed


def _still_speaks(held: SignedStatement, asked: WantedStatement) -> bool:
    """Say whether a statement says what is asked, for the same issuer, with a key that is believed."""
    same = (held.owner, held.did, held.name) == (asked.owner.text, did_of(asked.owner), asked.name)
    if not same or json.loads(held.content)["credentialSubject"] != asked.subject:
        return False
    if asked.is_hideable and lacks_hideable_form(held):  # signed before there was such a form
        return False
    return not any(
        key.compromised_since is not None and key_named(held.method) == key.public.multikey
        for key in key_store.keys_of(asked.owner)
    )


def _signed(desk: SigningDesk, asked: WantedStatement, *, at: datetime, by: str) -> SignedStatement:
    signer, did, method = desk.signer, desk.did, desk.method
    while True:
        number, entry = _free_entry(asked.owner)
        identifier = secrets.token_hex(IDENTIFIER_BYTES)
        list_url = f"{settings.PUBLIC_URL}/status/{asked.owner.text}/{number}"
        credential = _credential(asked, did=did, identifier=identifier, entry=entry, list_url=list_url, at=at)
        content = canonical(with_proof(credential, signer=signer, method=method, created=at)).decode()
        value = SignedStatement(
            identifier=identifier,
            kind=asked.kind,
            about=asked.about,
            organisation=asked.organisation,
            owner=asked.owner.text,
            did=did,
            name=asked.name,
            method=method,
            list_url=list_url,
            list_number=number,
            entry=entry,
            content=content,
            token=token(credential, signer=signer, method=method, created=at),
            digest=sha256(content.encode()).hexdigest(),
            signed_at=at,
            signed_by=by,
        )
        if store.append_statement(value, asked.link):
            return value


def _free_entry(owner: KeyOwner) -> tuple[int, int]:
    """Return a list of an owner that is not half full, and an entry of it that chance picks among the free."""
    number = store.statement_count(owner.text) // LIST_FILL_MAX + 1
    while True:
        entry = secrets.randbelow(ENTRIES_MIN)
        if store.entry_is_free(owner.text, number, entry):
            return number, entry


def _credential(
    asked: WantedStatement, *, did: str, identifier: str, entry: int, list_url: str, at: datetime
) -> JsonObject:
    form = CredentialForm(
        identifier=check_address(identifier),
        type=KINDS[asked.kind].type,
        schema=f"{settings.PUBLIC_URL}/schemas/{schema_name(asked.kind)}.json",
        valid_from=at,
        statuses=[
            StatusEntry(purpose=each.value, index=entry, list_url=f"{list_url}/{each.value}")
            for each in asked.purposes
        ],
    )
    credential = new_credential(
        form, issuer=CredentialIssuer(did=did, name=asked.name), subject=asked.subject
    )
    mistakes = schema_mistakes(credential, asked.kind, KINDS[asked.kind].version)
    if mistakes:  # what people wrote, such as a blank, does not fit what is published
        raise Refusal(
            "statement_incomplete",
            found="; ".join(mistakes)[:500],
            expected=f"what the schema {schema_name(asked.kind)} demands",
            todo="complete what the statement is about, then sign again",
        )
    return credential


def statements(actor: Actor, *, organisation: str, limit: int = PAGE_SIZE, offset: int = 0) -> StatementPage:
    """Return the statements about an organisation, the latest first.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`.
    """
    authorise(actor, Act.STATEMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    found = store.statements_about(
        organisation_id, limit=min(max(limit, 1), LISTED_MAX), offset=max(offset, 0)
    )
    return StatementPage(statements=tuple(found), total=store.statements_count_about(organisation_id))


def statement_of(actor: Actor, *, identifier: str) -> SignedStatement:
    """Return a statement to whoever knows its identifier, a visitor too.

    Raises:
        Refusal: `not_permitted`, `statement_unknown`.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    found = store.statement_of(identifier)
    if found is None:
        raise Refusal(
            "statement_unknown",
            found=f"“{identifier[:60]}”",
            expected="the identifier of a statement that was signed here",
            todo="take the identifier whole from the statement, or from the code on the paper",
        )
    return found


def latest_about(
    organisation_id: int, kind: StatementKind, about: Sequence[str]
) -> dict[str, SignedStatement]:
    """Return the latest statement about each of several things of an organisation, where there is one."""
    return {each.about: each for each in store.latest_statements(organisation_id, kind, about)}
