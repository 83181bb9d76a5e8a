"""`casthouse register`: loading organisations, facilities, scopes and certificates, and showing them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.register_file import read_register_file
from casthouse.measure.count import counted
from casthouse.service.organisation import Workplace, facilities_of, scope_register, workplaces
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register

app = typer.Typer(help="Organisations, facilities, scopes and certificates.", no_args_is_help=True)
SINGULARS = {
    "organisations": "organisation",
    "facilities": "facility",
    "scopes": "scope",
    "certificates": "certificate",
}


@app.callback()
def register() -> None:
    """Organisations, facilities, scopes and certificates."""


@app.command(
    "load",
    epilog="Example: casthouse register load samples/value_chain/register.toml",
)
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The register file, TOML.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Create or update what a register file names; loading it again changes nothing."""
    counts = load_register(OPERATOR, read_register_file(file))
    if as_json:
        print_json(counts)
    else:
        print_text(
            "Loaded "
            + ", ".join(counted(number, SINGULARS[name], name) for name, number in counts.items())
            + "."
        )


@app.command("show")
def show(
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="CODE", help="Only this organisation.")
    ] = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Show the organisations with their scopes, facilities and certificates.

    Example: casthouse register show --organisation RHEIN
    """
    if organisation is not None:
        facilities_of(OPERATOR, organisation=organisation)  # refuses one that does not exist
    held = [
        each
        for each in workplaces(OPERATOR)
        if organisation is None or each.organisation.code == organisation
    ]
    entries = [_organisation_json(each) for each in held]
    if as_json:
        print_json({"organisations": entries})
        return
    rows = []
    for each in entries:
        if not each["scopes"]:
            rows.append([each["code"], each["name"], each["country"], "none", "", "", ""])
        for scope in each["scopes"]:
            certificates = [
                f"{c['number']}, {c['valid_from']} to {c['valid_to']}" for c in scope["certificates"]
            ]
            rows.append(
                [
                    each["code"],
                    each["name"],
                    each["country"],
                    scope["code"],
                    ", ".join(scope["facilities"]),
                    f"{scope['edition']}, {scope['period_months']} months from {scope['first_period_start']}",
                    "; ".join(certificates) or "none",
                ]
            )
    print_table(("organisation", "name", "country", "scope", "facilities", "accounts", "certificates"), rows)


def _organisation_json(held: Workplace) -> dict[str, Any]:
    facilities = facilities_of(OPERATOR, organisation=held.organisation.code)
    return {
        "code": held.organisation.code,
        "name": held.organisation.name,
        "country": held.organisation.country,
        "facilities": [
            {"code": each.code, "name": each.name, "activities": [a.value for a in each.activities]}
            for each in facilities
        ],
        "scopes": [_scope_json(scope.code) for scope in held.scopes],
    }


def _scope_json(code: str) -> dict[str, Any]:
    held = scope_register(OPERATOR, scope=code)
    return {
        "code": code,
        "facilities": [each.code for each in held.facilities],
        "edition": held.scope.edition,
        "first_period_start": held.scope.first_period_start.isoformat(),
        "period_months": held.scope.period_months,
        "certificates": [
            {
                "number": each.number,
                "standard": each.standard.value,
                "valid_from": each.valid_from.isoformat(),
                "valid_to": each.valid_to.isoformat(),
            }
            for each in held.certificates
        ],
    }
