"""What is believed of a statement, and the forgeries that are not: each is caught by the check that says why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from casthouse.passport.credential import CONTEXT
from casthouse.passport.integrity_proof import with_proof
from casthouse.passport.key_life import EndKind, KeyEnd
from casthouse.passport.key_owner import SECRETARIAT
from casthouse.passport.signer import memory_signer
from casthouse.passport.trust_bundle import bundle_bytes, read_bundle
from casthouse.passport.verification import unreadable
from tests.unit.passport.statement_world import (
    AT,
    DIDS,
    HOST,
    LIST_URL,
    NAMES,
    NOW,
    OTHER,
    RHEIN,
    answers,
    bundle,
    document_credential,
    failed,
    key,
    method,
    open_questions,
    signed_by,
    signed_document,
    status_list,
    verified,
)
from tests.unit.passport.test_status_list import packed
from tests.unit.refusing import refused

Change = Callable[[dict[str, Any]], None]


def test_an_honest_document_is_verified() -> None:
    found = verified(signed_document())
    assert found.verified
    assert failed(found) == {}
    assert set(open_questions(found)) == {"log", "checkpoint", "certificate"}
    assert list(answers(found)) == [
        "parse",
        "schema",
        "signature",
        "key",
        "issuer",
        "status",
        "log",
        "checkpoint",
        "certificate",
        "mass",
    ]


def test_a_bundle_is_read_as_it_was_written() -> None:
    assert bundle_bytes(read_bundle(bundle_bytes(bundle()))) == bundle_bytes(bundle())
    assert verified(signed_document(), read_bundle(bundle_bytes(bundle()))).verified


def subject(name: str, value: object) -> Change:
    return lambda credential: credential["credentialSubject"].update({name: value})


def party(side: str, name: str, value: object) -> Change:
    return lambda credential: credential["credentialSubject"][side].update({name: value})


def member(name: str, value: object) -> Change:
    return lambda credential: credential.update({name: value})


AFTER_SIGNING: dict[str, Change] = {
    "more CoC mass": subject("coc_mass_g", "13000000"),
    "a gram more": subject("total_mass_g", "25000001"),
    "another recipient": party("recipient", "name", "Somebody else"),
    "another issuer": member("issuer", {"id": DIDS[OTHER], "name": NAMES[OTHER]}),
    "a twin letter in the recipient's name": party("recipient", "name", "Tаl Extrusions"),  # noqa: RUF001
    "another day": subject("shipment_date", "2025-03-02"),
    "another certificate": party("issuer", "coc_certificate", "COC-999"),
    "another address to look it up": member("id", f"{HOST}/check/else"),
    "another entry of the list": lambda c: c["credentialStatus"][0].update(statusListIndex="8"),
    "no list": lambda c: c.pop("credentialStatus"),
    "another digest": subject("document_sha256", "0" * 64),
    "a later end": member("validUntil", "2030-01-01T00:00:00Z"),
    "a member more": subject("verified_by", "an audit firm"),
}


@pytest.mark.parametrize("name", AFTER_SIGNING)
def test_whatever_is_changed_after_signing_breaks_the_signature(name: str) -> None:
    secured = signed_document()
    AFTER_SIGNING[name](secured)
    found = verified(secured)
    assert not found.verified
    assert "something was changed" in failed(found)["signature"]


BEFORE_SIGNING: dict[str, tuple[Change, str, str]] = {
    "numbers instead of texts": (subject("coc_mass_g", 12), "schema", "credentialSubject.coc_mass_g"),
    "a mass in scientific writing": (subject("coc_mass_g", "1e9"), "schema", "credentialSubject.coc_mass_g"),
    "a mass with zeros before": (subject("coc_mass_g", "012"), "schema", "credentialSubject.coc_mass_g"),
    "digits of another script": (subject("coc_mass_g", "١٢"), "schema", "credentialSubject.coc_mass_g"),
    "a minus": (subject("coc_mass_g", "-1"), "schema", "credentialSubject.coc_mass_g"),
    "a member that nobody knows": (subject("note", "x"), "schema", "credentialSubject"),
    "a day that is none": (subject("shipment_date", "2025-02-30"), "schema", "shipment_date"),
    "an unknown material": (subject("material", "green aluminium"), "schema", "material"),
    "no mass": (lambda c: c["credentialSubject"].pop("total_mass_g"), "schema", "total_mass_g"),
    "another context": (member("@context", [CONTEXT, "https://else.example"]), "schema", "@context"),
    "two subjects": (
        lambda c: c.update(credentialSubject=[c["credentialSubject"], c["credentialSubject"]]),
        "schema",
        "credentialSubject",
    ),
    "more CoC mass than mass": (
        lambda c: c["credentialSubject"].update(coc_mass_g="99000000", coc_mass_t="99"),
        "mass",
        "0 < CoC mass <= total mass",
    ),
    "no CoC mass": (
        lambda c: c["credentialSubject"].update(coc_mass_g="0", coc_mass_t="0"),
        "mass",
        "0 < CoC mass",
    ),
    "tonnes that are not the grams": (
        subject("coc_mass_t", "9999"),
        "mass",
        "is not the one in grams beside it",
    ),
    "a twin of its own name": (
        member("issuer", {"id": DIDS[RHEIN], "name": "Rh\u0435in Rolled Products"}),
        "issuer",
        "calls itself",
    ),
    "the name of another": (
        member("issuer", {"id": DIDS[RHEIN], "name": NAMES[OTHER]}),
        "issuer",
        "calls itself",
    ),
    "the identifier of another": (
        member("issuer", {"id": DIDS[OTHER], "name": NAMES[OTHER]}),
        "issuer",
        "but signed with a key of",
    ),
    "a seller that is another": (party("issuer", "code", "TAL"), "issuer", "states something of “TAL”"),
    "a seller by another name": (party("issuer", "name", "Green Metals"), "issuer", "states something of"),
    "not in force yet": (member("validFrom", "2026-01-01T00:00:00Z"), "status", "holds from"),
    "no more in force": (member("validUntil", "2025-05-01T00:00:00Z"), "status", "held until"),
    "an entry that is not in the list": (
        lambda c: c["credentialStatus"][0].update(statusListIndex="131072"),
        "status",
        "RANGE_ERROR",
    ),
    "an entry of another purpose": (
        lambda c: c["credentialStatus"][0].update(statusPurpose="suspension"),
        "status",
        "STATUS_VERIFICATION_ERROR: a list of revocation",
    ),
}


@pytest.mark.parametrize("name", BEFORE_SIGNING)
def test_what_an_issuer_may_not_sign_is_caught_although_it_is_signed(name: str) -> None:
    change, check, reason = BEFORE_SIGNING[name]
    found = verified(signed_by(RHEIN, document_credential(change)))
    assert answers(found)["signature"] is True
    assert not found.verified
    assert reason in failed(found)[check]


def test_a_key_of_another_issuer_signs_nothing_for_this_one() -> None:
    found = verified(signed_by(OTHER, document_credential()))
    assert answers(found)["signature"] is True
    assert "but signed with a key of did:web:casthouse.example:did:TAL" in failed(found)["issuer"]


def test_a_key_that_its_issuer_never_had_is_no_key_of_it() -> None:
    stranger = memory_signer(b"x" * 32)
    secured = signed_by(RHEIN, document_credential(), signer=stranger)
    assert "something was changed" in failed(verified(secured))["signature"]
    found = verified(
        {
            **secured,
            "proof": {**secured["proof"], "verificationMethod": f"{DIDS[RHEIN]}#{stranger.public.multikey}"},
        }
    )
    assert "has no key" in failed(found)["signature"]


def test_the_secretariat_may_not_sell() -> None:
    credential = document_credential(member("issuer", {"id": DIDS[SECRETARIAT], "name": NAMES[SECRETARIAT]}))
    assert "may not issue a coc-document" in failed(verified(signed_by(SECRETARIAT, credential)))["issuer"]


def test_a_stranger_with_a_did_key_proves_that_he_has_a_key_and_no_more() -> None:
    stranger = memory_signer(b"s" * 32)
    credential = document_credential(member("issuer", {"id": stranger.public.did, "name": NAMES[RHEIN]}))
    found = verified(with_proof(credential, signer=stranger, method=stranger.public.did_method, created=AT))
    assert answers(found)["signature"] is True
    assert not found.verified
    assert "does not know did:key:" in open_questions(found)["issuer"]


def test_of_an_issuer_that_nobody_knows_nothing_is_verified() -> None:
    unknown = replace(bundle(), issuers={})
    found = verified(signed_document(), unknown)
    assert failed(found) == {}
    assert not found.verified
    assert {"signature", "key", "issuer", "status"} <= set(open_questions(found))


def ended(kind: EndKind, *, days: int) -> KeyEnd:
    return KeyEnd(kind=kind, since=AT + timedelta(days=days), at=NOW, by="", reason="")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"starts_at": AT + timedelta(seconds=1)}, "before the key's first instant"),
        ({"ends_at": AT}, "after the key's end"),
        ({"ends": (ended(EndKind.SUPERSEDED, days=-1),)}, "after the key's end"),
        ({"ends": (ended(EndKind.LOST, days=0),)}, "after the key's end"),
        ({"ends": (ended(EndKind.COMPROMISED, days=-1),)}, "others may have had it by then"),
        ({"ends": (ended(EndKind.COMPROMISED, days=1),)}, "nothing else says when"),
    ],
)
def test_a_key_signs_in_its_life_only(change: dict[str, Any], reason: str) -> None:
    found = verified(signed_document(), bundle(keys={RHEIN: [key(RHEIN, **change)]}))
    assert reason in failed(found)["key"]
    assert answers(found)["signature"] is True
    assert not found.verified


def test_a_key_that_was_replaced_later_still_proves_what_it_signed_in_time() -> None:
    old = key(RHEIN, ends=(ended(EndKind.SUPERSEDED, days=1),))
    assert verified(signed_document(), bundle(status_list(at=AT, days=90), keys={RHEIN: [old]})).verified


def test_nothing_is_signed_in_the_future() -> None:
    found = verified(signed_document(), at=AT - timedelta(minutes=6))
    assert "which is after" in failed(found)["key"]
    assert "key" not in failed(verified(signed_document(), at=AT - timedelta(minutes=4)))


LISTS: dict[str, tuple[dict[str, Any], bool | None, str]] = {
    "revoked": (status_list([7]), False, "revoked: cancelled, superseded or withdrawn"),
    "another is revoked": (status_list([6, 8]), True, "neither revoked nor suspended"),
    "of another issuer": (status_list(owner=OTHER), False, "the list is of another issuer"),
    "older than the statement": (status_list(at=AT - timedelta(days=1)), False, "older than the statement"),
    "too old": (status_list(days=1), False, "to be believed until"),
    "of another address": (status_list(url=f"{HOST}/status/else"), None, "STATUS_RETRIEVAL_ERROR"),
    "of another purpose": (status_list(purpose="suspension"), False, "a list of suspension"),
    "changed": (
        {**status_list([7]), "credentialSubject": status_list()["credentialSubject"]},
        False,
        "not of the key",
    ),
    "not signed": ({n: v for n, v in status_list().items() if n != "proof"}, False, "no proof"),
}


@pytest.mark.parametrize("name", LISTS)
def test_only_a_list_of_its_own_issuer_clears_a_statement(name: str) -> None:
    listed, passed, reason = LISTS[name]
    (answer,) = (c for c in verified(signed_document(), bundle(listed)).checks if c.name == "status")
    assert answer.passed is passed
    assert reason in answer.detail


def test_a_bomb_in_a_list_is_no_clearance() -> None:
    bomb = {n: v for n, v in status_list().items() if n != "proof"}
    bomb["credentialSubject"] = {**bomb["credentialSubject"], "encodedList": packed(bytes(64 * 1024 * 1024))}
    found = verified(signed_document(), bundle(signed_by(RHEIN, bomb, at=AT + timedelta(days=30))))
    assert failed(found)["status"].startswith("STATUS_LIST_LENGTH_ERROR: more than ")  # one fault, not two


def test_a_file_without_one_meaning_fails_the_first_check_and_no_other_is_possible() -> None:
    found = unreadable("member 'mass' twice")
    assert not found.verified
    assert failed(found) == {"parse": "member 'mass' twice"}
    assert len(found.checks) == 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"{}", "a file that names no format"),
        (bundle_bytes(bundle()).replace(b'"kind":"organisation"', b'"kind":"nobody"'), "kind 'nobody'"),
        (bundle_bytes(bundle()).replace(b'"multikey":"z6Mk', b'"multikey":"z6Ml'), "z6Ml|…|[0-9a-f]{64}"),
        (bundle_bytes(bundle()).replace(b'"ends":[]', b'"ends":{}'), "ends"),
        (bundle_bytes(bundle()).replace(b'"starts_at":"2025', b'"starts_at":"20x5'), "starts_at"),
    ],
)
def test_a_bundle_that_is_none_is_refused(text: bytes, found: str) -> None:
    with pytest.raises(Exception, match=f"trust_bundle_invalid: found .*({found})"):
        read_bundle(text)


def test_what_is_read_of_a_bundle_is_read_strictly() -> None:
    with refused("trust_bundle_invalid", found="member 'format' twice"):
        read_bundle(b'{"format": "a", "format": "b"}')


def test_the_addresses_of_lists_and_methods_are_as_the_world_says() -> None:
    assert signed_document()["credentialStatus"][0]["statusListCredential"] == LIST_URL
    assert signed_document()["proof"]["verificationMethod"] == method(RHEIN)
