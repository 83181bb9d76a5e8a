"""`casthouse recovery`: what an organisation melted again, what came back by which loop, what it replaced."""

from typing import Annotated

import typer

from casthouse.cli.argument import FirstOption, JsonFlag, LastOption, StartOption
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.cli.picture import OutOption, form_of
from casthouse.exchange.footprint_picture import recovery_drawing, recovery_notes
from casthouse.exchange.picture_file import drawing_file
from casthouse.exchange.printed_figure import saved_figure
from casthouse.exchange.recovery_json import figure_entries_json, recovery_json
from casthouse.footprint.avoided_emission import Recovery
from casthouse.footprint.charged_part import charged_lines
from casthouse.footprint.melt_account import dross_recovery, net_loss, output_content, retentions
from casthouse.footprint.recovery_account import RecoveryAccount
from casthouse.footprint.recovery_entry import figure_entries
from casthouse.footprint.scrap_source import USUAL_BOUNDARY
from casthouse.measure.mass import tonnes_words
from casthouse.measure.share import input_percentage_text, output_percentage_text
from casthouse.service.permission import OPERATOR
from casthouse.service.recovery import organisation_recovery


def show(
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose ledger.")],
    *,
    period: StartOption = None,
    first: FirstOption = None,
    last: LastOption = None,
    boundary: Annotated[
        str,
        typer.Option(
            "--boundary", metavar="B", help="Whose own scrap is run-around: of the site or company."
        ),
    ] = USUAL_BOUNDARY,
    entries_of: Annotated[
        str,
        typer.Option(
            "--entries-of",
            metavar="FIGURE",
            help="List the entries behind a figure: counted, post_consumer, rolling_scrap, same_site …",
        ),
    ] = "",
    out: OutOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show recycled content, yields, loops of scrap, and what scrap replaced under substitution.

    Example: casthouse recovery --organisation ITHALA --from 2025-01-01 --to 2025-12-31 --boundary company
    """
    found = organisation_recovery(
        OPERATOR, organisation=organisation, period=period, first=first, last=last, boundary=boundary
    )
    if entries_of:
        _show_entries(found.account, entries_of, as_json=as_json)
        return
    if out is not None:
        notes = recovery_notes(found.account)
        out.write_bytes(drawing_file(recovery_drawing(found.account), form=form_of(out), foot=notes))
        print_message(f"Wrote {out}.")
    if as_json:
        print_json(recovery_json(found))
    else:
        _print(found)


def _show_entries(account: RecoveryAccount, of: str, *, as_json: bool) -> None:
    behind = figure_entries(account, of)
    if as_json:
        print_json(figure_entries_json(behind, of=of))
        return
    rows = [
        [
            each.entry.lot,
            each.entry.process,
            f"{each.entry.direction.value} {each.entry.step.value}",
            each.entry.facility,
            each.entry.material.value,
            tonnes_words(each.entry.mass_g),
            tonnes_words(each.whole_g),
        ]
        for each in behind.entries
    ]
    columns = ("lot", "process", "", "site", "material", "posted, t", "counts, t")
    print_table(columns, rows, title=f"{behind.words}: {tonnes_words(behind.mass_g)} t")


def _print(found: Recovery) -> None:
    account = found.account
    if not account.steps:
        print_text(
            f"No lot went into or out of a process of {account.organisation} from {account.first} to {account.last}: "
            "import them with `casthouse lots import`, or ask for other days with --from and --to."
        )
    title = f"{account.organisation}, {account.first} to {account.last}, boundary {account.boundary.value}"
    _print_content(found, title)
    print_table(
        ("step", "in, t", "made, t", "scrap, t", "dross, t", "loss, t", "yield %", "loss %"),
        [
            [
                each.step.value,
                *map(
                    tonnes_words,
                    (each.charged_g, each.made_g, each.scrap_g, each.dross_g, max(0, each.loss_g)),
                ),
                input_percentage_text(each.made.share),
                output_percentage_text(each.lost.share),
            ]
            for each in account.steps
        ],
        title="Steps",
    )
    _print_loops(account)
    _print_melt(account)


def _print_loops(account: RecoveryAccount) -> None:
    print_table(
        ("loop", "came back, t", "out of, t", "which is", "%"),
        [
            [
                each.kind.value,
                tonnes_words(each.returned_g),
                "–" if each.whole_g is None else tonnes_words(each.whole_g),
                each.whole_is,
                input_percentage_text(each.share),
            ]
            for each in account.loops
        ],
        title="Loops of scrap",
    )
    if account.sold:
        print_table(
            ("material", "to", "t"),
            [[each.material.value, each.counterparty, tonnes_words(each.mass_g)] for each in account.sold],
            title="Scrap and dross that went to others",
        )


def _print_melt(account: RecoveryAccount) -> None:
    loss, dross = net_loss(account), dross_recovery(account)
    rows = [
        ["net melt loss", output_percentage_text(loss.ratio.share if loss.ratio else None), loss.unknown],
        [
            "metal in dross won back",
            input_percentage_text(dross.ratio.share if dross.ratio else None),
            dross.unknown,
        ],
    ]
    content, why = output_content(account)
    rows += [
        ["post-consumer, output basis", input_percentage_text(content.post_share if content else None), why],
        ["pre-consumer, output basis", input_percentage_text(content.pre_share if content else None), why],
    ]
    rows += [
        [f"retention, {each.kind.value}", input_percentage_text(each.retained), each.unknown]
        for each in retentions(account)
    ]
    print_table(("of melting", "%", "why not known"), rows, title="Dross, output basis, loops retained")


def _print_content(found: Recovery, title: str) -> None:
    charged = charged_lines(found.account.charge, found.account.content)
    print_table(
        ("charged", "t", "recycled %"),
        [[each.words, tonnes_words(each.mass_g), input_percentage_text(each.share)] for each in charged],
        title=title,
    )
    if found.account.content_unknown:
        print_text(f"Recycled content is not known: {found.account.content_unknown}.")
    if found.account.steps and found.account.scrap_elsewhere_g:
        print_text(
            f"{tonnes_words(found.account.scrap_elsewhere_g)} t of scrap that was received are in no charged lot."
        )
    if found.avoided is None:
        print_text("Avoided: not known, no scrap was charged that was bought.")
    else:
        told = f"{saved_figure(found.avoided.co2e_t, 1)} t CO2e under substitution"
        verified = "" if found.avoided.is_verified else ", not verified"
        print_text(f"Avoided: {told}; factors {found.avoided.factors}{verified}.")
