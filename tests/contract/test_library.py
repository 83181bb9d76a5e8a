"""The library and the store answer alike: the same files, once imported and once handed over as tables."""

import io
from datetime import date

import polars as pl
import pytest

import casthouse
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Store
from tests.contract.test_footprints import FUEL, OUTPUT, TOLD
from tests.contract.test_footprints import HEADER as MEASURED
from tests.contract.test_lots import HEADER, MELT, MOVED, ROLL

pytestmark = pytest.mark.one_store


def table(text: str) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text))


@pytest.fixture
def plant(store: Store) -> Store:
    """Return a store in which ACME, a remelter, received lots and told what it made of them."""
    register = one_scope()
    register["facility"] = [
        facility("ACME-CH", "ACME") | {"activities": ["remelting_refining"]},
        *(facility(code, owner) for code, owner in (("SUP-CH", "SUP"), ("CUS-F", "CUS"))),
    ]
    assert store.load(register_text(register)).code == 0
    assert store.post("ACME", movements_text(MOVED)).code == 0
    for command, header, lines in (
        ("lots", HEADER, [*MELT, *ROLL]),
        ("measurements", MEASURED, [FUEL, OUTPUT, TOLD]),
    ):
        file = store.file(f"{command}.csv", "\n".join([header, *lines]) + "\n")
        answer = store.run(command, "import", file, "--organisation", "ACME")
        assert answer.code == 0, answer.out
    return store


def test_a_trace_is_that_of_the_store(plant: Store) -> None:
    stored = plant.run("trace", "COIL-2", "--organisation", "ACME").json
    lots = table("\n".join([HEADER, *MELT, *ROLL]))
    found = casthouse.trace(lots, "COIL-2", movements=table(movements_text(MOVED)))
    names = ("lot", "reference", "kind", "mass_g")
    assert [
        (*(each[name] for name in names), each["share"]) for each in stored["physical"]["origins"]
    ] == found.select(*names, "share_exact").rows()


def test_a_footprint_is_that_of_the_store(plant: Store) -> None:
    stored = plant.run("footprint", "show", "ACME-COC", "--period", "2024-01-01").json
    found = casthouse.plant_footprint(
        table(f"{MEASURED}\n{FUEL}\n{OUTPUT}\n{TOLD}"),
        movements=table(movements_text(MOVED)),
        facilities={"ACME-CH": ["remelting_refining"]},
        first=date(2024, 1, 1),
        last=date(2024, 12, 31),
    )
    assert found.per_t is not None
    assert (stored["per_t"], stored["numerator_t"]) == (
        pytest.approx(float(found.per_t), abs=1e-9),
        float(found.co2e_t),
    )
    assert [(each["step"], each["co2e_t"]) for each in stored["steps"]] == [
        (step, pytest.approx(co2e_t, abs=1e-9))
        for step, co2e_t in found.steps.select("step", "co2e_t").iter_rows()
    ]
    assert tuple(stored["warnings"]) == found.warnings
