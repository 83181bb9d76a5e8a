"""`casthouse public`: what anybody may look up without an account, as the pages under /public show it."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from casthouse.assurance.certificate_state import CertificateState
from casthouse.assurance.public_register import PublicEntry, PublicKind
from casthouse.cli import public_statistics
from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.parties.activity import Activity
from casthouse.service.permission import VISITOR
from casthouse.service.public_certificate import public_certificate
from casthouse.service.public_facility import public_facility
from casthouse.service.public_member import public_member
from casthouse.service.public_register import (
    PAGE_SIZE,
    PublicSearch,
    entry_json,
    search_public,
)
from casthouse.service.summary_report import summary_json, summary_report
from casthouse.standard.standard_name import StandardName

app = typer.Typer(help="The public register: what anybody may look up.", no_args_is_help=True)

app.command("statistics")(public_statistics.statistics)
app.command("preview")(public_statistics.preview)
app.command("publish")(public_statistics.publish)
app.command("export")(public_statistics.export)

DayOption = Annotated[
    date | None, typer.Option("--day", metavar="DATE", parser=day, help="On this day; default: today.")
]
COLUMNS = ("kind", "code", "name", "organisation_name", "country", "standard", "state", "first", "last")


@app.command("search")
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Beginnings of words; empty: everything.")] = "",
    *,
    kind: Annotated[PublicKind | None, typer.Option("--kind", help="Only of this kind.")] = None,
    standard: Annotated[StandardName | None, typer.Option("--standard", help="Only under this one.")] = None,
    state: Annotated[CertificateState | None, typer.Option("--state", help="Only in this state.")] = None,
    activity: Annotated[Activity | None, typer.Option("--activity", help="Only for this activity.")] = None,
    country: Annotated[str, typer.Option("--country", metavar="CODE", help="Only of this country.")] = "",
    on_day: DayOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="So many at a time.")] = PAGE_SIZE,
    after: Annotated[str | None, typer.Option("--after", help="Go on behind this place.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Search members, certified facilities, certificates and summary reports.

    Example: casthouse public search rhein --kind certificate --state full
    """
    wanted = PublicSearch(
        text=text,
        kind=kind,
        standard=standard,
        state=state,
        activity=activity,
        country=country.upper(),
        day=on_day,
    )
    found = search_public(VISITOR, wanted, after=after, limit=limit)
    if as_json:
        print_json(found.as_json())
        return
    if found.entries:
        _print(found.entries)
    elif not found.meant:
        print_text("Nothing found.")
    if found.number:
        print_text(f"Certificate {found.number} exists: casthouse public certificate {found.number}")
    if found.meant:
        print_text(f"Nothing found. Did you mean {', '.join(found.meant)}?")
    if found.after is not None:
        print_message(f"More: --after {found.after!r}")


@app.command("member")
def member(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of the member.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show a member with its certificates, facilities and summary reports.

    Example: casthouse public member RHEIN
    """
    found = public_member(VISITOR, code=code)
    if as_json:
        print_json(found.as_json())
        return
    print_text(f"{found.organisation.name}, {found.organisation.country}")
    _print([*found.certificates, *found.facilities, *found.reports])


@app.command("facility")
def facility(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of the facility.")],
    *,
    on_day: DayOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a facility, and whether it was certified on a day.

    Example: casthouse public facility RHEIN-CH --day 2026-05-03
    """
    found = public_facility(VISITOR, code=code, day=on_day)
    if as_json:
        print_json(found.as_json())
        return
    for standard, answer in found.answers.items():
        held = "certified" if answer.now.is_certified else "not certified"
        why = answer.now.reason.value.replace("_", " ")
        print_text(f"{code}, {standard.value}, {found.day}: {held} ({why})")


@app.command("certificate")
def certificate(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the certificate.")],
    *,
    on_day: DayOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a certificate as it stands on a day, with its history.

    Example: casthouse public certificate COC-101 --day 2026-05-03
    """
    found = public_certificate(VISITOR, number=number, day=on_day)
    if as_json:
        print_json(found.as_json())
        return
    state = found.on_day.state.value if found.on_day else "not in force"
    print_text(f"{number} of {found.holder.name}, {found.day}: {state}")
    rows = [[each.effective, each.kind.value, each.mover.value] for each in found.story.history.moves]
    print_table(("holds from", "what happened", "by"), rows)


@app.command("report")
def report(
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show the summary report of an audit.

    Example: casthouse public report SMELT-PS-A1
    """
    found = summary_report(VISITOR, audit=audit)
    if as_json:
        print_json(summary_json(found))
        return
    print_text(f"{found.reference}, {found.standard.value} {found.edition}: {found.outcome.value}")
    print_text(found.methodology.declaration)
    rows = [[each.number, each.title, each.rating.value.replace("_", " ")] for each in found.criteria]
    print_table(("criterion", "title", "rating"), rows)


def _print(entries: Sequence[PublicEntry]) -> None:
    rows = [[entry_json(each)[name] or "" for name in COLUMNS] for each in entries]
    print_table([name.replace("_", " ") for name in COLUMNS], rows)
