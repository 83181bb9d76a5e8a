"""The course of a position: its last month ends where the position stands, and months add up to the period."""

from datetime import date

import pytest

from casthouse.custody.position import NO_FLOW
from casthouse.custody.position_course import months_in
from casthouse.custody.stage import STAGES
from casthouse.measure.period import Period
from casthouse.service.period import close_period
from casthouse.service.permission import OPERATOR
from casthouse.service.position import position
from casthouse.service.position_course import position_course
from tests.contract.movement_rows import other_shipment, receipt, reversal, shipment
from tests.web.api_world import post_rows

START = date(2024, 1, 1)


def test_months_cut_a_period_without_a_gap() -> None:
    period = Period(start=date(2024, 1, 15), end=date(2024, 4, 15))
    months = months_in(period)
    assert [each.start for each in months] == [
        date(2024, 1, 15),
        date(2024, 2, 1),
        date(2024, 3, 1),
        date(2024, 4, 1),
    ]
    assert [each.end for each in months] == [*(each.start for each in months[1:]), period.end]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("closed", [False, True])
def test_the_course_ends_where_the_position_stands(*, closed: bool) -> None:
    post_rows(
        "ACME",
        [
            receipt("JAN", date="2024-01-31", quantity="10"),
            receipt("FEB", date="2024-02-01", quantity="5"),
            shipment("DEC", date="2024-12-31", quantity="3"),
            other_shipment("JUN", date="2024-06-15", quantity="40"),
            reversal("BACK", "JUN", date="2024-07-01"),
            receipt("NEXT", date="2025-02-01", quantity="7"),
        ],
    )
    if closed:
        close_period(OPERATOR, scope="ACME-COC", start=START)
    months = position_course(OPERATOR, scope="ACME-COC", period=START)
    assert len(months) == 12
    stands = position(OPERATOR, scope="ACME-COC", period=START).figures["stages"]
    assert {stage.value: months[-1].position.stages[stage].as_json() for stage in STAGES} == stands
    for stage in STAGES:
        total = sum((each.flows.get(stage, NO_FLOW) for each in months), NO_FLOW)
        assert (total.coc_inflow_g, total.outflow_g) == (
            stands[stage.value]["coc_inflow_g"],
            stands[stage.value]["outflow_g"],
        )
    assert months[0].position.stages[STAGES[2]].coc_inflow_g == 10 * 10**6
    assert months[5].flows.get(STAGES[2], NO_FLOW).outflow_g == 0


@pytest.mark.usefixtures("world")
def test_a_later_period_begins_with_what_the_open_one_hands_on() -> None:
    post_rows("ACME", [receipt("NEXT", date="2025-02-01", quantity="7")])
    months = position_course(OPERATOR, scope="ACME-COC", period=date(2025, 1, 1))
    handed_on = position(OPERATOR, scope="ACME-COC", period=START).figures["stages"]["aluminium"]
    first = months[0].position.stages[STAGES[2]]
    assert first.carried_in_g == handed_on["positive_balance_g"] > 0
