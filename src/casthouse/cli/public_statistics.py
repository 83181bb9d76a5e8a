"""`casthouse public statistics`, `publish` and `export`: figures about everybody, and the register as open tables."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.exchange.open_table import csv_lines, json_pieces
from casthouse.service.permission import OPERATOR, VISITOR
from casthouse.service.public_export import TABLES, open_table, table_header, table_rows
from casthouse.service.public_release import Release, ReleasePreview, preview_release, publish_statistics
from casthouse.service.public_statistics import public_statistics
from casthouse.standard.standard_name import StandardName


class TableForm(StrEnum):
    """The form of a table."""

    CSV = "csv"
    JSON = "json"


class TableName(StrEnum):
    """What may be exported."""

    MEMBERS = "members"
    FACILITIES = "facilities"
    CERTIFICATES = "certificates"
    REPORTS = "reports"
    FINDINGS = "findings"
    VOLUMES = "volumes"


assert {each.value for each in TableName} == {each.name for each in TABLES}


def statistics(
    *,
    year: Annotated[
        int | None, typer.Option("--year", help="Published figures of this year; default: the latest.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show certificates today, and the findings and masses that were published of a year.

    Example: casthouse public statistics --year 2025
    """
    found = public_statistics(VISITOR, year=year)
    if as_json:
        print_json(found.as_json())
        return
    states = found.certificates.by_state
    rows = [[state, *(held.get(each, 0) for each in StandardName)] for state, held in states.items()]
    print_table(("state", *(each.value for each in StandardName)), rows, title=str(found.certificates.day))
    if found.release is None:
        print_text("No figures are published yet.")
    else:
        _print(found.release)


def preview(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="A year whose annual reports are due.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show what would be published of a year, what would not be shown by itself and why, and its digest.

    Example: casthouse public preview 2025
    """
    found = preview_release(OPERATOR, year=year)
    if as_json:
        print_json(found.as_json())
        return
    _print(found)
    _print_suppressed(found)
    if found.is_empty:
        print_text("Nothing can be published yet: not one figure may be shown.")
    else:
        print_text(f"Publish exactly this: casthouse public publish {year} --digest {found.digest}")


def publish(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="A year whose annual reports are due.")],
    *,
    digest: Annotated[
        str, typer.Option("--digest", metavar="SHA256", help="That of the preview that you looked at.")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Publish the findings and masses of a year, once and for good; again it changes nothing.

    Example: casthouse public publish 2025 --digest 5c4f…
    """
    release = publish_statistics(OPERATOR, year=year, digest=digest)
    if as_json:
        print_json(release.as_json())
    else:
        _print(release)


def export(
    table: Annotated[TableName, typer.Argument(metavar="TABLE", help="members, facilities, certificates, …")],
    *,
    form: Annotated[TableForm, typer.Option("--form", help="CSV or JSON.")] = TableForm.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write it there; default: print it.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a table of the public register under an open licence.

    Example: casthouse public export certificates --form csv --output certificates.csv
    """
    found = open_table(table.value)
    rows = table_rows(VISITOR, table=table.value)
    if as_json and output is None:
        print_json({**table_header(found), "rows": list(rows)})
        return
    is_csv = form is TableForm.CSV
    pieces = csv_lines(tuple(found.columns), rows) if is_csv else json_pieces(table_header(found), rows)
    if output is None:
        print_text("".join(pieces).rstrip())
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
    if as_json:
        print_json({"table": table.value, "file": str(output)})
    else:
        print_text(f"Wrote {table.value} to {output}.")


def _print(release: Release | ReleasePreview) -> None:
    for sheet in release.findings:
        rows = [
            [
                line.principle or "others",
                line.activity.value if line.activity else "others",
                ", ".join(sorted(each.value for each in figure.ratings)),
                figure.count,
            ]
            for line in sheet.lines
            for figure in line.figures
        ]
        print_table(
            ("principle", "activity", "ratings", "count"), rows, title=f"{sheet.edition}, {sheet.year}"
        )
    masses = [
        [each.stage.value, ", ".join(sorted(flow.value for flow in figure.flows)), tonnes(figure.mass_g)]
        for each in release.volumes.stages
        for figure in each.figures
    ]
    if masses:
        print_table(("stage", "flows", "t"), masses, title=f"Masses of {release.year}")
    else:
        print_text(
            f"No mass of {release.year} is shown: too few organisations closed accounts that end in it."
        )
    recovery = [
        [each.words, tonnes(each.mass_g)] for each in (release.recovery.figures if release.recovery else ())
    ]
    if recovery:
        print_table(("charged", "t"), recovery, title=f"Recovery of {release.year}")
    else:
        print_text(f"No recovery of {release.year} is shown: too few organisations posted what they charged.")


def _print_suppressed(found: ReleasePreview) -> None:
    rows = [
        [
            f"{each.edition} {each.principle} {each.activity.value}: {each.rating.value}",
            *(each.why.because.value, each.why.organisations, each.counted_in.value),
        ]
        for each in found.suppressed_findings
    ]
    rows += [
        [
            f"{each.stage.value}: {each.flow.value}",
            *(each.why.because.value, each.why.organisations),
            "flows_together" if each.is_together else "nowhere",
        ]
        for each in found.suppressed_volumes
    ]
    rows += [
        [
            f"charged: {each.part.value}",
            *(each.why.because.value, each.why.organisations),
            "parts_together" if each.is_together else "nowhere",
        ]
        for each in found.suppressed_recovery
    ]
    if rows:
        columns = ("not shown by itself", "because", "organisations", "counted in")
        print_table(columns, rows, title="Not published")
