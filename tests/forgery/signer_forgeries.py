"""Statements signed by somebody else, in somebody else's name, or with a key at the wrong time."""

from datetime import datetime, timedelta
from typing import Any

from casthouse.passport.canonical import canonical
from casthouse.passport.integrity_proof import with_proof
from casthouse.passport.key_life import EndKind, KeyEnd
from casthouse.passport.key_owner import SECRETARIAT
from casthouse.passport.multibase import base58btc, base58btc_bytes
from casthouse.passport.signer import memory_signer
from tests.forgery.content_forgeries import member, party
from tests.forgery.forged import ORDER, Forgery, certificate, changed, honest, signed, trusting
from tests.unit.passport.statement_world import (
    AT,
    DIDS,
    NAMES,
    NOW,
    OTHER,
    RHEIN,
    SIGNERS,
    document_credential,
    key,
    method,
    signed_by,
)

STRANGER = memory_signer(b"stranger" * 4)


def named(owner_did: str, name: str) -> Any:
    return member("issuer", {"id": owner_did, "name": name})


def stranger_as(did: str) -> bytes:
    """Return a statement with a stranger's signature and a did:web that the stranger could serve."""
    credential = document_credential(named(did, NAMES[RHEIN]))
    name = f"{did}#{STRANGER.public.multikey}"
    return canonical(with_proof(credential, signer=STRANGER, method=name, created=AT))


def value_of(change: Any) -> bytes:
    """Return the true statement with a signature that was made from the true one."""

    def replaced(secured: dict[str, Any]) -> None:
        octets = base58btc_bytes(secured["proof"]["proofValue"], size=64)
        secured["proof"]["proofValue"] = base58btc(change(octets))

    return changed(replaced)


def grown(octets: bytes) -> bytes:
    return octets[:32] + (int.from_bytes(octets[32:], "little") + ORDER).to_bytes(32, "little")


def point_of_order_one() -> bytes:
    """Return a statement of a did:key for which everything is signed: R and key are the neutral point, S is zero."""
    multikey = base58btc(b"\xed\x01" + b"\x01" + bytes(31))
    credential = document_credential(named(f"did:key:{multikey}", NAMES[RHEIN]))
    secured = with_proof(credential, signer=STRANGER, method=f"did:key:{multikey}#{multikey}", created=AT)
    secured["proof"]["proofValue"] = base58btc(b"\x01" + bytes(63))  # type: ignore[index,call-overload]
    return canonical(secured)


SIGNATURES: dict[str, tuple[bytes, str]] = {
    "a key of a stranger under the name of the true one": (
        signed(lambda _: None, signer=STRANGER),
        "something was changed",
    ),
    "a key that its issuer never had": (
        changed(lambda c: c["proof"].update(verificationMethod=f"{DIDS[RHEIN]}#{STRANGER.public.multikey}")),
        "has no key",
    ),
    "a method with another name of the key": (
        changed(lambda c: c["proof"].update(verificationMethod=f"{DIDS[RHEIN]}#key-1")),
        "has no key",
    ),
    "a signature of nothing but zeros": (value_of(lambda _: bytes(64)), "something was changed"),
    "a signature with its halves swapped": (value_of(lambda o: o[32:] + o[:32]), "something was changed"),
    "a signature grown by the order of the group": (value_of(grown), "something was changed"),
    "a signature with one bit turned": (
        value_of(lambda o: bytes([o[0] ^ 1]) + o[1:]),
        "something was changed",
    ),
    "a key for which everything is signed": (point_of_order_one(), "no key|order"),
}

ISSUERS: dict[str, tuple[bytes, str]] = {
    "signed by the buyer": (canonical(signed_by(OTHER, document_credential())), "signed with a key of"),
    "the identifier of another seller": (signed(named(DIDS[OTHER], NAMES[OTHER])), "signed with a key of"),
    "the name of another seller": (signed(named(DIDS[RHEIN], NAMES[OTHER])), "calls itself"),
    "a twin letter in its own name": (
        signed(named(DIDS[RHEIN], "Rh\u0435in Rolled Products")),
        "calls itself",
    ),
    "its own name with a blank behind": (signed(named(DIDS[RHEIN], NAMES[RHEIN] + " ")), "calls itself"),
    "a seller that is another": (signed(party("issuer", "code", "TAL")), "states something of"),
    "a seller by another name": (signed(party("issuer", "name", "Green Metals")), "states something of"),
    "sold by the secretariat": (
        signed(named(DIDS[SECRETARIAT], NAMES[SECRETARIAT]), by=SECRETARIAT),
        "may not issue",
    ),
    "a certificate that the seller gave itself": (canonical(certificate(issuer=RHEIN)), "may not issue"),
}

