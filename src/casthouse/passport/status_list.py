"""Status lists: one bit a statement, so that whoever checks one tells nobody which (Bitstring Status List 1.0).

A list is a credential of its own, signed by the issuer of the statements. An issuer has one list a purpose:
*revocation* is final (cancelled, superseded, withdrawn), *suspension* can end. Index 0 is the left-most bit of the
first byte. A list never holds fewer than `ENTRIES_MIN` entries, so that one entry hides among many.
"""

import base64
import binascii
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from casthouse.refusal import Refusal

ENTRIES_MIN = 131_072
ENTRIES_MAX = 8 * 1024 * 1024
"""More is refused, however small it is packed: a megabyte of bits."""

_BITS = 8
_PREFIX = "u"
_GZIP = 31
"""Window bits of zlib that ask for a gzip header."""


class StatusPurpose(StrEnum):
    """What a set bit says."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


class StatusFault(StrEnum):
    """Why a list cannot be relied on, in the words of the specification."""

    LENGTH = "STATUS_LIST_LENGTH_ERROR"
    RANGE = "RANGE_ERROR"
    RETRIEVAL = "STATUS_RETRIEVAL_ERROR"
    VERIFICATION = "STATUS_VERIFICATION_ERROR"


@dataclass(frozen=True, slots=True)
class StatusBits:
    """The bits of a list."""

    octets: bytes

    @property
    def count(self) -> int:
        """How many entries there are."""
        return len(self.octets) * _BITS

    def is_set(self, index: int) -> bool:
        """Say whether the bit of an entry is set.

        Raises:
            Refusal: `status_list_invalid` when there is no such entry.
        """
        if not 0 <= index < self.count:
            raise status_refusal(StatusFault.RANGE, found=f"entry {index}", expected=f"0 to {self.count - 1}")
        return bool(self.octets[index // _BITS] >> (_BITS - 1 - index % _BITS) & 1)


def status_refusal(fault: StatusFault, *, found: str, expected: str) -> Refusal:
    """Return the refusal of a status list, with the specification's word for the fault."""
    return Refusal(
        "status_list_invalid",
        found=f"{fault.value}: {found}",
        expected=expected,
        todo="fetch the status list of the issuer anew",
    )


def bits_of(indices: Collection[int], *, count: int = ENTRIES_MIN) -> StatusBits:
    """Return the bits of a list in which the entries are set; as long as its minimum, or as the caller says."""
    assert count >= ENTRIES_MIN
    assert count % _BITS == 0
    octets = bytearray(count // _BITS)
    for index in indices:
        octets[index // _BITS] |= 1 << (_BITS - 1 - index % _BITS)
    return StatusBits(bytes(octets))


def encoded(bits: StatusBits) -> str:
    """Return the bits as a list carries them: multibase base64url of their gzip; the same bits give the same text."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    packed = packer.compress(bits.octets) + packer.flush()
    return _PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decoded(text: str) -> StatusBits:
    """Return the bits that a list carries; never more than `ENTRIES_MAX` of them.

    Raises:
        Refusal: `status_list_invalid` when it is no such text, packed too small or too large.
    """
    packed = _unprefixed(text)
    unpacker = zlib.decompressobj(_GZIP)
    try:
        octets = unpacker.decompress(packed, ENTRIES_MAX // _BITS + 1)
    except zlib.error as error:
        raise status_refusal(
            StatusFault.VERIFICATION, found=f"no gzip: {error}", expected="a list packed with gzip"
        ) from error
    if len(octets) > ENTRIES_MAX // _BITS:
        raise status_refusal(
            StatusFault.LENGTH, found=f"more than {ENTRIES_MAX} entries", expected=f"at most {ENTRIES_MAX}"
        )
    if not unpacker.eof or unpacker.unused_data:
        raise status_refusal(
            StatusFault.VERIFICATION, found="a truncated or prolonged gzip", expected="one whole gzip stream"
        )
    if len(octets) * _BITS < ENTRIES_MIN:
        raise status_refusal(
            StatusFault.LENGTH, found=f"{len(octets) * _BITS} entries", expected=f"at least {ENTRIES_MIN}"
        )
    return StatusBits(octets)


def _unprefixed(text: str) -> bytes:
    body = text[1:]
    if not text.startswith(_PREFIX) or not body.isascii() or "=" in body or "+" in body or "/" in body:
        raise status_refusal(
            StatusFault.VERIFICATION,
            found=f"encodedList {text[:20]!r}",
            expected="“u” and base64url without padding",
        )
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise status_refusal(
            StatusFault.VERIFICATION,
            found=f"no base64url: {error}",
            expected="“u” and base64url without padding",
        ) from error
    if base64.urlsafe_b64encode(packed).decode().rstrip("=") != body:
        raise status_refusal(
            StatusFault.VERIFICATION,
            found="bits after the end of the base64url",
            expected="base64url in its one spelling",
        )
    return packed
