"""The hashes of the movements that a period statement binds, as a file that a company keeps: one JSON object a line."""

from collections.abc import Iterable

from casthouse.passport.canonical import canonical, read_object
from casthouse.passport.merkle import HASH_SIZE
from casthouse.refusal import Refusal

LINE_BYTES_MAX = 16_384


def leaves_text(leaves: Iterable[tuple[str, str]]) -> str:
    """Return the file of references and hashes in hexadecimal, in the order of references."""
    return "".join(
        f"{canonical({'reference': reference, 'sha256': digest}).decode()}\n" for reference, digest in leaves
    )


def read_leaves(content: bytes) -> dict[str, bytes]:
    """Return the hash of each movement by its reference.

    Raises:
        Refusal: `period_leaves_unreadable`.
    """
    found: dict[str, bytes] = {}
    for number, line in enumerate(content.splitlines(), start=1):
        reference, digest = _line(line, number)
        if reference in found:
            raise _unreadable(number, f"reference “{reference[:60]}” a second time")
        found[reference] = digest
    return found


def _line(line: bytes, number: int) -> tuple[str, bytes]:
    try:
        members = read_object(line, bytes_max=LINE_BYTES_MAX)
        reference, digest = members["reference"], bytes.fromhex(str(members["sha256"]))
    except (Refusal, KeyError, ValueError):
        raise _unreadable(number, "no object with reference and sha256") from None
    if not isinstance(reference, str) or len(digest) != HASH_SIZE:
        raise _unreadable(number, "a reference that is no text, or a hash of another length")
    return reference, digest


def _unreadable(number: int, found: str) -> Refusal:
    return Refusal(
        "period_leaves_unreadable",
        found=f"line {number}: {found}",
        expected="one line a movement, with its reference and its SHA-256 in hexadecimal",
        todo="take the hashes as they were written",
    )
