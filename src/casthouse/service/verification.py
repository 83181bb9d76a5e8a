"""Verifying a file from itself and from what is trusted: no store, no network, no clock but the one of whoever asks.

Nothing here reads the database; `casthouse verify` runs where there is none.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from casthouse.exchange.stated_fact import StatedFact, stated_facts
from casthouse.exchange.statement_file import StatementFile, read_statement_file
from casthouse.exchange.statement_schema import schema_mistakes
from casthouse.passport.credential import credential_mistakes
from casthouse.passport.note_key import NoteKey, note_key
from casthouse.passport.signature import SignedCredential
from casthouse.passport.statement_document import document_subject
from casthouse.passport.statement_kind import StatementKind, kind_of, version_of
from casthouse.passport.trust_bundle import TrustBundle, read_bundle
from casthouse.passport.unsigned_document import verify_unsigned
from casthouse.passport.verification import Verification, VerificationCase, unreadable
from casthouse.passport.verification_run import verify
from casthouse.passport.verified_list import ListBook
from casthouse.refusal import Refusal


class Stated(NamedTuple):
    """What a statement of a kind says, in words."""

    kind: StatementKind
    facts: Sequence[StatedFact]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {"kind": self.kind.value, "facts": [each.as_json() for each in self.facts]}


def verify_file(
    content: bytes,
    *,
    trust: bytes | None,
    at: datetime,
    expected_digest: str = "",
    witnesses: Sequence[str] = (),
) -> Verification:
    """Return the answers of all checks on a file; the arguments are those of `verify_opened`."""
    return verify_opened(
        file_or_refusal(content), trust=trust, at=at, expected_digest=expected_digest, witnesses=witnesses
    )


def verify_opened(
    found: StatementFile | Refusal,
    *,
    trust: bytes | None,
    at: datetime,
    expected_digest: str = "",
    witnesses: Sequence[str] = (),
) -> Verification:
    """Return the answers of all checks on a file that was opened.

    Args:
        found: what it holds, or why it is not read.
        trust: the trust bundle; None where there is none.
        at: the instant of which the question is asked.
        expected_digest: the digest printed on paper, for a document that is not signed.
        witnesses: keys of witnesses that are trusted beside those of the bundle.

    Raises:
        Refusal: `trust_bundle_invalid` where the bundle itself cannot be read, `vkey_invalid`.
    """
    bundle = TrustBundle(made_at=at, installation="") if trust is None else read_bundle(trust)
    bundle = with_witnesses(bundle, [note_key(each) for each in witnesses])
    return verify_read(found, bundle=bundle, lists=ListBook(bundle), at=at, expected_digest=expected_digest)


def stated_in(found: StatementFile | Refusal) -> Stated | None:
    """Return what a file states, in words; None where nothing was read, or nothing of a kind that is known."""
    if isinstance(found, Refusal):
        return None
    if found.document is not None:
        kind, subject = StatementKind.COC_DOCUMENT, document_subject(found.document, digest=found.digest)
        return Stated(kind, stated_facts(kind, subject))
    assert found.signed is not None
    signed_kind, mistakes = judged(found.signed)
    says = found.signed.credential.get("credentialSubject")
    if signed_kind is None or mistakes or not isinstance(says, dict):
        return None
    return Stated(signed_kind, stated_facts(signed_kind, says))


def with_witnesses(bundle: TrustBundle, witnesses: Sequence[NoteKey]) -> TrustBundle:
    """Return a bundle that trusts more witnesses.

    Raises:
        Refusal: `trust_bundle_invalid` where it knows no log that they could have seen.
    """
    if not witnesses:
        return bundle
    if bundle.log is None:
        raise Refusal(
            "trust_bundle_invalid",
            found="a trust bundle without a log, or none at all",
            expected="the log that the witnesses saw",
            todo="name a trust bundle of the installation whose log it is, or leave the witnesses out",
        )
    trusted = dict.fromkeys((*bundle.log.witnesses, *(key.vkey for key in witnesses)))
    return replace(bundle, log=replace(bundle.log, witnesses=tuple(trusted)))


def verify_with(
    content: bytes, *, bundle: TrustBundle, lists: ListBook, at: datetime, expected_digest: str = ""
) -> Verification:
    """Return the answers on one of many files that are verified with the same bundle."""
    found = file_or_refusal(content)
    return verify_read(found, bundle=bundle, lists=lists, at=at, expected_digest=expected_digest)


def file_or_refusal(content: bytes) -> StatementFile | Refusal:
    """Return what a file holds, or why it is not read, for whoever looks into it and has it verified."""
    try:
        return read_statement_file(content)
    except Refusal as refusal:
        return refusal


def verify_read(
    found: StatementFile | Refusal,
    *,
    bundle: TrustBundle,
    lists: ListBook,
    at: datetime,
    expected_digest: str = "",
) -> Verification:
    """Return the answers on a file that was read, or was not."""
    if isinstance(found, Refusal):
        return unreadable(f"{found.text.found}; expected {found.text.expected}")
    if found.document is not None:
        return verify_unsigned(
            found.document, digest=found.digest, expected_digest=expected_digest, lists=lists, at=at
        )
    assert found.signed is not None
    return verify(_case(found, found.signed, bundle=bundle, lists=lists, at=at))


def _case(
    found: StatementFile, signed: SignedCredential, *, bundle: TrustBundle, lists: ListBook, at: datetime
) -> VerificationCase:
    kind, mistakes = judged(signed)
    return VerificationCase(
        signed=signed,
        kind=kind,
        mistakes=mistakes,
        bundle=bundle,
        lists=lists,
        at=at,
        twin=found.twin,
        beside=found.beside,
        digest=found.statement_digest,
        log_proof=found.log_proof,
    )


def judged(signed: SignedCredential) -> tuple[StatementKind | None, Sequence[str]]:
    """Return the kind of a statement, and what breaks the rules of credentials or its published schema."""
    credential = signed.credential
    mistakes = credential_mistakes(credential)
    schema = credential.get("credentialSchema")
    address = schema.get("id") if isinstance(schema, dict) else None
    kind = kind_of(credential.get("type"), address)
    if kind is not None and isinstance(address, str):
        mistakes += schema_mistakes(credential, kind, version_of(address), is_hideable=signed.is_hideable)
    return kind, mistakes
