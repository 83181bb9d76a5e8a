"""`casthouse claim`: requested, submitted, approved, used, ended; and checked by anybody by its number."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import claim as claim_service
from casthouse.service import claim_review as review_service
from casthouse.service import claim_use as use_service
from casthouse.service.claim_check import check_claim
from casthouse.service.claim_json import guide_json, line_json, lines_json, queue_json, view_json
from casthouse.service.claim_view import claim_queue, claim_view, claims_guide, claims_guides, claims_of
from casthouse.service.claim_wanted import WantedClaim
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.service.permission import OPERATOR

app = typer.Typer(
    help="Claims about membership, certificates and certified metal, with their approval.",
    no_args_is_help=True,
)

ClaimArgument = Annotated[str, typer.Argument(metavar="CLAIM", help="Number of the claim.")]
KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", help="membership, performance, custody or on_product.")
]
HolderOption = Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose claims.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
FormOption = Annotated[
    str, typer.Option("--form", metavar="WORD", help="How much the text says: short, full or explained.")
]
ScopeOption = Annotated[str, typer.Option("--scope", metavar="CODE", help="The certification scope.")]
SiteOption = Annotated[
    list[str] | None,
    typer.Option(
        "--facility", metavar="CODE", help="A site to name; give it again. None: all certified ones."
    ),
]
ActivityOption = Annotated[
    list[str] | None,
    typer.Option(
        "--activity", metavar="WORD", help="An activity to name; give it again. None: all certified."
    ),
]
ProductOption = Annotated[str, typer.Option("--product", metavar="TEXT", help="The product it stands on.")]
MassOption = Annotated[
    int | None, typer.Option("--mass-g", metavar="N", help="The mass that it states, in grams.")
]
DirectionOption = Annotated[
    str, typer.Option("--direction", metavar="WORD", help="output (sold) or input (bought).")
]
StageOption = Annotated[str, typer.Option("--stage", metavar="S", help="bauxite, alumina or aluminium.")]
PeriodOption = Annotated[
    date | None,
    typer.Option("--period", metavar="START", parser=day, help="First day of the period of the mass."),
]
WordsOption = Annotated[str, typer.Option("--words", metavar="TEXT", help="What you add in your own words.")]
PlaceOption = Annotated[str, typer.Option("--place", metavar="TEXT", help="Where it will stand.")]
FromOption = Annotated[
    date | None, typer.Option("--from", metavar="DATE", parser=day, help="The first day of use.")
]
ToOption = Annotated[
    date | None, typer.Option("--to", metavar="DATE", parser=day, help="The last day of use, inclusive.")
]
RenewsOption = Annotated[
    str, typer.Option("--renews", metavar="CLAIM", help="An ended claim whose place it takes.")
]


@app.command("request")
def request(
    kind: KindArgument,
    *,
    organisation: HolderOption,
    form: FormOption = "full",
    scope: ScopeOption = "",
    facility: SiteOption = None,
    activity: ActivityOption = None,
    product: ProductOption = "",
    mass_g: MassOption = None,
    direction: DirectionOption = "output",
    stage: StageOption = "aluminium",
    period: PeriodOption = None,
    words: WordsOption = "",
    place: PlaceOption = "",
    use_from: FromOption = None,
    use_to: ToOption = None,
    renews: RenewsOption = "",
    guide: Annotated[
        str, typer.Option("--guide", metavar="CODE", help="A claims guide in force; none: the latest.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Draft a claim; words that may not be used are refused at once.

    Example: casthouse claim request on_product --organisation RHEIN --scope RHEIN-COC --product "Can sheet 5182"
    --mass-g 10000000 --period 2024-01-01 --place "on the coil label"
    """
    wanted = WantedClaim(
        form=form,
        scope=scope,
        facilities=tuple(facility or ()),
        activities=tuple(activity or ()),
        product=product,
        mass_g=mass_g,
        direction=direction,
        stage=stage,
        period_start=period,
        own_words=words,
        place=place,
        use_from=use_from,
        use_to=use_to,
        renews=renews,
    )
    made = claim_service.request_claim(
        OPERATOR, organisation=organisation, kind=kind, wanted=wanted, guide=guide
    )
    _show(made.number, as_json=as_json)


@app.command("attach")
def attach(
    claim: ClaimArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PNG, JPEG or PDF.")],
    *,
    purpose: Annotated[
        str, typer.Option("--purpose", metavar="WORD", help="artwork or proof_of_use.")
    ] = "artwork",
    as_json: JsonFlag = False,
) -> None:
    """Put a file behind a claim: artwork while it is a draft, a proof of use once it is in use.

    Example: casthouse claim attach RHEIN-CLAIM-1 label.pdf
    """
    incoming = Incoming(name=file.name, pieces=file_pieces(file))
    use_service.add_claim_file(OPERATOR, number=claim, purpose=purpose, incoming=incoming)
    _show(claim, as_json=as_json)


@app.command("submit")
def submit(claim: ClaimArgument, *, as_json: JsonFlag = False) -> None:
    """Hand a draft to the secretariat; every precondition must hold today.

    Example: casthouse claim submit RHEIN-CLAIM-1
    """
    claim_service.submit_claim(OPERATOR, number=claim)
    _show(claim, as_json=as_json)


@app.command("approve")
def approve(claim: ClaimArgument, *, as_json: JsonFlag = False) -> None:
    """Approve a claim that somebody else requested.

    Example: casthouse claim approve RHEIN-CLAIM-1
    """
    review_service.approve_claim(OPERATOR, number=claim)
    _show(claim, as_json=as_json)


