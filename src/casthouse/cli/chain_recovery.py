"""`casthouse recovery-chain`: what all organisations melted again, in any days or as it was published of a year."""

from fractions import Fraction
from typing import Annotated

import typer

from casthouse.cli.argument import FirstOption, JsonFlag, LastOption
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.printed_figure import saved_figure
from casthouse.exchange.recovery_sheet_json import chain_recovery_json, published_recovery_json
from casthouse.footprint.chain_recovery import SCRAP, ChainRecovery
from casthouse.footprint.charged_part import ChargedPart
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.share import input_percentage_text
from casthouse.service.chain_recovery import PublishedRecovery, published_recovery, whole_recovery
from casthouse.service.permission import OPERATOR


def show(
    *,
    first: FirstOption = None,
    last: LastOption = None,
    published: Annotated[
        bool, typer.Option("--published", help="What was published, as everybody sees it.")
    ] = False,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", help="With --published: which year.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the recovery of the whole chain: what was charged, by how many organisations, what scrap replaced.

    Example: casthouse recovery-chain --from 2025-01-01 --to 2025-12-31
    """
    if published:
        told = published_recovery(OPERATOR, year=year)
        if as_json:
            print_json(published_recovery_json(told.years, told.at, told.sheet))
        else:
            _print_published(told)
        return
    found = whole_recovery(OPERATOR, first=first, last=last)
    if as_json:
        print_json(chain_recovery_json(found))
    else:
        _print(found)


def _print(found: ChainRecovery) -> None:
    rows = [
        [
            part.value,
            tonnes_words(found.charged_g[part]) if found.organisations else "–",
            found.behind[part],
            "not known" if found.unknown and part in SCRAP else input_percentage_text(found.share(part)),
        ]
        for part in ChargedPart
    ]
    by = counted(found.organisations, "organisation")
    title = f"Charged by {by}, {found.first} to {found.last}; input basis, boundary company"
    print_table(("charged", "t", "organisations", "recycled %"), rows, title=title)
    if found.unknown:
        print_text(f"Recycled content is not known: {found.unknown}.")
    _print_traded(found)
    steps = [
        [
            each.step.value,
            tonnes_words(each.charged_g),
            tonnes_words(each.made_g),
            input_percentage_text(each.made.share),
        ]
        for each in found.steps
    ]
    print_table(("step", "in, t", "made, t", "yield %"), steps, title="Steps")
    if found.avoided_t is None:
        print_text("Avoided: not known, no scrap was charged that counts.")
    else:
        told = f"{saved_figure(found.avoided_t, 1)} t CO2e under substitution"
        verified = "" if found.is_verified else ", not verified"
        print_text(f"Avoided: {told}; factors {found.factors}{verified}.")


def _print_traded(found: ChainRecovery) -> None:
    rows = [
        ["metal shipped", tonnes_words(found.traded.shipped_g)],
        ["post-consumer scrap received", tonnes_words(found.traded.post_consumer_g)],
        ["pre-consumer scrap received", tonnes_words(found.traded.pre_consumer_g)],
        ["scrap received, in no charged lot", tonnes_words(found.elsewhere_g)],
    ]
    print_table(("traded, to each other too", "t"), rows, title="What left and what came back")


def _print_published(told: PublishedRecovery) -> None:
    if told.sheet is None:
        print_text("No recovery is published yet." if told.year is None else f"No recovery of {told.year}.")
        return
    rows = [
        [", ".join(part.value for part in ChargedPart if part in each.parts), tonnes_words(each.mass_g)]
        for each in told.sheet.figures
    ]
    print_table(("charged", "t"), rows or [["withheld", "–"]], title=f"Published of {told.year}")
    if told.sheet.is_scrap_untold:
        print_text("Scrap is not told apart: nobody said where much of what was received went.")
    if told.sheet.avoided_kg is not None:
        verified = "" if told.sheet.is_verified else ", not verified"
        saved = f"{saved_figure(Fraction(told.sheet.avoided_kg, 1000), 1)} t CO2e under substitution"
        print_text(f"Avoided: {saved}; factors {told.sheet.factors}{verified}.")
