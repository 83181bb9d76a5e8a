"""`casthouse standard`: the editions of the standards, what they ask of whom, and what changed between two."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.edition_file import edition_file_text
from casthouse.exchange.edition_json import (
    comparison_json,
    edition_json,
    edition_summary_json,
    threshold_result_json,
)
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.service import clock
from casthouse.service import edition as use_case
from casthouse.service.permission import OPERATOR
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.edition import Edition
from casthouse.standard.edition_comparison import alternative_words, threshold_words
from casthouse.standard.threshold import Boundary, SmelterFigures

app = typer.Typer(help="The standards: their editions as data.", no_args_is_help=True)

CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="Code of the edition, such as ps-v3.")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The edition, TOML.")]
ActivityOption = Annotated[
    list[Activity] | None,
    typer.Option("--activity", help="An activity of the scope; may stand several times."),
]
MembershipOption = Annotated[
    Membership | None,
    typer.Option("--membership", help="The member's class; without it nothing is spared."),
]
CycleOption = Annotated[
    Cycle, typer.Option("--cycle", help="The first cycle of certification, or a later one.")
]


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List the editions: built in, and loaded.

    Example: casthouse standard list
    """
    editions = use_case.editions(OPERATOR)
    if as_json:
        print_json({"editions": [edition_summary_json(each) for each in editions]})
        return
    rows = [
        [
            each.code,
            each.name,
            "draft" if each.is_draft else "",
            "built in" if each.built_in else "loaded",
            str(each.audits_from or "–"),
            str(each.audits_to or "–"),
            f"{len(each.criteria)}",
            f"{len(each.unverified)}",
        ]
        for each in editions
    ]
    columns = ("code", "name", "", "from", "audits from", "audits to", "criteria", "not verified")
    print_table(columns, rows)


@app.command("show")
def show(
    code: CodeArgument,
    *,
    activity: ActivityOption = None,
    membership: MembershipOption = None,
    cycle: CycleOption = Cycle.FIRST,
    as_json: JsonFlag = False,
) -> None:
    """Show an edition with its criteria; with --activity only what such a scope has to meet.

    Example: casthouse standard show ps-v3 --activity semi_fabrication --membership industrial_users
    """
    edition = use_case.edition(OPERATOR, code=code)
    holds: dict[str, Applicability] | None = None
    if activity:
        holds = use_case.applicable_items(
            OPERATOR, code=code, activities=activity, membership=membership, cycle=cycle
        )
    if as_json:
        print_json(edition_json(edition, holds))
    else:
        _print(edition, holds)


@app.command("check")
def check(file: FileArgument, *, as_json: JsonFlag = False) -> None:
    """Check an edition file and show every mistake with its line; nothing is loaded.

    Example: casthouse standard check ps-v5.toml
    """
    reading = use_case.check_edition(OPERATOR, text=edition_file_text(file))
    mistakes = [each.as_json() for each in reading.mistakes]
    if as_json:
        code = reading.edition.code if reading.edition else None
        print_json({"valid": reading.edition is not None, "code": code, "mistakes": mistakes})
    elif reading.edition is not None:
        print_text(f"{reading.edition.code}: {reading.edition.name} has no mistake.")
    else:
        for each in reading.mistakes:
            print_text(each.words)
        print_text(f"{len(mistakes)} to mend.")
    if mistakes:
        raise typer.Exit(1)


@app.command("load")
def load(file: FileArgument, *, as_json: JsonFlag = False) -> None:
    """Load an edition; scopes may then be assessed by it. Loaded again, it is its next revision.

    Example: casthouse standard load ps-v5.toml
    """
    edition = use_case.load_edition(OPERATOR, text=edition_file_text(file))
    if as_json:
        print_json(edition_summary_json(edition))
    else:
        print_text(f"Loaded {edition.code}: {edition.name}, {len(edition.criteria)} criteria.")


