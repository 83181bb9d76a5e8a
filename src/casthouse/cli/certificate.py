"""`casthouse certificate`: certificates, what happened to them, and whether a facility was certified on a day."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from casthouse.assurance.certificate_state import MOVES, CertificateState, MoveKind
from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.parties.activity import Activity
from casthouse.service.certificate_application import apply_for_certificate
from casthouse.service.certificate_move import MadeMove, move_certificate, record_due_moves
from casthouse.service.certificate_view import certificate_story, certificates_of, certification_on
from casthouse.service.permission import OPERATOR
from casthouse.standard.standard_name import StandardName

app = typer.Typer(help="Certificates: their life, and whom it touches.", no_args_is_help=True)


def instant(text: str) -> datetime:
    """Return the instant that an argument names; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no instant as YYYY-MM-DDTHH:MM") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the certificate.")]
FromOption = Annotated[
    date | None,
    typer.Option("--from", metavar="DATE", parser=day, help="First day on which it holds; default: today."),
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, as the holder reads it.")]
DryRunFlag = Annotated[bool, typer.Option("--dry-run", help="Show whom it touches and change nothing.")]
KnownOption = Annotated[
    datetime | None,
    typer.Option("--known-at", metavar="INSTANT", parser=instant, help="As it was known at this instant."),
]


@app.command("show")
def show(number: NumberArgument, *, known_at: KnownOption = None, as_json: JsonFlag = False) -> None:
    """Show a certificate with everything that happened to it.

    Example: casthouse certificate show COC-101
    """
    story = certificate_story(OPERATOR, number=number, known_at=known_at).as_json()
    if as_json:
        print_json(story)
        return
    print_text(
        f"{story['number']}, {story['standard']} of {story['scope']}: {story['state'] or 'not yet'}, "
        f"{story['valid_from'] or '–'} to {story['valid_to'] or '–'}"
    )
    if story["performance_due"]:
        print_text(f"Performance certificate due by {story['performance_due']}.")
    _print_moves(story["moves"])


@app.command("list")
def list_(
    *,
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose certificates.")],
    scope: Annotated[str | None, typer.Option("--scope", metavar="CODE", help="Of this scope only.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """List the certificates of an organisation with their state today.

    Example: casthouse certificate list --organisation RHEIN
    """
    stories = [each.as_json() for each in certificates_of(OPERATOR, organisation=organisation, scope=scope)]
    if as_json:
        print_json({"certificates": stories})
        return
    keys = ("number", "standard", "scope", "state", "since", "valid_from", "valid_to")
    print_table(keys, [[each[key] or "–" for key in keys] for each in stories])


@app.command("on")
def on(
    on_day: Annotated[date, typer.Argument(metavar="DATE", parser=day, help="The day in question.")],
    *,
    facility: Annotated[str, typer.Option("--facility", metavar="CODE", help="Code of the facility.")],
    standard: Annotated[
        StandardName, typer.Option("--standard", help="Which standard.")
    ] = StandardName.CHAIN_OF_CUSTODY,
    activity: Annotated[
        Activity | None, typer.Option("--activity", help="For this activity; default: any.")
    ] = None,
    known_at: KnownOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say whether a facility was certified on a day, and why, or why not. Exit 1 when it was not.

    Example: casthouse certificate on 2026-05-03 --facility RHEIN-CH --standard chain_of_custody
    """
    answer = certification_on(
        OPERATOR, facility=facility, standard=standard, day=on_day, activity=activity, known_at=known_at
    )
    if as_json:
        print_json(answer.as_json())
    else:
        _print_answer(answer.as_json())
    if not answer.now.is_certified:
        raise typer.Exit(1)


@app.command("apply")
def apply(
    scope: Annotated[str, typer.Argument(metavar="SCOPE", help="Code of the scope.")],
    *,
    edition: Annotated[str, typer.Option("--edition", metavar="CODE", help="Such as ps-v3 or coc-v2.")],
    firm: Annotated[str, typer.Option("--firm", metavar="CODE", help="The audit firm that is to audit it.")],
    standard: Annotated[
        StandardName, typer.Option("--standard", help="Which standard.")
    ] = StandardName.PERFORMANCE,
    as_json: JsonFlag = False,
) -> None:
    """Apply for a certificate of a scope; the audit firm that is named may open the audit.

    Example: casthouse certificate apply RHEIN-COC --edition ps-v3 --firm PRUEF
    """
    made = apply_for_certificate(OPERATOR, scope=scope, standard=standard.value, edition=edition, firm=firm)
    if as_json:
        print_json(certificate_story(OPERATOR, number=made.number).as_json())
    else:
        print_text(f"{made.number} is applied for; {firm} may open the audit.")


@app.command("suspend")
def suspend(
    number: NumberArgument,
    *,
    reason: ReasonOption,
    effective: FromOption = None,
    dry_run: DryRunFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Suspend a certificate from today or a later day on, and tell the customers who hold its documents.

    Example: casthouse certificate suspend COC-101 --reason "audit overdue" --dry-run
    """
    _move(number, MoveKind.SUSPEND, reason, effective, dry_run=dry_run, as_json=as_json)


@app.command("reinstate")
def reinstate(
    number: NumberArgument,
    *,
    reason: ReasonOption,
    effective: FromOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Give a suspended certificate its former state back, within the cure, and tell its customers.

    Example: casthouse certificate reinstate COC-101 --reason "audit done"
    """
    _move(number, MoveKind.REINSTATE, reason, effective, dry_run=False, as_json=as_json)


@app.command("revoke")
def revoke(
    number: NumberArgument,
    *,
    reason: ReasonOption,
    effective: FromOption = None,
    dry_run: DryRunFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Revoke a certificate for good.

    Example: casthouse certificate revoke COC-101 --reason "suspension not cured"
    """
    _move(number, MoveKind.REVOKE, reason, effective, dry_run=dry_run, as_json=as_json)


@app.command("withdraw")
def withdraw(
    number: NumberArgument,
    *,
    reason: ReasonOption = "",
    effective: FromOption = None,
    seen: Annotated[
        CertificateState | None,
        typer.Option(
            "--seen",
            metavar="STATE",
            help="The state in which you saw it, such as applied: nothing is done if it is another now.",
        ),
    ] = None,
    dry_run: DryRunFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Withdraw a certificate or an application, since its holder asks.

    Example: casthouse certificate withdraw COC-101 --from 2026-12-31
    """
    _move(number, MoveKind.WITHDRAW, reason, effective, dry_run=dry_run, as_json=as_json, seen=seen)


@app.command("extend")
def extend(
    number: NumberArgument,
    *,
    reason: Annotated[str, typer.Option("--force-majeure", metavar="TEXT", help="The recorded event.")],
    as_json: JsonFlag = False,
) -> None:
    """Extend a certificate under force majeure, once in its life.

    Example: casthouse certificate extend COC-101 --force-majeure "flood of the plant in June"
    """
    _move(number, MoveKind.EXTEND, reason, None, dry_run=False, as_json=as_json)


@app.command("due")
def due(*, as_json: JsonFlag = False) -> None:
    """Record the expiries, suspensions and revocations whose day has come; again it does nothing. Run it daily.

    The ledger obeys these days whether or not this is run; it puts them on record and tells the customers.

    Example: casthouse certificate due
    """
    made = [each.as_json() for each in record_due_moves(OPERATOR)]
    if as_json:
        print_json({"recorded": made})
        return
    keys = ("certificate", "organisation", "move", "effective", "reason")
    print_table(keys, [[each[key] or "–" for key in keys] for each in made])


@app.command("moves")
def moves(*, as_json: JsonFlag = False) -> None:
    """Show the table of states: what leads from where to where, who may, and when. Own words, not verified.

    Example: casthouse certificate moves
    """
    rules: list[dict[str, Any]] = [
        {
            "move": rule.kind.value,
            "from": sorted(state.value if state else "nothing" for state in rule.sources),
            "to": rule.target.value,
            "by": sorted(mover.value for mover in rule.movers),
            "when": rule.when,
            "reason_required": rule.reason_required,
        }
        for rule in MOVES
    ]
    if as_json:
        print_json({"moves": rules, "verified": False})
        return
    rows = [
        [each["move"], ", ".join(each["from"]), each["to"], ", ".join(each["by"]), each["when"]]
        for each in rules
    ]
    print_table(("move", "from", "to", "by", "when"), rows, title="Moves, not verified in the official text")


def _move(
    number: str,
    kind: MoveKind,
    reason: str,
    effective: date | None,
    *,
    dry_run: bool,
    as_json: bool,
    seen: CertificateState | None = None,
) -> None:
    made = move_certificate(
        OPERATOR, number=number, kind=kind, effective=effective, reason=reason, dry_run=dry_run, seen=seen
    )
    if as_json:
        print_json({**made.as_json(), "dry_run": dry_run})
    else:
        _print_made(made, dry_run=dry_run)


def _print_made(made: MadeMove, *, dry_run: bool) -> None:
    would = "would hold" if dry_run else "holds"
    print_text(f"{made.move.kind.value} of {made.history.number} {would} from {made.move.effective} on.")
    for each in made.reach:
        print_table(
            ("customer", "documents in force", "CoC, t", "first", "last", "from that day on"),
            [
                [c.code or c.name, c.documents, tonnes(c.coc_mass_g), c.first, c.last, c.after]
                for c in each.customers
            ],
            title=f"{each.number} loses days from {each.lost_from} on: {each.documents} documents in force",
        )
        print_text(
            f"Documents of shipments before {each.lost_from}, which stay valid as of their day: {each.standing}. "
            f"Of shipments from that day on, which customers ask about: {each.after}."
        )
    for later in made.later:
        print_text(f"Known already: {later}.")
    if not dry_run:
        print_text(f"Customers told: {made.told}.")


def _print_answer(answer: dict[str, Any]) -> None:
    print_text(
        f"{'Certified' if answer['certified'] else 'Not certified'}: {answer['reason']}, "
        f"{answer['certificate'] or 'no certificate'}, {answer['state'] or 'no state'}"
    )
    then = answer["known_then"]
    if then:
        known = "certified" if then["certified"] else "not certified"
        print_text(f"As known at {answer['known_at']}: {known}, {then['reason']}.")
    _print_moves(answer["moves"])


def _print_moves(moves: list[dict[str, Any]]) -> None:
    keys = ("effective", "move", "by", "actor", "reason", "recorded_at")
    rows = [[each[key] or "–" for key in keys] for each in moves]
    for row, each in zip(rows, moves, strict=True):
        row[1] += " (void)" if each.get("void") else ""
    print_table(keys, rows)
