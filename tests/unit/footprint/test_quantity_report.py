"""The ten quantities: fixtures of the fact sheet, what is not known is never zero, what is missing is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook

from casthouse.custody.stage import Stage
from casthouse.exchange.factor_table_file import factor_table
from casthouse.exchange.footprint_method_file import footprint_method
from casthouse.exchange.footprint_picture import recovery_drawing
from casthouse.exchange.quality_scheme_file import built_in_quality_scheme
from casthouse.exchange.range_file import built_in_ranges
from casthouse.exchange.reported_quantity_json import quantities_json
from casthouse.exchange.reported_quantity_pdf import quantities_pdf
from casthouse.exchange.reported_quantity_xlsx import decimal_text, write_quantities
from casthouse.footprint.cbam import CertificatesDue, Route
from casthouse.footprint.cbam_figure import CbamFigure, OtherElements
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.product_footprint import product_footprint
from casthouse.footprint.quantity_report import ReportGround, quantity_report
from casthouse.footprint.recovery_account import RecoveryAccount
from casthouse.footprint.reported_quantity import QuantityFigure, QuantityName, QuantityReport
from casthouse.footprint.scope_fact import ScopeFacts, ShippedMetal
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.footprint.scrap_loop import Traded
from casthouse.footprint.stage_account import StageAccount
from tests.unit.footprint.chain_world import YEAR, account, bought, declared, rules
from tests.unit.footprint.test_melt_account import account as melted
from tests.unit.footprint.test_melt_account import told, yields
from tests.unit.footprint.test_recovery_account import F10, POST, T
from tests.unit.footprint.test_recovery_account import account as recovered

F = Fraction
NOTHING = ShippedMetal(out_g=0, coc_out_g=0, in_g=0, coc_in_g=0)


def footprint_of(mine: StageAccount, *others: StageAccount) -> ScopeFootprint:
    accounts = {each.key: each for each in (mine, *others)}
    told = product_footprint(accounts, mine.key, rules(), built_in_ranges())
    return ScopeFootprint(
        scope=mine.key.scope,
        organisation="ACME",
        period=YEAR,
        stage=Stage.ALUMINIUM,
        method=rules().method,
        account=mine,
        figure=told,
        electricity={},
        stages=(Stage.ALUMINIUM,),
        is_verified=False,
    )


def facts(footprint: ScopeFootprint | None = None, scope: str = "S") -> ScopeFacts:
    return ScopeFacts(
        scope=scope,
        country="DE",
        first=YEAR.start,
        last=YEAR.last_day,
        footprint=footprint,
        footprint_unknown="" if footprint else "the chain cannot be solved",
        metal=NOTHING,
        power={},
        smelted_in={},
        power_entries=(),
        perhaps_biogenic=(),
        cbam=None,
        cbam_unknown="no activity data",
    )


GROUND = ReportGround(
    organisation="ACME",
    organisation_name="Acme",
    country="DE",
    technology="casthouse",
    first=YEAR.start,
    last=YEAR.last_day,
    method=footprint_method("mine-to-metal-market"),
    cbam_method=footprint_method("eu-cbam"),
    validity=factor_table("validity-2026"),
)


def report(
    scopes: Sequence[ScopeFacts], account: RecoveryAccount | None = None, ground: ReportGround = GROUND
) -> QuantityReport:
    return quantity_report(ground, scopes, recovered([]) if account is None else account)


def figures(found: QuantityReport, name: QuantityName) -> dict[str, QuantityFigure]:
    (quantity,) = [each for each in found.quantities if each.name is name]
    return {each.label: each for each in quantity.figures}


def test_all_ten_and_the_trade_data_are_there_whatever_is_known() -> None:
    found = report([])
    assert [each.number for each in found.quantities] == [*range(1, 11), None]
    assert not any(each.is_known for each in found.quantities)
    assert quantities_pdf(found).startswith(b"%PDF")


@pytest.mark.parametrize("scopes", [[], [facts()]])
def test_what_is_not_known_is_never_zero_and_says_why(scopes: list[ScopeFacts]) -> None:
    for quantity in report(scopes).quantities:
        for each in quantity.figures:
            assert (each.value, bool(each.why_not)) == (None, True), (quantity.name, each.label)


def test_the_mean_of_product_groups_is_by_tonnes() -> None:
    """F16: 5,000 t at 4.2, 3,000 t at 2.1, 2,000 t at 8.0 t/t: 4.33."""
    three = [
        facts(footprint_of(account(name, F(mass) * F(value), F(mass))), name)
        for name, mass, value in (("A", 5000, "4.2"), ("B", 3000, "2.1"), ("C", 2000, "8"))
    ]
    mean = figures(report(three), QuantityName.PRODUCT_FOOTPRINT)["mean of aluminium by tonnes"]
    assert (mean.value, mean.denominator) == (F("4.33"), F(10_000))
    assert (mean.qualifier, mean.shown) == ("", "4.3300")
    lacking = figures(report([*three, facts(scope="D")]), QuantityName.PRODUCT_FOOTPRINT)
    assert lacking["mean of aluminium by tonnes"].value == F("4.33")


def test_a_mean_without_the_footprint_of_a_scope_is_of_what_is_known_and_no_lower_bound() -> None:
    """What a scope without a footprint would bring can make the mean smaller as well as greater."""
    some = [facts(footprint_of(account(name, F(10), F(8))), name) for name in ("A", "B")]
    blank = footprint_of(account("C", F(1), F(1)))
    found = report([*some, facts(replace(blank, figure=None), "C")])
    mean = figures(found, QuantityName.PRODUCT_FOOTPRINT)["mean of aluminium by tonnes"]
    assert (mean.qualifier, mean.shown, mean.missing) == (
        "of what is known",
        "1.2500",
        ("the footprint of C",),
    )


def test_primary_data_is_weighed_by_emissions() -> None:
    """F12: contributions of 3.0, 1.5 (0.4 of it primary) and 0.5 (nothing primary): 72 %."""
    half = replace(declared(F("1.5"), F(1)), primary=F("0.4"))
    none = replace(declared(F("0.5"), F(1)), primary=F(0))
    mine = footprint_of(account("A", F(3), F(1), [half, none]))
    share = figures(report([facts(mine)]), QuantityName.PRIMARY_DATA)["primary data"]
    assert (share.value, share.numerator_unit) == (F("0.72"), "t CO2e")


def test_both_scrap_rules_stand_side_by_side_with_their_own_denominators() -> None:
    mine = footprint_of(account("A", F(100), F(80), scrap_t=F(20)))
    found = figures(report([facts(mine)]), QuantityName.SCRAP_RULES)
    assert {label: (each.denominator, each.value) for label, each in found.items()} == {
        "cut-off": (F(80), F(5, 4)),
        "co-product": (F(100), F(1)),
    }
    assert mine.figure is not None
    assert {each.rule for each in mine.figure.by_scrap_rule} > {ScrapRule.CUT_OFF, ScrapRule.CO_PRODUCT}


def test_what_is_missing_makes_a_lower_bound_and_no_zero_of_biomass() -> None:
    mine = account("A", F(100), F(80))
    mine.sheet.lack("electricity of A")
    found = report([facts(footprint_of(mine))])
    group = figures(found, QuantityName.PRODUCT_FOOTPRINT)["metal"]
    assert (group.qualifier, group.missing) == ("at least", ("electricity of A",))
    assert figures(found, QuantityName.PRIMARY_DATA)["primary data"].qualifier == "of what is known"
    uptake = figures(found, QuantityName.BIOGENIC)["biogenic uptake"]
    assert (uptake.value, uptake.why_not) == (None, "missing: electricity of A")


def test_biogenic_carbon_is_an_explicit_zero_unless_a_fuel_may_hold_some() -> None:
    mine = facts(footprint_of(account("A", F(100), F(80))))
    found = figures(report([mine]), QuantityName.BIOGENIC)
    assert [each.value for each in found.values()] == [0, 0, 0, F(5, 4)]
    perhaps = figures(report([replace(mine, perhaps_biogenic=("F-9",))]), QuantityName.BIOGENIC)
    assert [each.value for each in perhaps.values()] == [0, None, None, None]
    assert "F-9" in perhaps["biogenic uptake"].why_not


def test_the_chain_of_custody_share_is_held_against_what_came_in() -> None:
    moved = replace(facts(), metal=ShippedMetal(out_g=80, coc_out_g=60, in_g=100, coc_in_g=50))
    out, came = figures(report([moved]), QuantityName.CUSTODY_SHARE).values()
    assert (out.value, came.value) == (F(3, 4), F(1, 2))
    assert out.told.startswith("more than came in")


def test_the_unknown_part_of_the_energy_mix_is_a_figure_and_makes_the_others_lower_bounds() -> None:
    mixed = replace(facts(), power={"renewable": F(70), "unknown": F(30)})
    found = figures(report([mixed]), QuantityName.ENERGY_MIX)
    assert {label: each.value for label, each in found.items()} == {
        "renewable": F(7, 10),
        "coal": 0,
        "unknown": F(3, 10),
    }
    assert [found[label].qualifier for label in ("renewable", "coal", "unknown")] == [
        "at least",
        "at least",
        "",
    ]


def test_recycled_content_keeps_pre_and_post_apart_without_run_around() -> None:
    """F10: 36.3636 % post, 18.1818 % pre; 64.2857 % must not appear."""
    found = figures(report([], recovered(F10)), QuantityName.RECYCLED_CONTENT)
    held = [found[label] for label in ("post-consumer", "pre-consumer", "both")]
    assert [each.value for each in held] == [F(4, 11), F(2, 11), F(6, 11)]
    assert [each.shown for each in held] == ["36.36", "18.18", "54.54"]


@pytest.mark.parametrize(
    ("is_burden", "unit", "shown", "told"),
    [
        (True, "t CO2e/t", "0.6667", ("0.666666667", "20.001", "30.001")),
        (False, "t CO2e/t", "0.6666", ("0.666666666", "20", "30")),
        (True, "share", "66.67", ("0.666666667", "20.001", "30.001")),
        (False, "share", "66.66", ("0.666666666", "20", "30")),
    ],
)
def test_rounding_never_favours_who_reports(
    *, is_burden: bool, unit: str, shown: str, told: tuple[str, ...]
) -> None:
    """Benefits are down and burdens up, in the page's figures as in the workbook's."""
    each = QuantityFigure(
        label="x",
        of="S",
        unit=unit,
        numerator=F("20.0001"),
        denominator=F("30.00015"),
        is_burden=is_burden,
    )
    amounts = (each.rounded(each.value, 9), each.shown_numerator, each.shown_denominator)
    assert (each.shown, tuple(decimal_text(one) for one in amounts)) == (shown, told)


def test_documents_round_burdens_up() -> None:
    found = report([facts(footprint_of(account("A", F(100), F(70))))])  # 10/7: 1.428571428571…
    group = quantities_json(found)["quantities"][0]["figures"][0]
    assert group["value"] == 1.428571429
    thirds = report([facts(footprint_of(account("A", F(100), F(90))))])  # 10/9: half-even would round it down
    assert quantities_json(thirds)["quantities"][0]["figures"][0]["value"] == 1.111111112
    with BytesIO() as file:
        write_quantities(file, thirds)
        rows = list(load_workbook(file)["Figures"].iter_rows(values_only=True))
    assert rows[1][rows[0].index("Value")] == 1.111111112


def test_the_output_basis_lacks_scrap_in_no_lot_and_metal_won_back_is_a_benefit() -> None:
    bought = Traded(is_receipt=True, material=POST, counterparty="YARD", mass_g=100 * T, movements=1)
    every = yields(post_consumer_scrap="0.92", pre_consumer_scrap="0.97", aluminium="0.99")
    content = figures(report([], melted(F10, every, [bought])), QuantityName.RECYCLED_CONTENT)
    post = content["post-consumer, output basis"]
    assert (post.qualifier, post.shown, post.missing) == (
        "of what is known",
        "34.81",
        ("40.000 t of scrap that was received are in no charged lot",),
    )
    won = told(dross_metal="3", dross_recovered="2")
    found = figures(report([], melted(F10, won)), QuantityName.YIELD_AND_LOSS)["metal in dross won back"]
    assert (found.qualifier, found.shown) == ("", "66.66")


def test_a_loop_is_named_as_on_its_picture() -> None:
    returned = figures(report([], recovered(F10)), QuantityName.SCRAP_RETURN)
    drawn = recovery_drawing(recovered(F10)).description
    for words in ("same site", "company", "customers", "market"):
        assert {f"scrap returned, {words}", f"retention, {words}"} <= returned.keys()
        assert words in drawn


def cbam_good(missing: tuple[str, ...] = ()) -> CbamFigure:
    due = CertificatesDue(mass_t=F(9), see=F(20, 9), sefa=F(10, 9))
    return CbamFigure(
        scope="S",
        organisation="ACME",
        country="IS",
        period=YEAR,
        cn="7601",
        year=2026,
        route=Route.PRIMARY,
        route_told="",
        output_t=F(9),
        own=F(1),
        benchmark=F(1),
        factor=F(1),
        actual=due,
        by_default=None,
        default=None,
        scrap_t_per_t=F(0),
        pre_consumer=None,
        elements=OtherElements(share=None, above=F(1, 100)),
        inflows=(),
        lines=(),
        missing=missing,
        threshold_t=F(50),
        is_of_eu=False,
    )


def test_what_is_allocated_free_is_a_benefit_and_rounded_down() -> None:
    found = figures(report([replace(facts(), cbam=cbam_good())]), QuantityName.CBAM)
    assert {label: each.shown for label, each in found.items()} == {
        "embedded emissions": "2.2223",
        "allocated free": "1.1111",
        "certificates due": "1.1112",
    }


def test_of_what_is_allocated_free_nothing_missing_makes_a_lower_bound() -> None:
    good = cbam_good(missing=("fuel of A",))
    found = figures(report([replace(facts(), cbam=good)]), QuantityName.CBAM)
    assert {label: (each.qualifier, each.shown) for label, each in found.items()} == {
        "embedded emissions": ("at least", "2.2223"),
        "allocated free": ("of what is known", "1.1111"),
        "certificates due": ("at least", "1.1112"),
    }


def test_scrap_that_was_received_and_is_in_no_lot_is_said_beside_the_content() -> None:
    bought = Traded(is_receipt=True, material=POST, counterparty="YARD", mass_g=100 * T, movements=1)
    both = figures(report([], recovered(F10, traded=(bought,))), QuantityName.RECYCLED_CONTENT)["both"]
    assert (both.qualifier, both.missing) == (
        "of what is known",
        ("40.000 t of scrap that was received are in no charged lot",),
    )


def test_figures_hold_three_years_or_until_their_method_is_to_be_renewed() -> None:
    ground = replace(
        GROUND,
        method=replace(GROUND.method, valid_until=date(2027, 6, 30)),
        cbam_method=replace(GROUND.cbam_method, valid_until=None),
    )
    found = {each.name: each.quality.valid_until for each in report([], ground=ground).quantities}
    of_method = ("product_footprint", "scrap_rules", "primary_data", "biogenic")
    assert found == {
        name: date(2027, 6, 30) if name.value in of_method else date(2028, 12, 31) for name in QuantityName
    }


def test_figures_say_who_verified_them() -> None:
    for each in report([]).quantities:
        assert (each.quality.verifier, each.quality.is_verified) == ("nobody", False)


def test_the_entries_behind_a_footprint_are_told_by_kind() -> None:
    supplied = replace(bought("B", F(10)), entries=("IN-1", "IN-2"), receipts=2)
    told = replace(declared(F(2), F(5)), entries=("S-1", "IN-3"), receipts=1)
    mine = footprint_of(account("A", F(100), F(80), [supplied, told]), account("B", F(10), F(10)))
    document = quantities_json(report([facts(mine)]))
    entries = document["quantities"][0]["figures"][0]["entries"]
    assert [(each["kind"], each["reference"]) for each in entries] == [
        ("measurement", "M"),
        ("movement", "IN-1"),
        ("movement", "IN-2"),
        ("measurement", "S-1"),
        ("movement", "IN-3"),
    ]


def test_the_level_of_data_quality_stands_beside_primary_data_with_its_denominator() -> None:
    """3 t measured (mean 1.2) and 2 t declared in part (mean 2.2), over what is rated."""
    one = account("A", F(3), F(1), [replace(declared(F(2), F(1)), primary=F(1, 2))])
    judged = replace(rules(), scheme=built_in_quality_scheme())
    told = product_footprint({one.key: one}, one.key, judged, {})
    found = figures(report([facts(replace(footprint_of(one), figure=told))]), QuantityName.PRIMARY_DATA)
    level = found["level of data quality"]
    assert (level.value, level.denominator, level.shown) == (F("1.6"), F(5), "1.6000")
    assert level.told.startswith("good: technology 1.40")


def test_an_edition_that_does_not_hold_is_in_the_source_of_what_rests_on_it() -> None:
    mine = footprint_of(account("A", F(3), F(1)))
    assert mine.figure is not None
    late = report([facts(replace(mine, figure=replace(mine.figure, late=("the edition ended",))))])
    of = {each.name: each.quality.source for each in late.quantities}
    assert of[QuantityName.PRODUCT_FOOTPRINT].endswith("; the edition ended")
    assert "ended" not in of[QuantityName.CUSTODY_SHARE]