STRANGERS: dict[str, bytes] = {
    "a stranger's host under the name of the true one": stranger_as("did:web:casth0use.example:did:RHEIN"),
    "a stranger's path on a like host": stranger_as("did:web:casthouse.example.else:did:RHEIN"),
    "the true host in other letters": stranger_as("did:web:CASTHOUSE.example:did:RHEIN"),
    "a did:key under the name of the true one": canonical(
        with_proof(
            document_credential(named(STRANGER.public.did, NAMES[RHEIN])),
            signer=STRANGER,
            method=STRANGER.public.did_method,
            created=AT,
        )
    ),
}


def kinds() -> dict[str, bytes]:
    """Return true signatures under statements of kinds that nobody knows, which are therefore not judged."""
    return {
        "a kind that nobody knows": signed(member("type", ["VerifiableCredential", "GreenStatement"])),
        "a type more": signed(member("type", ["VerifiableCredential", "CocDocumentStatement", "Audited"])),
        "the schema of somebody else": signed(
            member(
                "credentialSchema", {"id": "https://else.example/coc-document/1.json", "type": "JsonSchema"}
            )
        ),
        "a schema of a version to come": signed(
            member(
                "credentialSchema",
                {"id": "https://casthouse.example/schemas/coc-document/2.json", "type": "JsonSchema"},
            )
        ),
    }


def ended(kind: EndKind, days: int) -> dict[str, Any]:
    since = AT + timedelta(days=days)
    return {"ends": (KeyEnd(kind=kind, since=since, at=NOW, by="", reason=""),)}


LIVES: dict[str, tuple[dict[str, Any], str]] = {
    "a key before its first instant": ({"starts_at": AT + timedelta(seconds=1)}, "before the key's first"),
    "a key after its planned end": ({"ends_at": AT}, "after the key's end"),
    "a key that was replaced before": (ended(EndKind.SUPERSEDED, -1), "after the key's end"),
    "a key that was lost before": (ended(EndKind.LOST, 0), "after the key's end"),
    "a key that was given up before": (ended(EndKind.CEASED, -5), "after the key's end"),
    "a key that was revoked before": (ended(EndKind.COMPROMISED, -1), "revoked"),
    "a key that was revoked later, with a date of its own choice": (
        ended(EndKind.COMPROMISED, 1),
        "nothing else says when",
    ),
}


def signer_forgeries() -> list[Forgery]:
    made = [
        Forgery(name=name, content=content, check="signature", says=says)
        for name, (content, says) in SIGNATURES.items()
    ]
    made += [
        Forgery(name=name, content=content, check="issuer", says=says)
        for name, (content, says) in ISSUERS.items()
    ]
    made += [
        Forgery(name=name, content=content, check="issuer", says="does not know", passed=None)
        for name, content in STRANGERS.items()
    ]
    made += [
        Forgery(name=name, content=content, check="issuer", says="kind", passed=None)
        for name, content in kinds().items()
    ]
    made += [
        Forgery(
            name=name,
            content=canonical(honest()),
            check="key",
            says=says,
            trust=trusting(keys={RHEIN: [key(RHEIN, **life)]}),
        )
        for name, (life, says) in LIVES.items()
    ]
    made.append(_in_the_future())
    made.append(_key_of_two())
    return made


def _in_the_future() -> Forgery:
    early = datetime(2025, 3, 31, tzinfo=AT.tzinfo)
    return Forgery(
        name="signed on a day to come",
        content=canonical(honest()),
        check="key",
        says="which is after",
        at=early,
    )


def _key_of_two() -> Forgery:
    """Return what a seller signed with a key that the trust bundle has under another seller too."""
    credential = document_credential(named(DIDS[RHEIN], NAMES[RHEIN]))
    name = method(RHEIN).replace(DIDS[RHEIN], DIDS[OTHER])
    content = canonical(with_proof(credential, signer=SIGNERS[RHEIN], method=name, created=AT))
    keys = {OTHER: [key(OTHER), key(OTHER, public=SIGNERS[RHEIN].public)]}
    return Forgery(
        name="a key that two sellers share, used for the other",
        content=content,
        check="issuer",
        says="signed with a key of",
        trust=trusting(keys=keys),
    )
