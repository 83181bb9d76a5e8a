"""The key with which somebody comes back to a complaint: made once, shown once, stored as a digest only.

25 signs of an alphabet without signs that are mistaken for others, about 124 bits: no salt and no slow hash are needed.
"""

import hmac
import re
import secrets
from hashlib import sha256

from casthouse.refusal import Refusal
from casthouse.service.attempt import Attempt, count_attempt, require_attempt
from casthouse.service.person import UNMISTAKABLE
from casthouse.storage import complaint as complaint_store
from casthouse.storage.complaint import ComplaintRecord

GROUPS, GROUP = 5, 5
REFERENCE = 8
_KEY = re.compile(f"[{UNMISTAKABLE}]{{{GROUPS * GROUP}}}")


def new_key() -> str:
    """Return a key that nobody guesses and anybody can read out."""
    signs = [secrets.choice(UNMISTAKABLE) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(signs[at : at + GROUP]) for at in range(0, len(signs), GROUP))


def new_reference() -> str:
    """Return what handlers call a complaint by: drawn, so that it tells nobody how many there are."""
    return "C-" + "".join(secrets.choice(UNMISTAKABLE) for _ in range(REFERENCE)).upper()


def key_digest(key: str) -> str | None:
    """Return the digest of a key, written with or without hyphens, blanks and capitals; None where it is none."""
    plain = re.sub(r"[\s\-\u2010-\u2015]+", "", key).lower()
    return sha256(f"complaint:{plain}".encode()).hexdigest() if _KEY.fullmatch(plain) else None


def opened(key: str, *, address: str | None) -> ComplaintRecord:
    """Return the complaint that a key opens; one that opens nothing counts against the address.

    Raises:
        Refusal: `attempts_too_many`, `complaint_key_unknown`.
    """
    require_attempt(Attempt.KEY, address)
    digest = key_digest(key)
    record = complaint_store.complaint_under(digest) if digest else None
    if digest is None or record is None or not hmac.compare_digest(record.given.key_digest, digest):
        count_attempt(Attempt.KEY, address)
        raise Refusal(
            "complaint_key_unknown",
            found="a key that opens no complaint",
            expected=f"the key that was shown when the complaint was sent: {GROUPS} groups of {GROUP} signs",
            todo="compare it sign by sign; without the key nobody can open the complaint, but you may send a new one",
        )
    return record
