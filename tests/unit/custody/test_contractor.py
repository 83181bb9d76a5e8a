"""Material at outsourcing contractors: listed on the day, accounted for to the gram, differences explained."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from casthouse.custody.contractor import (
    ContractorAccount,
    ContractorAccountKey,
    ContractorListing,
    ContractorLoss,
    ContractorTransfer,
    Direction,
    blocked_transfers,
    contractor_accounts,
    contractor_findings,
    record_loss,
    refuse_unlisted,
)
from casthouse.custody.finding import FindingCode
from casthouse.custody.stage import Material
from casthouse.measure.period import Period
from tests.unit.custody.allowance_samples import RULES, T
from tests.unit.refusing import refused

YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
KEY = ContractorAccountKey(contractor="SLIT", material=Material.ALUMINIUM)
LISTING = ContractorListing(
    contractor="SLIT",
    listed_from=date(2024, 2, 1),
    listed_until=date(2024, 11, 1),
    risk_accepted_on=date(2024, 1, 20),
)


def transfer(
    day: str, mass_g: int, direction: Direction = Direction.SENT, *, contractor: str = "SLIT"
) -> ContractorTransfer:
    return ContractorTransfer(
        reference=f"{direction.value} {day}",
        contractor=contractor,
        day=date.fromisoformat(day),
        material=Material.ALUMINIUM,
        direction=direction,
        mass_g=mass_g,
    )


def account(
    *transfers: ContractorTransfer,
    losses: tuple[ContractorLoss, ...] = (),
    opening_g: int = 0,
    held_g: int = 0,
) -> ContractorAccount:
    (only,) = contractor_accounts(
        YEAR, transfers=transfers, losses=losses, opening_g={KEY: opening_g}, held_g={KEY: held_g}
    )
    return only


SENT = transfer("2024-03-01", 100 * T)


def returned(mass_g: int) -> ContractorTransfer:
    return transfer("2024-04-01", mass_g, Direction.RETURNED)


@pytest.mark.parametrize(
    ("day", "is_listed"),
    [("2024-01-31", False), ("2024-02-01", True), ("2024-10-31", True), ("2024-11-01", False)],
)
def test_a_contractor_is_used_while_it_is_listed(day: str, *, is_listed: bool) -> None:
    assert LISTING.allows(date.fromisoformat(day)) is is_listed
    assert blocked_transfers([transfer(day, 1)], [LISTING]) == (() if is_listed else (transfer(day, 1),))
    if is_listed:
        refuse_unlisted(transfer(day, 1), [LISTING])
    else:
        with refused("contractor_not_listed"):
            refuse_unlisted(transfer(day, 1), [LISTING])


def test_its_risk_is_accepted_before_the_first_use() -> None:
    assert not replace(LISTING, risk_accepted_on=None).allows(date(2024, 3, 1))
    assert not replace(LISTING, risk_accepted_on=date(2024, 3, 2)).allows(date(2024, 3, 1))
    assert replace(LISTING, risk_accepted_on=date(2024, 3, 1)).allows(date(2024, 3, 1))


def test_a_listing_without_an_end_goes_on() -> None:
    assert replace(LISTING, listed_until=None).allows(date(2030, 1, 1))


def test_the_listing_of_another_contractor_does_not_help() -> None:
    with refused("contractor_not_listed"):
        refuse_unlisted(transfer("2024-03-01", 1, contractor="OTHER"), [LISTING])
    with refused("contractor_not_listed"):
        refuse_unlisted(SENT, [])


def test_what_comes_back_is_always_let_in() -> None:
    back = transfer("2024-12-01", 1, Direction.RETURNED)
    refuse_unlisted(back, [])
    assert blocked_transfers([back], []) == ()


def test_what_was_there_and_went_there_is_returned_lost_held_or_missing() -> None:
    loss = record_loss(key=KEY, day=date(2024, 4, 1), mass_g=2 * T, cause="edge trim scrapped")
    held = account(SENT, returned(90 * T), losses=(loss,), opening_g=10 * T, held_g=15 * T)
    assert (held.sent_g, held.returned_g, held.loss_g, held.held_g) == (100 * T, 90 * T, 2 * T, 15 * T)
    assert held.difference_g == 3 * T
    assert held.difference_share == Fraction(3, 110)


def test_what_nobody_confirmed_to_hold_is_missing() -> None:
    assert account(SENT).difference_g == 100 * T


def test_an_account_opens_with_nothing_unless_something_was_held() -> None:
    (only,) = contractor_accounts(YEAR, transfers=[SENT], losses=[], opening_g={}, held_g={})
    assert (only.opening_g, only.held_g, only.to_account_g) == (0, 0, 100 * T)


def test_transfers_and_losses_of_other_periods_do_not_count() -> None:
    loss = ContractorLoss(key=KEY, day=date(2025, 1, 1), mass_g=1, cause="fire")
    outside = (transfer("2023-12-31", 1), transfer("2025-01-01", 1))
    accounts = contractor_accounts(YEAR, transfers=outside, losses=[loss], opening_g={}, held_g={})
    assert accounts == []


def test_accounts_are_kept_by_contractor_and_by_material_as_sent() -> None:
    scrap = replace(SENT, material=Material.PRE_CONSUMER_SCRAP)
    other = replace(SENT, contractor="CAST")
    accounts = contractor_accounts(YEAR, transfers=[SENT, scrap, other], losses=[], opening_g={}, held_g={})
    assert [(each.key.contractor, each.key.material) for each in accounts] == [
        ("CAST", Material.ALUMINIUM),
        ("SLIT", Material.ALUMINIUM),
        ("SLIT", Material.PRE_CONSUMER_SCRAP),
    ]


@pytest.mark.parametrize(
    ("returned_g", "is_found"),
    [
        (99 * T, False),
        (99 * T - 1, True),
        (101 * T, False),
        (101 * T + 1, True),
        (100 * T, False),
    ],
)
def test_a_difference_above_one_percent_needs_an_explanation(returned_g: int, *, is_found: bool) -> None:
    accounts = [account(SENT, returned(returned_g))]
    findings = contractor_findings(accounts, blocked=(), explained={}, rules=RULES, subject="S 2024-01-01")
    assert [each.code for each in findings] == [FindingCode.CONTRACTOR_DIFFERENCE_UNEXPLAINED] * is_found
    assert all(each.subject == "S 2024-01-01 SLIT aluminium" for each in findings)


def test_an_explanation_is_more_than_blanks() -> None:
    accounts = [account(SENT)]
    for text, count in (("weighed wet", 0), ("  ", 1)):
        findings = contractor_findings(accounts, blocked=(), explained={KEY: text}, rules=RULES, subject="S")
        assert len(findings) == count


def test_material_that_came_back_though_nothing_was_sent_is_found() -> None:
    surplus = account(returned(1))
    assert surplus.difference_share is None
    assert surplus.needs_explanation(RULES.contractor_difference)
    assert not account().needs_explanation(RULES.contractor_difference)


def test_what_was_sent_to_an_unlisted_contractor_is_found() -> None:
    (finding,) = contractor_findings([], blocked=(SENT,), explained={}, rules=RULES, subject="S")
    assert finding.code is FindingCode.CONTRACTOR_NOT_LISTED
    assert "100 t sent on 2024-03-01" in finding.detail


def test_a_loss_has_a_mass_and_a_cause() -> None:
    with refused("quantity_invalid"):
        record_loss(key=KEY, day=date(2024, 4, 1), mass_g=0, cause="melt loss")
    with refused("contractor_loss_without_cause"):
        record_loss(key=KEY, day=date(2024, 4, 1), mass_g=1, cause=" ")
    assert record_loss(key=KEY, day=date(2024, 4, 1), mass_g=1, cause=" melt loss ").cause == "melt loss"
