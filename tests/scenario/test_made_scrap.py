"""Scrap that came out of processes and cannot be scrap, against what falls in manufacturing and what is sorted."""

from datetime import date
from pathlib import Path

import pytest

from casthouse.exchange.register_file import register_from_text
from casthouse.service.chain_anomaly import chain_anomalies
from casthouse.service.lot_file import import_lots_file
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from casthouse.storage.chain_anomaly import FactPart
from casthouse.storage.made_scrap import metal_called_scrap
from tests.contract.movement_rows import other_receipt
from tests.contract.register_text import facility, organisation, register_text, scope
from tests.web.api_world import post_rows

pytestmark = pytest.mark.django_db

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
DAYS = (date(2024, 1, 1), date(2024, 12, 31))
T = 1_000_000
METAL, PRE, POST = "aluminium", "pre_consumer_scrap", "post_consumer_scrap"
Lots = dict[str, str]


@pytest.mark.parametrize(
    ("step", "into", "out", "expected"),
    [
        ("rolling", [(METAL, 10)], [(METAL, 8), (PRE, 2)], {}),
        ("rolling", [(METAL, 10)], [(METAL, 8), (POST, 2)], {POST: 2}),
        ("cutting", [(METAL, 10)], [(PRE, 10)], {PRE: 10}),
        ("melting", [(METAL, 5), (POST, 5)], [(METAL, 7), (POST, 2), ("dross", 1)], {}),
        ("melting", [(PRE, 10)], [("dross", 1), (PRE, 9)], {}),
        ("sorting", [(PRE, 5), (POST, 5)], [(POST, 5), (PRE, 5)], {}),
        ("sorting", [(POST, 10)], [(POST, 9)], {}),
        ("sorting", [(POST, 10)], [(PRE, 10)], {}),
        ("sorting", [(PRE, 6), (POST, 4)], [(POST, 10)], {POST: 6}),
        ("sorting", [(METAL, 6), (POST, 4)], [(POST, 5), (PRE, 4)], {POST: 1, PRE: 4}),
        ("sorting", [(METAL, 6), (POST, 4)], [(METAL, 6), (PRE, 1), (POST, 3)], {}),
        ("sorting", [(METAL, 6), (POST, 4)], [(METAL, 2), (PRE, 4), (POST, 4)], {PRE: 4}),
    ],
)
def test_scrap_comes_of_scrap_and_of_manufacturing(
    tmp_path: Path,
    step: str,
    into: list[tuple[str, int]],
    out: list[tuple[str, int]],
    expected: dict[str, int],
) -> None:
    register = {
        "organisation": [organisation("ACME"), organisation("BOLT")],
        "facility": [facility("ACME-CH", "ACME")],
        "scope": [scope("ACME-COC", "ACME", ["ACME-CH"], "2024-01-01")],
    }
    load_register(OPERATOR, register_from_text(register_text(register)))
    lots = [(f"I{number}", *each) for number, each in enumerate(into)]
    rows = [
        other_receipt(f"R-{lot}", lot=lot, material=material, quantity=str(mass))
        for lot, material, mass in lots
    ]
    post_rows("ACME", rows)
    made = [(f"O{number}", *each) for number, each in enumerate(out)]
    lines = [
        f"P1,2024-06-01,ACME-CH,{step},{direction},{lot},{material},{mass},t"
        for direction, those in (("in", lots), ("out", made))
        for lot, material, mass in those
    ]
    file = tmp_path / "lots.csv"
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    assert not import_lots_file(OPERATOR, organisation="ACME", path=file).refused
    found = {each.material.value: each.mass_g for each in metal_called_scrap(*DAYS)}
    assert found == {material: mass * T for material, mass in expected.items()}
    assert metal_called_scrap(date(2023, 1, 1), date(2023, 12, 31)) == []
    assert metal_called_scrap(*DAYS, FactPart(organisation="BOLT")) == []
    asked = chain_anomalies(OPERATOR, start=DAYS[0]).found
    kinds = [each.anomaly.subject for each in asked if each.anomaly.kind.value == "metal_called_scrap"]
    assert sorted(kinds) == sorted(expected)
