"""Why a whole file is refused, before any of its rows is looked at.

The reference of mapping profiles says when each code comes. Refusals of single rows are the domain's.
"""

from enum import StrEnum

from casthouse.refusal import Refusal


class FileRefusal(StrEnum):
    """The codes of a refused file or mapping profile."""

    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    PROFILE_INVALID = "profile_invalid"
    PROFILE_UNKNOWN = "profile_unknown"
    PROFILE_AMBIGUOUS = "profile_ambiguous"
    HEADING_REPEATED = "heading_repeated"
    HEADING_MISSING = "heading_missing"
    HEADING_UNKNOWN = "heading_unknown"
    FILE_EMPTY = "file_empty"
    FILE_CHANGED = "file_changed"


def unreadable(found: str, *, expected: str, todo: str) -> Refusal:
    """Return the refusal of a file whose bytes are not what a movements file is made of."""
    return Refusal(FileRefusal.FILE_UNREADABLE, found=found, expected=expected, todo=todo)


def too_large(found: str, *, expected: str) -> Refusal:
    """Return the refusal of a file above one of the limits."""
    todo = "send it in several files, or export it again: this is not what an export looks like"
    return Refusal(FileRefusal.FILE_TOO_LARGE, found=found, expected=expected, todo=todo)


def empty(found: str) -> Refusal:
    """Return the refusal of a file without a single data row: nothing over nothing is not a pass."""
    return Refusal(
        FileRefusal.FILE_EMPTY,
        found=found,
        expected="a header and at least one row below it",
        todo="export it again and look at the period and the filter of the export",
    )
