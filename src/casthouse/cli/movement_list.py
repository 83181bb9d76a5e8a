"""`casthouse movements list` and `casthouse imports list`: what was posted, and by which files, forms and calls."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption, day
from casthouse.cli.output import print_json, print_table, tonnes
from casthouse.custody.movement import CocMark, Kind, Movement
from casthouse.custody.movement_filter import MovementFilter
from casthouse.measure.count import counted
from casthouse.service.movement_import import past_imports
from casthouse.service.movement_list import PAGE_SIZE, PAGE_SIZE_MAX, movement_page
from casthouse.service.permission import OPERATOR

MOVEMENT_COLUMNS = (
    *("reference", "date", "facility", "kind", "material", "t", "CoC"),
    *("counterparty", "document", "reversed by"),
)
IMPORT_COLUMNS = ("number", "at, UTC", "by", "from", "profile", "posted", "unchanged", "skipped", "refused")

imports_app = typer.Typer(
    help="Imports: which files, forms and calls posted movements.", no_args_is_help=True
)


class Order(StrEnum):
    """From which end of the days a list begins."""

    NEWEST = "newest"
    OLDEST = "oldest"


def show(
    organisation: OrganisationOption,
    *,
    first: Annotated[
        date | None, typer.Option("--first", metavar="DATE", parser=day, help="From this day on.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--last", metavar="DATE", parser=day, help="Up to this day.")
    ] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only this kind.")] = None,
    coc: Annotated[
        CocMark | None, typer.Option("--coc", help="Only CoC Material, or only the other.")
    ] = None,
    order: Annotated[Order, typer.Option("--order", help="Which days come first.")] = Order.NEWEST,
    page: Annotated[int, typer.Option("--page", metavar="N", help="Which page, from 1.")] = 1,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=PAGE_SIZE_MAX, help="How many on a page.")
    ] = PAGE_SIZE,
    as_json: JsonFlag = False,
) -> None:
    """List movements by day; beside each stands what took it back.

    Example: casthouse movements list --organisation RHEIN --kind shipment --coc yes --first 2025-03-01
    """
    wanted = MovementFilter(
        first=first or date.min,
        last=last or date.max,
        kinds=(kind,) if kind else (),
        coc=None if coc is None else coc is CocMark.YES,
    )
    found = movement_page(
        OPERATOR,
        organisation=organisation,
        wanted=wanted,
        page=page,
        size=limit,
        newest_first=order is Order.NEWEST,
    )
    if as_json:
        movements = [movement_json(each) for each in found.movements]
        print_json({"total": found.total, "page": found.page, "pages": found.pages, "movements": movements})
        return
    title = f"{counted(found.total, 'movement')} of {organisation}, page {found.page} of {found.pages}"
    print_table(MOVEMENT_COLUMNS, [_row(each) for each in found.movements], title=title)


def movement_json(each: Movement) -> dict[str, Any]:
    """Return the members of a movement as commands print them, in the words of the movements file; mass in grams."""
    return {
        "number": each.number,
        "reference": each.reference,
        "date": each.day.isoformat(),
        "facility": each.facility,
        "kind": each.kind.value,
        "material": each.material.value if each.material else None,
        "quantity_g": each.quantity_g,
        "coc": _mark(each) or None,
        "counterparty": each.counterparty or None,
        "document": each.document or None,
        "lot": each.lot or None,
        "reverses": each.reverses or None,
        "reversed_by": each.reversed_by or None,
        "source": each.source,
        "source_row": each.source_row,
    }


def _mark(each: Movement) -> str:
    if each.coc is None:
        return ""
    return (CocMark.YES if each.coc else CocMark.NO).value


def _row(each: Movement) -> list[object]:
    return [
        each.reference,
        each.day,
        each.facility,
        each.kind.value,
        each.material.value if each.material else f"of {each.reverses}",
        tonnes(each.quantity_g) if each.material else "",
        _mark(each),
        each.counterparty,
        each.document,
        each.reversed_by,
    ]


@imports_app.callback()
def imports() -> None:
    """Imports: which files, forms and calls posted movements.

    Example: casthouse imports list --organisation RHEIN
    """


@imports_app.command("list")
def show_imports(
    organisation: OrganisationOption,
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="How many, the latest first.")
    ] = 20,
    as_json: JsonFlag = False,
) -> None:
    """List what posted movements, the latest first, with the SHA-256 of what was read.

    Example: casthouse imports list --organisation RHEIN --json
    """
    found = past_imports(OPERATOR, organisation=organisation, limit=limit)
    if as_json:
        members = (
            "number",
            "source",
            "digest",
            "profile",
            "actor",
            "posted",
            "unchanged",
            "skipped",
            "refused",
        )
        imported = [
            {**{name: getattr(each, name) for name in members}, "at": each.at.isoformat()} for each in found
        ]
        print_json({"imports": imported})
        return
    rows = [
        [
            each.number,
            f"{each.at:%Y-%m-%d %H:%M}",
            each.actor,
            each.source,
            each.profile,
            each.posted,
            each.unchanged,
            each.skipped,
            each.refused,
        ]
        for each in found
    ]
    print_table(IMPORT_COLUMNS, rows, title=f"{counted(len(found), 'import')} of {organisation}")
