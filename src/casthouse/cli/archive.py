"""`casthouse export` and `casthouse archive`: everything that an organisation has, taken along and taken back."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.exchange.evidence_pack import check_pack
from casthouse.exchange.organisation_archive import FORMAT
from casthouse.service.organisation_export import export_organisation
from casthouse.service.organisation_import import import_organisation
from casthouse.service.permission import OPERATOR

app = typer.Typer(
    help="Archives of an organisation, as `casthouse export` writes them: open files that outlive this Casthouse.",
    no_args_is_help=True,
)
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The archive.")]


def export(
    organisation: OrganisationOption,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Write the archive here.")],
    as_json: JsonFlag = False,
) -> None:
    """Write movements, documents, statements, evidence and public keys of an organisation as one archive.

    Example: casthouse export --organisation RHEIN --out rhein.zip
    """
    beside = out.with_name(f".{out.name}.coming")
    try:
        with beside.open("wb") as file:
            made = export_organisation(OPERATOR, organisation=organisation, out=file)
        beside.replace(out)
    except OSError as error:
        if error.filename == str(beside):  # nobody named that one
            error.filename = str(out)
        raise
    finally:
        beside.unlink(missing_ok=True)
    if as_json:
        print_json({"file": out.name, "sha256_of_index": made.digest, **made.counts})
        return
    print_table(("in the archive", "count"), [[name.replace("_", " "), n] for name, n in made.counts.items()])
    print_text(f"Written to {out}. Digest of its index: {made.digest}")


@app.command("check")
def check(file: FileArgument, *, as_json: JsonFlag = False) -> None:
    """See from the archive alone that nothing in it was added, lost or changed; exit 1 where it was.

    Example: casthouse archive check rhein.zip
    """
    checks = check_pack(file, form=FORMAT)
    is_whole = all(each.passed for each in checks)
    if as_json:
        shown = [{"name": each.name, "passed": each.passed, "detail": each.detail} for each in checks]
        print_json({"whole": is_whole, "checks": shown})
    else:
        rows = [[each.name, "passed" if each.passed else "FAILED", each.detail] for each in checks]
        print_table(("check", "", "detail"), rows)
    if not is_whole:
        raise typer.Exit(1)


@app.command("import")
def import_(file: FileArgument, *, as_json: JsonFlag = False) -> None:
    """Take an archive back into a store that does not have the organisation; exit 1 where something differs.

    Example: casthouse archive import rhein.zip
    """
    taken = import_organisation(OPERATOR, path=file)
    if as_json:
        print_json(taken.as_json())
    else:
        print_table(
            ("taken back", "count"), [[name.replace("_", " "), n] for name, n in taken.counts.items()]
        )
        for each in taken.differences:
            print_message(f"differs from what was bound at the closing: {each}")
    if taken.differences:
        raise typer.Exit(1)
