"""The footprint of what a plant made in some days, under a named method, from tables of one's own.

The same rules as in the product; but without a store nobody else's figures are known, so that what came in counts with
what its supplier declared in the table of measurements, or with a stand-in, which is listed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Generic

import polars as pl

from casthouse.custody.batch_shape import real_days
from casthouse.custody.stage import Stage
from casthouse.exchange.footprint_method_file import factors_of, footprint_method, out_of_date, stood_in
from casthouse.exchange.quality_scheme_file import built_in_quality_scheme
from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.chain_value import ChainRules
from casthouse.footprint.measurement_shape import SPAN_MAX
from casthouse.footprint.product_footprint import ProductFootprint, product_footprint, resolved
from casthouse.footprint.stage_account import AccountKey, StageAccount
from casthouse.measure.period import Period
from casthouse.notebook.footprint_tables import footprint_tables
from casthouse.notebook.lot_book import PLANT
from casthouse.notebook.measured import measured_of
from casthouse.notebook.moved_metal import moved_of
from casthouse.notebook.plant import Plant
from casthouse.notebook.table_text import Table, cell_text, like
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility
from casthouse.refusal import Refusal

USUAL_METHOD = "mine-to-metal-market"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantFootprint(Generic[Table]):
    """A footprint with everything behind it; tables are of the kind that was asked with.

    Attributes:
        method: code of the method.
        stage: what it is of: bauxite, alumina or aluminium.
        first, last: the days, both inclusive.
        per_t: t CO2e per t, exact; None where nothing can be told.
        co2e_t, over_t: numerator and denominator.
        missing: what is missing: while something is, the figure is a lower bound.
        warnings: what is unlikely, and editions that do not hold on the last day.
        steps: `step`, `co2e_per_t`, `co2e_t`, `entries`; they sum to the figure.
        lines: the plant's own emissions: `part`, `label`, `facility`, `co2e_t`, `activity`, `factor`, `entries`.
        inflows: `material`, `shipper`, `mass_t`, `basis`, `co2e_per_t` (null where it is left out), `told`, `entries`.
        groups: `group`, `output_t`, `co2e_t`, `co2e_per_t` of each product group.
        scrap_rules: the same output under each scrap rule: `rule`, `co2e_t`, `over_t`, `co2e_per_t`.
        fallbacks: `wanted`, `used`, `reason` of all that stood in.
    """

    method: str
    stage: str
    first: date
    last: date
    per_t: Fraction | None
    co2e_t: Fraction
    over_t: Fraction
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    steps: Table
    lines: Table
    inflows: Table
    groups: Table
    scrap_rules: Table
    fallbacks: Table

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.per_t is not None and not self.missing


def plant_footprint(
    measurements: Table,
    *,
    movements: object,
    facilities: Mapping[str, Sequence[str]],
    first: date | str,
    last: date | str,
    method: str = USUAL_METHOD,
    stage: str = "",
) -> PlantFootprint[Table]:
    """Return the footprint of what a plant made from one day to another.

    Args:
        measurements: a table with the columns of the activity-data file.
        movements: a table with the columns of the movements file.
        facilities: the codes of the plant's facilities, each with its activities in the words of the register file.
        first: the first day, as a day or as `YYYY-MM-DD`.
        last: the last day, inclusive, at most twelve months later.
        method: code of one of the methods that come with Casthouse.
        stage: `bauxite`, `alumina` or `aluminium`; the latest that a facility works at when empty.

    Raises:
        Refusal: `method_unknown`, `activity_unknown`, `period_unknown`, `stage_unknown`, `footprint_missing`, or a
            table as a whole is refused.
        RowsRefused: rows that an import of the same file refuses, each with its code.
    """
    plant = Plant(
        method=footprint_method(method if isinstance(method, str) else repr(method)),
        period=_period(first, last),
        facilities=_facilities(facilities),
        moved=moved_of(movements, _numbers(facilities)),
        measured=measured_of(measurements, _numbers(facilities)),
    )
    accounts = {key: account for key in plant.keys if (account := plant.account(key)) is not None}
    key = plant.key(_stage(stage, accounts))
    rules = ChainRules(
        method=plant.method,
        scrap_rule=plant.method.scrap_rule,
        factors=factors_of(plant.method, plant.period.last_day),
        scheme=built_in_quality_scheme(),
    )
    known = resolved(accounts, rules)
    if key not in known or not known[key].lines:
        raise Refusal(
            "footprint_missing",
            found=f"nothing measured, or nothing made, at the stage {key.stage.value} in these days",
            expected="measurements of the facilities that work there, and an output",
            todo="look at the days, the facilities and their activities",
        )
    for each in stood_in(plant.method, plant.period.last_day):
        known[key].sheet.fall_back(each.wanted, each.used, each.reason)
    told = product_footprint(known, key, rules, built_in_ranges())
    late = out_of_date(plant.method, plant.period.last_day, {each.item for each in plant.measured})
    return _answer(measurements, replace(told, warnings=(*told.warnings, *late)), plant.period)


def _numbers(facilities: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {code: number for number, code in enumerate(facilities)}


def _facilities(told: object) -> list[Facility]:
    """Return the facilities of a mapping; whatever else was handed in is refused."""
    if not isinstance(told, Mapping):
        raise _activity_refusal(f"a {type(told).__name__} in place of the facilities")
    return [_facility(code, activities) for code, activities in told.items()]


def _facility(code: object, activities: object) -> Facility:
    if not isinstance(code, str) or not code.strip():
        raise _activity_refusal(f"“{str(code)[:60]}” in place of a facility's code")
    if isinstance(activities, str) or not isinstance(activities, Iterable) or not (named := list(activities)):
        raise _activity_refusal(f"facility “{code[:60]}” with no list of activities")
    unknown = [str(each) for each in named if str(each) not in set(Activity)]
    if unknown:
        raise _activity_refusal(f"facility “{code[:60]}” with “{unknown[0][:60]}”")
    return Facility(
        code=code, organisation=PLANT, name=code, activities=tuple(Activity(str(each)) for each in named)
    )


def _activity_refusal(found: str) -> Refusal:
    return Refusal(
        "activity_unknown",
        found=found,
        expected="facilities by code, each with a list of " + ", ".join(sorted(Activity)),
        todo="name what each facility does: what must have been measured follows from it",
    )


def _period(first: date | str, last: date | str) -> Period:
    told = [cell_text(first) or "", cell_text(last) or ""]
    days = real_days(pl.Series(told, dtype=pl.String)).to_list()
    if None in days or not days[0] <= days[1] or days[1] - days[0] >= SPAN_MAX or days[1] == date.max:
        raise Refusal(
            "period_unknown",
            found=f"the days from “{told[0][:60]}” to “{told[1][:60]}”",
            expected="a first and a last day, at most twelve months",
            todo="correct the days",
        )
    return Period(start=days[0], end=days[1] + timedelta(days=1))


def _stage(named: str, accounts: Mapping[AccountKey, StageAccount]) -> Stage:
    if named and str(named) not in set(Stage):
        raise Refusal(
            "stage_unknown",
            found=f"stage “{str(named)[:60]}”",
            expected=", ".join(Stage),
            todo="correct the stage",
        )
    if named:
        return Stage(named)
    worked = [key.stage for key, account in accounts.items() if not account.is_pool]
    return worked[-1] if worked else Stage.ALUMINIUM


def _answer(table: Table, told: ProductFootprint, period: Period) -> PlantFootprint[Table]:
    value = told.value
    return PlantFootprint(
        method=told.method.code,
        stage=told.account.key.stage.value,
        first=period.start,
        last=period.last_day,
        per_t=None if value is None else value.total,
        co2e_t=told.numerator,
        over_t=told.over_t,
        missing=told.missing,
        warnings=told.warnings,
        **{name: like(table, answer) for name, answer in footprint_tables(told).items()},
    )
