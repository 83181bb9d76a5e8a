"""The methods of footprints inside the package, and the factor tables that they name."""

from collections.abc import Collection
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.factor import Factor, FactorTable, Fallback
from casthouse.footprint.footprint_method import FootprintMethod, method_from_text
from casthouse.footprint.perfluorocarbon import CellTechnology
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


def factors_of(method: FootprintMethod, day: date | None = None) -> FactorTable:
    """Return the factors of a method: those of its editions, of an earlier one where several have them.

    Args:
        method: the method.
        day: whichever editions hold on it come before those that do not; None where the method's order is the law's,
            as for goods of which the year of import decides.
    """
    tables = _in_order(method, day)
    factors: dict[str, Factor] = {}
    for table in reversed(tables):
        factors |= table.factors
    return FactorTable(
        code=" + ".join(each.code for each in tables),
        name=method.name,
        valid_from=date.min,
        valid_to=None,
        factors=MappingProxyType(factors),
    )


def _in_order(method: FootprintMethod, day: date | None) -> list[FactorTable]:
    tables = [factor_table(code) for code in method.factor_editions]
    return tables if day is None else sorted(tables, key=lambda each: not each.holds_on(day))


def stood_in(method: FootprintMethod, day: date) -> list[Fallback]:
    """Return for every edition of factors that does not hold on a day which ones stand in for it, where they do."""
    tables = _in_order(method, day)
    holding = [each for each in tables if each.holds_on(day)]
    found = []
    for late in (each for each in tables if not each.holds_on(day)):
        used = [each.code for each in holding if each.factors.keys() & late.factors.keys()]
        if used:
            found.append(
                Fallback(
                    wanted=f"factors of {late.code}",
                    used=" and ".join(used) + ", where it has them",
                    reason=f"{late.code} does not hold on {day}, but {late.validity}",
                )
            )
    return found


def gwp_of(method: FootprintMethod) -> FactorTable:
    """Return the global warming potentials of a method."""
    return factor_table(method.gwp_set)


def out_of_date(method: FootprintMethod, last_day: date, items: Collection[str]) -> list[str]:
    """Return a warning for every edition that a figure rests on, and for the method, that does not hold on a day.

    A figure rests on an edition that does not hold where no other has the factor; on a factor of a technology of cells
    only where that technology was measured.

    Args:
        method: the method.
        last_day: the last one of the period.
        items: what was measured, such as technologies of cells.
    """
    tables = _in_order(method, last_day)
    held = {name for each in tables if each.holds_on(last_day) for name in each.factors}
    idle = {each.value for each in CellTechnology} - set(items)
    late = [
        _late(each, last_day)
        for each in tables
        if not each.holds_on(last_day)
        and any(name.rpartition(".")[2] not in idle for name in each.factors.keys() - held)
    ]
    if not gwp_of(method).holds_on(last_day):
        late.append(_late(gwp_of(method), last_day))
    if method.valid_until is not None and last_day > method.valid_until:
        late.append(f"the method was to be renewed after {method.valid_until}")
    return late


def _late(table: FactorTable, day: date) -> str:
    return f"the factor edition {table.code} ({table.name}) holds {table.validity} and not on {day}"
