"""`casthouse export` and `casthouse archive`: everything that an organisation has, taken along and taken back."""

import re
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.exchange.organisation_archive import archive_checks
from casthouse.measure.count import counted
from casthouse.service.archived_statement import CheckedStatements
from casthouse.service.organisation_export import export_organisation
from casthouse.service.organisation_import import import_organisation
from casthouse.service.permission import OPERATOR

app = typer.Typer(
    help="Archives of an organisation, as `casthouse export` writes them: open files that outlive this Casthouse.",
    no_args_is_help=True,
)
SHOWN = 5
DIGEST = re.compile("[0-9a-f]{64}")
NOT_TAKEN = (
    "Not taken back: signed statements, keys and the log; keep the archive. Suppliers who are not in the archive make "
    "findings supplier_not_entitled in casthouse check until they are registered here."
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
def check(
    file: FileArgument,
    *,
    digest: Annotated[
        str,
        typer.Option("--digest", metavar="HEX", help="The digest of the index that the export printed."),
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """See that an archive agrees with its own index and sums; exit 1 where a file was added, lost or changed.

    Whoever changes a file and computes index and sums again is not seen by that: only by the digest that was kept when
    the archive was written (--digest), or by what is signed in it (casthouse archive import, casthouse verify).

    Example: casthouse archive check rhein.zip
    """
    expected = digest.strip().lower()
    if digest and not DIGEST.fullmatch(expected):
        raise typer.BadParameter("--digest is 64 hexadecimal digits, as `casthouse export` prints them")
    checks, found = archive_checks(file, expected=expected)
    is_whole = all(each.passed for each in checks)
    if as_json:
        shown = [{"name": each.name, "passed": each.passed, "detail": each.detail} for each in checks]
        print_json({"whole": is_whole, "sha256_of_index": found, "checks": shown})
    else:
        rows = [[each.name, "passed" if each.passed else "FAILED", each.detail] for each in checks]
        print_table(("check", "", "detail"), rows)
        print_text(f"Digest of its index: {found or 'none'}")
        print_text(_verdict(is_whole=is_whole, is_compared=bool(expected)))
    if not is_whole:
        raise typer.Exit(1)


def _verdict(*, is_whole: bool, is_compared: bool) -> str:
    if not is_whole:
        return "Not whole: this is not the archive as it was written."
    if is_compared:
        return "Whole: the archive whose digest was kept."
    return "Whole by its own sums. Compare the digest with the one that the export printed: --digest."


@app.command("import")
def import_(file: FileArgument, *, as_json: JsonFlag = False) -> None:
    """Take an archive back into a store that does not have the organisation; exit 1 where something differs.

    What was taken is recomputed as casthouse check does, and held against the signed statements of the archive.

    Example: casthouse archive import rhein.zip
    """
    taken = import_organisation(OPERATOR, path=file)
    if as_json:
        print_json(taken.as_json())
    else:
        print_table(
            ("taken back", "count"), [[name.replace("_", " "), n] for name, n in taken.counts.items()]
        )
        print_text(f"Digest of its index: {taken.digest}")
        print_text(_signed_words(taken.signed))
        print_text(NOT_TAKEN)
        for each in taken.differences:
            print_message(f"differs: {each}")
        told = counted(len(taken.differences), "difference")
        print_text(
            f"Not clean: {told}." if taken.differences else "Clean: what was taken agrees with itself."
        )
    if taken.differences:
        raise typer.Exit(1)


def _signed_words(signed: CheckedStatements) -> str:
    """Say in one line which signed statements were checked, by what, and with what result."""
    if not signed.checked:
        return "Signed statements: none in the archive, so nothing but its own sums speaks for it."
    failed = "; ".join(f"{name} ({checks})" for name, checks in list(signed.failed.items())[:SHOWN])
    more = f" and {len(signed.failed) - SHOWN} more" if len(signed.failed) > SHOWN else ""
    verified = signed.checked - len(signed.failed)
    return (
        f"Signed statements: {signed.checked} checked by the archive's own trust bundle as of "
        f"{signed.at:%Y-%m-%d %H:%M} UTC, {verified} verified"
        + (f"; not: {failed}{more}." if failed else ".")
    )
