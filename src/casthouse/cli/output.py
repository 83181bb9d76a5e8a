"""The one place that prints: JSON on standard output and nothing else there, or text for people."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from casthouse.exchange.printed_figure import tonnes_rounded
from casthouse.refusal import Refusal

NO_LIMIT = "no limit"
NOTHING = "nothing"


def print_json(document: object) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False))


def print_text(text: str = "") -> None:
    """Print a line for people on standard output."""
    print(text)


def print_message(text: str) -> None:
    """Print a message on standard error."""
    print(text, file=sys.stderr)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = "") -> None:
    """Print a table for people; columns that hold figures are set flush right."""
    table = Table(title=title or None, title_justify="left")
    for number, name in enumerate(columns):
        figures = bool(rows) and all(_is_figure(row[number]) for row in rows)
        table.add_column(name, justify="right" if figures else "left", overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console = Console(file=sys.stdout, markup=False, emoji=False)  # a cell is text, whatever stands in it
    if not console.is_terminal:
        console.width = 200
    console.print(table)


def _is_figure(cell: object) -> bool:
    text = str(cell).replace(",", "").replace(".", "").strip("–-% ")
    return text in {"", NO_LIMIT, NOTHING} or text.isdigit()


def print_refusal(refusal: Refusal, *, as_json: bool, beside: Mapping[str, Any] | None = None) -> None:
    """Print a refusal: as JSON, or as sentences on standard error.

    Args:
        refusal: what is refused.
        as_json: whether the caller asked for JSON.
        beside: members to print beside `refusal`, where the command answers with more.
    """
    if as_json:
        print_json({**(beside or {}), "refusal": refusal.text.as_json()})
    text = refusal.text
    print_message(f"Refused ({text.code}): found {text.found}.")
    print_message(f"Expected {text.expected}.")
    print_message(f"To do: {text.todo}.")


def tonnes(mass_g: int | None, *, up: bool = False) -> str:
    """Return a mass as people read it: tonnes with three decimals, rounded down, or up against the claimant."""
    return NO_LIMIT if mass_g is None else tonnes_rounded(mass_g, up=up)
