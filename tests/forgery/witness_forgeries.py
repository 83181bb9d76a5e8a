"""Statements of a key that came into foreign hands later: what shows that they are from before, and what does not.

Signature and witness are of the same instant, the theft is of a day after.
"""

from datetime import timedelta

from casthouse.passport.canonical import canonical
from casthouse.passport.integrity_proof import with_proof as with_signature
from casthouse.passport.key_life import EndKind, KeyEnd
from casthouse.passport.note_key import NoteKey
from casthouse.passport.signer import memory_signer
from tests.forgery.forged import Forgery, Members, signed
from tests.forgery.log_forgeries import (
    FORK,
    LOG_KEY,
    OTHER,
    SECONDS,
    STRANGER_KEY,
    TRUE,
    WITNESS_KEY,
    known_log,
    logged,
    note,
    proof,
    seen,
    spoilt,
    unsigned,
    with_proof,
)
from tests.unit.passport.statement_world import (
    AT,
    DIDS,
    NOW,
    RHEIN,
    document_credential,
    key,
    signed_by,
    status_list,
)

DAY = 24 * 60 * 60
END = KeyEnd(kind=EndKind.COMPROMISED, since=AT + timedelta(days=1), at=NOW, by="", reason="")
NEXT = memory_signer(b"next" * 8)
STOLEN = {RHEIN: [key(RHEIN, ends=(END,)), key(RHEIN, public=NEXT.public, starts_at=END.since)]}


def list_of_the_next_key() -> Members:
    """Return the status list as the key signs it that took the place of the stolen one."""
    members = {name: value for name, value in status_list().items() if name != "proof"}
    name = f"{DIDS[RHEIN]}#{NEXT.public.multikey}"
    return with_signature(members, signer=NEXT, method=name, created=AT + timedelta(days=30))


def believing(witnesses: tuple[NoteKey, ...] = (WITNESS_KEY,)) -> bytes:
    """Return a trust bundle by which the first key of the seller was stolen."""
    return known_log(None, witnesses, list_of_the_next_key(), keys=STOLEN)


TRUST = believing()


def of_the_thief() -> bytes:
    """Return what the thief signed with a date from before the theft, with the proof of what was there before."""
    forged = canonical(
        signed_by(RHEIN, document_credential(lambda c: c["credentialSubject"].update(lot="L-666")), at=AT)
    )
    return with_proof(proof(), forged)


CASES: dict[str, tuple[bytes, bytes]] = {
    "the witness saw it when the key was in foreign hands": (seen(DAY), TRUST),
    "the witness saw it long afterwards": (seen(300 * DAY), TRUST),
    "the witness saw it before it was signed": (seen(-301), TRUST),
    "the witness has no clock": (seen(-SECONDS), TRUST),
    "the witness has a clock beyond all years": (seen(2**62), TRUST),
    "no witness is trusted": (logged(), believing(())),
    "another witness is trusted": (logged(), believing((STRANGER_KEY,))),
    "the log is called its own witness": (logged(), believing((LOG_KEY,))),
    "no witness saw it": (logged(proof(checkpoint=note(TRUE, seen=()))), TRUST),
    "a witness line that was spoilt": (logged(spoilt(WITNESS_KEY.name)), TRUST),
    "the log did not sign what the witness saw": (logged(unsigned(proof())), TRUST),
    "the log is another one": (logged(proof(checkpoint=note(TRUE, origin="else.example/log"))), TRUST),
    "the witness saw another statement": (logged(proof(OTHER)), TRUST),
    "the witness saw a fork that the bundle contradicts": (logged(proof(FORK)), TRUST),
    "the thief has a statement of before": (of_the_thief(), TRUST),
    "it came without the proof": (signed(lambda _: None), TRUST),
}

SEEN_IN_TIME: dict[str, bytes] = {
    "a witness saw it before the key was stolen": logged(),
    "a witness saw it in the last second before": seen(DAY - 1),
    "a witness whose clock is a little behind": seen(-300),
    "a witness saw it twice, the second time afterwards": seen(2 * DAY, 0),
}


def witness_forgeries() -> list[Forgery]:
    return [
        Forgery(
            name=f"of a key that was revoked later: {name}",
            content=content,
            check="key",
            says="nothing else says when",
            trust=trust,
        )
        for name, (content, trust) in CASES.items()
    ]
