"""`casthouse contractor`: material at outsourcing contractors."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartOption, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.custody.contractor import ContractorTransfer, Direction
from casthouse.custody.contractor_report import ContractorReport
from casthouse.service import contractor as contractor_service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Material at outsourcing contractors; it stays in the accounts.", no_args_is_help=True)

ContractorOption = Annotated[
    str, typer.Option("--contractor", metavar="NAME", help="As the certificate lists it.")
]
ReferenceOption = Annotated[
    str, typer.Option("--reference", metavar="KEY", help="Your own key for the entry.")
]
DateOption = Annotated[date, typer.Option("--date", metavar="DATE", parser=day, help="The day.")]
MaterialOption = Annotated[
    str, typer.Option("--material", metavar="M", help="What was sent, whatever it comes back as.")
]
MassOption = Annotated[int, typer.Option("--quantity-g", metavar="N", help="The mass in grams.")]


@app.command("admit")
def admit(
    scope: ScopeArgument,
    *,
    contractor: ContractorOption,
    listed_from: Annotated[
        date, typer.Option("--from", metavar="DATE", parser=day, help="The first day in the certificate.")
    ],
    listed_to: Annotated[
        date | None, typer.Option("--to", metavar="DATE", parser=day, help="The last day, if there is one.")
    ] = None,
    risk: Annotated[str, typer.Option("--risk", metavar="R", help="acceptable or not_acceptable.")],
    assessed_on: Annotated[
        date, typer.Option("--assessed-on", metavar="DATE", parser=day, help="When the risk was assessed.")
    ],
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="TEXT", help="What the assessment is based on.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Record that the certificate lists a contractor, with its risk; it replaces what stood from that day on.

    Example: casthouse contractor admit RHEIN-COC --contractor "Walzwerk Nord" --from 2025-01-01 --risk acceptable
    --assessed-on 2024-12-10 --evidence "visit of 10 December"
    """
    made = contractor_service.list_contractor(
        OPERATOR,
        scope=scope,
        contractor=contractor,
        listed_from=listed_from,
        listed_to=listed_to,
        risk=risk,
        risk_assessed_on=assessed_on,
        evidence=evidence,
    )
    if as_json:
        print_json(
            {
                "scope": scope,
                "contractor": made.contractor,
                "listed_from": made.listed_from.isoformat(),
                "listed_to": None if made.listed_to is None else made.listed_to.isoformat(),
                "risk": made.risk.value,
                "risk_assessed_on": made.risk_assessed_on.isoformat(),
            }
        )
    else:
        print_text(f"{made.contractor} is listed from {made.listed_from}, risk {risk.replace('_', ' ')}.")


@app.command("list")
def list_(scope: ScopeArgument, *, as_json: JsonFlag = False) -> None:
    """List the contractors of a scope with their days and when their risk was accepted.

    Example: casthouse contractor list RHEIN-COC
    """
    found = contractor_service.contractors(OPERATOR, scope=scope)
    lines = [
        {
            "contractor": each.contractor,
            "listed_from": each.listed_from.isoformat(),
            "listed_until": None if each.listed_until is None else each.listed_until.isoformat(),
            "risk_accepted_on": None if each.risk_accepted_on is None else each.risk_accepted_on.isoformat(),
        }
        for each in found
    ]
    if as_json:
        print_json({"scope": scope, "contractors": lines})
    else:
        columns = ("contractor", "listed from", "until, not included", "risk accepted on")
        print_table(columns, [[value or "–" for value in line.values()] for line in lines])


