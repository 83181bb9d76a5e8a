"""What the store holds can be listed on the command line: movements, imports, the register, periods."""

import json
from pathlib import Path
from typing import Any

import pytest

from casthouse.cli import run

DATA = Path(__file__).parents[1] / "data" / "mill"
ORGANISATION = ("--organisation", "HOLD")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mill() -> None:
    assert run(["register", "load", str(DATA / "register.toml")]) == 0
    assert run(["movements", "import", str(DATA / "movements.csv"), *ORGANISATION]) == 0


@pytest.fixture
def answered(capsys: pytest.CaptureFixture[str]) -> Any:
    def of(*arguments: str) -> Any:
        capsys.readouterr()
        assert run([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return of


def test_movements_by_kind_mark_and_day(answered: Any) -> None:
    wanted = ("--kind", "shipment", "--coc", "yes", "--first", "2024-03-01", "--last", "2024-03-31")
    found = answered("movements", "list", *ORGANISATION, *wanted, "--limit", "5", "--order", "oldest")
    assert found["total"] > len(found["movements"]) == 5
    for each in found["movements"]:
        assert (each["kind"], each["coc"], each["date"][:7]) == ("shipment", "yes", "2024-03")
    assert found["movements"][0]["date"] <= found["movements"][-1]["date"]
    after = answered(
        "movements", "list", *ORGANISATION, *wanted, "--limit", "5", "--order", "oldest", "--page", "2"
    )
    assert not {m["reference"] for m in after["movements"]} & {m["reference"] for m in found["movements"]}
    assert answered("movements", "list", *ORGANISATION)["total"] == 4020


def test_imports_with_their_digest(answered: Any) -> None:
    (only,) = answered("imports", "list", *ORGANISATION)["imports"]
    assert (only["source"], only["posted"], len(only["digest"])) == ("movements.csv", 4020, 64)


def test_the_register_with_scopes_and_certificates(answered: Any) -> None:
    (hold,) = answered("register", "show", *ORGANISATION)["organisations"]
    assert [each["code"] for each in hold["scopes"]] == ["HOLD-COC"]
    assert hold["scopes"][0]["certificates"]
    assert {each["code"] for each in hold["facilities"]} >= set(hold["scopes"][0]["facilities"])
    assert len(answered("register", "show")["organisations"]) >= 1
    assert run(["register", "show", "--organisation", "NOBODY"]) == 1


def test_periods_before_and_after_closing(answered: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def listed() -> dict[str, Any]:
        return {each["start"]: each for each in answered("period", "list", "HOLD-COC")["periods"]}

    assert {listed()[day]["state"] for day in ("2024-01-01", "2025-01-01")} == {"ended_open"}
    assert run(["period", "close", "HOLD-COC", "2024-01-01"]) == 1
    assert "t of aluminium booked as CoC, from 2024-01-" in capsys.readouterr().out
    closed = listed()["2024-01-01"]
    assert (closed["state"], closed["end"], closed["findings"]) == (
        "closed",
        "2024-12-31",
        ["supplier_not_entitled"],
    )


@pytest.mark.parametrize(
    "command",
    [("movements", "list", *ORGANISATION), ("imports", "list", *ORGANISATION), ("register", "show")],
)
def test_people_get_a_table(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(list(command)) == 0
    assert "│" in capsys.readouterr().out
