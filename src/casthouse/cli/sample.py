"""`casthouse sample`: the main job on the sample value chain, for every company, from its files.

It runs the same use cases as the other commands, compares what comes out with the expectations beside the files, and
prints one table. Running it again posts nothing twice.
"""

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from casthouse.cli.output import print_table, print_text, tonnes
from casthouse.cli.sample_footprint import post_activity_data
from casthouse.cli.sample_lots import post_lots
from casthouse.cli.sample_people import add_sample_people
from casthouse.cli.sample_publication import publish_year
from casthouse.exchange.annual_report_pdf import annual_report_pdf
from casthouse.exchange.register_file import read_register_file
from casthouse.exchange.statement_pdf import statement_pdf
from casthouse.measure.share import input_percentage_text
from casthouse.refusal import Refusal
from casthouse.service.annual_report import organisation_report
from casthouse.service.document import issue_documents
from casthouse.service.document_receipt import accept_document
from casthouse.service.document_view import documents, inbox
from casthouse.service.movement_file import import_movements_file
from casthouse.service.period import close_period
from casthouse.service.permission import OPERATOR
from casthouse.service.position import position
from casthouse.service.register import load_register
from casthouse.service.statement import period_statement

app = typer.Typer(help="The sample value chain.", no_args_is_help=True)

COLUMNS = (
    "company",
    "stage",
    "Input %",
    "CoC sold, t",
    "available, t",
    "movements",
    "documents",
    "refusals",
    "period",
)
CLOSED_STAGES = ("bauxite", "alumina")
"""The upstream companies' year is closed; the others' is left open, to be tried out."""

FolderOption = Annotated[Path, typer.Option("--folder", metavar="FOLDER", help="Where the sample files are.")]


@dataclass(kw_only=True)
class Company:
    """One company of the manifest, and what its main job came to."""

    organisation: str
    name: str
    scope: str
    stage: str
    file: str
    profile: str
    late_file: str | None = None
    movements: int = 0
    documents: int = 0
    refusals: int = 0
    closed: bool = False


@app.callback()
def sample() -> None:
    """The sample value chain."""


@app.command("run")
def run(folder: FolderOption = Path("samples/value_chain")) -> None:
    """Load the sample value chain, run the main job for every company and print what came out.

    Example: casthouse sample run --folder samples/value_chain
    """
    manifest = read_manifest(folder)
    start = date.fromisoformat(str(manifest["period_start"]))
    companies = [Company(**entry) for entry in manifest["company"]]
    counts = load_register(OPERATOR, read_register_file(folder / manifest["register"]))
    print_text("Register: " + ", ".join(f"{number} {name}" for name, number in counts.items()) + ".")
    for company in companies:
        post(folder, company, company.file)
        company.documents = issue(company)
    for company in companies:
        if company.late_file:
            post(folder, company, company.late_file)
    accepted = sum(accept(company) for company in companies)
    print_text(
        f"Buyers: {accepted} CoC Documents accepted for receipts that were booked under their numbers."
    )
    mismatches = compare(json.loads((folder / manifest["expected"]).read_text()), companies, start)
    for company in companies:
        if company.stage in CLOSED_STAGES:
            close_period(OPERATOR, scope=company.scope, start=start)
            company.closed = True
    print_table(COLUMNS, [row(company, start) for company in companies], title=f"The year from {start}")
    post_activity_data(
        folder.parent / "activity_data", [(each.organisation, each.scope) for each in companies], start
    )
    post_lots(folder.parent / "lots", [each.organisation for each in companies])
    publish_year(start.year)
    write_reports(companies, start)
    add_sample_people([company.organisation for company in companies])
    if mismatches:
        for mismatch in mismatches:
            print_text(f"Not as expected: {mismatch}")
        raise typer.Exit(1)
    print_text("Every position is as the sample expects.")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a sample folder.

    Raises:
        Refusal: `sample_missing`.
    """
    try:
        return tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal(
            "sample_missing",
            found=f"no manifest.toml in {folder}",
            expected="the folder of the sample value chain",
            todo="name it with --folder",
        ) from error


def post(folder: Path, company: Company, file: str) -> None:
    """Import one file of a company, the good rows of it."""
    done = import_movements_file(
        OPERATOR, organisation=company.organisation, path=folder / file, partial=True
    )
    answer = done.answer
    company.movements += answer.posted + answer.unchanged
    company.refusals += len(answer.refused)
    print_text(
        f"{company.organisation}: {file}, profile {answer.profile}: {answer.posted} posted, "
        f"{answer.unchanged} unchanged, {answer.skipped} skipped, {len(answer.refused)} refused."
    )
    for each in answer.refused:
        print_text(f"  row {each.row}, {each.reference}: {each.code.value}")


def issue(company: Company) -> int:
    """Issue the CoC Documents that are missing and return how many there are now."""
    issue_documents(OPERATOR, organisation=company.organisation)
    return documents(OPERATOR, organisation=company.organisation, limit=1).total


def accept(company: Company) -> int:
    """Accept the documents in the inbox whose receipt is booked already, and return how many were linked to one."""
    linked = 0
    for line in inbox(OPERATOR, organisation=company.organisation):
        if not line.receipt:
            continue
        try:
            accept_document(
                OPERATOR, organisation=company.organisation, issuer=line.issuer, number=line.number
            )
        except Refusal as refusal:
            print_text(f"  {company.organisation}, {line.number}: {refusal.code}")
        else:
            linked += 1
    return linked


def compare(expected: dict[str, Any], companies: list[Company], start: date) -> list[str]:
    """Return where a position is not what the sample expects; closed periods were compared when they were open."""
    mismatches = []
    for company in companies:
        wanted = expected["positions"].get(company.scope)
        if wanted is None:
            continue
        found = position(OPERATOR, scope=company.scope, period=start).as_json()
        mismatches += [
            f"{company.scope} {stage} {name}: {found['stages'][stage][name]}, expected {value}"
            for stage, figures in wanted["stages"].items()
            for name, value in figures.items()
            if found["stages"][stage][name] != value
        ]
    return mismatches


def row(company: Company, start: date) -> list[str]:
    """Return one line of the table."""
    figures = position(OPERATOR, scope=company.scope, period=start).as_json()["stages"][company.stage]
    share = figures["input_share"]
    return [
        company.name,
        company.stage,
        input_percentage_text(None if share is None else Fraction(share)),
        tonnes(figures["coc_outflow_g"]),
        tonnes(figures["available_g"]),
        str(company.movements),
        str(company.documents),
        str(company.refusals),
        "closed" if company.closed else "open",
    ]


def write_reports(companies: list[Company], start: date) -> None:
    """Write the statement and the annual report of each closed company beside the store."""
    from django.conf import settings  # noqa: PLC0415 - the folder of the store

    folder = settings.HOME / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    for company in companies:
        if company.closed:
            statement = period_statement(OPERATOR, scope=company.scope, start=start)
            (folder / f"{company.scope}-{start}-statement.pdf").write_bytes(statement_pdf(statement))
            report = organisation_report(OPERATOR, organisation=company.organisation, year=start.year)
            (folder / f"{company.organisation}-{start.year}-report.pdf").write_bytes(
                annual_report_pdf(report)
            )
    print_text(f"Statements and annual reports of the closed companies are in {folder}.")
