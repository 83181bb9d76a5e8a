"""The footprint of a stage of a scope in a period, with everything behind it: one answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from casthouse.custody.stage import Stage
from casthouse.footprint.chain_value import line_input
from casthouse.footprint.data_quality import DataRating
from casthouse.footprint.emission_line import EmissionLine
from casthouse.footprint.factor import Fallback
from casthouse.footprint.footprint_method import ElectricityRule, FootprintMethod
from casthouse.footprint.product_footprint import ProductFootprint
from casthouse.footprint.stage_account import StageAccount
from casthouse.measure.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFootprint:
    """The footprint of a scope's stage in a period; `figure` is None where nothing was measured or made.

    `is_verified` says whether somebody read every factor of the method's tables in its source.
    """

    scope: str
    organisation: str
    period: Period
    stage: Stage
    method: FootprintMethod
    account: StageAccount | None
    figure: ProductFootprint | None
    electricity: Mapping[ElectricityRule, float]
    stages: tuple[Stage, ...]
    is_verified: bool

    @property
    def lines(self) -> list[EmissionLine]:
        """The plant's own lines."""
        return self.account.lines if self.account else []

    @property
    def rated_lines(self) -> list[tuple[EmissionLine, DataRating | None]]:
        """The same, each with how good its data is; None without a figure."""
        scheme = self.figure.scheme if self.figure else None
        if scheme is None or self.account is None:
            return [(each, None) for each in self.lines]
        return [(each, scheme.rating(line_input(each, self.account))) for each in self.lines]

    @property
    def fallbacks(self) -> list[Fallback]:
        """What stood in, at the plant."""
        return self.account.sheet.fallbacks if self.account else []

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing."""
        if self.figure is not None:
            return self.figure.missing
        return tuple(self.account.sheet.missing) if self.account else ()
