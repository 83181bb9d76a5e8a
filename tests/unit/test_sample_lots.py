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
COMPANIES = ("adda", "almfri", "ithala", "mosan", "rhein", "ried", "saguen", "vltava")
PLAIN = ("ithala", "mosan", "ried", "saguen")
"""Those whose movements are in the contract's own CSV."""
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


def movements(company: str) -> list[Line]:
    with (SAMPLES / "value_chain" / f"{company}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("company", PLAIN)
def test_whatever_is_drawn_came_or_was_made_before(company: str) -> None:
    brought = [each for each in movements(company) if each["kind"] in {"receipt", "production"}]
    came = {each["lot"]: each["date"] for each in reversed(brought)}
    made = {each["lot"]: each["date"] for each in lines(company) if each["direction"] == "out"}
    drawn = [each for each in lines(company) if each["direction"] == "in"]
    assert len(drawn) > 80
    assert all({**came, **made}[each["lot"]] <= each["date"] for each in drawn)
    own_scrap = [each for each in drawn if each["lot"] in made and each["material"] == "pre_consumer_scrap"]
    assert all(made[each["lot"]] < each["date"] for each in own_scrap)


def tonnes(some: list[Line]) -> Decimal:
    return sum((Decimal(each["quantity"]) for each in some), Decimal(0)) / 1000


def test_the_mill_takes_its_scrap_back_and_buys_more() -> None:
    rows = lines("ried")
    fell = [each for each in rows if (each["step"], each["material"]) == ("rolling", "pre_consumer_scrap")]
    charged = [each for each in rows if (each["step"], each["direction"]) == ("melting", "in")]
    scrap = [each for each in charged if each["material"].endswith("_scrap")]
    own = {each["lot"] for each in fell}
    assert 0 < tonnes(fell) - tonnes([each for each in scrap if each["lot"] in own]) < 300
    sellers = {each["lot"][:2] for each in scrap if each["lot"] not in own}
    assert sellers == {"AD", "MO", "VL"}


@pytest.mark.parametrize(("company", "shipped_t"), [("ried", "240.62"), ("rhein", "285.70")])
def test_about_as_much_dross_is_skimmed_as_is_sent_to_be_worked_up(company: str, shipped_t: str) -> None:
    """The first weeks of the year have no processes, so a little less."""
    skimmed = tonnes([each for each in lines(company) if each["material"] == "dross"])
    assert Decimal("0.85") < skimmed / Decimal(shipped_t) <= 1


def test_a_bale_is_sorted_from_scrap_alone() -> None:
    bales = [each for each in lines("adda") if each["step"] == "sorting"]
    assert {each["material"] for each in bales} == {"pre_consumer_scrap"}
    assert {each["lot"][:6] for each in bales if each["direction"] == "out"} == {"AD25-S"}


def test_the_sample_says_that_it_is_fictional() -> None:
    assert "**Fictional.**" in (LOTS / "README.md").read_text(encoding="utf-8")
