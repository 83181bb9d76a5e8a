"""`casthouse footprint climate`: intensities by period, the smelter threshold and the path, from a scope's own data."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import DayOption, JsonFlag, ScopeArgument, StartOption, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.climate_fact_json import climate_facts_json
from casthouse.exchange.printed_figure import burden_figure, saved_figure
from casthouse.footprint.climate_fact import ClimateFacts
from casthouse.service.climate_fact import USUAL_EDITION, climate_facts
from casthouse.service.permission import OPERATOR

NO_SERIES = "none: no series is published"


def show(
    scope: ScopeArgument,
    *,
    period: StartOption = None,
    on: DayOption = None,
    started_on: Annotated[
        date | None,
        typer.Option(
            "--started-on", metavar="DATE", parser=day, help="The day on which the smelter started."
        ),
    ] = None,
    base: Annotated[
        date | None, typer.Option("--base", metavar="START", parser=day, help="First day of the base period.")
    ] = None,
    edition: Annotated[
        str, typer.Option("--edition", metavar="CODE", help="Edition whose threshold counts.")
    ] = USUAL_EDITION,
    as_json: JsonFlag = False,
) -> None:
    """Show what a scope's own data says on the criteria of greenhouse gas: no rating, the facts behind one.

    Exit 1 where a smelter passes the threshold by no alternative.

    Example: casthouse footprint climate SAGUEN-COC --period 2025-01-01 --started-on 2001-05-01
    """
    found = climate_facts(
        OPERATOR, scope=scope, period=period, on=on, started_on=started_on, base=base, edition=edition
    )
    if as_json:
        print_json(climate_facts_json(found))
    else:
        _print(found)
    if found.threshold is not None and not found.threshold.is_passed:
        raise typer.Exit(1)


def _print(found: ClimateFacts) -> None:
    rows = [
        [
            each.period.start,
            *(
                "–" if value is None else burden_figure(value, 4)
                for value in (each.whole, each.process, each.bought)
            ),
            "; ".join(each.missing),
        ]
        for each in found.periods
    ]
    columns = ("period from", "mine to metal", "scope 1 and 2", "metal bought", "missing")
    print_table(columns, rows, title=f"{found.scope}, t CO2e per t; factors not verified")
    for words in dict.fromkeys(words for each in found.periods for words in each.late):
        print_text(f"Warning: {words}")
    if found.threshold is None:
        print_text(f"Threshold of {found.edition}: not judged, {found.threshold_unknown}.")
    else:
        shown = [[each.alternative.meaning, each.outcome.value, each.why] for each in found.threshold.results]
        print_table(
            ("alternative", "", "why"), shown, title=f"Threshold, {found.edition} {found.threshold.criterion}"
        )
    _print_slopes(found)
    if found.base_unknown:
        print_text(f"Path: none, {found.base_unknown}.")
        return
    targets = ", ".join(f"{each.year} {saved_figure(each.per_t, 4)}" for each in found.targets)
    print_text(f"Path against the series {found.series.code}, which is not verified: {targets}.")


def _print_slopes(found: ClimateFacts) -> None:
    rows = [
        [
            each.what,
            each.asked_of + ("" if each.is_asked else " (not this one)"),
            *(
                "–" if point is None else f"{burden_figure(point[1], 4)} ({point[0].last_day.year})"
                for point in (each.base, each.now)
            ),
            "–" if each.change_percent is None else f"{float(each.change_percent):+.1f} %",
            "a path below" if each.has_series else NO_SERIES,
        ]
        for each in found.slopes
    ]
    print_table(("slope", "asked of", "base", "last", "change", "path"), rows, title="Slopes, t CO2e per t")
