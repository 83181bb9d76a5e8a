"""The list of operations in the reference page of the API, made from its description: run this module to write it.

CASTHOUSE_HOME=$(mktemp -d) python -m tests.web.api_page
"""

import os
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api.md"
BEGIN, END = "<!-- operations: begin -->\n", "<!-- operations: end -->\n"


def operations() -> dict[str, list[tuple[str, str, str]]]:
    """Return method, address and purpose of every operation, by what it is about."""
    from casthouse.web.api.application import api  # noqa: PLC0415 - once Django is set up

    found: dict[str, list[tuple[str, str, str]]] = {}
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, operation in methods.items():
            line = (method.upper(), path.removeprefix("/api/v1"), _purpose(operation))
            found.setdefault(operation["tags"][0], []).append(line)
    return found


def _purpose(operation: dict[str, Any]) -> str:
    return " ".join(str(operation["description"]).split())


def table() -> str:
    """Return the list as the page has it."""
    lines: list[str] = []
    for subject, entries in operations().items():
        lines += [f"### {subject.capitalize()}", "", "| call | what it does |", "|---|---|"]
        lines += [f"| `{method} {path}` | {purpose} |" for method, path, purpose in entries]
        lines.append("")
    return "\n".join(lines)


def page() -> str:
    """Return the page with the list made anew."""
    text = PAGE.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casthouse.settings")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
