"""The reference page of refusals, made from the source: run this module to write it anew.

python -m tests.unit.refusal_page
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casthouse.custody.document_receipt import ReceiptCheck
from casthouse.custody.import_refusal import CONTRACT_FORMS, IMPORT_REFUSALS, REFUSAL_TEXTS
from casthouse.footprint.measurement_refusal import MEASUREMENT_REFUSAL_TEXTS, MEASUREMENT_REFUSALS
from casthouse.provenance.lot_refusal import LOT_REFUSAL_TEXTS, LOT_REFUSALS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "refusals.md"
COMMANDS = ROOT / "src" / "casthouse" / "cli"
HEAD = """# Refusals

A refused command changes nothing and says what was found, what was expected and what to do. The code is stable:
scripts may match on it. The command line, the API and the pages show the same words.

This page is made from the source by `python -m tests.unit.refusal_page`; a test compares them.
"""

ROWS = """In the order in which they are checked, in the forms of the contract's own layout; of a file read through a
mapping profile each message names the forms of that file."""

MEASUREMENT_ROWS = """In the order in which they are checked; what each kind of row needs stands in
[activity data](activity-data.md)."""

LOT_ROWS = """In the order in which they are checked; which row of a process has which code stands in
[lots and traces](lots.md)."""


@dataclass(frozen=True, kw_only=True, order=True)
class Entry:
    """One place that refuses."""

    code: str
    expected: str
    todo: str


def entries(*, without: Path | None = None) -> list[Entry]:
    """Return every refusal that the source raises with a code of its own, once each; a folder may be left out."""
    paths = (path for path in sorted((ROOT / "src").rglob("*.py")) if without not in path.parents)
    return sorted({entry for path in paths for entry in _entries_of(path)})


def _entries_of(path: Path) -> Iterator[Entry]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = {keyword.arg: _words(keyword.value) for keyword in node.keywords}
        if node.func.id == "JsonFaults":  # the codes with which one kind of JSON file is refused
            for code in (words["unreadable"], words["incomplete"]):
                yield Entry(code=code, expected="…", todo=words["todo"])
        if node.func.id != "Refusal":
            continue
        for code in _codes(node):
            yield Entry(code=code, expected=words.get("expected", ""), todo=words.get("todo", ""))


def _codes(call: ast.Call) -> list[str]:
    code = call.args[0] if call.args else None
    if isinstance(code, ast.Constant):
        return [str(code.value)]
    if isinstance(code, ast.Attribute) and isinstance(code.value, ast.Name) and code.value.id[0].isupper():
        return [code.attr.lower()]  # a member of an enumeration of codes, named for its value
    return []


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "…"
    if isinstance(node, ast.BinOp):
        return _words(node.left) + _words(node.right)
    return "…"


def page() -> str:
    """Return the page."""
    lines = [HEAD, "## Rows of a movements file", "", ROWS, ""]
    lines += ["| code | what it says |", "|---|---|"]
    for code in IMPORT_REFUSALS:
        text = REFUSAL_TEXTS.get(
            code, "fields too many or too few, no reference, no counterparty, a shipment to oneself"
        )
        lines.append(f"| `{code.value}` | {_cell(_usual(text))} |")
    lines += ["", "## Rows of a lots file", "", LOT_ROWS, "", "| code | what it says |", "|---|---|"]
    for lot_code in LOT_REFUSALS:
        text = LOT_REFUSAL_TEXTS.get(lot_code, "fields too many or too few, no process, no lot")
        lines.append(f"| `{lot_code.value}` | {_cell(_usual(text))} |")
    lines += ["", "## Rows of an activity-data file", "", MEASUREMENT_ROWS, ""]
    lines += ["| code | what it says |", "|---|---|"]
    for measured in MEASUREMENT_REFUSALS:
        shown = re.sub(r"\{\w+\}", "…", MEASUREMENT_REFUSAL_TEXTS[measured])
        lines.append(f"| `{measured.value}` | {_cell(shown)} |")
    lines += ["", "## Received CoC Documents", "", "In the order in which they are checked.", ""]
    lines += [", ".join(f"`{check.value}`" for check in ReceiptCheck) + ".", "", "## All others", ""]
    lines += ["| code | expected | to do |", "|---|---|---|"]
    lines += [f"| `{e.code}` | {_cell(e.expected)} | {_cell(e.todo)} |" for e in entries()]
    return "\n".join(lines) + "\n"


def _usual(text: str) -> str:
    """Return the text of a refused row with the forms of the contract's own layout."""
    text = re.sub(r"\{form\.(\w+)\}", lambda form: str(getattr(CONTRACT_FORMS, form[1])), text)
    return re.sub(r"\{(\w+)_given\}", r"“{\1}”", text)


def _cell(text: str) -> str:
    if text == "…":
        return "as its message says"
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
