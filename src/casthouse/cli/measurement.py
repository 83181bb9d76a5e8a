"""`casthouse measurements`: what a plant measured for its footprints."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption
from casthouse.cli.output import print_json, print_refusal, print_table, print_text
from casthouse.cli.progress import file_progress
from casthouse.refusal import Refusal
from casthouse.service.measurement_file import (
    MeasurementAnswer,
    import_measurements_file,
    latest_measurements,
)
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="What a plant measured: the activity data of footprints.", no_args_is_help=True)

SHOWN_MAX = 50
NOTHING = {"posted": 0, "unchanged": 0, "skipped": 0, "refused": [], "warnings": []}


@app.callback()
def measurements() -> None:
    """What a plant measured: the activity data of footprints."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The activity data, CSV or XLSX.")],
    organisation: OrganisationOption,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Answer the same and write nothing.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Post the measurements of a file, all or none. Exit 1 when a row is refused.

    What is unlikely is warned of and posted; what no plant can have is refused.

    Example: casthouse measurements import activity-2025.csv --organisation RHEIN
    """
    try:
        with file_progress(f"reading {file.name}") as progress:
            answer = import_measurements_file(
                OPERATOR, organisation=organisation, path=file, dry_run=dry_run, progress=progress
            )
    except Refusal as refusal:
        print_refusal(refusal, as_json=as_json, beside=NOTHING)
        raise typer.Exit(1) from None
    if as_json:
        print_json(answer.as_json())
    else:
        _print(answer, dry_run=dry_run)
    if answer.refused:
        raise typer.Exit(1)


def _print(answer: MeasurementAnswer, *, dry_run: bool) -> None:
    would = "would be posted" if dry_run else "posted"
    print_text(
        f"{answer.posted} measurements {would}, {answer.unchanged} unchanged, {len(answer.refused)} refused."
    )
    for each in answer.warnings[:SHOWN_MAX]:
        print_text(f"Warning: row {each.row}, {each.reference}: {each.message}")
    if not answer.refused:
        return
    rows = [[each.row, each.reference, each.code.value, each.message] for each in answer.refused[:SHOWN_MAX]]
    print_table(("row", "reference", "code", "message"), rows)
    if len(answer.refused) > SHOWN_MAX:
        print_text(f"… and {len(answer.refused) - SHOWN_MAX} more; --json gives all.")


@app.command("list")
def list_(organisation: OrganisationOption, *, as_json: JsonFlag = False) -> None:
    """List the measurements in force that were posted last.

    Example: casthouse measurements list --organisation RHEIN
    """
    found = latest_measurements(OPERATOR, organisation=organisation)
    if as_json:
        print_json(found.as_json())
        return
    rows = [
        [each.reference, each.facility, each.first, each.last, each.kind.value, each.item, each.shown]
        for each in found.latest
    ]
    columns = ("reference", "facility", "from", "to", "kind", "item", "quantity")
    print_table(columns, rows, title=f"The latest of {found.total} measurements of {organisation}")
