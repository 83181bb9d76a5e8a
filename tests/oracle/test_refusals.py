"""The oracle refuses what the hand-made cases say, so that case and oracle vouch for each other."""

import tomllib
from typing import Any

import pytest

from tests.contract import refusal_world
from tests.contract.movement_rows import file_text
from tests.contract.refusal_cases import CASES, Case
from tests.oracle.ledger import Ledger


@pytest.fixture(scope="module")
def world() -> Ledger:
    ledger = Ledger()
    ledger.register(tomllib.loads(refusal_world.REGISTER))
    assert _posted(ledger, "ACME", refusal_world.CLOSED_YEAR)
    ledger.close("ACME-COC", "2023-01-01", today="2024-01-01")
    assert _posted(ledger, "ACME", refusal_world.OPEN_YEAR)
    assert _posted(ledger, "SUP", refusal_world.SUPPLIER_YEAR)
    ledger.documents_in_force |= {("ACME", reference) for reference in refusal_world.SHIPMENTS_WITH_DOCUMENT}
    return ledger


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_oracle_refuses_what_the_case_says(world: Ledger, case: Case) -> None:
    answer = world.import_text(case.organisation, case.text, dry_run=True)
    assert {each["row"]: each["code"] for each in answer["refused"]} == case.refused
    assert answer["unchanged"] == case.unchanged


def test_case_names_differ() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_what_the_world_says_of_itself_is_so(world: Ledger) -> None:
    stage = world.position("ACME-COC", period="2024-01-01")["stages"]["aluminium"]
    assert stage["input_share"] == "1/2"
    assert (stage["carried_in_g"], stage["available_g"]) == (20 * 10**6, 70 * 10**6)
    assert stage["still_sellable_g"] == 140 * 10**6


def _posted(ledger: Ledger, organisation: str, rows: Any) -> bool:
    return not ledger.import_text(organisation, file_text(rows))["refused"]
