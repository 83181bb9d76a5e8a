"""The EU's carbon border mechanism for aluminium: embedded emissions, free allocation, certificates due.

Direct emissions only. `SEE = ae + Σ m_i × SEE_i`, where m_i is what was consumed, so above 1 where metal left as scrap;
scrap and what was made in the EU count zero; alumina is no precursor. All figures are exact; nothing is rounded here.
Sources: Reg. (EU) 2023/956 as amended by 2025/2083, IR (EU) 2025/2547, 2025/2620, 2025/2621; second-hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from casthouse.footprint.factor import FactorTable
from casthouse.refusal import Refusal

ZERO = Fraction(0)
FIRST_YEAR, LAST_FACTOR, LAST_YEAR = 2026, 2034, 2100
UNWROUGHT = "7601"
EU = frozenset(
    (
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
        *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    )
)
"""Member states: what was made there counts zero."""


class Route(StrEnum):
    """How the metal was made; unknown is a route of its own, never the primary one."""

    PRIMARY = "K"
    SECONDARY = "L"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamDefault:
    """A default value with its mark-up, as printed, in t CO2e per t, and the route behind it.

    `country` is the name in the printed tables; `is_own` says whether it is the country's own, or that of all others.
    """

    value: Fraction
    base: Fraction
    route: Route
    country: str
    is_own: bool = True


class CbamTables(Protocol):
    """Benchmarks and default values: whoever has the tables."""

    def benchmark(self, cn: str, route: Route, *, is_actual: bool) -> Fraction | None:
        """Return the benchmark of a good: column A with actual data, column B with defaults; None for no such good."""

    def default(self, country: str, cn: str, year: int) -> CbamDefault | None:
        """Return the printed default value of a country and good; None where there is none."""

    def unknown_origin(self, cn: str, year: int) -> Fraction | None:
        """Return what metal counts with whose country nobody can tell; None where there is no such good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamPrecursor:
    """Metal that a process consumed: its mass, what a tonne embeds and what of it is allocated free."""

    mass_t: Fraction
    see: Fraction
    sefa: Fraction
    is_of_eu: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamProcess:
    """A process with its output in tonnes and its attributed direct emissions in t CO2e."""

    output_t: Fraction
    direct_t: Fraction
    precursors: Sequence[CbamPrecursor] = ()


def specific_embedded(process: CbamProcess) -> Fraction:
    """Return the specific embedded emissions of a process, in t CO2e per t.

    Raises:
        Refusal: `cbam_process_invalid` without an output, or with a negative mass.
    """
    if process.output_t <= 0 or any(each.mass_t < 0 for each in process.precursors):
        raise Refusal(
            "cbam_process_invalid",
            found=f"an output of {float(process.output_t):g} t",
            expected="an output above 0 t, and precursors of 0 t or more",
            todo="correct the masses",
        )
    before = sum((each.mass_t * each.see for each in process.precursors if not each.is_of_eu), ZERO)
    return (max(ZERO, process.direct_t) + before) / process.output_t


def free_allocation(process: CbamProcess, own: Fraction) -> Fraction:
    """Return the specific embedded free allocation of a complex good; `own` is that of the process itself."""
    before = sum((each.mass_t * each.sefa for each in process.precursors if not each.is_of_eu), ZERO)
    return own + before / process.output_t


def allocated_free(benchmark: Fraction, year: int, table: FactorTable) -> Fraction:
    """Return what is allocated free to a process in a year, per tonne: factor of the year, correction, benchmark.

    Raises:
        Refusal: `cbam_year_invalid`.
    """
    return year_factor(year, table) * table.factor("cbam.cscf").value * benchmark


def year_factor(year: int, table: FactorTable) -> Fraction:
    """Return which share of free allocation remains in a year; none from 2034 on.

    Raises:
        Refusal: `cbam_year_invalid`.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(
            "cbam_year_invalid",
            found=f"the year {year}",
            expected=f"{FIRST_YEAR} to {LAST_YEAR}: certificates are due from the first on",
            todo="correct the year",
        )
    return table.factor(f"cbam.factor.{min(year, LAST_FACTOR)}").value


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatesDue:
    """The certificates due for a mass, all in t CO2e; one certificate is one tonne."""

    mass_t: Fraction
    see: Fraction
    sefa: Fraction
    paid_t: Fraction = ZERO

    @property
    def embedded_t(self) -> Fraction:
        """What the goods embed."""
        return self.see * self.mass_t

    @property
    def free_t(self) -> Fraction:
        """What of it is allocated free."""
        return self.sefa * self.mass_t

    @property
    def due_t(self) -> Fraction:
        """What remains, never below nothing: free allocation of one good pays for no other."""
        return max(ZERO, self.embedded_t - self.free_t - self.paid_t)


def benchmark_of(tables: CbamTables, cn: str, route: Route, *, is_actual: bool) -> Fraction:
    """Return the benchmark of a good. Where the route is unknown and matters, the lower one: against the claimant.

    Raises:
        Refusal: `cbam_good_unknown`: no benchmark for the code.
    """
    routes = (route,) if route is not Route.UNKNOWN else (Route.PRIMARY, Route.SECONDARY)
    found = [tables.benchmark(cn, each, is_actual=is_actual) for each in routes]
    known = [each for each in found if each is not None]
    if not known:
        raise Refusal(
            "cbam_good_unknown",
            found=f"the code “{cn[:20]}”",
            expected="a code of the Combined Nomenclature that has a benchmark for aluminium: 7601, 7603 to 7614, 7616",
            todo="correct the code; 7615 has default values and no benchmark",
        )
    return min(known)


def default_due(
    tables: CbamTables, table: FactorTable, *, country: str, cn: str, year: int, mass_t: Fraction
) -> tuple[CbamDefault, CertificatesDue]:
    """Return what is due for goods whose maker tells nothing: the printed default and column B of the benchmarks.

    Raises:
        Refusal: `cbam_good_unknown`, `cbam_year_invalid`.
    """
    year_factor(year, table)
    told = tables.default(country, cn, year)
    if told is None:
        benchmark_of(tables, cn, Route.UNKNOWN, is_actual=False)
        raise Refusal(
            "cbam_default_missing",
            found=f"no default value for {cn[:20]} from {country[:60]}",
            expected="a code and country of the printed tables",
            todo="correct them",
        )
    benchmark = benchmark_of(tables, cn, told.route, is_actual=False)
    sefa = allocated_free(benchmark, year, table)
    return told, CertificatesDue(mass_t=mass_t, see=told.value, sefa=sefa)
