"""`casthouse attribution`: by which rule accounts attribute, and what they attribute through all companies."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption, ScopeArgument, TracedArgument, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.attribution_json import attributed_trace_json, attribution_json
from casthouse.measure.mass import tonnes_words
from casthouse.measure.share import input_percentage_text, output_percentage_text
from casthouse.service.attributed_trace import attributed_trace
from casthouse.service.attribution import ScopeAttribution, attribution_of, set_attribution
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="What mass-balance accounts attribute, and by which rule.", no_args_is_help=True)

SHOWN_MAX = 30
FROM = typer.Option(
    "--from", metavar="START", parser=day, help="First day of a period; today's period when left out."
)


@app.command("show")
def show(scope: ScopeArgument, *, as_json: JsonFlag = False) -> None:
    """Show by which rule a scope attributes what left to what came in: proportional or fifo.

    Example: casthouse attribution show RHEIN-COC
    """
    _print_rule(attribution_of(OPERATOR, scope=scope), as_json=as_json)


@app.command("set")
def set_(
    scope: ScopeArgument,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="proportional or fifo.")],
    *,
    first_day: Annotated[date | None, FROM] = None,
    as_json: JsonFlag = False,
) -> None:
    """Choose the rule from the first day of an open period on; choices are kept.

    Example: casthouse attribution set RHEIN-COC fifo --from 2026-01-01
    """
    found = set_attribution(OPERATOR, scope=scope, rule=rule, first_day=first_day)
    _print_rule(found, as_json=as_json)


def _print_rule(found: ScopeAttribution, *, as_json: bool) -> None:
    if as_json:
        print_json(attribution_json(found))
        return
    print_text(f"{found.scope} attributes in the period from {found.period_start}: {found.rule}.")
    rows = [[str(each.first_day), each.rule.value, each.by, f"{each.at:%Y-%m-%d}"] for each in found.choices]
    if rows:
        print_table(("from", "rule", "chosen by", "on"), rows, title="Choices")


@app.command("trace")
def trace(
    reference: TracedArgument,
    organisation: OrganisationOption,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show what the accounts of all companies attribute of a delivery, and what is possible at least and at most.

    It does not follow metal: `casthouse trace` does. --json has exact shares and grams.

    Example: casthouse attribution trace COIL-4711 --organisation RHEIN
    """
    document = attributed_trace_json(
        attributed_trace(OPERATOR, organisation=organisation, reference=reference)
    )
    if as_json:
        print_json(document)
        return
    period, subject = document["period"], document["subject"]
    what = f"Movement {subject['reference']}" if subject["reference"] else f"Lot {subject['lot']}"
    print_text(
        f"{what}, {tonnes_words(document['mass_g'])} t, by the accounts of "
        f"{document['scope']} from {period['start']} to {period['end']} and of those behind them: "
        f"{document['pools']} pools. Rule of {document['scope']}: {document['rule']}."
    )
    sources = document["sources"]
    columns = ("organisation", "kind", "from", "mass, t", "share, %", "at least, %", "at most, %")
    print_table(columns, [_row(each) for each in sources[:SHOWN_MAX]], title="Attributed")
    in_steps = Fraction(document["in_steps"]["share"])
    if in_steps:
        print_text(
            f"{input_percentage_text(in_steps)} %, {tonnes_words(document['in_steps']['mass_g'])} t, lie behind "
            "companies that do not disclose their lots: told in hundredths of that, from and to."
        )
    print_text(f"{len(sources)} sources, of {len(document['origins'])} entries; --json gives all.")


def _row(each: dict[str, Any]) -> list[str]:
    where = each["organisation"] or each["country"] or "undisclosed"
    words = [str(each[name] or "") for name in ("kind", "counterparty")]
    least, most = (input_percentage_text(Fraction(each[name])) for name in ("share_min", "share_max"))
    if each["share"] is None:
        ends = (
            input_percentage_text(Fraction(each["share_from"])),
            output_percentage_text(Fraction(each["share_to"])),
        )
        return [where, *words, "–", " to ".join(ends), least, most]
    share = input_percentage_text(Fraction(each["share"]))
    return [where, *words, tonnes_words(each["mass_g"]), share, least, most]
