"""What counts when a period is computed again: at the sites of the scope, on their days, certified or not."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from casthouse.custody.batch_shape import EXTRACTION, REVERSAL, SHIPMENT
from casthouse.custody.position import Carried
from casthouse.custody.stage import MATERIAL_CODES, Material, Stage
from casthouse.measure.period import Period
from casthouse.passport.canonical import canonical, read_object
from casthouse.passport.period_binding import (
    BoundSet,
    CertifiedSpan,
    PeriodBinding,
    SiteSpan,
    binding_from_json,
)
from casthouse.passport.period_rerun import rerun
from casthouse.refusal import Refusal

FIRST, LAST, LAPSED = date(2025, 1, 1), date(2025, 12, 31), date(2025, 7, 1)
NOTHING = BoundSet(count=0, root="00" * 32)
BINDING = PeriodBinding(
    organisation="MINE",
    scope="MINE-COC",
    period=Period(start=FIRST, end=date(2026, 1, 1)),
    edition="coc-v2",
    rule_pack="00" * 32,
    sites=(
        SiteSpan(facility="PIT", first=FIRST, last=LAST),
        SiteSpan(facility="LATER", first=LAPSED, last=LAST),
    ),
    certified=(
        CertifiedSpan(first=FIRST, last=date(2025, 6, 30), certified=True),
        CertifiedSpan(first=LAPSED, last=LAST, certified=False),
    ),
    carried_in={Stage.BAUXITE: Carried(positive_balance_g=5)},
    credits_g=0,
    force_majeure="",
    figures={},
    findings=(),
    movements=NOTHING,
    issued=NOTHING,
    received=NOTHING,
)


def row(reference: str, day: date, **changes: Any) -> dict[str, Any]:
    return {
        "row": 2,
        "reference": reference,
        "facility": "PIT",
        "day": day,
        "kind_code": EXTRACTION,
        "material_code": MATERIAL_CODES[Material.BAUXITE],
        "coc_code": None,
        "quantity_g": 100,
        "counterparty": "",
        "document": "",
        "lot": "",
        "reverses": "",
    } | changes


def counted(*rows: dict[str, Any]) -> tuple[int, int, int]:
    """Return what came in as CoC and as other material, and what went out, at the stage of bauxite."""
    frame = pl.DataFrame(rows, schema_overrides={"coc_code": pl.Int8})
    stage = rerun(BINDING, frame).position.stages[Stage.BAUXITE]
    assert stage.carried_in_g == 5
    return stage.coc_inflow_g, stage.non_coc_inflow_g, stage.outflow_g


def test_what_is_mined_counts_as_certified_on_the_days_that_were() -> None:
    assert counted(row("A", date(2025, 6, 30)), row("B", LAPSED)) == (100, 100, 0)


def test_other_sites_other_periods_and_days_before_a_site_joined_count_nothing() -> None:
    assert counted(
        row("A", FIRST),
        row("B", FIRST, facility="ELSEWHERE"),
        row("C", FIRST, facility="LATER"),
        row("D", date(2024, 12, 31)),
        row("E", date(2026, 1, 1)),
    ) == (100, 0, 0)


def test_what_was_taken_back_and_the_reversal_count_nothing_whatever_its_day() -> None:
    shipment = {"kind_code": SHIPMENT, "coc_code": 0, "counterparty": "X", "quantity_g": 7}
    back = {"kind_code": REVERSAL, "reverses": "A", "material_code": None, "quantity_g": 0}
    sold = (row("A", FIRST, **shipment), row("B", LAST, **shipment))
    assert counted(*sold) == (0, 0, 14)
    assert counted(*sold, row("R", date(2026, 3, 1), **back)) == (0, 0, 7)


@pytest.mark.parametrize(
    "change", [{"type": "PeriodBinding/2"}, {"more": "x"}, {"market_credits_g": "01"}], ids=str
)
def test_a_binding_is_read_back_as_it_was_written_and_nothing_else_is_one(change: dict[str, str]) -> None:
    members = read_object(canonical(BINDING.as_json()))
    assert binding_from_json(members) == BINDING
    with pytest.raises(Refusal, match=r"^period_binding_invalid:"):
        binding_from_json({**members, **change})
