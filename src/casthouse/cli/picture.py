"""`casthouse picture`: pictures of flows as SVG or PNG, and the table behind them."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption, ScopeArgument, StartOption, TracedArgument
from casthouse.cli.output import print_json, print_message, print_table
from casthouse.custody.stage import Stage
from casthouse.exchange.picture_file import PictureForm, View, picture_file
from casthouse.exchange.picture_json import picture_json
from casthouse.exchange.picture_png import WIDTH_USUAL
from casthouse.measure.mass import tonnes_words
from casthouse.picture.chain_flow import ChainGrouping
from casthouse.picture.country_flow import CountryGrouping
from casthouse.picture.flow_network import FlowNetwork, FlowNode
from casthouse.picture.year_mass import Grouping
from casthouse.service.attributed_picture import attributed_picture
from casthouse.service.chain_map import chain_map, organisation_map
from casthouse.service.chain_picture import chain_year, published_chain
from casthouse.service.permission import OPERATOR
from casthouse.service.picture import YearDays, organisation_picture, year_picture
from casthouse.service.trace_picture import trace_picture

app = typer.Typer(help="Pictures of flows, as SVG or PNG, and the table behind them.", no_args_is_help=True)

SHOWN_MAX = 50

ViewOption = Annotated[
    View, typer.Option("--view", help="A diagram, a narrow list, or the map of the world.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the picture here, as .svg or .png.")
]
YearOption = Annotated[int | None, typer.Option("--year", metavar="YEAR", help="A calendar year.")]
ByOption = Annotated[Grouping, typer.Option("--by", help="By what suppliers and customers are put together.")]
PixelsOption = Annotated[int, typer.Option("--pixels", metavar="N", help="How wide a PNG is.")]


@app.callback()
def pictures() -> None:
    """Pictures of flows, as SVG or PNG, and the table behind them."""


@app.command("year")
def year(
    scope: ScopeArgument,
    *,
    period: StartOption = None,
    by: ByOption = Grouping.COUNTERPARTY,
    view: ViewOption = View.FLOW,
    out: OutOption = None,
    pixels: PixelsOption = WIDTH_USUAL,
    as_json: JsonFlag = False,
) -> None:
    """Draw what moved in a period of a scope: what came in, was made, went out, was lost or stayed.

    Example: casthouse picture year RHEIN-COC --period 2025-01-01 --out flows.svg
    """
    network = year_picture(OPERATOR, scope=scope, period=period, grouping=by)
    show_network(network, view=view, out=out, pixels=pixels, as_json=as_json)


@app.command("organisation")
def organisation(
    code: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Code of the organisation.")],
    *,
    year: YearOption = None,
    days: Annotated[
        YearDays,
        typer.Option("--days", help="The calendar year, or of each scope the periods that ended in it."),
    ] = YearDays.CALENDAR,
    by: ByOption = Grouping.COUNTERPARTY,
    view: ViewOption = View.FLOW,
    out: OutOption = None,
    pixels: PixelsOption = WIDTH_USUAL,
    as_json: JsonFlag = False,
) -> None:
    """Draw what moved in a year at all scopes of an organisation, with what they sent to each other inside.

    Example: casthouse picture organisation RIED --year 2025 --out year.svg
    """
    network = organisation_picture(OPERATOR, organisation=code, year=year, days=days, grouping=by)
    show_network(network, view=view, out=out, pixels=pixels, as_json=as_json)


@app.command("chain")
def chain(
    *,
    year: YearOption = None,
    published: Annotated[
        bool, typer.Option("--published", help="What was published of the year, as everybody sees it.")
    ] = False,
    by: Annotated[
        ChainGrouping, typer.Option("--by", help="By stage, or by company at each stage.")
    ] = ChainGrouping.STAGE,
    view: ViewOption = View.FLOW,
    out: OutOption = None,
    pixels: PixelsOption = WIDTH_USUAL,
    as_json: JsonFlag = False,
) -> None:
    """Draw the whole chain in a year, from the periods of all members or as it was published.

    Example: casthouse picture chain --year 2025 --out chain.svg
    """
    network = (
        published_chain(OPERATOR, year=year).network
        if published
        else chain_year(OPERATOR, year=year, grouping=by)
    )
    show_network(network, view=view, out=out, pixels=pixels, as_json=as_json)


@app.command("map")
def chain_countries(
    *,
    year: YearOption = None,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="CODE", help="From the ledger of this one alone.")
    ] = None,
    stage: Annotated[Stage | None, typer.Option("--stage", help="This stage alone.")] = None,
    by: Annotated[
        CountryGrouping, typer.Option("--by", help="Countries, or the companies in them.")
    ] = CountryGrouping.COUNTRY,
    view: ViewOption = View.MAP,
    out: OutOption = None,
    pixels: PixelsOption = WIDTH_USUAL,
    as_json: JsonFlag = False,
) -> None:
    """Draw what went from country to country in a year, from the ledgers of all members or of one.

    Example: casthouse picture map --year 2025 --stage aluminium --out map.png
    """
    network = (
        chain_map(OPERATOR, year=year, stage=stage, grouping=by)
        if organisation is None
        else organisation_map(OPERATOR, organisation=organisation, year=year, stage=stage, grouping=by)
    )
    show_network(network, view=view, out=out, pixels=pixels, as_json=as_json)


@app.command("trace")
def trace(
    reference: TracedArgument,
    organisation: OrganisationOption,
    *,
    view: ViewOption = View.FLOW,
    out: OutOption = None,
    pixels: PixelsOption = WIDTH_USUAL,
    as_json: JsonFlag = False,
) -> None:
    """Draw where a lot came from, as far as lots are known, and to whom it went.

    Example: casthouse picture trace COIL-4711 --organisation RHEIN --view map --out trace.png
    """
    found = trace_picture(OPERATOR, organisation=organisation, reference=reference)
    show_network(found.network, view=view, out=out, pixels=pixels, as_json=as_json)


@app.command("attributed")
def attributed(
    reference: TracedArgument,
    organisation: OrganisationOption,
    *,
    view: ViewOption = View.FLOW,
    out: OutOption = None,
    pixels: PixelsOption = WIDTH_USUAL,
    as_json: JsonFlag = False,
) -> None:
    """Draw what the accounts of all companies attribute of a delivery, back to the mines that they reach.

    It does not follow metal: `casthouse picture trace` does.

    Example: casthouse picture attributed COIL-4711 --organisation RHEIN --out attributed.svg
    """
    network = attributed_picture(OPERATOR, organisation=organisation, reference=reference)
    show_network(network, view=view, out=out, pixels=pixels, as_json=as_json)


def show_network(network: FlowNetwork, *, view: View, out: Path | None, pixels: int, as_json: bool) -> None:
    """Write a picture where it is wanted, and print the table behind it."""
    if out is not None:
        out.write_bytes(picture_file(network, view=view, form=form_of(out), pixels=pixels))
        print_message(f"Wrote {out}.")
    if as_json:
        print_json(picture_json(network))
        return
    nodes = network.by_key
    rows = [
        [
            _name(nodes[each.source]),
            _name(nodes[each.target]),
            each.said + (", provisional" if each.is_provisional else ""),
            tonnes_words(each.mass_g),
        ]
        for each in sorted(network.bands, key=lambda one: (nodes[one.source].column, -one.mass_g))
    ]
    print_table(("from", "to", "what", "mass, t"), rows[:SHOWN_MAX], title=network.title)
    for said in (network.mark, network.caption):
        if said:
            print_message(said)
    if len(rows) > SHOWN_MAX:
        print_message(f"… and {len(rows) - SHOWN_MAX} more; --json gives all.")


def _name(node: FlowNode) -> str:
    return f"{node.label}, {node.place}" if node.place else node.label


def form_of(out: Path) -> PictureForm:
    """Return the form that the ending of a file asks for."""
    try:
        return PictureForm(out.suffix.lower().removeprefix("."))
    except ValueError:
        raise typer.BadParameter(
            f"“{out.name}” ends neither in .svg nor in .png", param_hint="--out"
        ) from None
