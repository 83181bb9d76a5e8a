"""`casthouse footprint cbam` and `cbam-default`: embedded emissions and certificates due under the EU CBAM."""

from fractions import Fraction
from typing import Annotated

import typer

from casthouse.cli.argument import DayOption, JsonFlag, ScopeArgument, StartOption
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.cbam_json import cbam_json, default_json, due_json
from casthouse.exchange.printed_figure import decimal_figure
from casthouse.footprint.cbam import CertificatesDue
from casthouse.footprint.cbam_figure import CbamFigure, OtherElements
from casthouse.footprint.measurement_shape import NUMBER, NUMBER_LENGTH_MAX
from casthouse.measure.share import output_percentage_text
from casthouse.service.cbam import CbamWanted, default_cbam, scope_cbam
from casthouse.service.permission import OPERATOR

YearOption = Annotated[int, typer.Option("--year", metavar="YEAR", help="The year of import, from 2026 on.")]
CnOption = Annotated[
    str, typer.Option("--cn", metavar="CN", help="Code of the Combined Nomenclature: 4, 6 or 8 digits.")
]
MassOption = Annotated[
    str,
    typer.Option(
        "--mass-t", metavar="T", help="Net mass imported, in tonnes; all that was made when left out."
    ),
]


def show(
    scope: ScopeArgument,
    cn: CnOption,
    *,
    year: YearOption = 2026,
    mass_t: MassOption = "",
    route: Annotated[
        str, typer.Option("--route", metavar="R", help="K primary or L secondary; the data tells.")
    ] = "",
    paid_t: Annotated[
        str, typer.Option("--paid-t", metavar="T", help="Carbon price paid abroad, in t CO2e.")
    ] = "0",
    period: StartOption = None,
    on: DayOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show embedded emissions and certificates due under the EU CBAM. Exit 1 while data is missing.

    Example: casthouse footprint cbam ITHALA-COC --cn 7601 --year 2026 --period 2025-01-01 --mass-t 1000
    """
    wanted = CbamWanted(
        cn=cn, year=year, mass_t=tonnes_told(mass_t), route=route, paid_t=tonnes_told(paid_t) or Fraction(0)
    )
    found = scope_cbam(OPERATOR, scope=scope, wanted=wanted, period=period, on=on)
    if as_json:
        print_json(cbam_json(found))
    else:
        _print_cbam(found)
    if found.missing:
        raise typer.Exit(1)


def show_default(
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="ISO code of two letters.")],
    cn: CnOption,
    *,
    year: YearOption = 2026,
    mass_t: MassOption = "1",
    as_json: JsonFlag = False,
) -> None:
    """Show what is due for goods whose maker tells nothing: the printed default of their country.

    Example: casthouse footprint cbam-default US --cn 76041010 --year 2027
    """
    wanted = CbamWanted(cn=cn, year=year, mass_t=tonnes_told(mass_t))
    found = default_cbam(OPERATOR, country=country, wanted=wanted)
    if as_json:
        shown = {"cn": cn, "year": year, "default": default_json(found.default), **due_json(found.due)}
        print_json({**shown, "verified": False})
        return
    route = found.default.route.value or "unknown"
    due, value = found.due, decimal_figure(found.default.value, 3)
    if not found.default.is_own:
        print_text(f"{country.upper()} has no default of its own: that of all others holds.")
    print_text(
        f"{found.default.country}, {cn}, {year}: {value} t CO2e/t with the mark-up, route {route}; "
        f"{decimal_figure(due.due_t, 3)} certificates for {decimal_figure(due.mass_t, 3)} t. Not verified."
    )


def _print_cbam(found: CbamFigure) -> None:
    rows = [["actual data", *_due(found.actual)]]
    if found.by_default is not None and found.default is not None:
        rows.append([f"default of {found.default.country}", *_due(found.by_default)])
    if found.is_of_eu:
        print_text(
            f"Made in the EU ({found.country}): nothing is imported, so nothing is due. This is what it would come to:"
        )
    due = "certificates, if imported" if found.is_of_eu else "certificates due"
    columns = ("by", "SEE, t/t", "free, t/t", "embedded, t", due)
    title = f"{found.scope}, CN {found.cn}, {found.year}, route {found.route.value or 'unknown'}"
    print_table(columns, rows, title=title)
    rows = [
        [
            each.inflow.shipper,
            decimal_figure(each.inflow.mass_t, 3),
            decimal_figure(each.see or 0, 4),
            each.told,
        ]
        for each in found.inflows
    ]
    print_table(("precursor from", "t", "SEE, t/t", "why"), rows)
    print_text(_elements(found.elements))
    for words in found.missing:
        print_text(f"Missing: {words}.")
    if found.is_below_threshold:
        threshold = decimal_figure(found.threshold_t, 0)
        print_text(f"Not above {threshold} t a year an importer needs no certificates.")


def _elements(told: OtherElements) -> str:
    above = output_percentage_text(told.above)
    if told.share is None:
        return f"Other elements than aluminium: nobody measured them; above {above} % they are declared."
    rule = "to be declared" if told.is_declared else f"not above {above} %, so not declared"
    return f"Other elements than aluminium: {output_percentage_text(told.share)} %, {rule}."


def _due(due: CertificatesDue) -> list[str]:
    return [
        decimal_figure(due.see, 4),
        decimal_figure(due.sefa, 4),
        decimal_figure(due.embedded_t, 3),
        decimal_figure(due.due_t, 3),
    ]


def tonnes_told(text: str) -> Fraction | None:
    """Return the tonnes that an option tells; None for an empty one."""
    if not text:
        return None
    if not NUMBER.fullmatch(text) or len(text) > NUMBER_LENGTH_MAX:
        raise typer.BadParameter(f"“{text}” is no mass in tonnes, such as 12.5")
    return Fraction(text)
