"""`casthouse boundary`: what a scope covers, from which day on, and why."""

from datetime import date
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.certificate import KnownOption
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.custody.boundary import ScopeKind
from casthouse.service.boundary import WantedBoundary, change_boundary
from casthouse.service.boundary_view import boundary_of_day, boundary_story, version_json
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="What a scope covers, version by version.", no_args_is_help=True)
ScopeArgument = Annotated[str, typer.Argument(metavar="SCOPE", help="Code of the certification scope.")]


@app.command("show")
def show(
    scope: ScopeArgument,
    *,
    on: Annotated[
        date | None, typer.Option("--on", metavar="DATE", parser=day, help="What it covered on this day.")
    ] = None,
    known_at: KnownOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what a scope covers with every version, or what it covered on a day, as known now or at an instant.

    Example: casthouse boundary show RHEIN-COC --on 2025-03-01
    """
    if on is not None:
        told = boundary_of_day(OPERATOR, scope=scope, day=on, known_at=known_at).as_json()
        versions = [told["known_then"] if known_at else told["boundary"]]
    else:
        told = boundary_story(OPERATOR, scope=scope, known_at=known_at).as_json()
        versions = told["versions"]
    if as_json:
        print_json(told)
        return
    _print(versions)
    for each in told.get("not_certified", ()):
        print_text(f"Not certified by {each['certificate']}: {', '.join(each['facilities'])}.")


@app.command("change")
def change(
    scope: ScopeArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, as the member reads it.")],
    effective: Annotated[
        date | None,
        typer.Option(
            "--from", metavar="DATE", parser=day, help="First day on which it holds; default: today."
        ),
    ] = None,
    facility: Annotated[
        list[str] | None,
        typer.Option(
            "--facility", metavar="CODE", help="A facility inside; once for each. Default: as before."
        ),
    ] = None,
    kind: Annotated[ScopeKind | None, typer.Option("--kind", help="What the scope is drawn around.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What it is called.")] = None,
    product: Annotated[
        list[str] | None,
        typer.Option("--product", metavar="TEXT", help="A product or program inside; once for each."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Let a scope cover something else from a day on; certificates keep their state, closed periods their figures.

    What leaves is taken out of the certificates; what joins is certified by the decision on an audit.

    Example: casthouse boundary change RHEIN-COC --facility RHEIN-CH --from 2026-01-01 --reason "rolling mill sold"
    """
    wanted = WantedBoundary(
        facilities=tuple(facility) if facility else None,
        kind=kind,
        name=name,
        products=tuple(product) if product else None,
    )
    version = version_json(
        change_boundary(OPERATOR, scope=scope, wanted=wanted, reason=reason, effective=effective),
        sees_reasons=True,
    )
    if as_json:
        print_json(version)
    else:
        _print([version])


def _print(versions: list[dict[str, Any] | None]) -> None:
    rows = [
        [
            each["first"] or "the beginning",
            each["last"] or "on",
            (each["kind"] or "not said").replace("_", " "),
            ", ".join(site["facility"] for site in each["facilities"]),
            ", ".join(each["products"]) or "–",
            each["reason"] or "–",
        ]
        for each in versions
        if each
    ]
    print_table(("from", "to", "kind", "facilities", "products", "why"), rows, title="What the scope covers")
