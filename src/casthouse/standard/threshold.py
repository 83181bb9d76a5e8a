"""Thresholds: the numbers, ages and dates that a criterion of the Performance Standard is judged by."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.standard.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold(Standing):
    """One number, age or date of a criterion or sub-item; a number is exact."""

    id: str
    item: str
    meaning: str
    value: Fraction | date
    unit: str
