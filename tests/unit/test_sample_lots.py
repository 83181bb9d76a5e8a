"""The lots files of the sample: made by their generator, and true of the movements they rest on."""

import csv
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
LOTS = SAMPLES / "lots"
COMPANIES = ("adda", "almfri", "rhein", "ried", "vltava")
Line = dict[str, str]


def lines(company: str) -> list[Line]:
    with (LOTS / f"{company}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def processes(company: str) -> Iterator[list[Line]]:
    held: dict[str, list[Line]] = defaultdict(list)
    for line in lines(company):
        held[line["process"]].append(line)
    return iter(held.values())


def kilograms(some: list[Line], direction: str) -> Decimal:
    return sum((Decimal(each["quantity"]) for each in some if each["direction"] == direction), Decimal(0))


def test_the_generator_makes_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make_lots.py", tmp_path], check=True)
    assert sorted(each.stem for each in tmp_path.iterdir()) == list(COMPANIES)
    for each in tmp_path.iterdir():
        assert each.read_bytes() == (LOTS / each.name).read_bytes(), each.name


@pytest.mark.parametrize("company", COMPANIES)
def test_no_process_makes_metal_and_no_lot_is_drawn_twice(company: str) -> None:
    made: dict[str, Decimal] = {}
    for process in processes(company):
        assert kilograms(process, "in") >= kilograms(process, "out") > 0
        assert {each["direction"] for each in process} == {"in", "out"}
        made |= {each["lot"]: Decimal(each["quantity"]) for each in process if each["direction"] == "out"}
    drawn: dict[str, Decimal] = defaultdict(Decimal)
    for each in lines(company):
        if each["direction"] == "in":
            drawn[each["lot"]] += Decimal(each["quantity"])
    assert len(made) > 40
    assert all(drawn[lot] <= quantity for lot, quantity in made.items())


def test_what_the_mill_draws_came_before() -> None:
    with (SAMPLES / "value_chain" / "ried.csv").open(encoding="utf-8", newline="") as file:
        came = {each["lot"]: each["date"] for each in csv.DictReader(file) if each["kind"] == "receipt"}
    bought = [each for each in lines("ried") if each["step"] == "melting" and each["direction"] == "in"]
    assert len(bought) > 50
    assert all(came[each["lot"]] <= each["date"] for each in bought)


def test_the_sample_says_that_it_is_fictional() -> None:
    assert "**Fictional.**" in (LOTS / "README.md").read_text(encoding="utf-8")
