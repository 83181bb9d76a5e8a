"""The quantities that a mill, can maker or car maker reports of some days: ten of them, and trade data beside.

Each figure keeps its numerator, its denominator, their units, what is missing, and the entries behind it. What nobody
told is not known, and the figure says why; it is never zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType

from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.scrap_source import RecoveryBoundary
from casthouse.measure.share import input_percentage_text, output_percentage_text

SHARE = "share"
AMOUNT_PLACES = 3
"""With how many decimals a numerator and a denominator are shown."""


class QuantityName(StrEnum):
    """What is reported, in the order in which it is."""

    PRODUCT_FOOTPRINT = "product_footprint"
    SCRAP_RULES = "scrap_rules"
    PRIMARY_DATA = "primary_data"
    RECYCLED_CONTENT = "recycled_content"
    CUSTODY_SHARE = "custody_share"
    ENERGY_MIX = "energy_mix"
    BIOGENIC = "biogenic"
    CBAM = "cbam"
    YIELD_AND_LOSS = "yield_and_loss"
    SCRAP_RETURN = "scrap_return"
    TRADE = "trade"


QUANTITY_WORDS: Mapping[QuantityName, tuple[str, str]] = MappingProxyType(
    {
        QuantityName.PRODUCT_FOOTPRINT: ("Product footprint by group", "PACT, Catena-X"),
        QuantityName.SCRAP_RULES: ("Footprint under both scrap rules", "RMI/PACT, IAI"),
        QuantityName.PRIMARY_DATA: ("Share of primary data", "PACT, Catena-X"),
        QuantityName.RECYCLED_CONTENT: ("Recycled content", "ISO 14021, Catena-X, CBAM"),
        QuantityName.CUSTODY_SHARE: ("Chain-of-custody share", "ASI"),
        QuantityName.ENERGY_MIX: ("Energy mix of primary metal", "car makers"),
        QuantityName.BIOGENIC: ("Biogenic carbon", "PACT"),
        QuantityName.CBAM: ("CBAM emissions and certificates", "importers into the EU"),
        QuantityName.YIELD_AND_LOSS: ("Yield and melt loss", "ASI"),
        QuantityName.SCRAP_RETURN: ("Scrap return and loop retention", "ASI, targets for cans"),
        QuantityName.TRADE: ("Trade data", "customs of the United States, ISO 14067"),
    }
)
"""The title of a quantity, and who asks for it."""


class EntryKind(StrEnum):
    """Where an entry stands."""

    MEASUREMENT = "measurement"
    MOVEMENT = "movement"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry behind a figure."""

    kind: EntryKind
    reference: str


@dataclass(frozen=True, slots=True)
class MovementList:
    """Movements that stand behind a figure: what narrows the ledger down to them, as a list of movements takes it."""

    query: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """What is listed, such as shipments of aluminium as CoC Material."""
        told = dict(self.query)
        what = told.get("material") or told.get("stage", "")
        of = f" of {what.replace('_', ' ')}" if what else ""
        mark = " as CoC Material" if told.get("coc") == "yes" else ""
        return f"{told.get('kind', 'movement')}s{of}{mark}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityFigure:
    """One figure of a quantity: `numerator` over `denominator`, both None where it cannot be said.

    Attributes:
        label: what it is the figure of, such as a product group.
        of: the code of the scope or organisation that it is reckoned for.
        unit: of the value; a share is a part of one.
        numerator, denominator: in their own units.
        missing: what is missing: while something is, the value is of what is known.
        unknown: why it cannot be said; empty where it can.
        told: how it was found, in words.
        entries: what stands behind it, one by one.
        movements: lists of movements that stand behind it.
        is_burden: whether a greater figure is worse: then it is told rounded up, else down, whatever its unit.
        only_grows: whether what is missing can but make it greater, as with emissions.
        is_least: whether it is the least that the figure can be, as an uncertainty that is not stated of everything.
    """

    label: str
    of: str
    unit: str = SHARE
    numerator: Fraction | None = None
    numerator_unit: str = "t"
    denominator: Fraction | None = None
    denominator_unit: str = "t"
    missing: tuple[str, ...] = ()
    unknown: str = ""
    told: str = ""
    entries: tuple[Entry, ...] = ()
    movements: tuple[MovementList, ...] = ()
    is_burden: bool = False
    only_grows: bool = False
    is_least: bool = False

    @property
    def value(self) -> Fraction | None:
        """The figure; None where it cannot be said: nothing over nothing is not zero."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def qualifier(self) -> str:
        """What stands before a value that is not the whole; empty where it is."""
        if self.value is None or not (self.missing or self.is_least):
            return ""
        return "at least" if self.only_grows or self.is_least else "of what is known"

    @property
    def why_not(self) -> str:
        """Why there is no value; empty where there is one."""
        return "" if self.value is not None else self.unknown or "there is nothing that it is a part of"

    @property
    def shown(self) -> str:
        """The value as people read it: a share in percent, anything else with four decimals; a dash for none."""
        if self.value is None:
            return "–"
        if self.unit != SHARE:
            return f"{float(self._told(self.value, 4)):,.4f}"
        return (output_percentage_text if self.is_burden else input_percentage_text)(self.value)

    def rounded(self, amount: Fraction | None, places: int) -> Fraction | None:
        """Return a part of the figure with so many decimals, never in the claimant's favour; None stays.

        Its numerator and denominator are rounded the way that the figure is: a part never exceeds its whole.
        """
        return None if amount is None else self._told(amount, places)

    def _told(self, amount: Fraction, places: int) -> Fraction:
        scale = 10**places
        return Fraction((ceil if self.is_burden else floor)(amount * scale), scale)

    @property
    def shown_numerator(self) -> Fraction | None:
        """The numerator with the decimals with which it is shown."""
        return self.rounded(self.numerator, AMOUNT_PLACES)

    @property
    def shown_denominator(self) -> Fraction | None:
        """The denominator with the decimals with which it is shown."""
        return self.rounded(self.denominator, AMOUNT_PLACES)

    @property
    def shown_unit(self) -> str:
        """The unit of what is shown."""
        return "%" if self.unit == SHARE else self.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality:
    """How good the data of a quantity is: where it is from, of when and where, and who verified it to what level."""

    source: str
    year: int
    country: str
    technology: str
    valid_until: date
    verifier: str
    is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedQuantity:
    """One quantity with its figures and the method that all of them are under."""

    name: QuantityName
    method: str
    figures: tuple[QuantityFigure, ...]
    quality: DataQuality

    @property
    def title(self) -> str:
        """What it is."""
        return QUANTITY_WORDS[self.name][0]

    @property
    def asked_by(self) -> str:
        """Who asks for it."""
        return QUANTITY_WORDS[self.name][1]

    @property
    def number(self) -> int | None:
        """Its place among the ten; None for what is reported beside them."""
        place = tuple(QuantityName).index(self.name) + 1
        return place if self.name is not QuantityName.TRADE else None

    @property
    def is_known(self) -> bool:
        """Whether it has a figure, and nothing is missing of any."""
        return bool(self.figures) and all(
            each.value is not None and not each.missing for each in self.figures
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityReport:
    """All quantities of an organisation from a day to another, inclusive."""

    organisation: str
    organisation_name: str
    first: date
    last: date
    method: FootprintMethod
    boundary: RecoveryBoundary
    quantities: tuple[ReportedQuantity, ...]


def entries_of(kind: EntryKind, references: Iterable[str]) -> tuple[Entry, ...]:
    """Return entries of one kind, each once."""
    return tuple(Entry(kind, reference) for reference in dict.fromkeys(references))
