"""`casthouse person`: who may sign in, and as what."""

import sys
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import person as person_service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="People who may sign in, and their roles.", no_args_is_help=True)

UsernameArgument = Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")]
RoleOption = Annotated[
    str,
    typer.Option(
        "--role",
        metavar="ROLE",
        help="manager, clerk or auditor of an organisation; secretariat, independent without one.",
    ),
]
WhereOption = Annotated[str | None, typer.Option("--organisation", metavar="CODE", help="Where it is held.")]
StdinFlag = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
GenerateFlag = Annotated[
    bool, typer.Option("--generate", help="Have a password made and printed once; so too without either.")
]


def _password(*, stdin: bool, generate: bool) -> str | None:
    if stdin and generate:
        raise typer.BadParameter("give --password-stdin or --generate, not both")
    return sys.stdin.readline().rstrip("\r\n") if stdin else None


@app.command("add")
def add(
    username: UsernameArgument,
    role: RoleOption,
    *,
    organisation: WhereOption = None,
    password_stdin: StdinFlag = False,
    generate: GenerateFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Give a person a role; who is new gets an account. A password that is made is printed once.

    Example: casthouse person add ada --organisation RHEIN --role manager --generate
    """
    given = person_service.add_person(
        OPERATOR,
        username=username,
        role=role,
        organisation=organisation,
        password=_password(stdin=password_stdin, generate=generate),
    )
    if as_json:
        print_json(
            {
                "username": given.username,
                "role": given.role.value,
                "organisation": given.organisation,
                "password": given.password,
            }
        )
        return
    where = f" of {given.organisation}" if given.organisation else ""
    print_text(f"{given.username} is {given.role.value}{where}.")
    if given.password:
        print_text(f"Password, shown once: {given.password}")


@app.command("remove")
def remove(
    username: UsernameArgument,
    role: RoleOption,
    *,
    organisation: WhereOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Take a role from a person; the account stays.

    Example: casthouse person remove ada --organisation RHEIN --role clerk
    """
    person_service.remove_person(OPERATOR, username=username, role=role, organisation=organisation)
    if as_json:
        print_json({"username": username, "role": role, "organisation": organisation})
    else:
        print_text(f"{username} is no {role} any more.")


@app.command("list")
def list_(*, organisation: WhereOption = None, as_json: JsonFlag = False) -> None:
    """List who holds which role in an organisation, or store-wide when none is named.

    Example: casthouse person list --organisation RHEIN
    """
    found = person_service.people(OPERATOR, organisation=organisation)
    if as_json:
        print_json({"people": [{"username": each.username, "role": each.role.value} for each in found]})
    else:
        print_table(("name", "role"), [[each.username, each.role.value] for each in found])


@app.command("password")
def password(
    username: UsernameArgument,
    *,
    password_stdin: StdinFlag = False,
    generate: GenerateFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Replace a forgotten password. One that is made is printed once.

    Example: casthouse person password ada --generate
    """
    given = _password(stdin=password_stdin, generate=generate)
    made = person_service.renew_password(OPERATOR, username=username, password=given)
    if as_json:
        print_json({"username": username, "password": None if given else made})
    else:
        print_text(f"{username} has a new password." if given else f"Password, shown once: {made}")