@app.command("send")
def send(
    scope: ScopeArgument,
    *,
    contractor: ContractorOption,
    reference: ReferenceOption,
    on: DateOption,
    material: MaterialOption,
    quantity_g: MassOption,
    blocked: Annotated[
        bool,
        typer.Option("--blocked", help="Although it is not listed on the day: the lot has no CoC status."),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Record material sent to a contractor. No position changes.

    Example: casthouse contractor send RHEIN-COC --contractor "Walzwerk Nord" --reference L-1 --date 2025-02-03
    --material aluminium --quantity-g 20000000
    """
    made = contractor_service.transfer_material(
        OPERATOR,
        scope=scope,
        contractor=contractor,
        reference=reference,
        on=on,
        direction=Direction.SENT,
        material=material,
        quantity_g=quantity_g,
        is_blocked=blocked,
    )
    _print(made, as_json=as_json)


@app.command("return")
def return_(
    scope: ScopeArgument,
    *,
    contractor: ContractorOption,
    reference: ReferenceOption,
    on: DateOption,
    material: MaterialOption,
    quantity_g: MassOption,
    loss_g: Annotated[
        int, typer.Option("--loss-g", metavar="N", help="What was lost beside it, in grams.")
    ] = 0,
    cause: Annotated[str, typer.Option("--cause", metavar="TEXT", help="Of the loss.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Record material that a contractor returned, with what was lost.

    Example: casthouse contractor return RHEIN-COC --contractor "Walzwerk Nord" --reference L-2 --date 2025-02-20
    --material aluminium --quantity-g 19500000 --loss-g 400000 --cause "edge trim"
    """
    made = contractor_service.transfer_material(
        OPERATOR,
        scope=scope,
        contractor=contractor,
        reference=reference,
        on=on,
        direction=Direction.RETURNED,
        material=material,
        quantity_g=quantity_g,
        loss_g=loss_g,
        cause=cause,
    )
    _print(made, as_json=as_json)


def _print(made: ContractorTransfer, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "reference": made.reference,
                "contractor": made.contractor,
                "date": made.day.isoformat(),
                "direction": made.direction.value,
                "material": made.material.value,
                "quantity_g": made.mass_g,
            }
        )
    else:
        print_text(f"{made.reference}: {tonnes(made.mass_g)} t {made.direction.value}, {made.contractor}.")


@app.command("lose")
def lose(
    scope: ScopeArgument,
    *,
    contractor: ContractorOption,
    reference: ReferenceOption,
    on: DateOption,
    material: MaterialOption,
    quantity_g: MassOption,
    cause: Annotated[str, typer.Option("--cause", metavar="TEXT", help="Why it was lost.")],
    as_json: JsonFlag = False,
) -> None:
    """Record material lost at a contractor, with its cause.

    Example: casthouse contractor lose RHEIN-COC --contractor "Walzwerk Nord" --reference L-3 --date 2025-03-01
    --material aluminium --quantity-g 100000 --cause "melt loss"
    """
    made = contractor_service.record_loss(
        OPERATOR,
        scope=scope,
        contractor=contractor,
        reference=reference,
        on=on,
        material=material,
        quantity_g=quantity_g,
        cause=cause,
    )
    if as_json:
        print_json({"reference": reference, "quantity_g": made.mass_g, "cause": made.cause})
    else:
        print_text(f"{reference}: {tonnes(made.mass_g)} t lost at {made.key.contractor}, {made.cause}.")


@app.command("reverse")
def reverse(
    scope: ScopeArgument,
    *,
    contractor: ContractorOption,
    reference: ReferenceOption,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is taken back.")],
    as_json: JsonFlag = False,
) -> None:
    """Take back an entry that was made by mistake.

    Example: casthouse contractor reverse RHEIN-COC --contractor "Walzwerk Nord" --reference L-3 --reason "typed twice"
    """
    contractor_service.reverse_entry(
        OPERATOR, scope=scope, contractor=contractor, reference=reference, reason=reason
    )
    if as_json:
        print_json({"scope": scope, "contractor": contractor, "reference": reference})
    else:
        print_text(f"{reference} of {contractor} counts no more.")


@app.command("confirm")
def confirm(
    scope: ScopeArgument,
    *,
    contractor: ContractorOption,
    period: Annotated[
        date, typer.Option("--period", metavar="START", parser=day, help="First day of the period.")
    ],
    material: MaterialOption,
    held_g: Annotated[
        int, typer.Option("--held-g", metavar="N", help="What it holds at the period's end, in grams.")
    ],
    explanation: Annotated[
        str, typer.Option("--explanation", metavar="TEXT", help="What explains a difference.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Record what a contractor confirms to hold at a period's end, and what explains a difference.

    Example: casthouse contractor confirm RHEIN-COC --contractor "Walzwerk Nord" --period 2025-01-01
    --material aluminium --held-g 0 --explanation "weighbridge out of order on 3 February"
    """
    made = contractor_service.confirm_held(
        OPERATOR,
        scope=scope,
        contractor=contractor,
        period=period,
        material=material,
        held_g=held_g,
        explanation=explanation,
    )
    if as_json:
        print_json({"contractor": contractor, "held_g": made.held_g, "explanation": made.explanation})
    else:
        print_text(f"{contractor} holds {tonnes(made.held_g)} t of {material} at the end of the period.")


@app.command("reconcile")
def reconcile(scope: ScopeArgument, *, period: StartOption = None, as_json: JsonFlag = False) -> None:
    """Show what was sent, returned, lost and is held in a period, and what is missing. Exit 1 with findings.

    Example: casthouse contractor reconcile RHEIN-COC --period 2025-01-01
    """
    report = contractor_service.reconcile_contractors(OPERATOR, scope=scope, period=period)
    if as_json:
        print_json(report.as_json())
    else:
        _print_report(report)
    if report.findings:
        raise typer.Exit(1)


def _print_report(report: ContractorReport) -> None:
    columns = (
        "contractor",
        "material",
        "opening, t",
        "sent, t",
        "returned, t",
        "lost, t",
        "held, t",
        "missing, t",
    )
    rows = [
        [
            each.key.contractor,
            each.key.material.value,
            tonnes(each.opening_g),
            tonnes(each.sent_g),
            tonnes(each.returned_g),
            tonnes(each.loss_g),
            tonnes(each.held_g),
            tonnes(each.difference_g),
        ]
        for each in report.accounts
    ]
    state = "" if report.is_over else ", not over"
    title = f"{report.scope}, {report.period.start} to {report.period.last_day}{state}"
    print_table(columns, rows, title=title)
    for finding in report.findings:
        print_text(f"{finding.code.value}: {finding.subject}, {finding.detail}")
