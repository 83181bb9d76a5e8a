"""A signature as a statement carries it, whichever form it came in: what was signed, by which key it says, and when."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from casthouse.passport.canonical import JsonObject
from casthouse.refusal import Refusal

METHOD_CHARS_MAX = 600
SECONDS_CHARS = len("2026-03-01T12:00:00")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCredential:
    """A credential with the signature that was found on it; nothing is believed of it yet.

    Attributes:
        credential: its members, without the proof.
        method: the verification method that it names: a DID, `#` and a fragment.
        created: when it says that it was signed, in UTC; None where it does not.
        message: the bytes that were signed.
        signature: the 64 bytes of the signature.
        is_hideable: whether its holder may have left members out.
    """

    credential: JsonObject
    method: str
    created: datetime | None
    message: bytes
    signature: bytes
    is_hideable: bool = False

    @property
    def controller(self) -> str:
        """The DID whose key it says it is."""
        return self.method.partition("#")[0]


def refuse_signature(*, found: str, expected: str) -> NoReturn:
    """Raise the refusal of a signature that cannot be one of ours to check."""
    raise Refusal(
        "signature_invalid",
        found=found,
        expected=expected,
        todo="ask the issuer for the statement with a signature of one of the forms that are read",
    )


def require_method(text: object) -> str:
    """Return the name of a verification method, a DID with a fragment.

    Raises:
        Refusal: `signature_invalid`.
    """
    if (
        not isinstance(text, str)
        or len(text) > METHOD_CHARS_MAX
        or text.count("#") != 1
        or not text.startswith("did:")
        or not text.isascii()
        or text.endswith("#")
    ):
        refuse_signature(
            found=f"verification method {text!r:.80}", expected="a DID, “#” and the name of one of its keys"
        )
    return text


def instant_of(text: object, *, name: str) -> datetime:
    """Return an instant that says its zone, as XML Schema's dateTimeStamp has it; in UTC.

    Raises:
        Refusal: `signature_invalid`.
    """
    expected = f"{name} as an instant with its zone, such as 2026-03-01T12:00:00Z"
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        refuse_signature(found=f"{name} {text!r:.60}", expected=expected)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):  # no such day, or none in UTC
        refuse_signature(found=f"{name} {text!r:.60}", expected=expected)


def instant_text(instant: datetime) -> str:
    """Return an instant in UTC as statements write it, to the second."""
    assert instant.utcoffset() == timedelta(0)
    return f"{instant.isoformat(timespec='seconds')[:SECONDS_CHARS]}Z"
