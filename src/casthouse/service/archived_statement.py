"""The signed statements of an organisation's archive: each checked, and held against the accounts that came with it.

They are checked by the trust bundle of the archive, as of the instant of its export: by its own word, so that whoever
made the whole archive anew passes. Against a key that is known from elsewhere `casthouse verify` holds each.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from casthouse.assurance.evidence_pack import INDEX
from casthouse.exchange.organisation_archive import ISSUED, STATEMENTS, json_of
from casthouse.passport.canonical import JsonObject
from casthouse.passport.signature import instant_text
from casthouse.passport.statement_kind import StatementKind, kind_of
from casthouse.passport.trust_bundle import TrustBundle, read_bundle
from casthouse.passport.verification import CheckName, Verification
from casthouse.passport.verified_list import ListBook
from casthouse.refusal import Refusal
from casthouse.service.verification import file_or_refusal, verify_read

BUNDLE = "trust-bundle.json"
FORGED = frozenset({CheckName.PARSE, CheckName.SCHEMA, CheckName.SIGNATURE})
"""Where one of these fails, somebody changed the statement; a revoked one fails others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStatements:
    """What became of the signed statements of an archive.

    Attributes:
        at: the instant as of which they were checked.
        checked: how many.
        failed: what is not verified, with the checks that failed or were not possible.
        differences: statements that were changed, or say something else than the accounts beside them.
    """

    at: datetime
    checked: int
    failed: Mapping[str, str]
    differences: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "at": self.at.isoformat(),
            "checked": self.checked,
            "verified": self.checked - len(self.failed),
            "not_verified": dict(self.failed),
        }


def checked_statements(code: str, files: Mapping[str, bytes], *, at: datetime) -> CheckedStatements:
    """Check the signed statements of an archive.

    Args:
        code: whose archive it is.
        files: of the archive, by name.
        at: now: as of then they are checked where the archive does not say when it was written.
    """
    at = _exported_at(files, at)
    bundle, differences = _bundle(files, at)
    lists, kept = ListBook(bundle), _Kept(code, files)
    names = sorted(name for name in files if name.startswith("statements/") and name.endswith(".zip"))
    failed: dict[str, str] = {}
    for name in names:
        found = file_or_refusal(files[name])
        verification = verify_read(found, bundle=bundle, lists=lists, at=at)
        answers = {check.name: check.passed for check in verification.checks}
        if not verification.verified:
            failed[name] = _failing(verification)
        if any(answers.get(each) is False for each in FORGED):
            differences.append(f"{name}: changed since it was signed ({failed[name]})")
        elif not isinstance(found, Refusal) and found.signed is not None:
            differences += (f"{name}: {each}" for each in kept.differences(found.signed.credential))
    return CheckedStatements(at=at, checked=len(names), failed=failed, differences=tuple(differences))


def _exported_at(files: Mapping[str, bytes], at: datetime) -> datetime:
    try:
        told = datetime.fromisoformat(json_of(files, INDEX)["exported_at"])
    except (KeyError, TypeError, ValueError):
        return at
    return at if told.tzinfo is None else min(told, at)


def _bundle(files: Mapping[str, bytes], at: datetime) -> tuple[TrustBundle, list[str]]:
    """Return what the archive believes, and in words where that cannot be read."""
    nothing = TrustBundle(made_at=at, installation="")
    try:
        return (read_bundle(files[BUNDLE]), []) if BUNDLE in set(files) else (nothing, [])
    except Refusal as refusal:
        return nothing, [f"{BUNDLE}: {refusal.text.found}"]


def _failing(verification: Verification) -> str:
    failed = [check.name.value for check in verification.checks if check.passed is False]
    if failed:
        return ", ".join(failed)
    lacking = [check.name.value for check in verification.checks if check.is_open]
    return f"not possible: {', '.join(lacking)}"


class _Kept:
    """Documents and closed periods of an archive, to be held against what was signed of them."""

    def __init__(self, code: str, files: Mapping[str, bytes]) -> None:
        self._code, self._files = code, files
        contents = [str(each["content"]) for each in json_of(files, ISSUED)]
        self._documents = {
            json.loads(content)["number"]: sha256(content.encode()).hexdigest() for content in contents
        }
        self._closings = {
            (
                each["scope"],
                each["start"],
                instant_text(datetime.fromisoformat(each["closed_at"]).astimezone(UTC)),
            )
            for each in json_of(files, STATEMENTS)
        }

    def differences(self, credential: JsonObject) -> Iterator[str]:
        """Yield in words what a statement says otherwise than the accounts beside it."""
        schema, subject = credential.get("credentialSchema"), credential.get("credentialSubject")
        address = schema.get("id") if isinstance(schema, dict) else None
        if isinstance(subject, dict):
            match kind_of(credential.get("type"), address):
                case StatementKind.COC_DOCUMENT | StatementKind.DELIVERY as kind:
                    yield from self._of_document(kind, subject)
                case StatementKind.PERIOD:
                    yield from self._of_period(subject)
                case _:
                    pass

    def _of_document(self, kind: StatementKind, subject: JsonObject) -> Iterator[str]:
        side = subject.get("issuer" if kind is StatementKind.COC_DOCUMENT else "seller")
        if not isinstance(side, dict) or side.get("code") != self._code:
            return
        number = str(subject.get("number"))
        if number not in self._documents:
            yield f"signed of document {number}, which is not in the archive"
        elif self._documents[number] != subject.get("document_sha256"):
            yield f"signed of document {number}, which says something else in the archive"

    def _of_period(self, subject: JsonObject) -> Iterator[str]:
        """Hold the statement of a closing against what the same closing binds; of a reopened period nothing is here."""
        binding = subject.get("binding")
        period = binding.get("period") if isinstance(binding, dict) else None
        if not isinstance(binding, dict) or not isinstance(period, dict):
            return
        scope, start = str(binding.get("scope")), str(period.get("start"))
        if (scope, start, str(subject.get("closed_at"))) not in self._closings:
            return
        name = f"periods/{scope}/{start}/binding.json"
        if name not in set(self._files) or json_of(self._files, name) != binding:
            yield f"signed of the period from {start} of {scope}, which binds something else in the archive"
