"""Outsourcing contractors: material that leaves the site and stays in the scope's accounts (CoC Standard part 2).

What is sent to a contractor and comes back is neither inflow nor outflow and touches no position. It is
accounted for per contractor, material and period: what was held there and sent must be returned, recorded
as lost with its cause, or confirmed as still held. The rest is the difference; above a share of the edition
it needs an explanation. A contractor must be listed in the certificate and its risk accepted on the day of
sending, else the CoC status of the lot is blocked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.stage import Material
from casthouse.measure.mass import tonnes_text
from casthouse.measure.period import Period
from casthouse.refusal import Refusal


class Direction(StrEnum):
    """Which way a transfer went."""

    SENT = "sent"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorListing:
    """A contractor in the certification scope, from a day to before another; None: until further notice."""

    contractor: str
    listed_from: date
    listed_until: date | None
    risk_accepted_on: date | None

    def allows(self, day: date) -> bool:
        """Say whether the contractor may be used on the day: listed, and its risk assessed as acceptable."""
        is_listed = self.listed_from <= day and (self.listed_until is None or day < self.listed_until)
        return is_listed and self.risk_accepted_on is not None and self.risk_accepted_on <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorAccountKey:
    """One account: a contractor and the material as it was sent."""

    contractor: str
    material: Material


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorTransfer:
    """Material sent or returned on a day, in grams; `material` is what was sent, whatever it came back as."""

    reference: str
    contractor: str
    day: date
    material: Material
    direction: Direction
    mass_g: int
    lot: str = ""

    @property
    def key(self) -> ContractorAccountKey:
        """The account that the transfer belongs to."""
        return ContractorAccountKey(contractor=self.contractor, material=self.material)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorLoss:
    """Material lost at a contractor, recorded with its cause."""

    key: ContractorAccountKey
    day: date
    mass_g: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorAccount:
    """What had to be accounted for in a period and what became of it, in grams.

    Guarantee: opening + sent = returned + loss + held + difference.
    """

    key: ContractorAccountKey
    opening_g: int
    sent_g: int
    returned_g: int
    loss_g: int
    held_g: int

    @property
    def to_account_g(self) -> int:
        """What was at the contractor or went there."""
        return self.opening_g + self.sent_g

    @property
    def difference_g(self) -> int:
        """What is missing; negative where more came back than can have been there."""
        return self.to_account_g - self.returned_g - self.loss_g - self.held_g

    @property
    def difference_share(self) -> Fraction | None:
        """The difference over what had to be accounted for; None where that is nothing."""
        return Fraction(self.difference_g, self.to_account_g) if self.to_account_g else None

    def needs_explanation(self, limit: Fraction) -> bool:
        """Say whether the difference exceeds the limit, in either direction."""
        return abs(self.difference_g) > limit * self.to_account_g


def refuse_unlisted(transfer: ContractorTransfer, listings: Iterable[ContractorListing]) -> None:
    """Let material be sent to a contractor that is listed on the day; returns are always let in.

    Raises:
        Refusal: `contractor_not_listed`.
    """
    if _is_allowed(transfer, tuple(listings)):
        return
    raise Refusal(
        "contractor_not_listed",
        found=f"{transfer.contractor} on {transfer.day}",
        expected="a contractor in the certification scope on that day, its risk assessed as acceptable",
        todo="have the contractor added to the scope first, or send the lot without CoC status",
    )


def record_loss(*, key: ContractorAccountKey, day: date, mass_g: int, cause: str) -> ContractorLoss:
    """Return a loss at a contractor.

    Raises:
        Refusal: `quantity_invalid`, `contractor_loss_without_cause`.
    """
    if mass_g <= 0:
        raise Refusal(
            "quantity_invalid", found=f"{mass_g} g", expected="a mass above zero", todo="correct the mass"
        )
    if not cause.strip():
        raise Refusal(
            "contractor_loss_without_cause",
            found=f"a loss of {tonnes_text(mass_g)} t without a cause",
            expected="the cause, such as melt loss or turnings scrapped",
            todo="state the cause",
        )
    return ContractorLoss(key=key, day=day, mass_g=mass_g, cause=cause.strip())


def blocked_transfers(
    transfers: Iterable[ContractorTransfer], listings: Iterable[ContractorListing]
) -> tuple[ContractorTransfer, ...]:
    """Return what was sent to a contractor that was not listed on the day: its CoC status is blocked."""
    known = tuple(listings)
    return tuple(each for each in transfers if not _is_allowed(each, known))


def contractor_accounts(
    period: Period,
    *,
    transfers: Iterable[ContractorTransfer],
    losses: Iterable[ContractorLoss],
    opening_g: Mapping[ContractorAccountKey, int],
    held_g: Mapping[ContractorAccountKey, int],
) -> list[ContractorAccount]:
    """Return the accounts of a period, by contractor and material.

    Args:
        period: movements of other days do not count.
        transfers: what was sent and returned.
        losses: what was recorded as lost.
        opening_g: what the contractors held at the start: `held_g` of the period before.
        held_g: what the contractors confirmed to hold at the end; what nobody confirmed counts as not held.
    """
    sums: dict[tuple[ContractorAccountKey, str], int] = {}
    for transfer in transfers:
        if transfer.day in period:
            slot = (transfer.key, transfer.direction.value)
            sums[slot] = sums.get(slot, 0) + transfer.mass_g
    for loss in losses:
        if loss.day in period:
            sums[loss.key, "loss"] = sums.get((loss.key, "loss"), 0) + loss.mass_g
    keys = {key for key, _ in sums} | set(opening_g) | set(held_g)
    return [
        ContractorAccount(
            key=key,
            opening_g=opening_g.get(key, 0),
            sent_g=sums.get((key, Direction.SENT.value), 0),
            returned_g=sums.get((key, Direction.RETURNED.value), 0),
            loss_g=sums.get((key, "loss"), 0),
            held_g=held_g.get(key, 0),
        )
        for key in sorted(keys, key=lambda key: (key.contractor, key.material))
    ]


def contractor_findings(
    accounts: Sequence[ContractorAccount],
    *,
    blocked: Sequence[ContractorTransfer],
    explained: Mapping[ContractorAccountKey, str],
    rules: AllowanceRules,
    subject: str,
) -> list[Finding]:
    """Return what a period's contractor accounts show.

    Args:
        accounts: the accounts of the period.
        blocked: what `blocked_transfers` returned for it.
        explained: the recorded explanations of differences; a blank one explains nothing.
        rules: the share above which a difference needs an explanation.
        subject: scope and period, to which the contractor is added.
    """
    unlisted = [
        Finding(
            code=FindingCode.CONTRACTOR_NOT_LISTED,
            subject=f"{subject} {each.contractor}",
            detail=f"{each.reference}: {tonnes_text(each.mass_g)} t sent on {each.day}, CoC status blocked",
        )
        for each in blocked
    ]
    unexplained = [
        Finding(
            code=FindingCode.CONTRACTOR_DIFFERENCE_UNEXPLAINED,
            subject=f"{subject} {each.key.contractor} {each.key.material.value}",
            detail=f"{tonnes_text(each.difference_g)} t of {tonnes_text(each.to_account_g)} t not accounted for",
        )
        for each in accounts
        if each.needs_explanation(rules.contractor_difference) and not explained.get(each.key, "").strip()
    ]
    return [*unlisted, *unexplained]


def _is_allowed(transfer: ContractorTransfer, listings: Sequence[ContractorListing]) -> bool:
    if transfer.direction is Direction.RETURNED:
        return True
    return any(each.contractor == transfer.contractor and each.allows(transfer.day) for each in listings)
