"""The account of recovery: what is run-around, what a step lost, by which loop scrap came back."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.avoided_emission import recovery_of
from casthouse.footprint.recovery_account import RecoveryAccount, recovery_account
from casthouse.footprint.scrap_loop import LoopKind, ProcessEntry, Traded
from casthouse.footprint.scrap_source import LotMaker, RecoveryBoundary, ScrapSources
from casthouse.provenance.lot_process import Direction, Step

PRE, POST, METAL, DROSS = (
    Material.PRE_CONSUMER_SCRAP,
    Material.POST_CONSUMER_SCRAP,
    Material.ALUMINIUM,
    Material.DROSS,
)
T = 1_000_000


def tonnes(*masses: Fraction) -> list[float]:
    return [float(mass) / T for mass in masses]


def entry(
    direction: Direction, lot: str, material: Material, tonnes: int, step: Step = Step.MELTING
) -> ProcessEntry:
    return ProcessEntry(
        process="P",
        step=step,
        facility="F",
        direction=direction,
        lot=lot,
        material=material,
        mass_g=tonnes * T,
    )


F10 = [
    entry(Direction.IN, "CANS", POST, 40),
    entry(Direction.IN, "CHIPS", PRE, 20),
    entry(Direction.IN, "EDGES", PRE, 30),
    entry(Direction.IN, "PIG", METAL, 50),
    entry(Direction.OUT, "HEAT", METAL, 130),
    entry(Direction.OUT, "SKIM", DROSS, 6),
]
OWN = {"EDGES": LotMaker(step=Step.ROLLING, facility="F")}


def account(
    entries: list[ProcessEntry] = F10,
    makers: dict[str, LotMaker] = OWN,
    boundary: RecoveryBoundary = RecoveryBoundary.SITE,
    traded: tuple[Traded, ...] = (),
) -> RecoveryAccount:
    return recovery_account(
        entries,
        traded,
        ScrapSources(boundary=boundary, makers=makers),
        organisation="ACME",
        first=date(2024, 1, 1),
        last=date(2024, 12, 31),
    )


def test_run_around_scrap_is_in_neither_numerator_nor_denominator() -> None:
    content = account().content
    assert content is not None
    assert (content.post_share, content.pre_share) == (Fraction(4, 11), Fraction(2, 11))
    more = [*F10, entry(Direction.IN, "EDGES", PRE, 500)]
    assert account(more).content == content


def test_the_boundary_decides_what_is_run_around() -> None:
    elsewhere = {"EDGES": LotMaker(step=Step.ROLLING, facility="OTHER")}
    site, company = (account(makers=elsewhere, boundary=each) for each in RecoveryBoundary)
    assert tonnes(site.charge.pre_consumer, site.charge.runaround) == [50, 0]
    assert tonnes(company.charge.pre_consumer, company.charge.runaround) == [20, 30]


def test_sorting_hides_no_run_around_scrap_and_makes_none() -> None:
    makers = OWN | {
        "EDGES": LotMaker(step=Step.SORTING, facility="F", inputs={"BOUGHT": 2 * T, "OWN": T}),
        "OWN": LotMaker(step=Step.CUTTING, facility="F"),
    }
    charge = account(makers=makers).charge
    assert tonnes(charge.pre_consumer, charge.runaround) == [40, 10]


def test_smelted_metal_is_primary_and_no_run_around() -> None:
    charge = account(makers=OWN | {"PIG": LotMaker(step=Step.SMELTING, facility="F")}).charge
    assert tonnes(charge.primary, charge.runaround) == [50, 30]
    remelted = account(makers=OWN | {"PIG": LotMaker(step=Step.MELTING, facility="F")}).charge
    assert tonnes(remelted.primary, remelted.runaround) == [0, 80]


def test_a_step_loses_what_came_out_as_nothing() -> None:
    (melting,) = account().steps
    assert (melting.loss_g, melting.made.share, melting.lost.share) == (
        4 * T,
        Fraction(130, 140),
        Fraction(4, 140),
    )
    assert melting.entries == ("HEAT", "SKIM")


def test_nothing_over_nothing_is_not_known() -> None:
    empty = account([])
    assert (empty.content, empty.steps) == (None, ())
    assert [each.share for each in empty.loops] == [None] * 4
    assert recovery_of(empty, factor_table("stand-ins-2026")).avoided is None
    only_own = account([F10[2]])
    assert only_own.content is None


def test_scrap_that_came_in_and_is_in_no_charged_lot_is_no_content_of_nought() -> None:
    received = Traded(is_receipt=True, material=POST, counterparty="YARD", mass_g=40 * T, movements=3)
    metal = [F10[3], F10[4]]
    blind = account(metal, traded=(received,))
    assert blind.content is None
    assert "nobody said where it went" in blind.content_unknown
    bare, in_part = account(metal), account(traded=(replace(received, mass_g=90 * T),))
    assert bare.content is not None
    assert (bare.content.share, bare.content_unknown) == (Fraction(0), "")
    assert (in_part.scrap_elsewhere_g, in_part.content) == (30 * T, account().content)


def test_scrap_comes_back_by_its_loop() -> None:
    made = [*F10, entry(Direction.OUT, "EDGES", PRE, 60, Step.ROLLING)]
    traded = (
        Traded(is_receipt=False, material=METAL, counterparty="CAN", mass_g=200 * T, movements=1),
        Traded(is_receipt=True, material=PRE, counterparty="CAN", mass_g=20 * T, movements=2),
        Traded(is_receipt=True, material=POST, counterparty="YARD", mass_g=40 * T, movements=3),
    )
    loops = {each.kind: each for each in account(made, traded=traded).loops}
    assert loops[LoopKind.SAME_SITE].share == Fraction(1, 2)
    assert loops[LoopKind.COMPANY].returned_g == 0
    assert loops[LoopKind.CUSTOMER].share == Fraction(1, 10)
    assert (loops[LoopKind.MARKET].returned_g, loops[LoopKind.MARKET].share) == (40 * T, None)


def test_scrap_saves_under_substitution_only_what_counts() -> None:
    avoided = recovery_of(account(), factor_table("stand-ins-2026")).avoided
    assert avoided is not None
    assert avoided.co2e_t == 60 * Fraction("0.95") * (Fraction("15.1") - Fraction("0.4596"))


def test_a_loop_names_the_lots_with_an_own_part_and_no_bought_ones() -> None:
    site, company = account().loops[:2]
    assert (site.kind, site.returned_g, site.entries) == (LoopKind.SAME_SITE, 30 * T, ("EDGES",))
    assert (company.kind, company.returned_g, company.entries) == (LoopKind.COMPANY, 0, ())
    elsewhere = {"EDGES": LotMaker(step=Step.ROLLING, facility="OTHER")}
    site, company = account(makers=elsewhere).loops[:2]
    assert (site.entries, company.entries) == ((), ("EDGES",))


def test_scrap_of_another_own_site_replaces_nothing_whatever_the_boundary() -> None:
    elsewhere = {"EDGES": LotMaker(step=Step.ROLLING, facility="OTHER")}
    for boundary in RecoveryBoundary:
        avoided = recovery_of(
            account(makers=elsewhere, boundary=boundary), factor_table("stand-ins-2026")
        ).avoided
        assert avoided is not None
        assert avoided.scrap_t == 60, boundary


def trade(name: str, material: Material, tonnes: int, *, is_receipt: bool = False) -> Traded:
    return Traded(is_receipt=is_receipt, material=material, counterparty=name, mass_g=tonnes * T, movements=1)


def test_the_customer_loop_is_out_of_what_all_customers_got() -> None:
    sold = (trade("CAN", METAL, 200), trade("CAR", METAL, 800))
    loops = {each.kind: each for each in account(traded=sold).loops}
    assert (loops[LoopKind.CUSTOMER].share, loops[LoopKind.CUSTOMER].whole_g) == (Fraction(0), 1000 * T)
    back = (*sold, trade("CAN", PRE, 50, is_receipt=True))
    loops = {each.kind: each for each in account(traded=back).loops}
    assert (loops[LoopKind.CUSTOMER].share, loops[LoopKind.CUSTOMER].entries) == (Fraction(1, 20), ("CAN",))


def test_nobody_named_is_no_customer_and_own_sites_trade_nothing() -> None:
    moved = (
        trade("", METAL, 100),
        trade("", POST, 10, is_receipt=True),
        trade("ACME", METAL, 70),
        trade("ACME", PRE, 30, is_receipt=True),
    )
    found = account(traded=moved)
    loops = {each.kind: each for each in found.loops}
    assert loops[LoopKind.CUSTOMER].returned_g == 0
    assert loops[LoopKind.MARKET].returned_g == 10 * T
    assert found.shipped_g == 100 * T


def test_what_went_to_others_is_scrap_and_dross_that_was_shipped() -> None:
    def traded(material: Material, counterparty: str, *, is_receipt: bool = False) -> Traded:
        return Traded(
            is_receipt=is_receipt, material=material, counterparty=counterparty, mass_g=T, movements=1
        )

    trades = (
        *(traded(PRE, "MILL"), traded(DROSS, "WORKS"), traded(METAL, "MILL")),
        *(traded(PRE, "ACME"), traded(POST, "YARD", is_receipt=True)),
    )
    sold = account(traded=trades).sold
    assert [(each.material, each.counterparty) for each in sold] == [(PRE, "MILL"), (DROSS, "WORKS")]


def test_what_scrap_avoided_says_where_its_factors_do_not_hold_any_more() -> None:
    stand_ins = factor_table("stand-ins-2026")
    held, late = (
        recovery_of(replace(account(), last=date(year, 12, 31)), stand_ins).avoided for year in (2028, 2029)
    )
    assert held is not None
    assert late is not None
    assert held.factors == "stand-ins-2026"
    assert late.factors == "stand-ins-2026, which holds from 2021-01-01 to 2028-12-31 and not on 2029-12-31"
