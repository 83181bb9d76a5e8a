"""Maturity: three categories make the overall rating, and that says when surveillance follows (fact sheet 5.5).

The overall rating comes from a table of 27 rows, which is data of the assurance manual. High is only for whom nothing
is open: with any non-conformance it becomes medium.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product

from casthouse.measure.period import add_months


class Maturity(StrEnum):
    """How mature an organisation is in one category, or overall."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturityProfile:
    """The three categories: systems, risk, performance."""

    systems: Maturity
    risk: Maturity
    performance: Maturity


ALL_PROFILES = frozenset(
    MaturityProfile(systems=systems, risk=risk, performance=performance)
    for systems, risk, performance in product(Maturity, repeat=3)
)
"""The 27 rows that a table must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceMonths:
    """Months after issue at which surveillance is due, for each overall rating; is it on site for the highest?"""

    low: tuple[int, ...]
    medium: tuple[int, ...]
    high: tuple[int, ...]
    high_on_site: bool

    def of(self, overall: Maturity) -> tuple[int, ...]:
        """Return the months of an overall rating."""
        return {Maturity.LOW: self.low, Maturity.MEDIUM: self.medium, Maturity.HIGH: self.high}[overall]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveillanceDue:
    """One surveillance that a certificate asks for."""

    on: date
    is_on_site: bool


def overall_maturity(
    profile: MaturityProfile, table: Mapping[MaturityProfile, Maturity], *, non_conformances: int
) -> Maturity:
    """Return the overall maturity rating; high turns medium where anything is non-conformant."""
    found = table[profile]
    return Maturity.MEDIUM if found is Maturity.HIGH and non_conformances else found


def surveillance_due(
    overall: Maturity, issued_on: date, months: SurveillanceMonths
) -> tuple[SurveillanceDue, ...]:
    """Return when surveillance is due after a certificate was issued."""
    is_on_site = overall is not Maturity.HIGH or months.high_on_site
    return tuple(
        SurveillanceDue(on=add_months(issued_on, each), is_on_site=is_on_site) for each in months.of(overall)
    )
