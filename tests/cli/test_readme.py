"""The tour of the README works as it is printed there."""

import os
import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings

from casthouse.cli import run
from casthouse.cli.app import app_for

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/reference/contract.md")
WITH_FINDINGS = "period close"  # the one command of the tour that the page says exits with 1


def commands() -> list[list[str]]:
    """Return the arguments of each `$ casthouse …` line of the README."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    return [
        shlex.split(os.path.expandvars(line))
        for line in re.findall(r"^\$ casthouse (.+)$", page, flags=re.MULTILINE)
    ]


@pytest.mark.django_db
def test_the_tour_of_the_readme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CASTHOUSE_HOME", str(tmp_path))
    monkeypatch.setattr(
        settings, "HOME", tmp_path
    )  # the checkpoint of another test's log lies in the usual one
    monkeypatch.chdir(ROOT)
    tour = commands()
    expected = [int(shlex.join(arguments).startswith(WITH_FINDINGS)) for arguments in tour]
    assert sum(expected) == 1
    assert [run(arguments) for arguments in tour] == expected
    assert {file.name for file in tmp_path.glob("*.pdf")} == {"report-2024.pdf", "statement-2024.pdf"}


def test_the_pages_name_the_way_to_mend_refused_rows_and_what_is_still_to_come() -> None:
    readme, contract = ((ROOT / name).read_text(encoding="utf-8") for name in PAGES)
    assert "--refused" in readme
    assert "[--refused FILE]" in contract
    names = {command.name for command in app_for().registered_commands}
    for later in ("verify", "trace"):
        said = re.search(rf"^\| `casthouse {later} [^`]*` (.*?)\|", contract, flags=re.MULTILINE)
        assert said
        assert (later in names) != ("later version" in said[1])