@app.command("reject")
def reject(claim: ClaimArgument, *, reason: ReasonOption, as_json: JsonFlag = False) -> None:
    """Reject a claim with a reason that its holder reads.

    Example: casthouse claim reject RHEIN-CLAIM-1 --reason "the artwork hides the number"
    """
    review_service.reject_claim(OPERATOR, number=claim, reason=reason)
    _show(claim, as_json=as_json)


@app.command("use")
def use(
    claim: ClaimArgument,
    *,
    place: PlaceOption,
    on: Annotated[
        date | None, typer.Option("--on", metavar="DATE", parser=day, help="The first day; none: today.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say where an approved claim stands, and from which day on.

    Example: casthouse claim use RHEIN-CLAIM-1 --place "coil labels of line 2"
    """
    use_service.put_in_use(OPERATOR, number=claim, place=place, on=on)
    _show(claim, as_json=as_json)


@app.command("end")
def end(claim: ClaimArgument, *, reason: ReasonOption, as_json: JsonFlag = False) -> None:
    """End a claim, or take a request back.

    Example: casthouse claim end RHEIN-CLAIM-1 --reason "the label is sold out"
    """
    use_service.end_claim(OPERATOR, number=claim, reason=reason)
    _show(claim, as_json=as_json)


@app.command("revoke")
def revoke(claim: ClaimArgument, *, reason: ReasonOption, as_json: JsonFlag = False) -> None:
    """Take the approval of a claim back, as when it is used otherwise than approved.

    Example: casthouse claim revoke RHEIN-CLAIM-1 --reason "used on another product"
    """
    review_service.revoke_claim(OPERATOR, number=claim, reason=reason)
    _show(claim, as_json=as_json)


@app.command("show")
def show(claim: ClaimArgument, *, as_json: JsonFlag = False) -> None:
    """Show a claim: its text, what is missing and what comes next.

    Example: casthouse claim show RHEIN-CLAIM-1
    """
    _show(claim, as_json=as_json)


@app.command("list")
def list_(*, organisation: HolderOption, as_json: JsonFlag = False) -> None:
    """List the claims of an organisation, newest first.

    Example: casthouse claim list --organisation RHEIN
    """
    lines = lines_json(claims_of(OPERATOR, organisation=organisation))
    if as_json:
        print_json({"organisation": organisation, "claims": lines})
        return
    _table(lines, title=f"Claims of {organisation}")


@app.command("queue")
def queue(*, as_json: JsonFlag = False) -> None:
    """List the claims that wait for the secretariat, and those that were approved.

    Example: casthouse claim queue
    """
    shown = queue_json(claim_queue(OPERATOR))
    if as_json:
        print_json(shown)
        return
    for name, lines in shown.items():
        _table(lines, title=name.capitalize())


@app.command("check")
def check(
    claim: ClaimArgument,
    *,
    on: Annotated[
        date | None, typer.Option("--on", metavar="DATE", parser=day, help="The day asked for; none: today.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say what everybody may know of a claim; exits with 1 where it may not be made on the day.

    Example: casthouse claim check RHEIN-CLAIM-1 --on 2025-06-30
    """
    found = check_claim(OPERATOR, number=claim, day=on)
    if as_json:
        print_json(found.as_json())
    else:
        print_text(f"{found.record.number} of {found.member}, on {found.day}: {found.why}.")
        print_text(found.text)
    if not found.is_good:
        raise typer.Exit(1)


@app.command("guide")
def guide(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Such as cg-v3; none: list them.")] = "",
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show a claims guide: what each kind of claim needs, and which words may not be used.

    Example: casthouse claim guide cg-v3
    """
    if not code:
        guides = [guide_json(each) for each in claims_guides()]
        if as_json:
            print_json({"guides": guides})
        else:
            columns = ("guide", "name", "begins", "until")
            print_table(columns, [[each[name] or "–" for name in columns] for each in guides])
        return
    shown = guide_json(claims_guide(code))
    if as_json:
        print_json(shown)
        return
    of_kind = ("kind", "standards", "mass", "months", "clause", "verified")
    rows = [[_cell(each[name]) for name in of_kind] for each in shown["kinds"]]
    print_table(of_kind, rows, title=shown["name"])
    of_words = ("rule", "effect", "why", "phrases")
    print_table(of_words, [[_cell(each[name]) for name in of_words] for each in shown["wordings"]])


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) or "–" if isinstance(value, list) else str(value)


def _show(number: str, *, as_json: bool) -> None:
    view = claim_view(OPERATOR, number=number)
    if as_json:
        print_json(view_json(view))
        return
    line = line_json(view)
    print_text(f"{number}: {line['kind']}, {line['state']}.")
    if line["end_why"]:
        print_text(f"Over since {line['ended_on']}: {line['end_why']}.")
    for each in view.assessment.missing if view.assessment else ():
        print_text(f"Missing: {each.code}: {each.detail}.")
    print_text(f"Next: {view.next_step}")
    if view.text:
        print_text(view.text)


def _table(lines: list[dict[str, Any]], *, title: str) -> None:
    columns = ("claim", "kind", "state", "may_be_made", "valid_from", "valid_to", "ended_on")
    print_table(columns, [[_word(each[name]) for name in columns] for each in lines], title=title)


def _word(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value is None else value
