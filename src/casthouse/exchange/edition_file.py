"""Editions of the standards as files: the built-in ones inside the package, and those that a secretariat loads.

A file is read up to a limit, so that a file of any size is refused in bounded memory. What an edition must contain is
decided in `casthouse.standard.edition_text`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from casthouse.refusal import Refusal
from casthouse.standard.edition import Edition
from casthouse.standard.edition_text import edition_from_text

BUILT_IN_CODES = (
    "ps-v2",
    "ps-v3",
    "ps-v4-draft",
    "coc-v1",
    "coc-v2",
    "coc-v3-draft",
)  # an edition after its base
FILE_SIZE_MAX = 512 * 1024  # bytes; the longest built-in edition has 30 kB


@cache
def built_in_editions() -> Mapping[str, Edition]:
    """Return the built-in editions by code."""
    folder = files("casthouse.standard").joinpath("editions")
    editions: dict[str, Edition] = {}
    for code in BUILT_IN_CODES:
        text = folder.joinpath(f"{code}.toml").read_text(encoding="utf-8")
        editions[code] = edition_from_text(text, bases=editions, known=editions, built_in=True)
    return MappingProxyType(editions)


def edition_file_text(path: Path) -> str:
    """Return the text of a file, whatever it says.

    Raises:
        Refusal: `edition_unreadable` where there is no such file, it is too long or not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(FILE_SIZE_MAX + 1)
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise _unreadable(path.name, f"{type(error).__name__}") from None
    return edition_text_of(content, name=path.name)


def edition_text_of(content: bytes, *, name: str) -> str:
    """Return the bytes of a file as text, whatever they say.

    Raises:
        Refusal: `edition_unreadable` where it is too long or not UTF-8.
    """
    if len(content) > FILE_SIZE_MAX:
        raise _unreadable(name, f"more than {FILE_SIZE_MAX} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(name, f"no UTF-8 at byte {error.start}") from None


def _unreadable(name: str, found: str) -> Refusal:
    return Refusal(
        "edition_unreadable",
        found=f"{name}: {found}",
        expected=f"a TOML file in UTF-8 of at most {FILE_SIZE_MAX} bytes",
        todo="check the path and save the file as UTF-8 text",
    )
