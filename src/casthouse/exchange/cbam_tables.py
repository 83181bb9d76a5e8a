"""Benchmarks and default values of the CBAM for aluminium, from the tables that the package `opencbam` carries.

Only its tables are used, behind the interface of the domain; its arithmetic is compared with ours in the tests.
"""

from fractions import Fraction

from opencbam.engine.defaults import (
    country_is_listed,
    get_default_route,
    get_default_value,
    get_marked_up_default,
    get_unknown_country_precursor_marked_up,
)
from opencbam.engine.reference import Route as OpenRoute
from opencbam.engine.reference import get_benchmark
from opencbam.engine.types import DataSource

from casthouse.exchange.world_map import country_name
from casthouse.footprint.cbam import CbamDefault, Route

CHAPTER = "76"
OTHER = "Other Countries and Territories"
THEIR_NAMES = {
    "CG": "Congo",
    "CI": "Côte d'Ivoire",
    "MK": "North Macedonia",
    "MM": "Myanmar/Burma",
    "SZ": "Eswatini",
    "TR": "Türkiye",
}


class OpenCbamTables:
    """The tables of `opencbam`, for aluminium only; countries are ISO codes of two letters."""

    def benchmark(self, cn: str, route: Route, *, is_actual: bool) -> Fraction | None:
        """Return the benchmark of a good, column A with actual data, column B with defaults."""
        if not _is_aluminium(cn):
            return None
        source = DataSource.ACTUAL if is_actual else DataSource.DEFAULT
        found = get_benchmark(cn, data_source=source, route=OpenRoute(route.value))
        return None if found is None else Fraction(found)

    def default(self, country: str, cn: str, year: int) -> CbamDefault | None:
        """Return the printed value with its mark-up: recomputing it from the printed base is sometimes wrong."""
        if not _is_aluminium(cn):
            return None
        named = THEIR_NAMES.get(country.upper(), country_name(country))
        is_own = country_is_listed(named)
        listed = named if is_own else OTHER
        value = get_marked_up_default(listed, cn, year)
        base = get_default_value(listed, cn, kind="direct")
        if value is None or base is None:
            return None
        return CbamDefault(
            value=Fraction(value),
            base=Fraction(base),
            route=Route(get_default_route(listed, cn) or ""),
            country=listed,
            is_own=is_own,
        )

    def unknown_origin(self, cn: str, year: int) -> Fraction | None:
        """Return what metal of an unknown country counts with: the highest of all countries, with its mark-up."""
        found = get_unknown_country_precursor_marked_up(cn, year) if _is_aluminium(cn) else None
        return None if found is None else Fraction(found)


def _is_aluminium(cn: str) -> bool:
    digits = cn.replace(" ", "")
    return digits.isascii() and digits.isdigit() and digits.startswith(CHAPTER) and len(digits) in {4, 6, 8}
