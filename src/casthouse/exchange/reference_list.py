"""A file of references, one a line: what a recall takes beside those that are typed."""

from pathlib import Path

from casthouse.exchange.short_text_file import short_text
from casthouse.refusal import Refusal

FILE_SIZE_MAX = 4_000_000
LINE_MAX = 2_000


def references_from_file(path: Path) -> tuple[str, ...]:
    """Return the references of a file, one a line; empty lines are left out.

    Raises:
        Refusal: `references_unreadable`.
    """
    text = short_text(path, bytes_max=FILE_SIZE_MAX, unreadable=_unreadable)
    lines = [each.strip() for each in text.splitlines()]
    for number, line in enumerate(lines, start=1):
        if len(line) > LINE_MAX or not all(each.isprintable() for each in line):
            raise _unreadable(f"line {number} of {path.name}, which is no reference")
    return tuple(line for line in lines if line)


def _unreadable(found: str) -> Refusal:
    return Refusal(
        "references_unreadable",
        found=found,
        expected=f"a text in UTF-8 with one reference a line, of at most {FILE_SIZE_MAX} bytes",
        todo="save the lots, one a line and nothing else, as UTF-8 text; or type them",
    )