@app.command("compare")
def compare(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The edition before.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The edition after.")],
    *,
    activity: ActivityOption = None,
    membership: MembershipOption = None,
    cycle: CycleOption = Cycle.LATER,
    as_json: JsonFlag = False,
) -> None:
    """Show what changed from one edition to another: criteria, whom they hold for, thresholds.

    Example: casthouse standard compare ps-v2 ps-v3 --activity casthouse
    """
    found = use_case.compared_editions(
        OPERATOR, before=before, after=after, activities=activity or (), membership=membership, cycle=cycle
    )
    if as_json:
        print_json(comparison_json(found))
        return
    rows = [
        [
            each.kind,
            ", ".join(each.before) or "–",
            each.after or "–",
            each.title,
            each.note or "; ".join(each.changes),
        ]
        for each in found.changed_criteria
    ]
    print_table(("", before, after, "criterion", "what changed"), rows, title="Criteria")
    holds = [
        [each.activity.value, each.criterion, _word(each.before), _word(each.after)]
        for each in found.applicability
    ]
    print_table(("activity", "criterion", before, after), holds, title="Whom they hold for")
    figures = [[each.id, each.before or "–", each.after or "–"] for each in found.thresholds]
    print_table(("threshold", before, after), figures, title="Thresholds")


@app.command("threshold")
def threshold(
    code: CodeArgument,
    *,
    started: Annotated[
        date, typer.Option("--started", metavar="DATE", parser=day, help="When the smelter started.")
    ],
    intensity: Annotated[
        list[str] | None,
        typer.Option(
            "--intensity", help="t CO2e per t Al of a reporting period, the oldest first; several times."
        ),
    ] = None,
    boundary: Annotated[
        Boundary, typer.Option("--boundary", help="What the figures count.")
    ] = Boundary.MINE_TO_METAL,
    on: Annotated[
        date | None,
        typer.Option("--on", metavar="DATE", parser=day, help="The day of judgement; else today."),
    ] = None,
    accepted_path: Annotated[
        bool, typer.Option("--accepted-path", help="The smelter is on an accepted reduction path.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Judge a smelter by the greenhouse gas threshold of an edition; exit 1 where it passes by no alternative.

    Example: casthouse standard threshold ps-v3 --started 1998-01-01 --intensity 14 --intensity 13 --intensity 12.4
    """
    figures = SmelterFigures(
        started_on=started,
        judged_on=on or clock.today(),
        intensities={boundary: _series(intensity or ())},
        on_accepted_path=accepted_path,
    )
    result = use_case.judged_smelter(OPERATOR, code=code, figures=figures)
    if as_json:
        print_json(threshold_result_json(code, result))
    else:
        rows = [
            [each.alternative.meaning, each.outcome.value.replace("_", " "), each.why]
            for each in result.results
        ]
        print_table(("alternative", "", "why"), rows, title=f"{code}, criterion {result.criterion}")
        print_text("Passed." if result.is_passed else "Not passed.")
    if not result.is_passed:
        raise typer.Exit(1)


def _series(texts: Sequence[str]) -> list[Fraction]:
    series = []
    for text in texts:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not 0 <= number <= 1000 or len(text) > 20:  # noqa: PLR2004 - plausible figures
            raise typer.BadParameter(f"“{text[:20]}” is no intensity from 0 to 1000 as 12.4")
        series.append(Fraction(number))
    return series


def _print(edition: Edition, holds: dict[str, Applicability] | None) -> None:
    standing = " (draft, no audit follows it)" if edition.is_draft else ""
    print_text(f"{edition.code}: {edition.name}{standing}")
    print_text("Not verified in the official text; summaries are Casthouse's own words.")
    rows: list[Sequence[Any]] = []
    for item in edition.rateable_items:
        asked = None if holds is None else holds[item.number]
        if asked is not Applicability.NOT_APPLICABLE:
            criterion = item.criterion
            rows.append([item.number, criterion.title, item.summary, _word(asked), criterion.tag.value])
    print_table(("item", "criterion", "asks for", "holds", "known as"), rows)
    figures = [[each.meaning, threshold_words(each)] for each in edition.thresholds]
    figures += [[each.meaning, alternative_words(each)] for each in edition.alternatives]
    if figures:
        print_table(("threshold", "value"), figures)


def _word(asked: Applicability | None) -> str:
    return "" if asked is None else asked.value.replace("_", " ")
