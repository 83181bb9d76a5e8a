"""The annual report: sums, percentages of the year, and what is named before it is sent."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from casthouse.custody.annual_report import ReportCorrection, ReportFacts, ReportRules, annual_report
from casthouse.custody.month_flow import MonthFlow
from casthouse.custody.position import Flow
from casthouse.custody.report_account import AccountBalance
from casthouse.custody.stage import Material, Stage
from casthouse.parties.activity import Activity

MINING, REFINING = (Activity.BAUXITE_MINING,), (Activity.ALUMINA_REFINING,)
RULES = ReportRules(deadline=date(2026, 3, 31), deadline_verified=False, change_limit=Fraction(1, 2))


def flow(
    material: Material,
    figures: Flow,
    *,
    month: date = date(2025, 4, 1),
    activities: tuple[Activity, ...] = REFINING,
    scope: str = "S",
    coc_extraction_g: int = 0,
) -> MonthFlow:
    return MonthFlow(
        scope=scope,
        month=month,
        material=material,
        activities=activities,
        flow=figures,
        coc_extraction_g=coc_extraction_g,
    )


CHAIN = (
    flow(
        Material.BAUXITE,
        Flow(coc_inflow_g=700, non_coc_inflow_g=300),
        activities=MINING,
        coc_extraction_g=600,
    ),
    flow(Material.ALUMINA, Flow(production_g=400, outflow_g=350, coc_outflow_g=100)),
    flow(Material.ALUMINA, Flow(non_coc_inflow_g=100), month=date(2025, 5, 1)),
)
FACTS = ReportFacts(
    organisation="O",
    organisation_name="O Ltd",
    year=2025,
    first_day=date(2025, 1, 1),
    flows=CHAIN,
    last_year_flows=None,
    balances=(),
    corrections=(),
    certified_activities=frozenset(MINING + REFINING),
)


def flags(facts: ReportFacts) -> list[tuple[str, str]]:
    return [(flag.code.value, flag.where) for flag in annual_report(facts, RULES).flags]


def test_stages_are_chained_over_the_year() -> None:
    bauxite, alumina = annual_report(FACTS, RULES).accounts
    assert (bauxite.stage, bauxite.input_share, bauxite.output_share) == (
        Stage.BAUXITE,
        Fraction(7, 10),
        None,
    )
    assert alumina.input_share == Fraction(280, 500)  # 400 made at 70 %, 100 bought as Non-CoC
    assert alumina.output_share == Fraction(100, 350)
    assert flags(FACTS) == []


def test_what_is_mined_is_not_bought() -> None:
    bauxite, alumina = annual_report(FACTS, RULES).materials
    assert (bauxite.coc_extraction_g, bauxite.coc_bought_g, bauxite.non_coc_bought_g) == (600, 100, 300)
    assert (alumina.coc_sold_g, alumina.non_coc_sold_g, alumina.flow.production_g) == (100, 250, 400)


def test_activities_are_summed_apart_and_in_the_order_of_the_chain() -> None:
    first, second = annual_report(replace(FACTS, flows=CHAIN[::-1]), RULES).activities
    assert (first.activities, first.flow.coc_inflow_g) == (MINING, 700)
    assert (second.activities, second.flow) == (
        REFINING,
        Flow(production_g=400, non_coc_inflow_g=100, outflow_g=350, coc_outflow_g=100),
    )


def test_scopes_are_not_mixed() -> None:
    other = flow(Material.ALUMINA, Flow(coc_inflow_g=10, outflow_g=9), scope="T")
    accounts = annual_report(replace(FACTS, flows=(*CHAIN, other)), RULES).accounts
    assert [(account.scope, account.input_share) for account in accounts] == [
        ("S", Fraction(7, 10)),
        ("S", Fraction(280, 500)),
        ("T", Fraction(1)),
    ]


def test_balances_stand_with_their_account_even_without_flow() -> None:
    balance = AccountBalance(scope="S", stage=Stage.ALUMINIUM, positive_balance_g=5)
    account = annual_report(replace(FACTS, balances=(balance,)), RULES).accounts[-1]
    assert (account.stage, account.balance.positive_balance_g, account.input_share) == (
        Stage.ALUMINIUM,
        5,
        None,
    )


def test_corrections_come_by_day() -> None:
    late = ReportCorrection(day=date(2025, 9, 1), subject="a", reason="r")
    early = ReportCorrection(day=date(2025, 2, 1), subject="b", reason="r")
    assert annual_report(replace(FACTS, corrections=(late, early)), RULES).corrections == (early, late)


def test_an_empty_year_is_no_good_year() -> None:
    assert flags(replace(FACTS, flows=(), certified_activities=frozenset())) == [
        ("nothing_reported", "all accounts")
    ]


def test_output_without_input_is_named() -> None:
    nothing_in = flow(Material.ALUMINA, Flow(outflow_g=10))
    no_coc_in = flow(Material.ALUMINA, Flow(non_coc_inflow_g=10, outflow_g=10, coc_outflow_g=1))
    quiet = flow(Material.ALUMINA, Flow(non_coc_inflow_g=10, outflow_g=10))
    certified = frozenset(REFINING)
    named = ("output_without_input", "S alumina")
    assert flags(replace(FACTS, flows=(nothing_in,), certified_activities=certified)) == [named]
    assert flags(replace(FACTS, flows=(no_coc_in,), certified_activities=certified)) == [
        named,
        ("output_share_above_input_share", "S alumina"),
    ]
    assert flags(replace(FACTS, flows=(quiet,), certified_activities=certified)) == []


def test_output_above_input_is_named_unless_a_balance_was_carried_in() -> None:
    flows = (
        flow(Material.ALUMINA, Flow(coc_inflow_g=50, non_coc_inflow_g=50, outflow_g=90, coc_outflow_g=46)),
    )
    facts = replace(FACTS, flows=flows, certified_activities=frozenset(REFINING))
    assert flags(facts) == [("output_share_above_input_share", "S alumina")]
    carried = AccountBalance(scope="S", stage=Stage.ALUMINA, carried_in_g=1)
    assert flags(replace(facts, balances=(carried,))) == []
    even = (
        flow(Material.ALUMINA, Flow(coc_inflow_g=50, non_coc_inflow_g=50, outflow_g=90, coc_outflow_g=45)),
    )
    assert flags(replace(facts, flows=even)) == []


def test_changes_above_the_limit_are_named_with_both_figures() -> None:
    last = date(2024, 4, 1)
    before = (flow(Material.ALUMINA, Flow(coc_inflow_g=100, outflow_g=100, coc_outflow_g=40), month=last),)
    now = (flow(Material.ALUMINA, Flow(coc_inflow_g=150, outflow_g=49, coc_outflow_g=41)),)
    facts = replace(FACTS, flows=now, last_year_flows=before, certified_activities=frozenset(REFINING))
    report = annual_report(facts, RULES)
    assert [(flag.code.value, flag.detail) for flag in report.flags] == [
        ("change_above_limit", "output 0.000049 t, the year before 0.0001 t")
    ]
    assert flags(replace(facts, last_year_flows=None)) == []  # not reported is not zero
    assert len(flags(replace(facts, last_year_flows=()))) == 4  # reported as nothing: every figure is new


def test_an_account_that_fell_silent_is_a_change() -> None:
    last = date(2024, 4, 1)
    gone = flow(Material.BAUXITE, Flow(coc_inflow_g=100), month=last, scope="OLD")
    assert ("change_above_limit", "OLD bauxite") in flags(replace(FACTS, last_year_flows=(gone,)))


def test_certified_activities_without_flow_are_named() -> None:
    facts = replace(FACTS, certified_activities=frozenset({*MINING, *REFINING, Activity.CASTHOUSE}))
    assert flags(facts) == [("activity_missing", "casthouse")]
