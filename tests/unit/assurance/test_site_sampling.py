from fractions import Fraction

import pytest

from casthouse.assurance.audit import AuditType
from casthouse.assurance.site_sampling import (
    ChosenBecause,
    ChosenSite,
    SampledSite,
    draw,
    sample_sites,
    sites_wanted,
)
from casthouse.parties.activity import Activity
from tests.unit.assurance.manual_samples import MANUAL

CASTING = frozenset({Activity.CASTHOUSE})
RULES = MANUAL.sampling


def test_ten_sites_as_the_fact_sheet_counts_them() -> None:
    factors = (RULES.initial, RULES.surveillance, RULES.recertification)
    assert [sites_wanted(10, factor) for factor in factors] == [4, 2, 3]


@pytest.mark.parametrize(
    ("sites", "wanted"), [(0, 0), (1, 1), (2, 2), (4, 2), (5, 3), (9, 3), (10, 4), (100, 10)]
)
def test_the_root_is_rounded_up_exactly(sites: int, wanted: int) -> None:
    assert sites_wanted(sites, Fraction(1)) == wanted


def test_a_root_too_fine_for_floats_is_still_exact() -> None:
    assert sites_wanted(10**32, Fraction(1)) == 10**16
    assert sites_wanted(10**32 + 1, Fraction(1)) == 10**16 + 1


def plants(count: int) -> list[SampledSite]:
    return [SampledSite(code=f"P{n:02}", activities=CASTING, risk=n) for n in range(count)]


def chosen(
    sites: list[SampledSite], seed: str = "7", kind: AuditType = AuditType.CERTIFICATION
) -> list[ChosenSite]:
    return list(sample_sites(sites, audit_type=kind, seed=seed, rules=RULES))


def test_half_by_risk_and_half_by_lot() -> None:
    found = chosen(plants(10))
    by = {because: [each.code for each in found if each.because is because] for because in ChosenBecause}
    assert by[ChosenBecause.RISK] == ["P08", "P09"]
    lots = sorted((f"P{n:02}" for n in range(8)), key=lambda code: draw("7", code))
    assert by[ChosenBecause.RANDOM] == sorted(lots[:2])


def test_the_lot_is_known_to_everybody_who_has_the_seed() -> None:
    assert chosen(plants(10)) == chosen(plants(10)[::-1])
    assert chosen(plants(40), seed="7") != chosen(plants(40), seed="8")


def test_sites_with_open_majors_and_the_head_office_are_always_in() -> None:
    sites = [
        SampledSite(code=each.code, activities=CASTING, has_open_major=each.code in {"P00", "P01", "P02"})
        for each in plants(10)
    ]
    office = SampledSite(code="HQ", activities=frozenset({Activity.OTHER_MANUFACTURING}), is_head_office=True)
    found = chosen([*sites, office], kind=AuditType.SURVEILLANCE)
    assert [each.code for each in found if each.because is ChosenBecause.OPEN_MAJOR] == ["P00", "P01", "P02"]
    assert [each.code for each in found if each.because is ChosenBecause.HEAD_OFFICE] == ["HQ"]
    assert (
        len([each for each in found if each.because is ChosenBecause.RANDOM]) == 1
    )  # a quarter of two, at least


def test_sites_that_do_something_else_are_not_alike() -> None:
    mine = SampledSite(code="MINE", activities=frozenset({Activity.BAUXITE_MINING}))
    assert "MINE" in [each.code for each in chosen([*plants(9), mine], kind=AuditType.SURVEILLANCE)]
