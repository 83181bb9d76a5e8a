"""Shapes of what comes in and goes out: a shape says whether it is a date or a mass, never whether it makes sense.

What comes in may hold nothing that nobody reads, and is never converted by guess: a mass is a whole number of grams,
not a text and not a float. What goes out is exactly what the API reference lists.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, PlainSerializer, Strict, StringConstraints, WithJsonSchema
from pydantic import Field as ShapeField

GRAMS_MAX = 10**18
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: Any) -> date:  # noqa: ANN401 - whatever was sent
    """Return the day that a text names; nothing but `YYYY-MM-DD` is a day here."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("expected a real day as YYYY-MM-DD")


def _instant_text(at: datetime) -> str:
    """Return an instant to the microsecond, so that it reads the same whichever call answers it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Given(Schema):
    """What a caller sends: an unknown member is refused, since it would be lost."""

    model_config = ConfigDict(extra="forbid")


class Shown(Schema):
    """What a caller is answered: a member that the shape does not list is a bug."""

    model_config = ConfigDict(extra="forbid")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Instant = Annotated[
    datetime, PlainSerializer(_instant_text), WithJsonSchema({"type": "string", "format": "date-time"})
]
Grams = Annotated[int, Strict(), ShapeField(ge=0, le=GRAMS_MAX)]
WholeNumber = Annotated[int, Strict(), ShapeField(ge=0, le=1_000_000)]
Text = Annotated[str, StringConstraints(max_length=4_000)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Flag = Annotated[bool, Strict()]
"""A truth value in a body; in an address `true` and `false` are read as such."""
