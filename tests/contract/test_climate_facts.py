"""A smelter's threshold and path from its own data over three years, on each store."""

import pytest

from tests.contract.movement_rows import Row, other_receipt, other_shipment, production
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Answer, Store

HEADER = "reference,facility,from,to,kind,item,quantity,unit,location_factor,evidence"


def year_of(year: int, grid: int) -> list[str]:
    """Return what a smelter measured that makes 1,000 t with power of a grid."""
    days = f"ACME-CH,{year}-01-01,{year}-12-31"
    return [
        f"M{year},{days},liquid_metal,,1000,t,,",
        f"E{year},{days},electricity,grid,14000,MWh,{grid},bill",
        f"A{year},{days},anode_effects,CWPB,0.2,min/cell-day,,",
        f"C{year},{days},net_anode_carbon,,0.42,t/t,,",
        f"L{year},{days},consumption,alumina,1930,t,,",
        f"O{year},{days},output,ingot,1000,t,,",
    ]


@pytest.fixture
def smelter(store: Store) -> Store:
    """Return a store with a smelter whose power gets cleaner from 2022 to 2024."""
    register = one_scope(first="2022-01-01")
    register["facility"] = [
        facility("ACME-CH", "ACME") | {"activities": ["aluminium_smelting"]},
        facility("SUP-CH", "SUP"),
    ]
    assert store.load(register_text(register)).code == 0
    rows: list[Row | str] = []
    for year in (2022, 2023, 2024):
        day = f"{year}-05-01"
        rows += [
            other_receipt(f"I{year}", material="alumina", quantity="2000", date=day),
            production(f"P{year}", quantity="1000", date=day),
            other_shipment(f"S{year}", quantity="900", date=day),
        ]
    assert store.post("ACME", movements_text(rows)).code == 0
    lines = [line for year, grid in ((2022, 550), (2023, 500), (2024, 420)) for line in year_of(year, grid)]
    file = store.file("activity.csv", "\n".join([HEADER, *lines]) + "\n")
    answer = store.run("measurements", "import", file, "--organisation", "ACME")
    assert answer.code == 0, answer.out
    return store


def facts(store: Store, *options: str) -> Answer:
    return store.run("footprint", "climate", "ACME-COC", "--period", "2024-01-01", *options)


def whole(grid: int) -> float:
    """Return mine to metal by hand: alumina of nobody known, anodes, PFC under AR6, power."""
    pfc = 0.2 * 0.143 / 1000 * (7380 + 0.121 * 12400)
    return 1.93 * 2.0256 + 0.42 * 0.976 * 44 / 12 + pfc + 14 * grid / 1000


def test_intensities_and_the_threshold_come_from_the_data(smelter: Store) -> None:
    answer = facts(smelter, "--started-on", "2000-01-01")
    found = answer.json
    assert [each["mine_to_metal"] for each in found["periods"]] == [
        pytest.approx(whole(grid), abs=1e-8) for grid in (550, 500, 420)
    ]
    assert found["periods"][-1]["process"] == pytest.approx(whole(420) - 1.93 * 2.0256, abs=1e-8)
    outcomes = {each["id"]: each["outcome"] for each in found["threshold"]["alternatives"]}
    assert outcomes == {
        "new_smelter": "other_smelters",
        "below": "not_passed",
        "falling": "passed",
        "accepted_path": "switched_off",
    }
    assert (answer.code, found["threshold"]["passed"]) == (0, True)
    new = facts(smelter, "--started-on", "2022-01-01")
    assert (new.code, new.json["threshold"]["passed"]) == (1, False)
    assert set(found["periods"][-1]["entries"]) == {"M2024", "E2024", "A2024", "C2024"}


def test_the_path_starts_in_the_base_period(smelter: Store) -> None:
    path = facts(smelter).json["path"]
    assert path["base"]["start"] == "2022-01-01"
    allowed = {each["year"]: each["per_t"] for each in path["targets"]}
    assert allowed[2022] == pytest.approx(whole(550), abs=1e-8)
    assert allowed[2024] < whole(550)
    assert path["on_path"] == (whole(420) <= allowed[2024])
    assert allowed[2050] == 0.5
    later = facts(smelter, "--base", "2024-01-01").json["path"]
    assert (later["base"]["start"], later["on_path"]) == ("2024-01-01", None)


def test_what_was_not_told_is_not_judged(smelter: Store) -> None:
    answer = facts(smelter)
    assert (answer.code, answer.json["threshold"]) == (0, None)
    assert "not told" in answer.json["threshold_unknown"]
    other = smelter.run("footprint", "climate", "SUP-COC", "--period", "2024-01-01")
    assert (other.json["threshold"], other.json["path"]["base"]) == (None, None)


def test_a_gap_breaks_the_series(smelter: Store) -> None:
    gone = smelter.file("gone.csv", f"{HEADER},corrects\nW,,,,withdrawal,,,,,,A2023\n")
    assert smelter.run("measurements", "import", gone, "--organisation", "ACME").code == 0
    found = facts(smelter, "--started-on", "2000-01-01").json
    assert found["periods"][1]["mine_to_metal"] is None
    assert "anode effects of ACME-CH" in found["periods"][1]["missing"]
    falling = next(each for each in found["threshold"]["alternatives"] if each["id"] == "falling")
    assert falling["outcome"] == "figures_missing"


@pytest.mark.one_store
def test_a_smelter_that_starts_one_day_is_no_smelter_yet(smelter: Store) -> None:
    answer = facts(smelter, "--started-on", "3000-01-01")
    assert (answer.code, answer.json["refusal"]["code"]) == (1, "smelter_start_invalid")


def test_slopes_say_which_are_asked_how_they_changed_and_that_only_one_has_a_series(smelter: Store) -> None:
    slopes = {each["of"]: each for each in facts(smelter).json["slopes"]}
    chain, process, bought = (slopes[name] for name in ("mine_to_metal", "process", "bought_metal"))
    assert (chain["base"]["per_t"], chain["now"]["per_t"]) == (
        pytest.approx(whole(550), abs=1e-8),
        pytest.approx(whole(420), abs=1e-8),
    )
    assert chain["change"] == pytest.approx(whole(420) / whole(550) - 1, abs=1e-8)
    assert [(each["asked_here"], each["series"]) for each in (chain, process, bought)] == [
        (True, True),
        (False, False),
        (False, False),
    ]
    assert (bought["base"], bought["now"], bought["change"]) == (None, None, None), "a smelter that buys none"
    later = facts(smelter, "--base", "2023-01-01").json["slopes"][1]
    assert (later["base"]["start"], later["now"]["start"]) == ("2023-01-01", "2024-01-01")
