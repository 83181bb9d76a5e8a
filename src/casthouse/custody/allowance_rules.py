"""The numbers of an edition that the accounts of a scope are judged by.

They come from a rule pack, which stands beside this package and is not imported here: the service hands them
over (`casthouse.service.rule_pack.allowance_rules`). No field has a default, so that no rule is forgotten.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor

from casthouse.measure.period import add_months


class OverdraftBase(StrEnum):
    """What the limit of an internal overdraft is a share of."""

    COC_INPUT = "coc_input"
    COC_OUTPUT = "coc_output"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceRules:
    """The rules of material accounting of one edition, CoC Standard parts 2, 4, 7 and 8.

    Shares are exact fractions, 1 % is `Fraction(1, 100)`. `cash_cap` is a whole amount in US dollars, to be
    lowered to the legal limit where that is lower.
    """

    overdraft_limit: Fraction
    overdraft_base: OverdraftBase
    overdraft_needs_force_majeure: bool
    overdraft_within_affected_mass: bool
    balance_carries: bool
    receipt_tolerance: Fraction
    contractor_difference: Fraction
    reconciliation_tolerance: Fraction
    due_diligence_months: int
    cash_cap: int
    cash_linked_days: int

    def __post_init__(self) -> None:
        shares = (
            self.overdraft_limit,
            self.receipt_tolerance,
            self.contractor_difference,
            self.reconciliation_tolerance,
        )
        assert all(0 <= share <= 1 for share in shares)
        assert self.due_diligence_months > 0
        assert self.cash_cap >= 0
        assert self.cash_linked_days >= 0

    def overdraft_ceiling_g(
        self, *, coc_input_g: Fraction, coc_outflow_g: int, affected_g: int | None = None
    ) -> int:
        """Return the largest overdraft that closing may tolerate, in whole grams, rounded down.

        Args:
            coc_input_g: CoC inflow and the CoC share of own production (C + Qc of contract section 3).
            coc_outflow_g: what was shipped as CoC in the period.
            affected_g: the mass that the recorded force majeure hit; None where the record states none.
        """
        base_g = coc_input_g if self.overdraft_base is OverdraftBase.COC_INPUT else Fraction(coc_outflow_g)
        ceiling_g = floor(self.overdraft_limit * base_g)
        if affected_g is None or not self.overdraft_within_affected_mass:
            return ceiling_g
        return min(ceiling_g, affected_g)

    def due_diligence_ends_on(self, assessed_on: date) -> date:
        """Return the first day that a due diligence of the given day no longer covers."""
        return add_months(assessed_on, self.due_diligence_months)

    def within_receipt_tolerance(self, *, document_g: int, received_g: int) -> bool:
        """Say whether the goods match their CoC Document, both in grams (check R8, part 10)."""
        return abs(received_g - document_g) <= self.receipt_tolerance * document_g
