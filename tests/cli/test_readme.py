"""The tour of the README works as it is printed there."""

import re
import shlex
from pathlib import Path

import pytest

from casthouse.cli import run

ROOT = Path(__file__).resolve().parents[2]
WITH_FINDINGS = "period close"  # the one command of the tour that the page says exits with 1


def commands() -> list[list[str]]:
    """Return the arguments of each `$ casthouse …` line of the README."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^\$ casthouse (.+)$", page, flags=re.MULTILINE)]


@pytest.mark.django_db
def test_the_tour_of_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    tour = commands()
    expected = [int(shlex.join(arguments).startswith(WITH_FINDINGS)) for arguments in tour]
    assert sum(expected) == 1
    assert [run(arguments) for arguments in tour] == expected
