"""`casthouse certificate transfer`: certificates pass to another organisation, since their sites are sold."""

from datetime import date
from typing import Annotated

import typer

from casthouse.assurance.certificate_transfer import PassedSite
from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service.certificate_passing import confirm_transfer
from casthouse.service.certificate_transfer import (
    accept_transfer,
    ask_transfer,
    decline_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from casthouse.service.certificate_transfer_view import (
    TransferView,
    certificate_transfer,
    certificate_transfers,
)
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Certificates that pass to another organisation.", no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(metavar="TRANSFER", help="Number of the transfer.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, as both sides read it.")]


def site(text: str) -> PassedSite:
    """Return the two codes of a site that an argument names."""
    before, _, after = text.partition("=")
    if not before or not after:
        raise typer.BadParameter(f"“{text}” is no pair of codes as OLD=NEW")
    return PassedSite(before=before, after=after)


@app.command("ask")
def ask(
    certificates: Annotated[list[str], typer.Argument(metavar="NUMBER…", help="Certificates of one scope.")],
    *,
    taker: Annotated[str, typer.Option("--to", metavar="CODE", help="The organisation that takes over.")],
    reason: ReasonOption,
    wanted: Annotated[
        date | None,
        typer.Option("--from", metavar="DATE", parser=day, help="First day of the taker; default: today."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask that certificates of a scope pass to another organisation, which then accepts.

    Example: casthouse certificate transfer ask PS-101 COC-101 --to NEU --reason "deed 7/2026"
    """
    _print(ask_transfer(OPERATOR, certificates=certificates, taker=taker, day=wanted, reason=reason), as_json)


@app.command("accept")
def accept(
    number: NumberArgument,
    *,
    scope: Annotated[str, typer.Option("--scope", metavar="CODE", help="The taker's scope of the sites.")],
    sites: Annotated[
        list[PassedSite] | None,
        typer.Option("--site", metavar="OLD=NEW", parser=site, help="A site, by the codes of both sides."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="A remark, if any.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Accept a transfer for a scope of the taker.

    Example: casthouse certificate transfer accept 7 --scope NEU-COC --site RHEIN-CH=NEU-CH
    """
    _print(accept_transfer(OPERATOR, number=number, scope=scope, sites=sites or (), reason=reason), as_json)


@app.command("decline")
def decline(number: NumberArgument, *, reason: ReasonOption, as_json: JsonFlag = False) -> None:
    """Decline a transfer as its taker, also after accepting it.

    Example: casthouse certificate transfer decline 7 --reason "the sale fell through"
    """
    _print(decline_transfer(OPERATOR, number=number, reason=reason), as_json)


@app.command("withdraw")
def withdraw(number: NumberArgument, *, reason: ReasonOption, as_json: JsonFlag = False) -> None:
    """Withdraw a transfer as its giver, before it is confirmed.

    Example: casthouse certificate transfer withdraw 7 --reason "the sale fell through"
    """
    _print(withdraw_transfer(OPERATOR, number=number, reason=reason), as_json)


@app.command("refuse")
def refuse(number: NumberArgument, *, reason: ReasonOption, as_json: JsonFlag = False) -> None:
    """Refuse a transfer as the secretariat.

    Example: casthouse certificate transfer refuse 7 --reason "the sites are not the same"
    """
    _print(refuse_transfer(OPERATOR, number=number, reason=reason), as_json)


@app.command("confirm")
def confirm(
    number: NumberArgument,
    *,
    reason: ReasonOption,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it does and whom it touches; change nothing.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Confirm a transfer that was accepted, on its day or later; by nobody who asked or accepted.

    Example: casthouse certificate transfer confirm 7 --reason "deed and sites seen" --dry-run
    """
    made = confirm_transfer(OPERATOR, number=number, reason=reason, dry_run=dry_run)
    if as_json:
        print_json({**made.as_json(), "dry_run": dry_run})
        return
    print_text(f"Transfer {number} {'would hold' if dry_run else 'holds'} from {made.day} on.")
    keys = ("certificate", "standard", "continued_by", "level", "valid_to")
    print_table(keys, [[each[key] or "–" for key in keys] for each in made.as_json()["passes"]])
    for reach in made.reach:
        print_text(f"{reach.number}: {reach.documents} documents in force, customers {len(reach.customers)}.")
    for audit in made.audits:
        print_text(f"Audit {audit} {'would be' if dry_run else 'is'} withdrawn.")
    if not dry_run:
        print_text(f"Customers told: {made.told}.")


@app.command("show")
def show(number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """Show a transfer with everything that was said about it.

    Example: casthouse certificate transfer show 7
    """
    _print(certificate_transfer(OPERATOR, number=number), as_json)


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List the transfers, the newest first.

    Example: casthouse certificate transfer list
    """
    found = [each.as_json() for each in certificate_transfers(OPERATOR)]
    if as_json:
        print_json({"transfers": found})
        return
    keys = ("transfer", "state", "giver", "taker", "day")
    rows = [[*(each[key] for key in keys), ", ".join(each["certificates"])] for each in found]
    print_table((*keys, "certificates"), rows)


def _print(view: TransferView, as_json: bool) -> None:
    document = view.as_json()
    if as_json:
        print_json(document)
        return
    held = view.transfer
    print_text(
        f"Transfer {held.number} of {', '.join(held.certificates)} from {held.giver} to {held.taker}, "
        f"from {held.day} on: {held.state.value}."
    )
    keys = ("act", "actor", "at", "reason")
    print_table(keys, [[each[key] or "–" for key in keys] for each in document["steps"]])
