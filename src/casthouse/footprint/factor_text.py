"""The text of a factor table: TOML with `[table]` and one `[[factor]]` a factor; every mistake is named at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from casthouse.footprint.factor import Factor, FactorTable
from casthouse.refusal import Refusal
from casthouse.standard.toml_text import TomlFault, toml_tables

FACTOR_KEYS = frozenset(
    {
        "name",
        "value",
        "unit",
        "source",
        "uncertainty",
        "uncertainty_source",
        "verified",
    }
)
TABLE_KEYS = frozenset({"code", "name", "valid_from", "valid_to"})
Table = Mapping[str, object]


def factor_table_from_text(text: str) -> FactorTable:
    """Return the table that a text describes.

    Raises:
        Refusal: `factor_table_invalid`, with every mistake.
    """
    try:
        tables = toml_tables(text)
    except TomlFault as fault:
        raise _invalid([str(fault)]) from None
    header, factors = _table(tables.get("table")), _list(tables.get("factor"))
    mistakes = [*_header_mistakes(header), *_factor_mistakes(factors)]
    mistakes += [f"the key {key} is unknown" for key in sorted(tables.keys() - {"table", "factor"})]
    if mistakes:
        raise _invalid(mistakes)
    valid_from, valid_to = header["valid_from"], header.get("valid_to")
    assert isinstance(valid_from, date)
    assert valid_to is None or isinstance(valid_to, date)
    return FactorTable(
        code=str(header["code"]),
        name=str(header["name"]),
        valid_from=valid_from,
        valid_to=valid_to,
        factors=MappingProxyType({str(each["name"]): _factor(each) for each in factors}),
    )


def _table(given: object) -> Table:
    return given if isinstance(given, dict) else {}


def _list(given: object) -> Sequence[Table]:
    return [_table(each) for each in given] if isinstance(given, list) else []


def _number(given: object) -> Fraction | None:
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        return None
    return Fraction(given) if isinstance(given, int) or given.is_finite() else None


def _header_mistakes(header: Table) -> Iterator[str]:
    for key in ("code", "name"):
        if not header.get(key) or not isinstance(header[key], str):
            yield f"[table] {key} must be text"
    if not isinstance(header.get("valid_from"), date):
        yield "[table] valid_from must be a day"
    if "valid_to" in header and not isinstance(header["valid_to"], date):
        yield "[table] valid_to must be a day, or left out"
    yield from (f"[table] the key {key} is unknown" for key in sorted(header.keys() - TABLE_KEYS))


def _factor_mistakes(factors: Sequence[Table]) -> Iterator[str]:
    if not factors:
        yield "there is no [[factor]]: a table of nothing is none"
    named = [str(each.get("name", "")) for each in factors]
    yield from (f"{name}: stands twice" for name in sorted(set(named)) if name and named.count(name) > 1)
    for number, each in enumerate(factors, start=1):
        place = str(each.get("name") or f"factor {number}")
        if not isinstance(each.get("name"), str) or not each["name"]:
            yield f"{place}: name must be text"
        if _number(each.get("value")) is None:
            yield f"{place}: value must be a number"
        yield from (
            f"{place}: {key} must be text"
            for key in ("unit", "source")
            if not isinstance(each.get(key), str) or not each[key]
        )
        uncertainty = _number(each.get("uncertainty", 0))
        if uncertainty is None or uncertainty < 0:
            yield f"{place}: uncertainty must be a fraction of 0 or more, or left out"
        told = each.get("uncertainty_source", "")
        if not isinstance(told, str) or (told and "uncertainty" not in each):
            yield f"{place}: uncertainty_source must be text, beside an uncertainty"
        if not isinstance(each.get("verified"), bool):
            yield f"{place}: verified must be true or false"
        yield from (f"{place}: the key {key} is unknown" for key in sorted(each.keys() - FACTOR_KEYS))


def _factor(table: Table) -> Factor:
    value = _number(table["value"])
    assert value is not None
    return Factor(
        name=str(table["name"]),
        value=value,
        unit=str(table["unit"]),
        source=str(table["source"]),
        uncertainty=_number(table["uncertainty"]) if "uncertainty" in table else None,
        uncertainty_source=str(table.get("uncertainty_source", "")),
        verified=table["verified"] is True,
    )


def _invalid(mistakes: Sequence[str]) -> Refusal:
    return Refusal(
        "factor_table_invalid",
        found="; ".join(mistakes),
        expected="a factor table as the reference of footprints describes it",
        todo="correct these points in the file",
    )
