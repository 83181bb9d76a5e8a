"""Grams are conserved: what stands in positions is what the accepted rows say, and balances add up."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.calendar import period_number
from tests.oracle.position import STAGE_OF
from tests.oracle.rows import grams_of
from tests.property.effort import examples
from tests.property.product import Product, all_positions, fresh
from tests.property.rows import FACILITIES, FIRST_STARTS, MONTHS, PERIODS, Row, files, register, valid_row

pytestmark = pytest.mark.usefixtures("empty_store")
Key = tuple[str, str, str, str]


@examples(40)
@given(rows=files(25, valid_row(kinds="eerrrpsov")))
def test_positions_hold_the_grams_of_the_accepted_rows(rows: list[Row]) -> None:
    with fresh() as product:
        product.register(register())
        refused = {each["row"] for each in product.import_rows(rows, partial=True)["refused"]}
        accepted = {row["reference"]: row for n, row in enumerate(rows, start=2) if n not in refused}
        taken_back = {row["reverses"] for row in accepted.values() if row["kind"] == "reversal"}
        expected: Counter[Key] = Counter()
        for reference, row in accepted.items():
            if row["kind"] != "reversal" and reference not in taken_back and (place := place_of(row)):
                expected[*place, STAGE_OF[row["material"]], flow_of(row)] += grams_of(
                    row["quantity"], row["unit"]
                )
        assert flows_of(product) == expected


@examples(25)
@given(rows=files(25, valid_row(kinds="errrpssov")), opening_g=st.integers(-20, 20))
def test_balances_add_up_and_pass_on_unchanged(rows: list[Row], opening_g: int) -> None:
    with fresh() as product:
        product.register(register(opening_g=opening_g))
        product.import_rows(rows, partial=True)
        for scope, starts in PERIODS.items():
            handed_on: dict[str, tuple[int, int]] = {}
            for start in starts:
                for name, stage in product.position(scope, start)["stages"].items():
                    taken_over = (stage["carried_in_g"], stage["to_repay_g"])
                    assert taken_over == handed_on.get(name, taken_over)
                    handed_on[name] = (stage["positive_balance_g"], stage["overdraft_g"])
                    unused_g = max(0, stage["carried_in_g"] - stage["coc_outflow_g"])
                    kept_g = stage["positive_balance_g"] - stage["overdraft_g"] + unused_g
                    assert stage["available_g"] == kept_g
                    assert 0 <= stage["own_maximum_g"] <= stage["outflow_g"]
                    assert 0 in taken_over


def place_of(row: Row) -> tuple[str, str] | None:
    """Return scope and period start of a row; None where it counts nowhere."""
    for scope, facilities in FACILITIES.items():
        number = period_number(FIRST_STARTS[scope], MONTHS[scope], row["date"])
        if row["facility"] in facilities and number is not None:
            return scope, PERIODS[scope][number]
    return None


def flow_of(row: Row) -> str:
    """Return the name of the figure that the row adds to; CoC or not is left open on the way in."""
    return {"shipment": "outflow", "production": "production"}.get(row["kind"], "inflow")


def flows_of(product: Product) -> Counter[Key]:
    """Return the grams of all positions, by scope, period, stage and figure, without the zeros."""
    flows: Counter[Key] = Counter()
    for each in all_positions(product):
        for name, stage in each["stages"].items():
            grams: dict[str, Any] = {
                "inflow": stage["coc_inflow_g"] + stage["non_coc_inflow_g"],
                "production": stage["production_g"],
                "outflow": stage["outflow_g"],
            }
            for flow, number in grams.items():
                flows[each["scope"], each["period"]["start"], name, flow] = number
    return +flows
