"""What scrap replaced: reckoned under substitution only, and never added to a footprint of another scrap rule."""

from dataclasses import dataclass
from fractions import Fraction

from casthouse.footprint.factor import FactorTable
from casthouse.footprint.recovery_account import RecoveryAccount
from casthouse.footprint.scrap_rule import is_credit_verified, scrap_credit

G_PER_T = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """The emissions of virgin metal that was not made: t CO2e per t of bought scrap, and that scrap.

    `is_verified` says whether somebody read the factors in their sources.
    """

    per_t: Fraction
    scrap_t: Fraction
    factors: str
    is_verified: bool

    @property
    def co2e_t(self) -> Fraction:
        """In all."""
        return self.per_t * self.scrap_t


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """The account, and what its scrap avoided under substitution; None where no scrap was charged."""

    account: RecoveryAccount
    avoided: Avoided | None


def recovery_of(account: RecoveryAccount, factors: FactorTable) -> Recovery:
    """Return the account with what its scrap avoided: melt yield × (virgin − remelted).

    Scrap that an own process made replaces nothing, at whatever site it was charged and whatever the boundary is.

    Raises:
        Refusal: `factor_missing`.
    """
    scrap_g = account.bought_scrap
    if not scrap_g:
        return Recovery(account=account, avoided=None)
    return Recovery(
        account=account,
        avoided=Avoided(
            per_t=scrap_credit(factors),
            scrap_t=scrap_g / G_PER_T,
            factors=factors.named_on(account.last),
            is_verified=is_credit_verified(factors),
        ),
    )
