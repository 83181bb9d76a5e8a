"""Checkpoints: how large a log is and what its root is, signed (C2SP tlog-checkpoint 1.0.0).

Whoever holds a checkpoint can tell later whether the log still begins with what it held then.
"""

from base64 import b64encode
from dataclasses import dataclass

from casthouse.passport.merkle import HASH_SIZE, SIZE_MAX
from casthouse.passport.note_key import strict_base64
from casthouse.refusal import Refusal

LINES_MIN = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at one size."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint, its signatures taken off.

    Raises:
        Refusal: `checkpoint_invalid`.
    """
    lines = text.split("\n")
    if lines.pop() or len(lines) < LINES_MIN or not all(lines):
        raise _invalid("fewer than three lines, or an empty one")
    origin, size, root, *extensions = lines
    if not (size.isascii() and size.isdigit()) or str(number := int(size[:20])) != size or number > SIZE_MAX:
        raise _invalid(f"the size “{size[:30]}”")
    raw = strict_base64(root)
    if raw is None or len(raw) != HASH_SIZE:
        raise _invalid(f"the root “{root[:60]}”")
    return Checkpoint(origin, number, raw, tuple(extensions))


def _invalid(found: str) -> Refusal:
    return Refusal(
        "checkpoint_invalid",
        found=found,
        expected="a line with the origin, one with the size, one with the root in base64, further lines not empty",
        todo="take the file as the log serves it, byte for byte",
    )
