"""A partner's share of what left a facility: to the gram, by the share of each day, stage by stage."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.joint_venture import (
    DayOfOutput,
    TakenReceipt,
    precondition_finding,
    share_findings,
    taken_shares,
)
from casthouse.custody.stage import Stage
from casthouse.parties.joint_venture import LegalInterest, refuse_beyond_whole, whole_share
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store
JULY = date(2025, 7, 1)


def third(first: date = date(2025, 1, 1), last: date = date.max, share: str = "1/3") -> LegalInterest:
    return LegalInterest(facility="AS", holder="B", share=Fraction(share), first=first, last=last)


def out(mass_g: int, to: str = "C", day: date = JULY, stage: Stage = Stage.ALUMINIUM) -> DayOfOutput:
    return DayOfOutput(day=day, stage=stage, to=to, mass_g=mass_g)


@pytest.mark.parametrize(("taken_g", "beyond_g"), [(33, 0), (34, 1), (100, 67)])
def test_what_is_beyond_a_third_of_a_hundred_is_rounded_up(taken_g: int, beyond_g: int) -> None:
    output = [out(taken_g, "B"), *([out(100 - taken_g)] if taken_g < 100 else [])]
    (share,) = taken_shares(output, [third()])
    assert share.beyond_g == beyond_g
    found = share_findings([share], subject="A-COC 2025", holder="B", facility="AS")
    assert len(found) == (beyond_g > 0)


def test_each_day_counts_with_its_own_share_and_days_without_one_not_at_all() -> None:
    interests = [third(last=date(2025, 6, 30), share="1/2"), third(first=JULY, share="1/10")]
    output = [
        out(60, "B", date(2025, 6, 30)),
        out(40, day=date(2025, 6, 30)),
        out(100),
        out(999, "B", date(2024, 12, 31)),
    ]
    (share,) = taken_shares(output, interests)
    assert (share.taken_g, share.entitled, share.beyond_g) == (60, Fraction(60), 0)


def test_stages_do_not_make_up_for_each_other() -> None:
    output = [out(10, "B", stage=Stage.ALUMINA), out(20, stage=Stage.ALUMINA), out(900)]
    (share,) = taken_shares(output, [third()])
    assert (share.stage, share.beyond_g) == (Stage.ALUMINA, 0)


@given(st.lists(st.tuples(st.sampled_from("BC"), st.integers(1, 10**12)), max_size=20), st.fractions(0, 1))
def test_who_holds_the_whole_takes_nothing_beyond_it(shipped: list[tuple[str, int]], share: Fraction) -> None:
    output = [out(mass_g, to) for to, mass_g in shipped]
    for whole in taken_shares(output, [third(share="1")]):
        assert whole.beyond_g == 0
    if share:
        for part in taken_shares(output, [third(share=str(share))]):
            total_g = sum(mass_g for _, mass_g in shipped)
            assert (part.beyond_g > 0) == (part.taken_g > share * total_g)


def test_days_without_performance_certificate_are_found() -> None:
    receipts = [
        TakenReceipt(supplier="A", day=date(2025, 6, 30), mass_g=5),
        TakenReceipt(supplier="A", day=JULY, mass_g=7),
    ]
    asked = {"subject": "B-COC 2025", "supplier": "A"}
    assert precondition_finding(receipts, covered=[(date(2025, 1, 1), JULY)], **asked) == []
    (found,) = precondition_finding(receipts, covered=[(date(2025, 1, 1), date(2025, 6, 30))], **asked)
    assert "from 2025-07-01 on" in found.detail


@pytest.mark.parametrize(
    "text", ["", "0", "-1/3", "4/3", "1/0", "x", "1/10000000001", "nan", "1" * 41, "1e-3", "1e999999999"]
)
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        whole_share(text)
    assert refused.value.code == "share_invalid"


def test_no_more_than_the_whole_on_any_day() -> None:
    others = [
        LegalInterest(facility="AS", holder="C", share=Fraction(2, 3), first=JULY),
        LegalInterest(facility="CH", holder="C", share=Fraction(1), first=date(2020, 1, 1)),
    ]
    refuse_beyond_whole(others, third())
    with pytest.raises(Refusal) as beyond:
        refuse_beyond_whole(others, third(share="333334/1000000"))
    assert beyond.value.code == "interest_beyond_whole"
    refuse_beyond_whole(others, third(share="1", last=date(2025, 6, 30)))
    with pytest.raises(Refusal) as twice:
        refuse_beyond_whole([third(last=JULY)], third(first=JULY))
    assert twice.value.code == "interest_twice"
