"""What `casthouse position` prints for people: it adds up, and shows the digits that the page shows."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from casthouse.cli import run
from casthouse.measure.mass import tonnes_shown

DATA = Path(__file__).parents[1] / "data" / "mill"
PERIOD = ("position", "HOLD-COC", "--period", "2025-01-01")
SHOWN = {
    "CoC in": "CoC in",
    "other in": "Other in",
    "out, all": "Out, all",
    "- CoC out": "CoC out",
    "own maximum": "Own maximum",
    "+ carried in": "Carried in",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill() -> None:
    assert run(["register", "load", str(DATA / "register.toml")]) == 0
    assert run(["movements", "import", str(DATA / "movements.csv"), "--organisation", "HOLD"]) == 0


def printed(capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, list[str]]:
    """Return the cells beside each figure's name."""
    capsys.readouterr()
    run(list(command))
    lines = [
        [cell.strip() for cell in line.strip(" │┃").split("│")]
        for line in capsys.readouterr().out.splitlines()
    ]
    return {cells[0]: cells[1:] for cells in lines if len(cells) > 1}


@pytest.mark.usefixtures("mill")
def test_it_adds_up_and_leaves_out_stages_in_which_nothing_moved(capsys: pytest.CaptureFixture[str]) -> None:
    figures = printed(capsys, *PERIOD)
    assert {len(cells) for cells in figures.values()} == {1}, "aluminium alone"
    own, carried, repay, sold, available = (
        float(figures[name][0].replace(",", ""))
        for name in ("own maximum", "+ carried in", "- to repay", "- CoC out", "= available")
    )
    assert carried > 0
    assert own + carried - repay - sold == pytest.approx(available, abs=0.003)


@pytest.mark.usefixtures("mill")
def test_page_and_command_show_the_same_digits(capsys: pytest.CaptureFixture[str]) -> None:
    figures = printed(capsys, *PERIOD)
    assert run(["person", "add", "edith", "--role", "auditor", "--organisation", "HOLD"]) == 0
    client = Client()
    client.force_login(User.objects.get(username="edith"))
    page = client.get("/scopes/HOLD-COC/position/?period=2025-01-01").content.decode()
    for name, word in SHOWN.items():
        value = re.search(rf'class="name">{word}</span>.*?title="[^"]*">([^<]+)<', page, flags=re.DOTALL)
        assert value, word
        assert value[1].replace("\N{NARROW NO-BREAK SPACE}", ",").strip() == figures[name][0], name
    assert tonnes_shown(1) == "0.000"
    assert tonnes_shown(1, up=True) == "0.001"
    assert tonnes_shown(-1) == "−0.001"


@pytest.mark.usefixtures("mill")
def test_of_a_closed_period_it_is_not_said_what_may_still_be_sold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    closed = printed(capsys, "period", "close", "HOLD-COC", "2024-01-01")
    assert "= available" in closed
    assert "still sellable as CoC" not in closed
    assert "still sellable as CoC" in printed(capsys, *PERIOD)
