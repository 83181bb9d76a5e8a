"""`casthouse movements`: importing files of movements, and listing what was posted."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli import movement_list
from casthouse.cli.argument import JsonFlag, OrganisationOption
from casthouse.cli.output import print_json, print_message, print_refusal, print_table, print_text
from casthouse.cli.progress import file_progress
from casthouse.refusal import Refusal
from casthouse.service.import_answer import ImportAnswer
from casthouse.service.movement_file import import_movements_file
from casthouse.service.permission import OPERATOR
from casthouse.service.profile import profile_argument

app = typer.Typer(help="Movements of material over the boundary of a scope.", no_args_is_help=True)

SHOWN_MAX = 50
NOTHING = {"posted": 0, "unchanged": 0, "skipped": 0, "refused": []}


app.command("list")(movement_list.show)


@app.callback()
def movements() -> None:
    """Movements of material over the boundary of a scope."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The movements, CSV or XLSX.")],
    organisation: OrganisationOption,
    *,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="P", help="Name of the mapping profile, or its TOML file."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Answer the same and write nothing.")] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Post the good rows although others are refused.")
    ] = False,
    refused: Annotated[
        Path | None,
        typer.Option("--refused", metavar="FILE", help="Write the refused rows here, to be mended."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Post the movements of a file: all rows or none. Exit 1 when a row is refused.

    Example: casthouse movements import march.csv --organisation RHEIN --partial --refused march-refused.csv
    """
    try:
        with file_progress(f"reading {file.name}") as progress:
            done = import_movements_file(
                OPERATOR,
                organisation=organisation,
                path=file,
                profile=profile_argument(profile),
                partial=partial,
                dry_run=dry_run,
                progress=progress,
            )
    except Refusal as refusal:
        print_refusal(refusal, as_json=as_json, beside=NOTHING)
        raise typer.Exit(1) from None
    if profile is None:
        print_message(f"Read through the profile {done.answer.profile}.")
    if refused is not None and done.answer.refused:
        done.write_refused(refused)
        print_message(f"The refused rows are in {refused}.")
    if as_json:
        print_json(done.answer.as_json())
    else:
        _print(done.answer, dry_run=dry_run)
    if done.answer.refused:
        raise typer.Exit(1)


def _print(answer: ImportAnswer, *, dry_run: bool) -> None:
    would = "would be posted" if dry_run else "posted"
    print_text(
        f"{answer.posted} {would}, {answer.unchanged} unchanged, {answer.skipped} skipped, "
        f"{len(answer.refused)} refused."
    )
    if not answer.refused:
        return
    rows = [[each.row, each.reference, each.code.value, each.message] for each in answer.refused[:SHOWN_MAX]]
    print_table(("row", "reference", "code", "message"), rows)
    if len(answer.refused) > SHOWN_MAX:
        print_text(f"… and {len(answer.refused) - SHOWN_MAX} more; --json or --refused FILE gives all.")
