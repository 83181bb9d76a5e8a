"""Mapping profiles: how an export of another system is read as the movements file of contract section 2.

A profile says how the file is written (delimiter, encoding, signs, dates), under which headings the columns of
the contract stand, and what the file's own words for movement types, units, materials and CoC marks mean. A part
that a profile leaves out is not translated: the file then uses the contract's own words.

Guarantee: a translated value is a word of the contract; what a profile does not know never becomes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from casthouse.custody.movement import CocMark, Kind
from casthouse.custody.stage import Material
from casthouse.measure.mass import Unit

COLUMNS: tuple[str, ...] = (
    "reference",
    "date",
    "facility",
    "kind",
    "material",
    "quantity",
    "unit",
    "coc",
    "counterparty",
    "document",
    "lot",
    "reverses",
)
"""The columns of the movements file, in the order of contract section 2."""

WET_QUANTITY = "wet_quantity"
MOISTURE = "moisture"
MAPPED_COLUMNS: tuple[str, ...] = (*COLUMNS, WET_QUANTITY, MOISTURE)
"""What a heading can stand for: a column of the contract, or the wet mass and its moisture in percent."""

COLUMNS_OF_EVERY_ROW: tuple[str, ...] = ("reference", "date", "facility", "kind")
"""The columns that every row needs, a reversal too."""

COLUMNS_BUT_OF_REVERSALS: tuple[str, ...] = ("material", "quantity", "unit")
"""The columns that every row but a reversal needs."""

REFUSAL_HEADING = "casthouse_refusal"
"""The column that a file of refused rows carries; dropped when the mended file comes back."""

ENCODINGS: tuple[str, ...] = (
    "utf-8",
    "utf-16",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "gb18030",
    "shift_jis",
)
"""The encodings that a profile may name; a byte order mark in the file prevails over it."""


class Minus(StrEnum):
    """Where a minus stands at a quantity."""

    NONE = "none"
    LEADING = "leading"
    TRAILING = "trailing"


class Negative(StrEnum):
    """What a minus at the quantity means for a movement type."""

    REFUSED = "refused"
    ALLOWED = "allowed"  # the movement type says the direction; the minus says it again
    REVERSAL = "reversal"  # the row takes back the movement that it names


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementType:
    """What a movement type of the file means; without a kind its rows are skipped and counted."""

    kind: Kind | None
    negative: Negative = Negative.REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLayout:
    """How numbers are written; thousands, if marked at all, are marked in groups of three digits."""

    decimal_sign: str = "."
    thousands_sign: str = ""
    minus: Minus = Minus.NONE

    @property
    def is_contract(self) -> bool:
        """Whether numbers already are written as the contract says."""
        return self == NumberLayout()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One mapping profile.

    `required` and `optional` give the file's heading for a mapped column. A profile fits a file when each
    required heading is there exactly once. `None` for one of the word maps: the file uses the contract's words.
    """

    name: str
    title: str = ""
    delimiter: str = ","
    encoding: str = "utf-8"
    numbers: NumberLayout = field(default_factory=NumberLayout)
    dates: tuple[str, ...] = ()
    required: Mapping[str, str]
    optional: Mapping[str, str]
    movement_types: Mapping[str, MovementType] | None = None
    units: Mapping[str, Unit] | None = None
    materials: Mapping[str, Material] | None = None
    coc: Mapping[str, CocMark] | None = None

    @property
    def headings(self) -> dict[str, str]:
        """The file's heading of every mapped column."""
        return {**self.required, **self.optional}
