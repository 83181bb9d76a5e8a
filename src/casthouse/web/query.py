"""What stands in the query of an address: days, numbers, words of a list; refused where they are none."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from casthouse.refusal import Refusal

Member = TypeVar("Member", bound=StrEnum)
Fallback = TypeVar("Fallback", int, None)
DIGITS_MAX = 19


def day_of(text: str | None) -> date | None:
    """Return the day that a query names, or None where it names none.

    Raises:
        Refusal: `date_invalid`.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            "date_invalid", found=f"“{text[:40]}”", expected="a day as YYYY-MM-DD", todo="correct the date"
        ) from error


def instant_of(text: str | datetime | None) -> datetime | None:
    """Return the instant that a query names, in UTC where it names no offset, or None where it names none.

    Raises:
        Refusal: `date_invalid`.
    """
    if not text or isinstance(text, datetime):
        return text or None
    try:
        at = datetime.fromisoformat(text.replace(" ", "+") if text.count("T") else text)
    except ValueError as error:
        raise Refusal(
            "date_invalid",
            found=f"“{text[:40]}”",
            expected="an instant as YYYY-MM-DDTHH:MM, in UTC or with its offset",
            todo="correct the instant",
        ) from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def number_of(text: str | None, fallback: Fallback) -> int | Fallback:
    """Return the whole number that a query names, or the fallback where it names none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else fallback


def member_of(words: type[Member], text: str | None, what: str) -> Member | None:
    """Return the word of a list that a query names, or None where it names none.

    Raises:
        Refusal: `kind_unknown`, `material_unknown` and the like.
    """
    if not text:
        return None
    try:
        return words(text)
    except ValueError as error:
        raise Refusal(
            f"{what}_unknown",
            found=f"{what} “{text[:40]}”",
            expected=", ".join(words),
            todo=f"correct the {what}",
        ) from error
