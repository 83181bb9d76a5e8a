"""`casthouse assessment`: a member's own look at a scope, from the start to what is submitted."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casthouse.assurance.assessed_item import Answer
from casthouse.cli.argument import JsonFlag, OrganisationOption, ScopeArgument, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import clock
from casthouse.service.assessment_answer import rate_item
from casthouse.service.assessment_carry_over import carry_assessment
from casthouse.service.assessment_file import (
    assessment_file,
    assessment_json,
    import_answers,
    item_json,
    missing_json,
    rating_named,
)
from casthouse.service.evidence import (
    Incoming,
    add_evidence,
    evidence_json,
    evidence_of,
    file_pieces,
    is_expiring,
    withdraw_evidence,
)
from casthouse.service.permission import OPERATOR
from casthouse.service.self_assessment import (
    assessments,
    head_json,
    self_assessment,
    start_assessment,
    submit_assessment,
)
from casthouse.standard.applicability_row import Cycle

app = typer.Typer(help="Self-assessments of a scope against an edition of a standard.", no_args_is_help=True)
evidence = typer.Typer(help="Files that stand behind the answers.", no_args_is_help=True)
app.add_typer(evidence, name="evidence")

NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the self-assessment.")]
ItemArgument = Annotated[str, typer.Argument(metavar="ITEM", help="Number of the item, such as 2.1a.")]
EditionOption = Annotated[str, typer.Option("--edition", metavar="CODE", help="The edition, such as ps-v3.")]
CycleOption = Annotated[
    Cycle | None,
    typer.Option("--cycle", help="The first certification or a later one; told from certificates without."),
]


@app.command("start")
def start(
    scope: ScopeArgument, *, edition: EditionOption, cycle: CycleOption = None, as_json: JsonFlag = False
) -> None:
    """Begin a self-assessment of a scope.

    Example: casthouse assessment start ALU-PROFIL-PS --edition ps-v3
    """
    head = start_assessment(OPERATOR, scope=scope, edition=edition, cycle=cycle)
    if as_json:
        print_json(head_json(head))
    else:
        print_text(f"Self-assessment {head.number} of {scope} against {edition} is begun.")


@app.command("list")
def list_(scope: ScopeArgument, *, as_json: JsonFlag = False) -> None:
    """List the self-assessments of a scope, newest first.

    Example: casthouse assessment list ALU-PROFIL-PS
    """
    heads = assessments(OPERATOR, scope=scope)
    if as_json:
        print_json({"scope": scope, "self_assessments": [head_json(each) for each in heads]})
        return
    rows = [[each.number, each.edition, each.state.value, each.started_by] for each in heads]
    print_table(("number", "edition", "state", "begun by"), rows)


@app.command("show")
def show(scope: ScopeArgument, number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """Show how far a self-assessment is; with --json every item with its answer and evidence.

    Example: casthouse assessment show ALU-PROFIL-PS 1
    """
    shown = assessment_json(self_assessment(OPERATOR, scope=scope, number=number))
    if as_json:
        print_json(shown)
        return
    columns = ("principle", "items", "rated", "complete", "gaps", "rating")
    rows = [["–" if each is None else each for each in line.values()] for line in shown["principles"]]
    print_table(columns, rows, title=f"{scope} {number}, {shown['edition']}, {shown['state']}")


@app.command("rate")
def rate(
    scope: ScopeArgument,
    number: NumberArgument,
    item: ItemArgument,
    *,
    rating: Annotated[str, typer.Option("--rating", metavar="R", help="conformance, not_applicable …")],
    rationale: Annotated[
        str, typer.Option("--rationale", metavar="TEXT", help="How one knows, or why.")
    ] = "",
    gap: Annotated[str, typer.Option("--gap", metavar="TEXT", help="What is not as it should be.")] = "",
    action: Annotated[str, typer.Option("--action", metavar="TEXT", help="What will be done.")] = "",
    responsible: Annotated[str, typer.Option("--responsible", metavar="NAME", help="Who does it.")] = "",
    due: Annotated[date | None, typer.Option("--due", metavar="DATE", parser=day, help="Done by.")] = None,
    seen: Annotated[
        int | None,
        typer.Option("--seen", metavar="N", help="The version that you saw; the latest when left out."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer an item; the answer before stays in its history.

    Example: casthouse assessment rate ALU-PROFIL-PS 1 1.1 --rating conformance --rationale "Handbook, chapter 2"
    """
    answer = Answer(
        rating=rating_named(rating),
        rationale=rationale,
        gap=gap,
        action=action,
        responsible=responsible,
        due=due,
    )
    if seen is None:
        seen = self_assessment(OPERATOR, scope=scope, number=number).assessment.item(item).version
    view = rate_item(OPERATOR, scope=scope, number=number, item=item, answer=answer, seen=seen)
    found = view.assessment.item(item)
    if as_json:
        print_json(item_json(found))
    else:
        todo = "; ".join(each.words for each in found.missing)
        print_text(f"{item} is rated." + (f" To do: {todo}." if todo else ""))


