"""A file that anybody sends to be checked: judged by what this installation believes of whoever it says signed it.

Nothing of it is kept, and nobody is told. What strangers send is small and bounded, and so is how often they may.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casthouse.exchange.statement_file import StatementFile
from casthouse.passport.credential import issuer_did
from casthouse.passport.did_web import signing_place
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.trust_bundle import read_bundle
from casthouse.passport.verification import Verification
from casthouse.passport.verified_list import ListBook
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.attempt import Attempt, count_attempt, require_attempt
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.trust_bundle import trust_bundle
from casthouse.service.verification import file_or_refusal, judged, verify_read

UPLOAD_BYTES_MAX = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedUpload:
    """What a file says, in whose name, and what the checks answered at an instant.

    Attributes:
        kind: of which kind the statement is; None unless it follows the schema of that kind.
    """

    kind: StatementKind | None
    subject: Mapping[str, Any]
    issuer: str
    verification: Verification
    at: datetime


def checked_upload(
    actor: Actor, *, content: bytes, digest: str = "", address: str | None = None
) -> CheckedUpload:
    """Return the answers of all checks on a file.

    Args:
        actor: anybody.
        content: the file as it came.
        digest: the digest on the paper, for a document that is not signed.
        address: from where it came; None for no limit.

    Raises:
        Refusal: `not_permitted`, `attempts_too_many`, `upload_too_large`.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    require_attempt(Attempt.CHECK, address)
    count_attempt(Attempt.CHECK, address)
    if len(content) > UPLOAD_BYTES_MAX:
        raise upload_too_large(len(content))
    read, at = file_or_refusal(content), clock.now()
    found = None if isinstance(read, Refusal) else read
    bundle = read_bundle(trust_bundle(actor, organisations=_organisations(found)))
    verification = verify_read(read, bundle=bundle, lists=ListBook(bundle), at=at, expected_digest=digest)
    return CheckedUpload(
        kind=_kind(found),
        subject=_subject(found),
        issuer=_issuer(found),
        verification=verification,
        at=at,
    )


def upload_too_large(size: int) -> Refusal:
    """Return the refusal of a file that is too large to be checked here."""
    return Refusal(
        "upload_too_large",
        found=f"{size} bytes",
        expected=f"at most {UPLOAD_BYTES_MAX} bytes",
        todo="take the page that checks offline, on the command line “casthouse verify”: they read larger ones",
    )


def _organisations(found: StatementFile | None) -> list[str]:
    """Return whose keys are asked for: of one organisation, so that a check costs the same however many sign here."""
    if found is None:
        return []
    if found.document is not None:
        return [found.document.issuer.code]
    code = signing_place(issuer_did(found.signed.credential)).organisation if found.signed else ""
    return [code] if code else []


def _kind(found: StatementFile | None) -> StatementKind | None:
    if found is None or found.signed is None:
        return None
    kind, mistakes = judged(found.signed)
    return None if mistakes else kind


def _subject(found: StatementFile | None) -> Mapping[str, Any]:
    subject = found.signed.credential.get("credentialSubject") if found and found.signed else None
    return subject if isinstance(subject, dict) else {}


def _issuer(found: StatementFile | None) -> str:
    issuer = found.signed.credential.get("issuer") if found and found.signed else None
    name = issuer.get("name") if isinstance(issuer, dict) else None
    return name if isinstance(name, str) else ""
