"""The reference page of permissions, made from the table: run this module to write it anew.

python -m tests.scenario.permission_page
"""

import ast
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casthouse.settings")
django.setup()

from casthouse.parties.role import Role  # noqa: E402 - the rows need Django
from casthouse.service.permission import PERMISSIONS  # noqa: E402
from tests.scenario.permission_rows_assurance import ASSURANCE_ROWS  # noqa: E402
from tests.scenario.permission_rows_claim import CLAIM_ROWS  # noqa: E402
from tests.scenario.permission_rows_key import KEY_ROWS  # noqa: E402
from tests.scenario.permission_rows_ledger import LEDGER_ROWS  # noqa: E402
from tests.scenario.permission_rows_log import LOG_ROWS  # noqa: E402
from tests.scenario.permission_rows_statement import STATEMENT_ROWS  # noqa: E402
from tests.scenario.permission_rows_store import STORE_ROWS  # noqa: E402
from tests.scenario.permission_rows_trace import TRACE_ROWS  # noqa: E402
from tests.scenario.permission_rows_workbench import WORKBENCH_ROWS  # noqa: E402
from tests.scenario.permission_world import Row  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "permissions.md"
EDGES = [ROOT / "src" / "casthouse" / "web", ROOT / "src" / "casthouse" / "cli"]
GROUPS = {
    "The ledger": LEDGER_ROWS,
    "Lots and their origin": TRACE_ROWS,
    "Assurance": ASSURANCE_ROWS,
    "An auditor on the ledger": WORKBENCH_ROWS,
    "Claims and complaints": CLAIM_ROWS,
    "Keys": KEY_ROWS,
    "The log": LOG_ROWS,
    "Signed statements": STATEMENT_ROWS,
    "The store, and everybody": STORE_ROWS,
}
ROWS = [row for rows in GROUPS.values() for row in rows]
ROLES = [each for each in Role if each is not Role.PUBLIC]
HEAD = """# Permissions

Who may do what. What is not named here is refused, with the same words for what exists and for what does not, and
changes nothing. Each cell is tested: every use case is called as every role here, as the same role elsewhere, as an
auditor whose audit has ended or is another one, and as a visitor. Page, operation and command call the same use case.

- **Where** says where the role must be held: `operator` and `secretariat` hold theirs for the whole store; manager,
  clerk and auditor for one organisation; a firm's auditor for one firm; lead and team for one audit, from its opening
  to its end. A role that is held elsewhere counts for nothing, but where the place is *anywhere*.
- **public** is everybody, visitors too.
- What is open to all may still show less to some: an application for a certificate, a draft, a reason.
- Where it says *nowhere*, there is nothing to permit: each sees what is theirs, and a visitor nothing.

This page is made from the table by `python -m tests.scenario.permission_page`; a test compares them.
"""


def page() -> str:
    """Return the page as the table says."""
    parts = [HEAD]
    for title, rows in GROUPS.items():
        head = ["use case", "act", "where", *(role.value.replace("_", " ") for role in ROLES), "visitor"]
        lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *map(_line, rows)]
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _line(row: Row) -> str:
    if row.act is None:
        marks = ["own"] * len(ROLES) + [""]
    else:
        allowed = PERMISSIONS[row.act]
        marks = ["yes" if role in allowed else "" for role in ROLES]
        marks.append("yes" if Role.PUBLIC in allowed else "")
    act = row.act.value if row.act else ""
    return f"| `{row}` | {act} | {row.place.value} | {' | '.join(marks)} |"


def used_by_the_edges() -> set[str]:
    """Return what pages, operations and commands name of the service layer."""
    used = set[str]()
    for folder in EDGES:
        for file in folder.rglob("*.py"):
            used |= _used_in(ast.parse(file.read_text(encoding="utf-8")))
    return used


def _used_in(tree: ast.Module) -> set[str]:
    modules, used = dict[str, str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("casthouse.service"):
            for each in node.names:
                if node.module == "casthouse.service":
                    modules[each.asname or each.name] = each.name
                else:
                    used.add(f"{node.module}.{each.name}".removeprefix("casthouse.service."))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            used.add(f"{modules[node.value.id]}.{node.attr}")
    return used


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
