"""A reversal takes its target out of the target's own period, whole."""

import pytest

from tests.contract.movement_rows import file_text, other_receipt, other_shipment, receipt, reversal, shipment
from tests.contract.register_text import one_scope, register_text
from tests.contract.store import Store

T = 10**6


@pytest.fixture
def acme(store: Store) -> Store:
    """ACME took in 100 t CoC and 100 t other metal in 2024 and shipped 80 t, 10 t of it as CoC Material."""
    store.load(register_text(one_scope()))
    rows = [
        receipt("IN-COC", quantity="100"),
        other_receipt("IN", quantity="100"),
        other_shipment("OUT", quantity="70"),
        shipment("OUT-COC", quantity="10"),
    ]
    assert store.post("ACME", file_text(list(rows))).code == 0
    return store


def test_in_a_later_file(acme: Store) -> None:
    assert acme.stage("ACME-COC", "2024-01-01")["available_g"] == 30 * T
    assert acme.post("ACME", file_text([reversal("R", "OUT-COC")])).json["posted"] == 1
    stage = acme.stage("ACME-COC", "2024-01-01")
    assert (stage["outflow_g"], stage["coc_outflow_g"], stage["available_g"]) == (70 * T, 0, 35 * T)


def test_dated_in_another_period(acme: Store) -> None:
    acme.post("ACME", file_text([reversal("R", "IN", date="2025-05-05")]))
    assert acme.stage("ACME-COC", "2024-01-01")["non_coc_inflow_g"] == 0
    assert acme.stage("ACME-COC", "2024-01-01")["input_share"] == "1/1"
    later = acme.stage("ACME-COC", "2025-01-01")
    assert (later["non_coc_inflow_g"], later["outflow_g"], later["carried_in_g"]) == (0, 0, 70 * T)


def test_whatever_day_the_position_is_asked_for(acme: Store) -> None:
    acme.post("ACME", file_text([reversal("R", "IN", date="2024-12-01")]))
    on_day = acme.run("position", "ACME-COC", "--on", "2024-06-30").json
    assert on_day["stages"]["aluminium"]["non_coc_inflow_g"] == 0


def test_target_in_the_same_file_before_or_after(acme: Store) -> None:
    rows = [reversal("R1", "A"), receipt("A", quantity="900"), receipt("B"), reversal("R2", "B")]
    assert acme.post("ACME", file_text(list(rows))).json["posted"] == 4
    assert acme.stage("ACME-COC", "2024-01-01")["coc_inflow_g"] == 100 * T


def test_of_a_reversal_is_refused_and_a_new_movement_takes_its_place(acme: Store) -> None:
    acme.post("ACME", file_text([reversal("R", "IN")]))
    chained = acme.post("ACME", file_text([reversal("R2", "R")]))
    assert [(r["row"], r["code"]) for r in chained.json["refused"]] == [(2, "reverses_unknown")]
    both = acme.post("ACME", file_text([reversal("R3", "OUT"), reversal("R4", "R3")]), "--partial")
    assert [(r["row"], r["code"]) for r in both.json["refused"]] == [(3, "reverses_unknown")]
    acme.post("ACME", file_text([other_receipt("IN-NEW", quantity="100")]))
    assert acme.stage("ACME-COC", "2024-01-01")["non_coc_inflow_g"] == 100 * T


def test_may_leave_an_overdraft_but_then_nothing_more_is_sold(acme: Store) -> None:
    assert acme.post("ACME", file_text([reversal("R", "IN-COC")])).code == 0
    stage = acme.stage("ACME-COC", "2024-01-01")
    assert (stage["available_g"], stage["overdraft_g"]) == (-10 * T, 10 * T)
    for date in ("2024-04-01", "2025-04-01"):
        sold = acme.post("ACME", file_text([shipment("S", quantity="0.000001", date=date)]))
        assert [r["code"] for r in sold.json["refused"]] == ["coc_not_available"]
    assert acme.stage("ACME-COC", "2025-01-01")["to_repay_g"] == 10 * T
    healed = [
        other_receipt("N", date="2025-02-01", quantity="1"),
        receipt("C", date="2025-02-01", quantity="1"),
    ]
    assert acme.post("ACME", file_text(list(healed))).code == 0
    repaid = [other_shipment("O", date="2025-03-01", quantity="20")]
    assert acme.post("ACME", file_text(list(repaid))).code == 0
    assert acme.stage("ACME-COC", "2025-01-01")["available_g"] == 0


def test_a_document_is_free_again_after_its_receipt_is_reversed(acme: Store) -> None:
    again = receipt("AGAIN", document="D-IN-COC", quantity="90")
    refused = acme.post("ACME", file_text([again]))
    assert [r["code"] for r in refused.json["refused"]] == ["document_already_booked"]
    assert acme.post("ACME", file_text([reversal("R", "IN-COC"), again])).code == 0
    assert acme.stage("ACME-COC", "2024-01-01")["coc_inflow_g"] == 90 * T


def test_of_a_shipment_with_a_document_needs_the_document_cancelled(acme: Store) -> None:
    assert acme.run("document", "issue", "OUT-COC", "--organisation", "ACME").code == 0
    refused = acme.post("ACME", file_text([reversal("R", "OUT-COC")]))
    assert [r["code"] for r in refused.json["refused"]] == ["document_issued"]
