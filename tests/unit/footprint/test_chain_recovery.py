"""Recovery of the whole chain: sums, and what of them may be published without telling what one company melted."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from casthouse.custody.stage import Material
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.exchange.factor_table_file import factor_table
from casthouse.exchange.recovery_json import recovery_json
from casthouse.exchange.recovery_sheet_json import chain_recovery_json, recovery_sheet_json, recovery_sheet_of
from casthouse.footprint.avoided_emission import recovery_of
from casthouse.footprint.chain_recovery import (
    ChainRecovery,
    RecoverySheet,
    chain_recovery,
    recovery_sheet,
    suppressed_parts,
)
from casthouse.footprint.charged_part import ChargedPart
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.scrap_rule import CREDIT_FACTORS
from casthouse.footprint.traded_scrap import TradedScrap, scrap_elsewhere_g
from casthouse.provenance.lot_process import Direction, Step
from tests.unit.footprint.test_recovery_account import F10, T, account, entry

FACTORS = factor_table("stand-ins-2026")
RULES = built_in_assurance_manual().publication.masses
POST, PRE, PRIMARY, RUNAROUND = ChargedPart
PER_T = Fraction("0.95") * (Fraction("15.1") - Fraction("0.4596"))
TRADED = {"ACME": TradedScrap(shipped_g=5 * T, post_consumer_g=3 * T)}
YEAR = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}


def published(*companies: tuple[int, int, int, int], factors: FactorTable = FACTORS) -> RecoverySheet | None:
    return recovery_sheet(charged_by(*companies), year=2025, rules=RULES, factors=factors)


def charged_by(*companies: tuple[int, int, int, int]) -> dict[str, dict[ChargedPart, int]]:
    return {
        f"C{number}": dict(zip(ChargedPart, (each * T for each in masses), strict=True))
        for number, masses in enumerate(companies)
    }


def left_out(*companies: tuple[int, int, int, int]) -> dict[ChargedPart, tuple[str, int, bool]]:
    found = suppressed_parts(charged_by(*companies), published(*companies), RULES)
    return {each.part: (each.why.because.value, each.why.organisations, each.is_together) for each in found}


def shown(sheet: RecoverySheet | None) -> dict[frozenset[ChargedPart], int]:
    assert sheet is not None
    return {each.parts: each.mass_g // T for each in sheet.figures}


def test_the_chain_is_the_sum_of_its_companies() -> None:
    found = chain_recovery(
        [account(), replace(account(), organisation="BOLT")],
        TRADED,
        FACTORS,
        first=date(2024, 1, 1),
        last=date(2024, 12, 31),
    )
    assert found.charged_g == {POST: 80 * T, PRE: 40 * T, PRIMARY: 100 * T, RUNAROUND: 60 * T}
    assert (found.behind[POST], found.organisations) == (2, 2)
    assert (found.share(POST), found.share(PRE), found.share(PRIMARY)) == (
        Fraction(4, 11),
        Fraction(2, 11),
        None,
    )
    assert found.avoided_t == 120 * PER_T
    (melting,) = found.steps
    assert (melting.charged_g, melting.made_g) == (280 * T, 260 * T)
    assert len(F10) == 6


def test_a_chain_that_melted_nothing_says_nothing() -> None:
    empty = chain_recovery([], TRADED, FACTORS, first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert (empty.avoided_t, empty.share(POST), empty.steps) == (None, None, ())
    assert chain_recovery_json(empty)["avoided"] is None


def chain(scrap_g: int, *, scrap_shipped_g: int = 0, trader_g: int = 0) -> ChainRecovery:
    """Return a chain in which ACME received scrap beside its lots, and a trader some that it may have in stock."""
    traded = {
        "ACME": TradedScrap(post_consumer_g=scrap_g, scrap_shipped_g=scrap_shipped_g),
        "YARD": TradedScrap(pre_consumer_g=trader_g),
        "IDLE": TradedScrap(),
    }
    return chain_recovery([account()], traded, FACTORS, **YEAR)


def test_scrap_in_no_charged_lot_is_no_share_of_nought() -> None:
    metal = account([F10[3], F10[4]])
    found = chain_recovery([metal], {"YARD": TradedScrap(post_consumer_g=T)}, FACTORS, **YEAR)
    assert (found.share(POST), found.elsewhere_g) == (None, T)
    told = chain_recovery_json(found)
    assert (told["charged"][0]["recycled"], told["scrap_elsewhere_g"]) == (None, T)
    assert "nobody said where it went" in told["unknown"]
    bare = chain_recovery([metal], {}, FACTORS, **YEAR)
    assert (bare.share(POST), bare.share(PRE), bare.unknown) == (Fraction(0), Fraction(0), "")


@pytest.mark.parametrize(("elsewhere", "is_known"), [(0, True), (5, True), (6, False)])
def test_a_share_is_known_while_little_scrap_is_in_no_charged_lot(*, elsewhere: int, is_known: bool) -> None:
    """Of 110 t that count 5 t more are less than a twentieth of both, 6 t are not."""
    for found in (chain((60 + elsewhere) * T), chain(60 * T, trader_g=elsewhere * T)):
        assert found.elsewhere_g == elsewhere * T
        assert found.share(POST) == (Fraction(4, 11) if is_known else None)
        assert ("more than 5 %" in found.unknown) is not is_known


def test_scrap_that_was_sold_on_lies_nowhere_and_own_scrap_that_was_sold_is_not_it() -> None:
    assert scrap_elsewhere_g(None, TradedScrap(post_consumer_g=9 * T, scrap_shipped_g=7 * T)) == 2 * T
    assert chain(70 * T, scrap_shipped_g=8 * T).elsewhere_g == 2 * T
    edges = entry(Direction.OUT, "TRIM", Material.PRE_CONSUMER_SCRAP, 8)
    own = account([*F10, edges])
    assert scrap_elsewhere_g(own, TradedScrap(post_consumer_g=70 * T, scrap_shipped_g=8 * T)) == 10 * T


def test_what_sorting_took_out_of_scrap_lies_nowhere() -> None:
    bales = [
        entry(Direction.IN, "CANS", Material.POST_CONSUMER_SCRAP, 50, step=Step.SORTING),
        entry(Direction.OUT, "BALE", Material.POST_CONSUMER_SCRAP, 47, step=Step.SORTING),
    ]
    traded = TradedScrap(post_consumer_g=60 * T, scrap_shipped_g=47 * T)
    assert scrap_elsewhere_g(account(bales), traded) == 10 * T
    found = chain_recovery([account(bales), account(F10)], {}, FACTORS, **YEAR)
    assert found.organisations == 1  # the yard charged nothing
    assert [each.step for each in found.steps] == [Step.MELTING, Step.SORTING]


def test_members_are_those_that_melted_or_moved_anything() -> None:
    assert [each.organisation for each in chain(60 * T).members] == ["ACME"]
    assert [each.organisation for each in chain(60 * T, trader_g=T).members] == ["ACME", "YARD"]


def test_scrap_is_not_told_apart_where_nobody_said_what_it_became() -> None:
    companies = charged_by((0, 0, 20, 1), (0, 0, 20, 2), (0, 0, 20, 3))
    known = recovery_sheet(companies, year=2025, rules=RULES, factors=FACTORS)
    assert shown(known)[frozenset({POST})] == 0
    untold = recovery_sheet(companies, year=2025, rules=RULES, factors=FACTORS, elsewhere_g=T)
    assert untold is not None
    assert shown(untold) == {frozenset(ChargedPart): 66}
    assert (untold.avoided_kg, untold.is_scrap_untold) == (None, True)
    assert recovery_sheet_of(recovery_sheet_json(untold)) == untold


def test_each_part_is_published_where_three_companies_stand_behind_it() -> None:
    found = published((10, 5, 20, 1), (12, 6, 20, 2), (11, 7, 20, 3))
    assert shown(found) == {
        frozenset({POST}): 33,
        frozenset({PRE}): 18,
        frozenset({PRIMARY}): 60,
        frozenset({RUNAROUND}): 6,
    }
    assert found is not None
    assert found.avoided_kg == int(51 * PER_T * 1000)


def test_who_publishes_is_told_which_part_is_not_shown_by_itself_and_why() -> None:
    assert left_out((10, 5, 20, 1), (12, 6, 20, 2), (11, 7, 20, 3)) == {}
    assert left_out((10, 5, 20, 1), (12, 6, 20, 2), (11, 0, 20, 3)) == {
        POST: ("beside_another", 3, True),
        PRE: ("too_few", 2, True),
    }
    assert left_out((10, 0, 0, 0), (12, 0, 0, 0)) == {POST: ("too_few", 2, False)}


def test_parts_are_put_together_where_two_companies_stand_behind_one() -> None:
    """Two of three charged pre-consumer scrap: only all scrap is told, so none can subtract it."""
    found = published((10, 5, 20, 1), (12, 6, 20, 2), (11, 0, 20, 3))
    assert shown(found) == {
        frozenset({POST, PRE}): 44,
        frozenset({PRIMARY}): 60,
        frozenset({RUNAROUND}): 6,
    }
    only_sum = published((10, 5, 20, 0), (12, 0, 20, 0), (0, 0, 20, 0))
    assert shown(only_sum) == {frozenset(ChargedPart): 87}
    assert only_sum is not None
    assert only_sum.avoided_kg is None


@pytest.mark.parametrize(
    "companies", [((10, 5, 20, 1), (12, 6, 20, 2)), ((1, 1, 1, 1),) * 2 + ((999, 999, 999, 999),)]
)
def test_of_two_companies_or_of_one_that_is_nearly_all_nothing_is_told(
    companies: tuple[tuple[int, int, int, int], ...],
) -> None:
    found = published(*companies)
    assert shown(found) == {}
    assert found is not None
    assert (recovery_sheet_json(found)["withheld"], found.avoided_kg) == (True, None)


def test_nothing_charged_is_no_sheet_and_a_kept_one_is_read_back_the_same() -> None:
    assert published((0, 0, 0, 0)) is None
    assert published() is None
    sheet = published((10, 5, 20, 1), (12, 6, 20, 2), (11, 7, 20, 3))
    assert sheet is not None
    assert recovery_sheet_of(recovery_sheet_json(sheet)) == sheet


def verified(names: Collection[str]) -> FactorTable:
    """Return the factors, of which somebody read some in their sources."""
    return replace(
        FACTORS,
        factors={name: replace(each, verified=name in names) for name, each in FACTORS.factors.items()},
    )


@pytest.mark.parametrize("names", [CREDIT_FACTORS, CREDIT_FACTORS[1:], CREDIT_FACTORS[:-1], ()])
def test_what_scrap_saved_is_verified_where_each_of_its_factors_was(names: tuple[str, ...]) -> None:
    factors, expected = verified(names), names == CREDIT_FACTORS
    assert recovery_json(recovery_of(account(), factors))["avoided"]["verified"] is expected
    days = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
    assert (
        chain_recovery_json(chain_recovery([account()], TRADED, factors, **days))["avoided"]["verified"]
        is expected
    )
    sheet = published((10, 5, 20, 1), (12, 6, 20, 2), (11, 7, 20, 3), factors=factors)
    assert sheet is not None
    kept = recovery_sheet_json(sheet)
    assert (kept["verified"], recovery_sheet_of(kept)) == (expected, sheet)


def test_a_table_is_verified_where_every_factor_of_it_was() -> None:
    assert verified(FACTORS.factors).is_verified
    assert not verified(CREDIT_FACTORS).is_verified
    assert not replace(FACTORS, factors={}).is_verified


def test_a_sheet_that_was_published_before_is_read_as_it_was() -> None:
    kept = {
        "year": 2024,
        "withheld": False,
        "figures": [{"parts": ["post_consumer", "pre_consumer"], "mass_g": 44 * T}],
        "method": "substitution",
        "avoided_kg_co2e": 611_000,
        "factors": "stand-ins-2026",
        "verified": False,
    }
    assert recovery_sheet_json(recovery_sheet_of(kept)) == kept | {"scrap_untold": None}
