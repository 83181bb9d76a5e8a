"""What every credential has to be: the document rules of Verifiable Credentials 2.0, and our own narrower ones.

`credential_mistakes` says what is wrong with one, whoever wrote it. `new_credential` builds one of ours: its contexts
are two that need no network, its schema is one that is shipped, and every statement says whose it is and from when it
holds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casthouse.passport.canonical import JsonObject, JsonValue
from casthouse.passport.signature import instant_of, instant_text
from casthouse.refusal import Refusal

CONTEXT = "https://www.w3.org/ns/credentials/v2"
OWN_CONTEXT: JsonObject = {"@vocab": "urn:casthouse:statement:1#"}
"""Gives every word of our statements a meaning of its own, without a file that somebody would have to fetch."""

TYPE = "VerifiableCredential"
_TYPED = ("credentialStatus", "evidence", "termsOfUse", "refreshService", "credentialSchema")
_URL = re.compile(r"(?:https?://|urn:|did:)[^\s<>\"\\^`{|}]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialIssuer:
    """Who issues: the identifier and the name under which it is known."""

    did: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """Where a list says whether the statement still holds."""

    purpose: str
    index: int
    list_url: str

    def members(self) -> JsonObject:
        """Return the entry as a credential carries it."""
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialForm:
    """The frame of a statement, beside what it says.

    Attributes:
        identifier: its address, where anybody may look it up.
        type: the kind of credential, beside `VerifiableCredential`.
        schema: address of the JSON schema of the subject.
        valid_from: from when it holds.
        valid_until: to when; None for good.
        statuses: where its status stands.
    """

    identifier: str
    type: str
    schema: str
    valid_from: datetime
    valid_until: datetime | None = None
    statuses: Sequence[StatusEntry] = ()


def new_credential(form: CredentialForm, *, issuer: CredentialIssuer, subject: JsonObject) -> JsonObject:
    """Return a credential without its signature."""
    credential: JsonObject = {
        "@context": [CONTEXT, dict(OWN_CONTEXT)],
        "id": form.identifier,
        "type": [TYPE, form.type],
        "issuer": {"id": issuer.did, "name": issuer.name},
        "validFrom": instant_text(form.valid_from),
        "credentialSchema": {"id": form.schema, "type": "JsonSchema"},
        "credentialSubject": subject,
    }
    if form.valid_until is not None:
        credential["validUntil"] = instant_text(form.valid_until)
    if form.statuses:
        credential["credentialStatus"] = [entry.members() for entry in form.statuses]
    assert credential_mistakes(credential) == []
    return credential


def issuer_did(credential: JsonObject) -> str:
    """Return the issuer's identifier; blank where there is none."""
    issuer = credential.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def credential_mistakes(credential: JsonObject) -> list[str]:
    """Return what breaks the rules of Verifiable Credentials 2.0, each with the member it is about."""
    mistakes = [
        *_context_mistakes(credential.get("@context")),
        *_type_mistakes(credential.get("type")),
        *_issuer_mistakes(credential.get("issuer")),
        *_subject_mistakes(credential.get("credentialSubject")),
        *_validity_mistakes(credential),
        *_word_mistakes(credential),
    ]
    if "id" in credential and not is_url(credential["id"]):
        mistakes.append("id: not one URL")
    for name in _TYPED:
        if name in credential:
            mistakes += _typed_mistakes(name, credential[name])
    return mistakes + _resource_mistakes(credential.get("relatedResource"))


def is_url(value: object) -> bool:
    """Say whether a value is a URL of a kind that names something."""
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def _context_mistakes(context: JsonValue) -> list[str]:
    if not isinstance(context, list) or not context or context[0] != CONTEXT:
        return [f"@context: its first item is not {CONTEXT}"]
    if not all(isinstance(each, dict) or is_url(each) for each in context):
        return ["@context: an item is neither a URL nor an object"]
    return []


def _type_mistakes(types: JsonValue) -> list[str]:
    listed = types if isinstance(types, list) else [types]
    if not all(isinstance(each, str) and each for each in listed):
        return ["type: not a text or a list of texts"]
    return [] if TYPE in listed or "VerifiablePresentation" in listed else [f"type: does not include {TYPE}"]


def _issuer_mistakes(issuer: JsonValue) -> list[str]:
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return [] if is_url(found) else ["issuer: neither a URL nor an object with a URL as id"]


def _subject_mistakes(subject: JsonValue) -> list[str]:
    subjects = subject if isinstance(subject, list) else [subject]
    if not subjects or not all(isinstance(each, dict) and each for each in subjects):
        return ["credentialSubject: not an object with members, or a list of such"]
    named = [each["id"] for each in subjects if isinstance(each, dict) and "id" in each]
    return [] if all(map(is_url, named)) else ["credentialSubject.id: not one URL"]


def _validity_mistakes(credential: JsonObject) -> list[str]:
    instants: dict[str, datetime] = {}
    for name in ("validFrom", "validUntil"):
        if name in credential:
            try:
                instants[name] = instant_of(credential[name], name=name)
            except Refusal as refusal:
                return [f"{name}: {refusal.text.found}, expected {refusal.text.expected}"]
    if len(instants) > 1 and instants["validUntil"] < instants["validFrom"]:
        return ["validUntil: before validFrom"]
    return []


def _typed_mistakes(name: str, value: JsonValue) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    mistakes = []
    for entry in entries:
        if not isinstance(entry, dict) or not entry.get("type"):
            mistakes.append(f"{name}: an entry has no type")
        elif "id" in entry and not is_url(entry["id"]):
            mistakes.append(f"{name}.id: not one URL")
        elif name == "credentialSchema" and "id" not in entry:
            mistakes.append(f"{name}: an entry has no id")
    return mistakes


def _word_mistakes(credential: JsonObject) -> list[str]:
    return [
        f"{name}: neither a text nor language objects"
        for name in ("name", "description")
        if name in credential and not _is_worded(credential[name])
    ]


def _is_worded(value: JsonValue) -> bool:
    if isinstance(value, str):
        return True
    entries = value if isinstance(value, list) else [value]
    allowed = {"@value", "@language", "@direction"}
    return bool(entries) and all(
        isinstance(each, dict) and isinstance(each.get("@value"), str) and set(each) <= allowed
        for each in entries
    )


def _resource_mistakes(resources: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    if resources is None:
        return []
    entries = resources if isinstance(resources, list) else [resources]
    if not all(
        isinstance(each, dict)
        and is_url(each.get("id"))
        and (each.get("digestSRI") or each.get("digestMultibase"))
        for each in entries
    ):
        return ["relatedResource: an entry without id or digest"]
    names = [each["id"] for each in entries]
    return ["relatedResource: an id stands twice"] if len(set(names)) < len(names) else []
