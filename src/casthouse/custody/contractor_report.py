"""The reconciliation of a scope's contractors in a period, as people and programs get it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casthouse.custody.contractor import ContractorAccount, ContractorAccountKey
from casthouse.custody.finding import Finding
from casthouse.measure.period import Period
from casthouse.measure.share import share_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorReport:
    """The accounts of a period with what explains their differences.

    Differences are judged once the period is over: until then material may simply be on its way.
    """

    scope: str
    period: Period
    is_over: bool
    limit: Fraction
    accounts: Sequence[ContractorAccount]
    explained: Mapping[ContractorAccountKey, str]
    findings: Sequence[Finding]

    def as_json(self) -> dict[str, Any]:
        """Return its members; the period's end is inclusive."""
        return {
            "scope": self.scope,
            "period": {"start": self.period.start.isoformat(), "end": self.period.last_day.isoformat()},
            "is_over": self.is_over,
            "limit": share_text(self.limit),
            "accounts": [self._account(each) for each in self.accounts],
            "findings": [each.as_json() for each in self.findings],
        }

    def _account(self, account: ContractorAccount) -> dict[str, Any]:
        return {
            "contractor": account.key.contractor,
            "material": account.key.material.value,
            "opening_g": account.opening_g,
            "sent_g": account.sent_g,
            "returned_g": account.returned_g,
            "loss_g": account.loss_g,
            "held_g": account.held_g,
            "difference_g": account.difference_g,
            "difference_share": share_text(account.difference_share),
            "needs_explanation": account.needs_explanation(self.limit),
            "explanation": self.explained.get(account.key, ""),
        }
