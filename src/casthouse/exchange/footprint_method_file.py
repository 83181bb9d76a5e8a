"""The methods of footprints inside the package, and the factor tables that they name."""

from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.factor import Factor, FactorTable
from casthouse.footprint.footprint_method import FootprintMethod, method_from_text
from casthouse.refusal import Refusal


@cache
def built_in_methods() -> dict[str, FootprintMethod]:
    """Return every method that comes with Casthouse, by code."""
    folder = files("casthouse.footprint").joinpath("methods")
    texts = sorted((each.name, each.read_text(encoding="utf-8")) for each in folder.iterdir())
    methods = [method_from_text(text) for name, text in texts if name.endswith(".toml")]
    return {method.code: method for method in methods}


def footprint_method(code: str) -> FootprintMethod:
    """Return a method by its code.

    Raises:
        Refusal: `method_unknown`.
    """
    found = built_in_methods().get(code)
    if found is None:
        raise Refusal(
            "method_unknown",
            found=f"the method “{code[:64]}”",
            expected="one of " + ", ".join(sorted(built_in_methods())),
            todo="name one of them: a footprint is always under a method",
        )
    return found


def factors_of(method: FootprintMethod) -> FactorTable:
    """Return the factors of a method: those of its editions, of an earlier one where several have them."""
    tables = [factor_table(code) for code in method.factor_editions]
    factors: dict[str, Factor] = {}
    for table in reversed(tables):
        factors |= table.factors
    return FactorTable(
        code=" + ".join(method.factor_editions),
        name=method.name,
        valid_from=date.min,
        valid_to=None,
        factors=MappingProxyType(factors),
    )


def gwp_of(method: FootprintMethod) -> FactorTable:
    """Return the global warming potentials of a method."""
    return factor_table(method.gwp_set)


def out_of_date(method: FootprintMethod, last_day: date) -> list[str]:
    """Return a warning for every edition of factors, and for the method, that does not hold on a period's last day."""
    late = [
        f"the factor edition {code} does not hold on {last_day}"
        for code in (*method.factor_editions, method.gwp_set)
        if not factor_table(code).holds_on(last_day)
    ]
    if method.valid_until is not None and last_day > method.valid_until:
        late.append(f"the method was to be renewed after {method.valid_until}")
    return late