@app.command("missing")
def missing(scope: ScopeArgument, number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """List what is missing, by principle, mandatory items first. Exit 1 when something is.

    Example: casthouse assessment missing ALU-PROFIL-PS 1
    """
    assessment = self_assessment(OPERATOR, scope=scope, number=number).assessment
    found = missing_json(assessment)
    if as_json:
        print_json(
            {"scope": scope, "number": number, "is_complete": assessment.is_complete, "missing": found}
        )
    elif found:
        print_table(
            ("item", "holds", "to do"), [[e["item"], e["applicability"], "; ".join(e["todo"])] for e in found]
        )
    else:
        print_text("Nothing is missing.")
    if not assessment.is_complete:
        raise typer.Exit(1)


@app.command("carry")
def carry(
    scope: ScopeArgument,
    number: NumberArgument,
    *,
    edition: EditionOption,
    cycle: CycleOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Carry a self-assessment over to another edition or the next cycle, as a new draft to look at again.

    Example: casthouse assessment carry ALU-PROFIL-PS 1 --edition ps-v3
    """
    made = carry_assessment(OPERATOR, scope=scope, number=number, edition=edition, cycle=cycle)
    if as_json:
        print_json(head_json(made.head) | made.as_json())
    else:
        print_text(f"Draft {made.head.number}: {made.carried} answers wait for a second look.{made.words}")


@app.command("submit")
def submit(scope: ScopeArgument, number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """Submit a complete draft; it is frozen then.

    Example: casthouse assessment submit ALU-PROFIL-PS 1
    """
    view = submit_assessment(OPERATOR, scope=scope, number=number)
    if as_json:
        print_json(head_json(view.head))
    else:
        print_text(f"Self-assessment {number} of {scope} is submitted.")


@app.command("export")
def export(
    scope: ScopeArgument,
    number: NumberArgument,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where it goes: .xlsx or .pdf.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Write a self-assessment to a file; an XLSX can be filled in and imported again.

    Example: casthouse assessment export ALU-PROFIL-PS 1 self-assessment.xlsx
    """
    form = target.suffix.removeprefix(".").lower()
    if form not in {"xlsx", "pdf"}:
        raise typer.BadParameter(f"{target.name} ends in neither .xlsx nor .pdf")
    content = assessment_file(OPERATOR, scope=scope, number=number, form=form)
    assert isinstance(content, bytes)
    target.write_bytes(content)
    if as_json:
        print_json({"file": str(target), "bytes": len(content)})
    else:
        print_text(f"{target} is written.")


@app.command("import")
def import_(
    scope: ScopeArgument,
    number: NumberArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The filled-in XLSX.", exists=True)],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Take over the answers of a filled-in XLSX; with one wrong row nothing is taken over, and the exit is 1.

    Example: casthouse assessment import ALU-PROFIL-PS 1 self-assessment.xlsx
    """
    found = import_answers(OPERATOR, scope=scope, number=number, path=file)
    if as_json:
        print_json(found.as_json())
    elif found.refused:
        print_table(("row", "item", "what is wrong"), [[e.row, e.item, e.message] for e in found.refused])
    else:
        print_text(f"{len(found.changed)} answers taken over, {found.unchanged} were the same.")
    if found.refused:
        raise typer.Exit(1)


@evidence.command("add")
def evidence_add(
    scope: ScopeArgument,
    number: NumberArgument,
    item: ItemArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What shows it.")],
    *,
    valid_until: Annotated[
        date | None,
        typer.Option("--valid-until", metavar="DATE", parser=day, help="The last day it is good."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Put a file behind an item; its content is kept once, whatever its name.

    Example: casthouse assessment evidence add ALU-PROFIL-PS 1 11.1 iso45001.pdf --valid-until 2027-06-30
    """
    incoming = Incoming(name=file.name, pieces=file_pieces(file))
    view = add_evidence(
        OPERATOR, scope=scope, number=number, item=item, incoming=incoming, valid_until=valid_until
    )
    found = view.assessment.item(item)
    if as_json:
        print_json(item_json(found))
    else:
        standing = sum(link.stands for link in found.evidence)
        print_text(f"{standing} file{'' if standing == 1 else 's'} behind {item}.")


@evidence.command("withdraw")
def evidence_withdraw(
    scope: ScopeArgument,
    number: NumberArgument,
    link: Annotated[
        int, typer.Argument(metavar="LINK", help="Its number, as `assessment show --json` has it.")
    ],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    as_json: JsonFlag = False,
) -> None:
    """Say that a file stands behind an item no more; both stay on record.

    Example: casthouse assessment evidence withdraw ALU-PROFIL-PS 1 17 --reason "of last year"
    """
    withdraw_evidence(OPERATOR, scope=scope, number=number, link=link, reason=reason)
    if as_json:
        print_json({"scope": scope, "number": number, "withdrawn": link})
    else:
        print_text("Withdrawn.")


@evidence.command("list")
def evidence_list(organisation: OrganisationOption, *, as_json: JsonFlag = False) -> None:
    """List the files of an organisation, those first that run out.

    Example: casthouse assessment evidence list --organisation ALU-PROFIL
    """
    entries, today = evidence_of(OPERATOR, organisation=organisation), clock.today()
    if as_json:
        print_json(
            {"organisation": organisation, "files": [evidence_json(each, on=today) for each in entries]}
        )
        return
    rows = [
        [
            each.file.name,
            each.file.digest[:16],
            each.valid_until or "–",
            "soon" if is_expiring(each, on=today) else "",
        ]
        for each in entries
    ]
    print_table(("file", "sha256", "good until", ""), rows)
