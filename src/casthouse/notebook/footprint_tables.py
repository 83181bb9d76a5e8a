"""What stands behind a footprint, as tables: steps, lines, inflows, product groups, scrap rules, what stood in."""

from collections.abc import Iterable
from fractions import Fraction

import polars as pl

from casthouse.footprint.product_footprint import ProductFootprint

NUMBERS = frozenset({"co2e_per_t", "co2e_t", "mass_t", "output_t", "over_t"})
Row = tuple[object, ...]


def footprint_tables(told: ProductFootprint) -> dict[str, pl.DataFrame]:
    """Return the tables of a footprint by name; figures are the floats nearest to the exact ones."""
    return {
        "steps": _table(
            ("step", "co2e_per_t", "co2e_t", "entries"),
            ((each.name, each.per_t, each.co2e_t, each.entries) for each in told.steps),
        ),
        "lines": _table(
            ("part", "label", "facility", "co2e_t", "activity", "factor", "entries"),
            (
                (
                    each.part.value,
                    each.label,
                    each.facility,
                    each.co2e_t,
                    each.activity,
                    each.factor,
                    each.entries,
                )
                for each in told.account.lines
            ),
        ),
        "inflows": _inflows(told),
        "groups": _table(
            ("group", "output_t", "co2e_t", "co2e_per_t"),
            ((each.group, each.output_t, each.co2e_t, each.per_t) for each in told.groups),
        ),
        "scrap_rules": _table(
            ("rule", "co2e_t", "over_t", "co2e_per_t"),
            ((each.rule.value, each.co2e_t, each.over_t, each.per_t) for each in told.by_scrap_rule),
        ),
        "fallbacks": _table(
            ("wanted", "used", "reason"),
            ((each.wanted, each.used, each.reason) for each in told.account.sheet.fallbacks),
        ),
    }


def _inflows(told: ProductFootprint) -> pl.DataFrame:
    rows = (
        (
            each.inflow.material.value,
            each.inflow.shipper,
            each.inflow.mass_t,
            each.inflow.basis.value,
            each.value,
            each.inflow.told,
            each.inflow.entries,
        )
        for each in told.inflows
    )
    return _table(("material", "shipper", "mass_t", "basis", "co2e_per_t", "told", "entries"), rows)


def _table(names: tuple[str, ...], rows: Iterable[Row]) -> pl.DataFrame:
    schema = {name: pl.Float64 if name in NUMBERS else pl.String for name in names}
    return pl.DataFrame([tuple(map(_cell, row)) for row in rows], schema=schema, orient="row")


def _cell(value: object) -> object:
    """Return a figure as the nearest float, and the references of entries as one text."""
    if isinstance(value, Fraction):
        return float(value)
    return ", ".join(value) if isinstance(value, tuple) else value
