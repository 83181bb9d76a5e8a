"""The guides work as they are printed: each command, in a store of its own, with the exit code that the page names."""

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from casthouse.cli import run
from casthouse.service import clock

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "docs/concepts/editions.md",
    "docs/concepts/rule-packs.md",
    "docs/guides/contractors-and-tolling.md",
    "docs/guides/first-certification.md",
    "docs/guides/first-self-assessment.md",
    "docs/guides/plans-and-reservations.md",
    "docs/guides/reconciliation.md",
    "docs/guides/suppliers.md",
)
COMING_YEAR = "2027"  # what the pages call the coming year
REFUSED = "# exits with 1"


def commands(page: str) -> list[tuple[list[str], int]]:
    """Return the arguments of each `$ casthouse …` line of a page, and the exit code that it names."""
    coming = f"{clock.today() + timedelta(days=366):%Y}"
    text = (ROOT / page).read_text(encoding="utf-8").replace(COMING_YEAR, coming)
    lines = re.findall(r"^\$ casthouse (.+)$", text, flags=re.MULTILINE)
    return [(shlex.split(line, comments=True), int(line.endswith(REFUSED))) for line in lines]


@pytest.mark.one_store
@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_guide(page: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = re.search(r"```toml\n(.+?)```", text, flags=re.DOTALL)
    named = re.search(r"^\$ casthouse .*\s([a-z0-9-]+\.toml)", text, flags=re.MULTILINE)  # the one shown
    file = tmp_path / (named[1] if named else "none.toml")
    file.write_text(shown[1] if shown else "")
    steps = commands(page)
    assert len(steps) > 2
    done = [run([str(file) if word == file.name else word for word in arguments]) for arguments, _ in steps]
    assert done == [code for _, code in steps]
