"""Shapes of what comes in and goes out: a shape says whether it is a date or a mass, never whether it makes sense.

What comes in may hold nothing that nobody reads, and is never converted by guess: a mass is a whole number of grams,
not a text and not a float. What goes out is exactly what the API reference lists.
"""

import re
from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Strict, StringConstraints, WithJsonSchema
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


class Given(Schema):
    """What a caller sends: an unknown member is refused, since it would be lost."""

    model_config = ConfigDict(extra="forbid")


class Shown(Schema):
    """What a caller is answered: a member that the shape does not list is a bug."""

    model_config = ConfigDict(extra="forbid")


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Grams = Annotated[int, Strict(), ShapeField(ge=0, le=GRAMS_MAX)]
Text = Annotated[str, StringConstraints(max_length=4_000)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Flag = Annotated[bool, Strict()]
"""A truth value in a body; in an address `true` and `false` are read as such."""
