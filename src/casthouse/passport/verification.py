"""Whether a statement is to be believed: ten numbered checks, from the file and from what is trusted, and nothing else.

 1. *parse*: the file has one meaning.
 2. *schema*: it follows the rules of credentials and the published schema of its kind.
 3. *signature*: it is of the key that it names, over exactly this content.
 4. *key*: that key was its holder's to sign with at that instant, and is not believed to be in foreign hands.
 5. *issuer*: the key belongs to the issuer, which is who it says and may issue such a statement.
 6. *status*: it is in its time, and neither revoked nor suspended, by the issuer's own signed list.
 7. *log*: it stands in the transparency log.
 8. *checkpoint*: the log's checkpoint is signed by the log, and by witnesses.
 9. *certificate*: the issuer's certificate entitled it on the day of the shipment.
10. *mass*: its masses are possible, and within what it was made of.

Of a document that is not signed there is an eleventh, *digest*: whether it is the one whose digest is on the paper.
Of the statement of a closed period, beside which the company's own export or a proof of one movement came, there are
*movements*, *position* and *findings*, computed again, and *inclusion*.

A check has passed, has failed, or is not possible, with the reason: what is unknown is never a pass. A statement is
verified when nothing failed and both its signature and its issuer are proven: a right signature by nobody knows whom
proves nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from casthouse.passport.canonical import JsonObject
from casthouse.passport.hidden_part import HiddenPart, HidingPlace, hides, not_shown
from casthouse.passport.signature import SignedCredential
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.trust_bundle import TrustBundle
from casthouse.passport.verified_list import ListBook


class CheckName(StrEnum):
    """The checks, in the order in which they are made."""

    PARSE = "parse"
    SCHEMA = "schema"
    SIGNATURE = "signature"
    KEY = "key"
    ISSUER = "issuer"
    STATUS = "status"
    LOG = "log"
    CHECKPOINT = "checkpoint"
    CERTIFICATE = "certificate"
    MASS = "mass"
    DIGEST = "digest"
    MOVEMENTS = "movements"
    POSITION = "position"
    FINDINGS = "findings"
    INCLUSION = "inclusion"


HIDDEN = "not possible: hidden by the holder"
NOT_ASKED = "not asked"
"""How the reason of a check begins that is not made of a statement of its kind."""
OF_PERIOD = frozenset({CheckName.MOVEMENTS, CheckName.POSITION, CheckName.FINDINGS, CheckName.INCLUSION})
"""The checks that are made where something came beside the statement of a closed period."""

STRICT = frozenset({CheckName.STATUS, CheckName.LOG, CheckName.CHECKPOINT, CheckName.CERTIFICATE})
"""Checks that whoever is strict insists on; the log is worth what its checkpoint is."""


class Check(NamedTuple):
    """The answer of one check: passed, failed, or None where it is not possible; and why."""

    name: CheckName
    passed: bool | None
    detail: str

    @property
    def is_open(self) -> bool:
        """Whether what it needs was not there; what is not asked of such a statement is not open."""
        return self.passed is None and not self.detail.startswith(NOT_ASKED)

    def as_json(self) -> dict[str, Any]:
        """Return the members of contract section 4."""
        return {"name": self.name.value, "passed": self.passed, "detail": self.detail}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The answers of all checks on one statement."""

    checks: tuple[Check, ...]

    @property
    def verified(self) -> bool:
        """Whether nothing failed, and signature and issuer, or the digest, are proven."""
        answers = {check.name: check.passed for check in self.checks}
        signed = answers.get(CheckName.SIGNATURE) is True and answers.get(CheckName.ISSUER) is True
        return (signed or answers.get(CheckName.DIGEST) is True) and False not in answers.values()

    @property
    def lacking(self) -> tuple[CheckName, ...]:
        """Which checks were not possible that whoever is strict insists on."""
        return tuple(check.name for check in self.checks if check.is_open and check.name in STRICT)

    def with_checks(self, more: Sequence[Check]) -> "Verification":
        """Return the same with further answers."""
        return Verification(checks=(*self.checks, *more))

    def as_json(self) -> dict[str, Any]:
        """Return the members of contract section 4."""
        return {"verified": self.verified, "checks": [check.as_json() for check in self.checks]}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationCase:
    """One statement with what it is judged by.

    Attributes:
        signed: the statement apart from its signature.
        kind: what it says it is; None for no kind of ours.
        mistakes: what breaks the rules of credentials, or its published schema.
        bundle: what is believed.
        lists: the status lists of the bundle, judged once for many statements.
        at: the instant of which the question is asked.
        twin: the same statement in another form that came in the same file, so that nobody believes the one and
            shows the other; None where none came.
        beside: statements that came in the same file; nothing is believed of them yet either.
        digest: SHA-256 of its JSON, byte for byte as it came; blank where it came as a token only.
        log_proof: the proof that it stands in the log; blank where none came.
    """

    signed: SignedCredential
    kind: StatementKind | None
    mistakes: Sequence[str]
    bundle: TrustBundle
    lists: ListBook
    at: datetime
    twin: SignedCredential | None = None
    beside: Sequence[SignedCredential] = ()
    digest: bytes = b""
    log_proof: bytes = b""

    @property
    def subject(self) -> JsonObject:
        """What the statement says; empty where that is no object."""
        subject = self.signed.credential.get("credentialSubject")
        return subject if isinstance(subject, dict) else {}

    @property
    def not_shown(self) -> tuple[HidingPlace, ...]:
        """What its holder does not show, or what is not stated where only the holder can tell."""
        return not_shown(self.signed.credential) if self.signed.is_hideable else ()

    def hides(self, part: HiddenPart) -> bool:
        """Say whether its holder left a part out."""
        return hides(self.not_shown, part)


CheckFunction = Callable[[VerificationCase], tuple[bool | None, str]]


def unreadable(reason: str) -> Verification:
    """Return the answers on a file that has no single meaning: the first check failed, no other is possible."""
    first = Check(name=CheckName.PARSE, passed=False, detail=reason)
    rest = [
        Check(name=name, passed=None, detail="not possible: the file could not be read")
        for name in CheckName
        if name not in {CheckName.PARSE, CheckName.DIGEST} | OF_PERIOD
    ]
    return Verification(checks=(first, *rest))
