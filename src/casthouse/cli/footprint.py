"""`casthouse footprint`: what a tonne that a scope made cost the climate, under a named method."""

from typing import Annotated

import typer

from casthouse.cli.argument import DayOption, JsonFlag, ScopeArgument, StartOption, TracedArgument
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.cli.picture import OutOption, form_of
from casthouse.exchange.footprint_json import footprint_json, method_json
from casthouse.exchange.footprint_picture import (
    footprint_drawing,
    footprint_notes,
    lot_footprint_drawing,
    lot_footprint_notes,
)
from casthouse.exchange.lot_footprint_json import lot_footprint_json
from casthouse.exchange.picture_file import drawing_file
from casthouse.exchange.printed_figure import burden_figure, decimal_figure
from casthouse.footprint.data_quality import DataRating
from casthouse.footprint.lot_footprint import LotFootprint
from casthouse.footprint.product_footprint import ProductFootprint
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.service.footprint import USUAL_METHOD, footprint_methods, scope_footprint
from casthouse.service.lot_footprint import lot_footprint
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Footprints: t CO2e per t, always under a named method.", no_args_is_help=True)

MethodOption = Annotated[
    str, typer.Option("--method", metavar="METHOD", help="Code of the method; `methods` lists them.")
]
StageOption = Annotated[
    str,
    typer.Option("--stage", metavar="STAGE", help="bauxite, alumina or aluminium; the latest with a plant."),
]


@app.callback()
def footprint() -> None:
    """Footprints: t CO2e per t, always under a named method."""


@app.command("methods")
def methods(*, as_json: JsonFlag = False) -> None:
    """List the methods: boundary, scrap rule, GWP set, electricity rule, factor editions.

    Example: casthouse footprint methods
    """
    found = footprint_methods(OPERATOR)
    if as_json:
        print_json({"methods": [method_json(each) for each in found]})
        return
    rows = [
        [
            each.code,
            each.name,
            each.scrap_rule.value,
            each.gwp_set,
            each.electricity_rule.value,
            each.data_year,
        ]
        for each in found
    ]
    print_table(("code", "name", "scrap", "GWP set", "electricity", "data year"), rows)


