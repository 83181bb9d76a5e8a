"""Bytes as text in base64url without padding (RFC 7515), each value in its one spelling."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from casthouse.passport.signature import refuse_signature


def base64url(data: bytes) -> str:
    """Return bytes as text in base64url, without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def octets(text: str) -> bytes:
    """Return what a text in base64url stands for; one that another text also stands for is refused.

    Raises:
        Refusal: `signature_invalid`.
    """
    try:
        found = b"" if len(text) % 4 == 1 else urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        found = b""
    if base64url(found) != text:
        refuse_signature(found="bits after the end of a part", expected="base64url in its one form")
    return found
