"""Files that are verified, of which one check is not possible, or passes although it looks as if it should not."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from casthouse.passport.key_owner import SECRETARIAT
from tests.forgery.forged import SECRETARIAT_LIST, Forgery, Members, certificate, honest_text, trusting
from tests.forgery.log_forgeries import (
    SIZE,
    STATEMENT,
    STRANGER_KEY,
    entry,
    known_log,
    logged,
    note,
    tree,
)
from tests.forgery.witness_forgeries import SEEN_IN_TIME, TRUST
from tests.unit.passport.statement_world import AT, HOST, status_list

SUSPENSIONS = f"{HOST}/status/secretariat/suspension/1"
TODAY = (AT + timedelta(days=30)).date()
"""The day of the lists."""


def listed(indices: tuple[int, ...] = (), **how: Any) -> Members:
    return status_list(indices, owner=SECRETARIAT, **{"url": SECRETARIAT_LIST, **how})


def phases(*told: tuple[str, int, int]) -> list[dict[str, str]]:
    """Return phases of a certificate, each with its days counted from the day of the lists."""
    return [
        {
            "state": state,
            "first": (TODAY + timedelta(days=first)).isoformat(),
            "last": (TODAY + timedelta(days=last)).isoformat(),
        }
        for state, first, last in told
    ]


def suspendable(**changes: Any) -> Members:
    """Return the statement of a certificate that stands in a list of suspensions too."""
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "3",
        "statusListCredential": SUSPENSIONS,
    }
    return certificate(also_listed=(entry,), **changes)


SUSPENDED = listed((3,), url=SUSPENSIONS, purpose="suspension")
REVOKED = listed((3,))

CERTIFICATES: dict[str, tuple[bytes, bool | None]] = {
    "a certificate that was revoked since, which its statement does not tell": (
        trusting(of_secretariat=(REVOKED,)),
        None,
    ),
    "a certificate that was suspended since, which its statement does not tell": (
        trusting(of_secretariat=(listed(), SUSPENDED), certificates=(suspendable(),)),
        None,
    ),
    "a certificate whose list is not there": (trusting(of_secretariat=()), None),
    "a certificate with a list of before it was signed": (
        trusting(of_secretariat=(listed(at=AT - timedelta(days=1)),)),
        None,
    ),
    "a certificate with an old list": (trusting(of_secretariat=(listed(days=1),)), None),
    "a certificate with a list of another purpose": (
        trusting(of_secretariat=(listed(purpose="suspension"),)),
        None,
    ),
    "a certificate that was withdrawn since, as its statement tells": (
        trusting(
            of_secretariat=(REVOKED,),
            certificates=(certificate(phases=phases(("full", -400, -9), ("withdrawn", -8, 900))),),
        ),
        True,
    ),
    "a certificate that ran out since, as its statement tells": (
        trusting(of_secretariat=(REVOKED,), certificates=(certificate(phases=phases(("full", -400, -1))),)),
        True,
    ),
    "a certificate that was to run out only after the list": (
        trusting(of_secretariat=(REVOKED,), certificates=(certificate(phases=phases(("full", -400, 0))),)),
        None,
    ),
    "a certificate that is suspended, as its statement tells": (
        trusting(
            of_secretariat=(listed(), SUSPENDED),
            certificates=(suspendable(phases=phases(("full", -400, -9), ("suspended", -8, 90))),),
        ),
        True,
    ),
    "a certificate that is suspended, whose statement tells that it ran out": (
        trusting(
            of_secretariat=(listed(), SUSPENDED),
            certificates=(suspendable(phases=phases(("full", -400, -1))),),
        ),
        None,
    ),
    "a certificate that is revoked, whose statement tells that it is suspended": (
        trusting(
            of_secretariat=(REVOKED, listed(url=SUSPENSIONS, purpose="suspension")),
            certificates=(suspendable(phases=phases(("suspended", -400, 90))),),
        ),
        None,
    ),
}


LATER = note(tree(entry(sha256(STATEMENT).digest()), size=SIZE + 5), size=SIZE + 5)
OF_ANOTHER_SIZE: dict[str, tuple[bytes, bool | None]] = {
    "a checkpoint that the bundle has grown beyond": (known_log(LATER), True),
    "the same, and no witness that is trusted": (known_log(LATER, witnesses=(STRANGER_KEY,)), None),
    "the same, and no witness is known": (known_log(LATER, witnesses=()), True),
}


def open_cases() -> list[Forgery]:
    """Return the cases; whoever checks them says the same, whichever verifier is asked."""
    true = honest_text().encode()
    made = [
        Forgery(name=name, content=true, check="certificate", says="", trust=trust, passed=passed)
        for name, (trust, passed) in CERTIFICATES.items()
    ]
    made += [
        Forgery(name=name, content=content, check="key", says="", trust=TRUST, passed=True)
        for name, content in SEEN_IN_TIME.items()
    ]
    made += [
        Forgery(name=name, content=logged(), check="checkpoint", says="", trust=trust, passed=passed)
        for name, (trust, passed) in OF_ANOTHER_SIZE.items()
    ]
    behind = AT - timedelta(minutes=4)
    made.append(
        Forgery(
            name="a clock a little behind that of the signer",
            content=true,
            check="key",
            says="",
            trust=trusting(),
            at=behind,
            passed=True,
        )
    )
    made.append(
        Forgery(
            name="the same clock, asked whether it holds already",
            content=true,
            check="status",
            says="",
            trust=trusting(),
            at=behind,
            passed=True,
        )
    )
    return made
