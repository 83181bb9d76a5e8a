"""The value of a workbook's cell as the text of the movements file (contract section 2).

Whole numbers become integer text, other numbers their shortest decimal, dates ISO, truth values yes and no.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from casthouse.exchange.xml_stream import SheetCell

_HALVES = range(0xD800, 0xE000)  # of a surrogate pair
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReader:
    """What is needed to read the cells of one workbook: its shared texts, and which cell styles are dates."""

    shared: Sequence[str]
    date_styles: frozenset[int]
    duration_styles: frozenset[int]
    has_1904_dates: bool

    @classmethod
    def of(cls, shared: Sequence[str], formats: Sequence[str], *, has_1904_dates: bool) -> "CellReader":
        """Return a reader for cells whose styles have these number formats."""
        return cls(
            shared=shared,
            date_styles=frozenset(style for style, code in enumerate(formats) if is_date_format(code)),
            duration_styles=frozenset(
                style for style, code in enumerate(formats) if is_timedelta_format(code)
            ),
            has_1904_dates=has_1904_dates,
        )

    def is_number(self, cell: SheetCell) -> bool:
        """Say whether the cell holds a number that is no date."""
        return cell.kind == "n" and cell.style not in self.date_styles

    def is_date(self, cell: SheetCell) -> bool:
        """Say whether the cell holds a day, or a day and a time."""
        return cell.kind == "d" or (cell.kind == "n" and cell.style in self.date_styles)

    def text(self, cell: SheetCell) -> str:
        """Return the value as text; a formula as itself."""
        if cell.formula is not None:
            return "=" + (cell.formula or "(shared formula)")
        return self._value_text(cell)

    def _value_text(self, cell: SheetCell) -> str:
        match cell.kind:
            case "n":
                return self._day_text(cell) if cell.style in self.date_styles else number_text(cell.text)
            case "s":
                return _unescaped(self.shared[int(cell.text)])
            case "b":
                return "yes" if cell.text == "1" else "no"
            case "d":
                return _iso_text(cell.text)
            case _:  # a text in the cell itself, or an error such as #N/A
                return _unescaped(cell.text)

    def _day_text(self, cell: SheetCell) -> str:
        epoch = MAC_EPOCH if self.has_1904_dates else WINDOWS_EPOCH
        is_duration = cell.style in self.duration_styles
        try:
            value = from_excel(float(cell.text), epoch, timedelta=is_duration)
        except (ValueError, OverflowError):
            return cell.text
        return _value_text(value)


def number_text(text: str) -> str:
    """Return the shortest decimal that is the same number, in plain notation; whole numbers without a point."""
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    try:
        value = float(text)
    except ValueError:
        return text
    if not isfinite(value):
        return text
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def _value_text(value: date | datetime | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _iso_text(text: str) -> str:
    try:
        return _value_text(datetime.fromisoformat(text))
    except ValueError:
        return text


def _unescaped(text: str) -> str:
    """Return the text with the format's escapes resolved, except those of signs that no text can hold."""
    return _ESCAPE.sub(_sign, text) if "_x" in text else text


def _sign(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    is_text = number > 0 and number not in _HALVES
    return chr(number) if is_text else escape[0]
