"""Emission factors: versioned, cited, with the days for which they hold.

Code refers to a factor by its name in an edition of a table, never to a number. A factor that is missing is an error or
a recorded fallback, never a silent zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One factor: its exact value in a unit, where it is from, and how sure it is.

    `uncertainty` is a fraction of the value, from `uncertainty_source` or, where that is empty, from the source itself;
    None where nobody stated one. `verified` says whether somebody read it in the source itself.
    """

    name: str
    value: Fraction
    unit: str
    source: str
    uncertainty: Fraction | None = None
    uncertainty_source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorTable:
    """An edition of factors; `valid_to` is the last day, None while no end is known."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    factors: Mapping[str, Factor]

    def factor(self, name: str) -> Factor:
        """Return a factor by its name.

        Raises:
            Refusal: `factor_missing`.
        """
        found = self.factors.get(name)
        if found is None:
            raise Refusal(
                "factor_missing",
                found=f"no factor “{name}” in the table {self.code}",
                expected="a factor that the method names, in one of its tables",
                todo="choose another table, or state a measured factor with its source",
            )
        return found

    @property
    def is_verified(self) -> bool:
        """Whether somebody read every factor of it in its source; of an empty table nobody did."""
        return bool(self.factors) and all(each.verified for each in self.factors.values())

    def holds_on(self, day: date) -> bool:
        """Say whether the edition holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def validity(self) -> str:
        """From when to when it holds, in words."""
        return f"from {self.valid_from}" + ("" if self.valid_to is None else f" to {self.valid_to}")

    def named_on(self, day: date) -> str:
        """Return its code, and that it does not hold on a day where it does not: nobody uses it in silence."""
        return (
            self.code if self.holds_on(day) else f"{self.code}, which holds {self.validity} and not on {day}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """A factor that stood in for one that was missing: an auditor sees each."""

    wanted: str
    used: str
    reason: str
