"""`casthouse token`: tokens with which programs call the API."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.service import token as token_service
from casthouse.service.permission import OPERATOR
from casthouse.service.token import DAYS_MAX, DAYS_USUAL

app = typer.Typer(help="Tokens with which programs call the API.", no_args_is_help=True)

UsernameArgument = Annotated[str, typer.Argument(metavar="USERNAME", help="The person whom it acts as.")]


@app.command("create")
def create(
    username: UsernameArgument,
    *,
    name: Annotated[str, typer.Option("--name", metavar="X", help="What the token is for.")],
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=DAYS_MAX, help="How long it opens.")
    ] = DAYS_USUAL,
    as_json: JsonFlag = False,
) -> None:
    """Make a token that acts as a person. Its secret is printed once and kept nowhere.

    Example: casthouse token create ada --name "ERP night job" --days 90
    """
    made = token_service.create_token(OPERATOR, username=username, name=name, days=days)
    if as_json:
        print_json({**made.token.as_json(), "secret": made.secret})
        return
    print_message(f"Opens as {username} until {made.token.expires_at:%Y-%m-%d}; send it as a bearer token:")
    print_text(made.secret)


@app.command("list")
def list_(username: UsernameArgument, *, as_json: JsonFlag = False) -> None:
    """List the tokens of a person, the newest first.

    Example: casthouse token list ada
    """
    found = [each.as_json() for each in token_service.tokens(OPERATOR, username=username)]
    if as_json:
        print_json({"tokens": found})
    elif found:
        print_table(list(found[0]), [list(each.values()) for each in found])
    else:
        print_text(f"{username} has no token.")


@app.command("revoke")
def revoke(
    prefix: Annotated[str, typer.Argument(metavar="PREFIX", help="The prefix that the list shows.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Put a token out of force, now and for good.

    Example: casthouse token revoke 3f9a1c77b20e
    """
    revoked = token_service.revoke_token(OPERATOR, prefix=prefix)
    if as_json:
        print_json(revoked.as_json())
    else:
        print_text(f"Revoked: {revoked.name} of {revoked.username}.")
