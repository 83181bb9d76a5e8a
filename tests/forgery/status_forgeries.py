"""Statements that hold no more, and lists that would hide it."""

import gzip
import zlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from casthouse.passport.canonical import canonical
from casthouse.passport.signer import memory_signer
from casthouse.passport.status_list import bits_of, encoded
from tests.forgery.content_forgeries import entry, member
from tests.forgery.forged import Forgery, Members, honest, signed, trusting
from tests.forgery.token_forgeries import loose
from tests.unit.passport.statement_world import AT, HOST, OTHER, RHEIN, key, signed_by, status_list

LISTED_AT = AT + timedelta(days=30)


def packed(octets: bytes) -> str:
    return "u" + urlsafe_b64encode(gzip.compress(octets, mtime=0)).rstrip(b"=").decode()


def listing(text: str, **subject: object) -> Members:
    """Return a rightly signed list with a text of the forger's choice for its bits."""
    members = {name: value for name, value in status_list().items() if name != "proof"}
    members["credentialSubject"] = {**members["credentialSubject"], "encodedList": text, **subject}
    return signed_by(RHEIN, members, at=LISTED_AT)


def changed_list() -> Members:
    """Return a list on which the statement is revoked, with the bits of one on which it is not."""
    return {**status_list([7]), "credentialSubject": status_list()["credentialSubject"]}


def unlike(**members: object) -> Members:
    return signed_by(
        RHEIN, {n: v for n, v in (status_list() | members).items() if n != "proof"}, at=LISTED_AT
    )


def uneven() -> str:
    """Return a list whose text has bits in its last digit that mean nothing."""
    texts = (encoded(bits_of([97 * n * n for n in range(1, count)])) for count in range(2, 30))
    return next(text for text in texts if len(text) % 4 != 1)  # the u, and digits in fours


TRUE = encoded(bits_of([]))
STRANGER_LIST = {n: v for n, v in status_list().items() if n != "proof"}

LISTS: dict[str, tuple[Members, str]] = {
    "a document that was cancelled": (status_list([7]), "revo"),
    "a document that was cancelled, among many": (status_list(range(131_072)), "revo"),
    "a list of another issuer": (status_list(owner=OTHER), "another issuer"),
    "a list that was changed": (changed_list(), "not of"),
    "a list that nobody signed": (STRANGER_LIST, "proof"),
    "a list that a stranger signed": (
        signed_by(RHEIN, STRANGER_LIST, at=LISTED_AT, signer=memory_signer(b"l" * 32)),
        "not of",
    ),
    "a list of another purpose": (status_list(purpose="suspension"), "a list of suspension"),
    "a list of no purpose": (listing(TRUE, statusPurpose="message"), "a list of message"),
    "a list of several purposes": (listing(TRUE, statusPurpose=["revocation"]), "purpose|a list of"),
    "a list older than the statement": (status_list(at=AT - timedelta(days=1)), "older than the statement"),
    "an old list, from before it was cancelled": (status_list(days=1), "to be believed until"),
    "a list without an end": (
        signed_by(RHEIN, {n: v for n, v in STRANGER_LIST.items() if n != "validUntil"}, at=LISTED_AT),
        "validUntil",
    ),
    "a bomb in a list": (listing(packed(bytes(64 * 1024 * 1024))), "STATUS_LIST_LENGTH_ERROR"),
    "a list that is too short to hide anybody": (listing(packed(bytes(16))), "STATUS_LIST_LENGTH_ERROR"),
    "half a list": (listing(packed(bytes(16384))[:-20]), "gzip"),
    "a list with something behind it": (
        listing("u" + urlsafe_b64encode(gzip.compress(bytes(16384)) + b"more").rstrip(b"=").decode()),
        "gzip",
    ),
    "two lists in one": (
        listing("u" + urlsafe_b64encode(gzip.compress(bytes(16384)) * 2).rstrip(b"=").decode()),
        "gzip",
    ),
    "a list that is not packed": (listing("u" + "A" * 22_000), "gzip"),
    "a list packed in another way": (
        listing("u" + urlsafe_b64encode(zlib.compress(bytes(16384))).rstrip(b"=").decode()),
        "gzip",
    ),
    "a list in another base": (listing("z" + TRUE[1:]), "base64|bits"),
    "a list with padding": (listing(TRUE + "="), "base64"),
    "a list in another spelling": (listing(loose(uneven())), "base64|bits"),
    "a list that is another credential": (
        unlike(type=["VerifiableCredential", "CocDocumentStatement"]),
        "list|type",
    ),
    "a list that is another subject": (listing(TRUE, type="StatusList2021"), "bits|list"),
}
STATEMENTS: dict[str, tuple[Any, str]] = {
    "not in force yet": (member("validFrom", "2026-01-01T00:00:00Z"), "holds from"),
    "not in force yet, in another zone": (member("validFrom", "2025-06-01T08:00:01-05:00"), "holds from"),
    "no more in force": (member("validUntil", "2025-05-01T00:00:00Z"), "held until"),
    "no more in force, in another zone": (member("validUntil", "2025-06-01T13:00:00+01:30"), "held until"),
    "an entry behind the end of the list": (entry(statusListIndex="131072"), "RANGE_ERROR"),
    "an entry far behind the end of the list": (entry(statusListIndex="999999999"), "RANGE_ERROR"),
    "an entry of another purpose than its list": (entry(statusPurpose="suspension"), "a list of revocation"),
}


def status_forgeries() -> list[Forgery]:
    made = [
        Forgery(name=name, content=canonical(honest()), check="status", says=says, trust=trusting(listed))
        for name, (listed, says) in LISTS.items()
    ]
    made += [
        Forgery(name=name, content=signed(change), check="status", says=says)
        for name, (change, says) in STATEMENTS.items()
    ]
    return [*made, _suspended(), _list_of_a_stolen_key(), _purpose_of_every_object()]


def _purpose_of_every_object() -> Forgery:
    """Return a statement and its list with a purpose that is a name which every object of JavaScript has."""
    return Forgery(
        name="a list of a purpose that means nothing, as does the entry",
        content=signed(entry(statusPurpose="constructor")),
        check="status",
        says="constructor",
        trust=trusting(status_list(purpose="constructor")),
    )


def _suspended() -> Forgery:
    url = f"{HOST}/status/RHEIN/suspension/1"
    more = {
        "id": f"{url}#9",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "9",
        "statusListCredential": url,
    }
    return Forgery(
        name="a statement that is suspended, on the second of its lists",
        content=signed(lambda c: c["credentialStatus"].append(more)),
        check="status",
        says="suspen",
        trust=trusting(status_list(), status_list([9], url=url, purpose="suspension")),
    )


def _list_of_a_stolen_key() -> Forgery:
    """Return a statement from before the theft, with a list that the thief signed."""
    stolen = key(RHEIN, ends_at=AT + timedelta(days=20))
    return Forgery(
        name="a list signed after the end of its key",
        content=canonical(honest()),
        check="status",
        says="key",
        trust=trusting(keys={RHEIN: [stolen]}),
    )
