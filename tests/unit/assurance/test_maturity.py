from datetime import date

import pytest

from casthouse.assurance.maturity import (
    ALL_PROFILES,
    Maturity,
    MaturityProfile,
    overall_maturity,
    surveillance_due,
)
from tests.unit.assurance.manual_samples import MANUAL

LOW, MEDIUM, HIGH = Maturity


def profile(systems: Maturity, risk: Maturity, performance: Maturity) -> MaturityProfile:
    return MaturityProfile(systems=systems, risk=risk, performance=performance)


def test_the_table_has_a_row_for_every_profile() -> None:
    assert len(ALL_PROFILES) == 27
    assert set(MANUAL.maturity) == ALL_PROFILES


@pytest.mark.parametrize(
    ("found", "non_conformances", "overall"),
    [
        (profile(HIGH, HIGH, HIGH), 0, HIGH),
        (profile(HIGH, HIGH, HIGH), 1, MEDIUM),
        (profile(HIGH, HIGH, MEDIUM), 0, MEDIUM),
        (profile(LOW, HIGH, HIGH), 0, MEDIUM),
        (profile(LOW, LOW, HIGH), 0, LOW),
        (profile(LOW, LOW, LOW), 5, LOW),
    ],
)
def test_the_overall_rating(found: MaturityProfile, non_conformances: int, overall: Maturity) -> None:
    assert overall_maturity(found, MANUAL.maturity, non_conformances=non_conformances) is overall


def test_surveillance_follows_from_the_overall_rating() -> None:
    issued = date(2024, 8, 31)
    due = {
        each: [(one.on, one.is_on_site) for one in surveillance_due(each, issued, MANUAL.surveillance)]
        for each in Maturity
    }
    assert due == {
        LOW: [(date(2025, 8, 31), True), (date(2026, 8, 31), True)],
        MEDIUM: [(date(2026, 2, 28), True)],
        HIGH: [(date(2026, 2, 28), False)],
    }
