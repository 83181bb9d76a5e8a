"""Dates as other systems write them, such as dd.mm.yyyy, read as the ISO dates of the movements file."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 2000  # of a year in two digits: material accounting knows no other
_TOKENS = {
    "yyyy": r"(?P<year>[0-9]{4})",
    "yy": r"(?P<short_year>[0-9]{2})",
    "mmm": r"(?P<month_name>[A-Za-z]{3})",
    "mm": r"(?P<month>[0-9]{2})",
    "m": r"(?P<month>[0-9]{1,2})",
    "dd": r"(?P<day>[0-9]{2})",
    "d": r"(?P<day>[0-9]{1,2})",
}
_TOKEN = re.compile("(yyyy|yy|mmm|mm|m|dd|d)")


def is_date_layout(layout: str) -> bool:
    """Say whether a text such as "dd.mm.yyyy" names one year, one month and one day."""
    letters = "".join(token[0] for token in _TOKEN.findall(layout))
    return sorted(letters) == ["d", "m", "y"]


def iso_date(text: str, layouts: Sequence[str]) -> str | None:
    """Return the ISO date of a text in the first of the layouts that fits, or None where it is no real date."""
    for layout in layouts:
        match = _pattern(layout).fullmatch(text)
        day = _day(match.groupdict()) if match else None
        if day is not None:
            return day.isoformat()
    return None


@cache
def _pattern(layout: str) -> re.Pattern[str]:
    return re.compile("".join(_TOKENS.get(part, re.escape(part)) for part in _TOKEN.split(layout)))


def _day(parts: dict[str, str]) -> date | None:
    year = int(parts["year"]) if "year" in parts else _CENTURY + int(parts["short_year"])
    name = parts.get("month_name", "").lower()
    if "month" not in parts and name not in _MONTHS:
        return None
    month = int(parts["month"]) if "month" in parts else _MONTHS.index(name) + 1
    try:
        return date(year, month, int(parts["day"]))
    except ValueError:
        return None
