"""A statement and an annual report that the tests of formats share."""

from datetime import UTC, date, datetime
from fractions import Fraction

import polars as pl

from casthouse.custody.annual_report import (
    AnnualReport,
    ReportCorrection,
    ReportFacts,
    ReportRules,
    annual_report,
)
from casthouse.custody.finding import FindingCode
from casthouse.custody.month_flow import MonthFlow
from casthouse.custody.position import Carried, Flow, PeriodPosition, period_position
from casthouse.custody.report_account import AccountBalance
from casthouse.custody.stage import Material, Stage
from casthouse.custody.statement import PeriodStatement, StatementFinding, StatementRule
from casthouse.exchange.workbook_view import ScopePosition
from casthouse.measure.period import Period
from casthouse.parties.activity import Activity

CASTING = (Activity.REMELTING_REFINING, Activity.CASTHOUSE)
ROLLING = (Activity.SEMI_FABRICATION,)
YEAR_2024 = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))


def scope_position() -> ScopePosition:
    return ScopePosition(scope="HOLD-COC", position=position_2024())


def position_2024() -> PeriodPosition:
    return period_position(
        YEAR_2024,
        {
            Stage.ALUMINIUM: Flow(
                coc_inflow_g=17_098_730_678,
                non_coc_inflow_g=17_945_863_567,
                outflow_g=25_778_333_155,
                coc_outflow_g=7_253_232_577,
            )
        },
        carried={Stage.ALUMINIUM: Carried(positive_balance_g=120_500_000)},
    )


def statement(*, closed: bool = True, superseded: bool = False) -> PeriodStatement:
    return PeriodStatement(
        scope="HOLD-COC",
        organisation="HOLD",
        organisation_name="Vosges Metals",
        facilities=("H-CH", "H-RM"),
        period=YEAR_2024,
        stages=position_2024().stages,
        findings=(
            StatementFinding(
                code=FindingCode.SUPPLIER_NOT_ENTITLED,
                supplier="SUPB",
                detail="12 receipts of SUPB, 4 812.5 t, after its certificate ended on 2024-10-31",
            ),
        ),
        closed_at=datetime(2025, 1, 15, 9, 30, tzinfo=UTC) if closed else None,
        closed_by="m.huber@vosges.example" if closed else None,
        is_superseded=superseded,
        force_majeure="",
        rule_pack="coc-v2",
        rules=(
            StatementRule(name="overdraft.limit", value="20 % of CoC input", clause="part 8", verified=False),
            StatementRule(name="period.months_max", value="12", clause="part 8", verified=False),
            StatementRule(name="output.claim", value="100 % CoC", clause="part 8", verified=True),
        ),
    )


def month_flow(
    month: int,
    material: Material,
    flow: Flow,
    *,
    year: int = 2024,
    activities: tuple[Activity, ...] = CASTING,
) -> MonthFlow:
    return MonthFlow(
        scope="HOLD-COC", month=date(year, month, 1), material=material, activities=activities, flow=flow
    )


def flows_2024() -> list[MonthFlow]:
    flows: list[MonthFlow] = []
    for month in range(1, 13):
        metal_g, scrap_g = 900_000_000 + month * 7_000_000, 300_000_000 + month * 1_000_001
        flows += [
            month_flow(month, Material.ALUMINIUM, Flow(coc_inflow_g=metal_g, non_coc_inflow_g=metal_g // 2)),
            month_flow(
                month, Material.POST_CONSUMER_SCRAP, Flow(coc_inflow_g=scrap_g, non_coc_inflow_g=5_000_000)
            ),
            month_flow(
                month,
                Material.ALUMINIUM,
                Flow(outflow_g=metal_g + scrap_g, coc_outflow_g=metal_g // 3),
                activities=ROLLING,
            ),
            month_flow(month, Material.PRE_CONSUMER_SCRAP, Flow(outflow_g=40_000_000), activities=ROLLING),
        ]
    return flows


def report() -> AnnualReport:
    return annual_report(
        ReportFacts(
            organisation="HOLD",
            organisation_name="Vosges Metals",
            year=2024,
            first_day=date(2024, 1, 1),
            flows=flows_2024(),
            last_year_flows=[
                month_flow(
                    5,
                    Material.ALUMINIUM,
                    Flow(coc_inflow_g=9_000_000_000, outflow_g=8_000_000_000),
                    year=2023,
                )
            ],
            balances=[
                AccountBalance(
                    scope="HOLD-COC",
                    stage=Stage.ALUMINIUM,
                    carried_in_g=120_500_000,
                    positive_balance_g=5_324_364_209,
                )
            ],
            corrections=[
                ReportCorrection(
                    day=date(2024, 7, 3),
                    subject="document HOLD-2024-000031",
                    reason="weighbridge ticket read wrongly, 0.4995 t less",
                )
            ],
            certified_activities=frozenset({*CASTING, *ROLLING, Activity.MATERIAL_CONVERSION}),
        ),
        ReportRules(deadline=date(2025, 3, 31), deadline_verified=False, change_limit=Fraction(1, 2)),
    )


MOVEMENT_HEADINGS = (
    *("reference", "date", "facility", "kind", "material", "quantity", "unit", "coc", "counterparty"),
    *("document", "lot", "reverses", "Erfaßt durch"),
)
MOVEMENTS = (
    (
        "R1",
        "2024-03-05",
        "H-RM",
        "receipt",
        "aluminium",
        "59.818",
        "t",
        "no",
        "a scrap yard",
        "",
        "",
        "",
        "U0147",
    ),
    (
        "00017",
        "2024-02-16",
        "H-CH",
        "shipment",
        "aluminium",
        "76217.90",
        "lb",
        "yes",
        "CUSA",
        "",
        "3906",
        "",
        "=1+1",
    ),
    (
        "R2",
        "2024-01-28",
        "H-CH",
        "receipt",
        "aluminium",
        "0.000001",
        "t",
        "yes",
        "SUPB",
        "D-1",
        "007",
        "",
        "1e3",
    ),
    (
        "R3",
        "2024-06-30",
        "H-CH",
        "receipt",
        "dross",
        "1234567890.1234567",
        "g",
        "no",
        "Müller, Söhne",
        "",
        "",
        "",
        "",
    ),
    ("R4", "2024-07-01", "H-CH", "reversal", "", "", "", "", "", "", "", "R3", "a\nb"),
)


def movement_table() -> pl.DataFrame:
    return pl.DataFrame(MOVEMENTS, schema=MOVEMENT_HEADINGS, orient="row")
