"""`casthouse supplier`: due diligence on suppliers, and scrap paid in cash."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.exchange.evidence_file import evidence_reference
from casthouse.measure.count import counted
from casthouse.service import cash_purchase as cash_service
from casthouse.service.due_diligence import assess_supplier, suppliers
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Due diligence on suppliers, and scrap paid in cash.", no_args_is_help=True)

WhoseOption = Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose suppliers.")]
SupplierOption = Annotated[
    str, typer.Option("--supplier", metavar="NAME", help="Its code or name, as in the movements.")
]


@app.command("assess")
def assess(
    organisation: WhoseOption,
    supplier: SupplierOption,
    *,
    passed: Annotated[bool, typer.Option("--passed/--failed", help="How the assessment ended.")],
    on: Annotated[date, typer.Option("--on", metavar="DATE", parser=day, help="The day of the assessment.")],
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", metavar="TEXT", help="What was looked at; may repeat.")
    ] = None,
    evidence_file: Annotated[
        list[Path] | None,
        typer.Option("--evidence-file", metavar="FILE", help="A file looked at; its digest is kept."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Record an assessment of a supplier. A failed one ends an earlier one that passed.

    Example: casthouse supplier assess --organisation RIED --supplier "Schrott Huber" --passed --on 2025-02-01
    --evidence "site visit, report 14"
    """
    made = assess_supplier(
        OPERATOR,
        organisation=organisation,
        supplier=supplier,
        passed=passed,
        on=on,
        evidence=[*(evidence or ()), *(evidence_reference(file) for file in evidence_file or ())],
    )
    if as_json:
        print_json(
            {
                "supplier": made.supplier,
                "result": made.result.value,
                "assessed_on": made.assessed_on.isoformat(),
                "expires_on": made.expires_on.isoformat(),
                "evidence": list(made.evidence),
            }
        )
    else:
        until = f", to be renewed by {made.expires_on}" if passed else ""
        print_text(f"{made.supplier}: {made.result.value} on {made.assessed_on}{until}.")


@app.command("list")
def list_(
    organisation: WhoseOption,
    *,
    on: Annotated[
        date | None, typer.Option("--on", metavar="DATE", parser=day, help="The day; today without.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """List suppliers with where they stand on a day; first those that deliver what they may not.

    Example: casthouse supplier list --organisation RIED --on 2025-06-30
    """
    found = suppliers(OPERATOR, organisation=organisation, on=on)
    if as_json:
        print_json({"organisation": organisation, "suppliers": [each.as_json() for each in found]})
        return
    columns = ("supplier", "due diligence", "expires on", "days left", "certified", "scrap in a year, t", "")
    rows = [
        [
            each.name,
            each.status.value.replace("_", " "),
            "–" if each.latest is None else each.latest.expires_on,
            "–" if each.days_left is None else each.days_left,
            "yes" if each.is_certified else "no",
            tonnes(each.delivered_g),
            "not entitled" if each.is_wanting else "",
        ]
        for each in found
    ]
    print_table(columns, rows)


@app.command("cash")
def cash(
    organisation: WhoseOption,
    supplier: SupplierOption,
    *,
    reference: Annotated[str, typer.Option("--reference", metavar="KEY", help="Your own key for it.")],
    on: Annotated[date, typer.Option("--on", metavar="DATE", parser=day, help="The day of the purchase.")],
    amount_usd: Annotated[str, typer.Option("--amount-usd", metavar="N", help="The amount in US dollars.")],
    owner: Annotated[
        str, typer.Option("--owner", metavar="NAME", help="Who stands behind the supplier, if known.")
    ] = "",
    legal_limit_usd: Annotated[
        str | None,
        typer.Option(
            "--legal-limit-usd", metavar="N", help="The country's limit; holds until another is given."
        ),
    ] = None,
    check_only: Annotated[bool, typer.Option("--check", help="Answer the same and write nothing.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Record scrap paid in cash; refused above the cap, alone or with linked purchases.

    Example: casthouse supplier cash --organisation RIED --supplier "Schrott Huber" --reference K-17 --on 2025-03-04
    --amount-usd 4000 --check
    """
    made = cash_service.record_cash_purchase(
        OPERATOR,
        organisation=organisation,
        supplier=supplier,
        reference=reference,
        on=on,
        amount_usd=amount_usd,
        owner=owner,
        legal_limit_usd=legal_limit_usd,
        check_only=check_only,
    )
    if as_json:
        print_json(
            {"reference": made.reference, "amount_usd": str(made.amount), "is_recorded": not check_only}
        )
    else:
        print_text(
            f"USD {made.amount} in cash to {made.supplier}: {'allowed' if check_only else 'recorded'}."
        )


@app.command("cash-reverse")
def cash_reverse(
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="The purchase's reference.")],
    organisation: WhoseOption,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is taken back.")],
    as_json: JsonFlag = False,
) -> None:
    """Take back a cash purchase that was entered by mistake.

    Example: casthouse supplier cash-reverse K-17 --organisation RIED --reason "paid by bank after all"
    """
    made = cash_service.reverse_cash_purchase(
        OPERATOR, organisation=organisation, reference=reference, reason=reason
    )
    if as_json:
        print_json({"reference": made.reference, "amount_usd": str(made.amount)})
    else:
        print_text(f"{made.reference} counts no more.")


@app.command("cash-list")
def cash_list(organisation: WhoseOption, *, as_json: JsonFlag = False) -> None:
    """List the cash purchases with what they add up to. Exit 1 where one exceeds the cap.

    Example: casthouse supplier cash-list --organisation RIED
    """
    book = cash_service.cash_book(OPERATOR, organisation=organisation)
    if as_json:
        print_json(book.as_json())
    else:
        rows = [
            [each.reference, each.supplier, each.on, each.amount, total] for each, total in book.purchases
        ]
        title = f"cap USD {book.cap}, linked within {counted(book.linked_days, 'day')}"
        print_table(("reference", "supplier", "date", "USD", "with linked, USD"), rows, title=title)
        for finding in book.findings:
            print_text(f"{finding.code.value}: {finding.subject}, {finding.detail}")
    if book.findings:
        raise typer.Exit(1)
