"""How good the data behind a footprint is: each input by its kind, weighed by what it adds, along the chain."""

from dataclasses import replace
from fractions import Fraction
from importlib.resources import files

import pytest

from casthouse.custody.stage import Material
from casthouse.exchange.quality_scheme_file import built_in_quality_scheme
from casthouse.footprint.chain_value import chain_values
from casthouse.footprint.data_quality import (
    DataRating,
    Indicator,
    QualityInput,
    quality_scheme_from_text,
    rating_of,
)
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.product_footprint import product_footprint
from casthouse.footprint.stage_account import StageAccount
from casthouse.refusal import Refusal
from tests.unit.footprint.chain_world import account, bought, declared, key, rules

pytestmark = pytest.mark.one_store
F = Fraction
SCHEME = built_in_quality_scheme()
TEXT = files("casthouse.footprint").joinpath("quality_schemes/ghg-protocol-2011.toml").read_text()


def rating(accounts: list[StageAccount], name: str, rule: ScrapRule = ScrapRule.CUT_OFF) -> DataRating:
    values = chain_values({each.key: each for each in accounts}, replace(rules(rule), scheme=SCHEME))
    found = rating_of(values[key(name)].ratings, SCHEME)
    assert found is not None
    return found


def of(given: QualityInput) -> dict[Indicator, Fraction]:
    return dict(SCHEME.ratings[given])


def test_what_the_plant_measured_is_rated_by_itself() -> None:
    found = rating([account("A", F(3), F(1))], "A")
    assert (dict(found.ratings), found.level) == (of(QualityInput.MEASURED), "very good")
    assert found.overall == F(6, 5)


def test_inputs_weigh_by_what_they_add_and_suppliers_bring_theirs() -> None:
    """3 t CO2e measured here, 5 of a supplier (2 measured there, 3 declared in part), over a tonne."""
    supplier = account("SUP", F(2), F(1), [replace(declared(F(3), F(1)), primary=F(1, 2))])
    mine = account("A", F(3), F(1), [bought("SUP", F(1))])
    found = rating([supplier, mine], "A")
    for each in Indicator:
        expected = (5 * of(QualityInput.MEASURED)[each] + 3 * of(QualityInput.DECLARED)[each]) / F(8)
        assert found.ratings[each] == expected
    told = product_footprint(
        {each.key: each for each in (supplier, mine)}, key("A"), replace(rules(), scheme=SCHEME), {}
    )
    (inflow,) = told.inflows
    assert inflow.rating == rating([supplier], "SUP")
    assert told.data_rating == found


def test_a_plant_that_lacks_something_is_rated_as_incomplete_and_a_stood_in_factor_as_such() -> None:
    lacking = account("A", F(3), F(1))
    lacking.sheet.lack("electricity")
    assert dict(rating([lacking], "A").ratings) == of(QualityInput.MEASURED_IN_PART)
    stood_in = account("B", F(3), F(1))
    stood_in.sheet.lines[:] = [replace(each, is_primary=False) for each in stood_in.lines]
    assert dict(rating([stood_in], "B").ratings) == of(QualityInput.FACTOR_STOOD_IN)


def test_what_carries_nothing_and_a_credit_are_not_rated() -> None:
    scrap = declared(F(15), F(2), Material.PRE_CONSUMER_SCRAP)
    assert dict(rating([account("A", F(3), F(1), [scrap])], "A").ratings) == of(QualityInput.MEASURED)
    credited = account("A", F(3), F(1), [scrap], scrap_t=F(1))
    assert dict(rating([credited], "A", ScrapRule.SUBSTITUTION).ratings) == of(QualityInput.MEASURED)
    nothing = chain_values({key("A"): account("A", F(0), F(1))}, replace(rules(), scheme=SCHEME))
    assert rating_of(nothing[key("A")].ratings, SCHEME) is None


def test_without_a_scheme_nothing_is_rated_and_the_figure_is_the_same() -> None:
    mine = {key("A"): account("A", F(3), F(1), [declared(F(3), F(1))])}
    plain, judged = chain_values(mine, rules()), chain_values(mine, replace(rules(), scheme=SCHEME))
    assert (plain[key("A")].ratings, plain[key("A")].parts) == ({}, judged[key("A")].parts)


@pytest.mark.parametrize(
    ("value", "level"),
    [("1", "very good"), ("1.49", "very good"), ("1.5", "good"), ("3.5", "poor"), ("4", "poor")],
)
def test_a_level_is_the_nearest_and_a_half_the_worse(value: str, level: str) -> None:
    assert SCHEME.level(F(value)) == level


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('input = "stand_in"', 'input = "declared"', "one [[rating]] of each"),
        ("reliability = 4", "reliability = 5", "stand_in: reliability must be a number from 1 to 4"),
        ("reliability = 4", "reliability = true", "stand_in: reliability must be a number"),
        ("verified = false", 'verified = "no"', "verified must be true or false"),
        ('levels = ["very good", "good", "fair", "poor"]', 'levels = ["good"]', "levels must be two or more"),
        ('code = "ghg-protocol-2011"', 'code = ""', "code must be text"),
        ("reliability = 4", "reliability = 4\nage = 1", "the key age is unknown"),
        ("[[rating]]", "[[rating", ""),
    ],
)
def test_a_wrong_scheme_is_refused_with_every_mistake(old: str, new: str, words: str) -> None:
    assert quality_scheme_from_text(TEXT) == SCHEME
    assert old in TEXT
    with pytest.raises(Refusal) as refused:
        quality_scheme_from_text(TEXT.replace(old, new))
    assert refused.value.code == "quality_scheme_invalid"
    assert words in str(refused.value)


def test_every_rating_says_why() -> None:
    assert set(SCHEME.reasons) == set(QualityInput)
    assert not SCHEME.verified
