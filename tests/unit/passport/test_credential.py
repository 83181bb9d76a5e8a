"""The document rules of Verifiable Credentials 2.0, member by member."""

from datetime import UTC, datetime
from typing import Any

import pytest

from casthouse.passport.credential import (
    CredentialForm,
    CredentialIssuer,
    StatusEntry,
    credential_mistakes,
    issuer_did,
    new_credential,
)
from tests.unit.passport.test_integrity_proof import W3C

FORM = CredentialForm(
    identifier="https://casthouse.example/check/abc",
    type="CocDocumentStatement",
    schema="https://casthouse.example/schemas/coc-document/1.json",
    valid_from=datetime(2026, 3, 1, tzinfo=UTC),
    valid_until=datetime(2027, 3, 1, tzinfo=UTC),
    statuses=(StatusEntry(purpose="revocation", index=7, list_url="https://casthouse.example/status/1"),),
)
GOOD = new_credential(
    FORM,
    issuer=CredentialIssuer(did="did:web:casthouse.example:did:RHEIN", name="Rhein"),
    subject={"mass": "1"},
)


def test_ours_and_the_example_of_the_specification_follow_the_rules() -> None:
    assert credential_mistakes(GOOD) == []
    assert credential_mistakes(W3C) == []
    assert issuer_did(GOOD) == "did:web:casthouse.example:did:RHEIN"
    assert issuer_did(W3C) == "https://vc.example/issuers/5678"
    assert GOOD["credentialStatus"] == [
        {
            "id": "https://casthouse.example/status/1#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": "https://casthouse.example/status/1",
        }
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("@context", None),
        ("@context", "https://www.w3.org/ns/credentials/v2"),
        ("@context", ["https://www.w3.org/2018/credentials/v1"]),
        ("@context", [{}, "https://www.w3.org/ns/credentials/v2"]),
        ("@context", ["https://www.w3.org/ns/credentials/v2", 5]),
        ("type", None),
        ("type", "CocDocumentStatement"),
        ("type", []),
        ("type", ["VerifiableCredential", 5]),
        ("issuer", None),
        ("issuer", "Rhein"),
        ("issuer", {"name": "Rhein"}),
        ("issuer", ["did:web:a.example", "did:web:b.example"]),
        ("issuer", {"id": ["did:web:a.example"]}),
        ("credentialSubject", None),
        ("credentialSubject", {}),
        ("credentialSubject", []),
        ("credentialSubject", [{"a": 1}, {}]),
        ("credentialSubject", "Rhein"),
        ("credentialSubject", {"id": "not a url"}),
        ("credentialSubject", {"id": ["urn:a", "urn:b"]}),
        ("id", 5),
        ("id", ["urn:a"]),
        ("id", "urn:a b"),
        ("validFrom", "2026-03-01"),
        ("validFrom", "2026-03-01T00:00:00"),
        ("validFrom", 5),
        ("validUntil", "2025-01-01T00:00:00Z"),
        ("credentialStatus", {"id": "urn:a"}),
        ("credentialStatus", ["x"]),
        ("credentialStatus", {"type": "BitstringStatusListEntry", "id": "a b"}),
        ("evidence", {"a": 1}),
        ("termsOfUse", [{}]),
        ("refreshService", "x"),
        ("credentialSchema", {"type": "JsonSchema"}),
        ("credentialSchema", {"id": "urn:a"}),
        ("name", 5),
        ("name", [{"@language": "en"}]),
        ("description", {"@value": "x", "else": 1}),
        ("relatedResource", [{"id": "urn:a"}]),
        ("relatedResource", [{"id": "urn:a", "digestSRI": "x"}, {"id": "urn:a", "digestSRI": "y"}]),
    ],
)
def test_each_rule_is_kept(name: str, value: Any) -> None:
    broken = {each: kept for each, kept in GOOD.items() if each != name}
    if value is not None:
        broken[name] = value
    (mistake,) = credential_mistakes(broken)
    assert mistake.startswith(name)


def test_a_validity_in_other_zones_is_compared_as_an_instant() -> None:
    until = {**GOOD, "validFrom": "2026-03-01T12:00:00+02:00", "validUntil": "2026-03-01T10:00:00Z"}
    assert credential_mistakes(until) == []