@app.command("show")
def show(
    scope: ScopeArgument,
    *,
    method: MethodOption = USUAL_METHOD,
    period: StartOption = None,
    on: DayOption = None,
    stage: StageOption = "",
    out: OutOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the footprint of what a scope made in a period: the last in which something moved unless one is named.

    Exit 1 while something is missing.
    A missing factor is an error or a recorded fallback, never zero; while a measurement is missing the figure is a
    lower bound. --json has numerator, denominator and the entries behind each figure.

    Example: casthouse footprint show RHEIN-COC --period 2025-01-01
    """
    found = scope_footprint(OPERATOR, scope=scope, period=period, on=on, method=method, stage=stage)
    if out is not None:
        out.write_bytes(
            drawing_file(footprint_drawing(found), form=form_of(out), foot=footprint_notes(found))
        )
        print_message(f"Wrote {out}.")
    if as_json:
        print_json(footprint_json(found))
    else:
        _print(found)
    if found.figure is None or not found.figure.is_complete:
        raise typer.Exit(1)


@app.command("lot")
def lot(
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Whose lot it is.")],
    reference: TracedArgument,
    *,
    method: MethodOption = USUAL_METHOD,
    out: OutOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the footprint of one lot: what went into it, lot by lot, and what the plants emitted for it.

    Exit 1 while something is missing.
    Where lots end, the supplier's account, its declaration or a recorded stand-in counts, as for a period; how much of
    the metal each of them tells is said. --json has all of it with the entries behind.

    Example: casthouse footprint lot RHEIN COIL-4711
    """
    found = lot_footprint(OPERATOR, organisation=organisation, reference=reference, method=method)
    if out is not None:
        picture = lot_footprint_drawing(found)
        out.write_bytes(drawing_file(picture, form=form_of(out), foot=lot_footprint_notes(found)))
        print_message(f"Wrote {out}.")
    if as_json:
        print_json(lot_footprint_json(found))
    else:
        _print_lot(found)
    if not found.is_complete:
        raise typer.Exit(1)


def _print_lot(found: LotFootprint) -> None:
    told, subject = found.figure, found.subject
    least = "" if found.is_complete else "at least "
    print_text(
        f"Lot {subject.lot} of {subject.organisation}, {found.stage.value}, {found.day}: {least}"
        f"{burden_figure(told.value.total, 4)} t CO2e per t, under {found.method.code}."
    )
    rows = [[each.name, burden_figure(each.per_t, 4)] for each in told.steps]
    print_table(("step", "t CO2e/t"), rows, title="By step")
    rows = [
        [
            each.shipper,
            each.material.value,
            each.basis.value,
            decimal_figure(each.mass_t, 4),
            burden_figure(each.per_t, 4),
            burden_figure(each.co2e_t, 4),
        ]
        for each in told.sources
    ]
    columns = ("from", "material", "known by", "t in a tonne", "t CO2e/t of it", "t CO2e")
    print_table(columns, rows, title="What is in a tonne of it")
    shares = ", ".join(f"{basis.value} {float(share) * 100:.1f} %" for basis, share in told.shares)
    print_text(f"Where lots end, by mass: {shares or 'nothing'}.")
    if told.primary_share is not None:
        print_text(f"Primary data: {float(told.primary_share) * 100:.1f} %.")
    _print_rating(told.data_rating)
    print_text(_lot_interval(found))
    for each in found.missing:
        print_text(f"Missing: {each}.")
    for fallback in found.fallbacks:
        print_text(f"Fallback: {fallback.wanted}: {fallback.used} ({fallback.reason}).")
    for words in found.warnings:
        print_text(f"Warning: {words}")
    if not found.is_verified:
        print_text("Factors of the method are not verified in their sources.")


def _lot_interval(found: LotFootprint) -> str:
    told = found.figure
    if told.interval is None or told.uncertainty is None:
        return "Uncertainty: not stated."
    low, high = told.interval
    unstated = float(told.unstated_share or 0) * 100
    return (
        f"Uncertainty: at least ± {told.uncertainty * 100:.1f} %, {low:.4f} to {high:.4f}; {unstated:.1f} % of the "
        "figure have an input without a stated uncertainty."
    )


def _print(found: ScopeFootprint) -> None:
    days = f"{found.period.start} to {found.period.last_day}"
    told = found.figure
    if told is None or told.value is None:
        print_text(f"{found.scope}, {found.stage.value}, {days}: nothing can be told.")
    else:
        least = "" if told.is_complete else "at least "
        print_text(
            f"{found.scope}, {found.stage.value}, {days}: {least}{burden_figure(told.value.total, 4)} t CO2e per t "
            f"of {decimal_figure(told.over_t, 3)} t, under {found.method.code}."
        )
        _print_figures(told)
    for each in found.missing:
        print_text(f"Missing: {each}.")
    for fallback in found.fallbacks:
        print_text(f"Fallback: {fallback.wanted}: {fallback.used} ({fallback.reason}).")
    if not found.is_verified:
        print_text("Factors of the method are not verified in their sources.")


def _print_figures(told: ProductFootprint) -> None:
    rows = [[each.name, burden_figure(each.per_t, 4), burden_figure(each.co2e_t, 1)] for each in told.steps]
    print_table(("step", "t CO2e/t", "t CO2e"), rows, title="By step")
    rows = [
        [each.group, decimal_figure(each.output_t, 3), burden_figure(each.per_t, 4)] for each in told.groups
    ]
    print_table(("product group", "t", "t CO2e/t"), rows, title="By product group")
    rows = [
        [each.rule.value, decimal_figure(each.over_t, 3), burden_figure(each.per_t, 4)]
        for each in told.by_scrap_rule
    ]
    print_table(("scrap rule", "over t", "t CO2e/t"), rows, title="Under each scrap rule, never mixed")
    if told.primary_share is not None:
        print_text(f"Primary data: {float(told.primary_share) * 100:.1f} %.")
    _print_rating(told.data_rating)
    print_text(_uncertainty(told))
    for words in told.warnings:
        print_text(f"Warning: {words}")


def _print_rating(found: DataRating | None) -> None:
    if found is not None:
        each = ", ".join(f"{name} {float(rating):.1f}" for name, rating in found.named)
        verified = "" if found.scheme.verified else ", not verified in its source"
        print_text(
            f"Data quality: {found.level}, {float(found.overall):.1f} where 1 is the best and "
            f"{len(found.scheme.levels)} the worst ({each}; {found.scheme.code}{verified})."
        )


def _uncertainty(told: ProductFootprint) -> str:
    """Say how uncertain the figure is, and of how much of it nobody said."""
    figure = "not stated" if told.uncertainty is None else f"± {told.uncertainty * 100:.1f} %"
    if not told.is_uncertainty_least:
        return f"Uncertainty: {figure}."
    least = "" if told.uncertainty is None else "at least "
    share = float(told.unstated_share or 0) * 100
    return (
        f"Uncertainty: {least}{figure}; {told.unstated_inputs} of {told.inputs} inputs of its own and {share:.1f} % "
        "of the figure have no stated uncertainty."
    )
