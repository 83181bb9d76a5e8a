"""Days and periods by counting, month by month."""

import datetime as dt
import re


def real_day(text: str) -> bool:
    """Say whether the text is a real day written YYYY-MM-DD."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) is None:
        return False
    try:
        dt.date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return False
    return True


def months_later(day: str, months: int) -> str:
    """Return the day some months later, clamped to the month's end; past 9999 the end of time."""
    year, month, of_month = int(day[:4]), int(day[5:7]) + months, int(day[8:])
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if year > 9999:
        return "9999-99-99"
    while not real_day(f"{year:04}-{month:02}-{of_month:02}"):
        of_month -= 1
    return f"{year:04}-{month:02}-{of_month:02}"


def day_before(day: str) -> str:
    """Return the day before."""
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def period_start(first: str, months: int, number: int) -> str:
    """Return the first day of period *number*, counted from 0."""
    return months_later(first, number * months)


def period_number(first: str, months: int, day: str) -> int | None:
    """Return the number of the period that contains the day; None before the first."""
    if day < first:
        return None
    number = 0
    while period_start(first, months, number + 1) <= day:
        number += 1
    return number
