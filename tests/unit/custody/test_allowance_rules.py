from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.unit.custody.allowance_samples import RULES, RULES_BY_OUTPUT


@pytest.mark.parametrize(
    ("coc_input_g", "ceiling_g"),
    [(Fraction(1_000), 200), (Fraction(999), 199), (Fraction(4, 3), 0), (Fraction(0), 0)],
)
def test_the_ceiling_is_a_share_of_the_coc_input_rounded_down(coc_input_g: Fraction, ceiling_g: int) -> None:
    assert RULES.overdraft_ceiling_g(coc_input_g=coc_input_g, coc_outflow_g=10**9) == ceiling_g


def test_the_ceiling_may_be_a_share_of_the_coc_output_instead() -> None:
    assert RULES_BY_OUTPUT.overdraft_ceiling_g(coc_input_g=Fraction(10**9), coc_outflow_g=504) == 100


def test_the_ceiling_stays_within_the_mass_that_the_force_majeure_hit() -> None:
    coc_input_g = Fraction(1_000)
    assert RULES.overdraft_ceiling_g(coc_input_g=coc_input_g, coc_outflow_g=0, affected_g=150) == 150
    assert RULES.overdraft_ceiling_g(coc_input_g=coc_input_g, coc_outflow_g=0, affected_g=250) == 200
    assert RULES.overdraft_ceiling_g(coc_input_g=coc_input_g, coc_outflow_g=0, affected_g=0) == 0
    anyway = replace(RULES, overdraft_within_affected_mass=False)
    assert anyway.overdraft_ceiling_g(coc_input_g=coc_input_g, coc_outflow_g=0, affected_g=150) == 200


@pytest.mark.parametrize(
    ("received_g", "fits"), [(99_500, True), (99_499, False), (100_500, True), (100_501, False)]
)
def test_goods_fit_their_document_within_half_a_percent(received_g: int, *, fits: bool) -> None:
    assert RULES.within_receipt_tolerance(document_g=100_000, received_g=received_g) is fits


def test_due_diligence_ends_a_year_later_on_the_day_clamped_to_the_month() -> None:
    assert RULES.due_diligence_ends_on(date(2024, 3, 1)) == date(2025, 3, 1)
    assert RULES.due_diligence_ends_on(date(2024, 2, 29)) == date(2025, 2, 28)


def test_limits_may_be_nothing_or_everything() -> None:
    strict = replace(RULES, overdraft_limit=Fraction(0), cash_cap=0, cash_linked_days=0)
    assert strict.overdraft_ceiling_g(coc_input_g=Fraction(1_000), coc_outflow_g=0) == 0
    loose = replace(RULES, overdraft_limit=Fraction(1), due_diligence_months=1)
    assert loose.overdraft_ceiling_g(coc_input_g=Fraction(1_000), coc_outflow_g=0) == 1_000


def test_rules_that_cannot_be_are_a_bug() -> None:
    with pytest.raises(AssertionError):
        replace(RULES, overdraft_limit=Fraction(6, 5))
    with pytest.raises(AssertionError):
        replace(RULES, due_diligence_months=0)
    with pytest.raises(AssertionError):
        replace(RULES, contractor_difference=Fraction(-1, 100))
    with pytest.raises(AssertionError):
        replace(RULES, cash_cap=-1)
    with pytest.raises(AssertionError):
        replace(RULES, cash_linked_days=-1)
