"""Files of short texts that people name: read whole, in UTF-8, and no longer than they may be."""

from collections.abc import Callable
from pathlib import Path

from casthouse.refusal import Refusal


def short_text(path: Path, *, bytes_max: int, unreadable: Callable[[str], Refusal]) -> str:
    """Return the text of a file.

    Args:
        path: the file.
        bytes_max: so long it may be.
        unreadable: makes the refusal of what was found.

    Raises:
        Refusal: what `unreadable` returns, where there is no such file, it is too long or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(bytes_max + 1)
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise unreadable(f"{path.name}: {type(error).__name__}") from None
    if len(content) > bytes_max:
        raise unreadable(f"{path.name}: more than {bytes_max} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unreadable(f"{path.name}: no UTF-8 at byte {error.start}") from None
