"""The market credits of a scope on a day: what was allocated, to whom it was sold, what is open and what lapsed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casthouse.custody.market_credit import CreditAllocation, CreditPurchase, credit_standing
from casthouse.custody.position import NO_FLOW, Flow
from casthouse.custody.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditBook:
    """All allocations of a scope and all sales of them."""

    scope: str
    on: date
    allocations: Sequence[CreditAllocation]
    purchases: Sequence[CreditPurchase]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "scope": self.scope,
            "on": self.on.isoformat(),
            "allocations": [self._allocation(each) for each in self.allocations],
        }

    def _allocation(self, allocation: CreditAllocation) -> dict[str, Any]:
        standing = credit_standing(allocation, self.purchases, on=self.on)
        return {
            "reference": allocation.reference,
            "period": {"start": allocation.period.start.isoformat()},
            "credits": allocation.credit_count,
            "mass_g": allocation.mass_g,
            "sold": standing.sold_count,
            "open": standing.open_count,
            "lapsed": standing.lapsed_count,
            "sales": [
                {
                    "reference": each.reference,
                    "buyer": each.buyer,
                    "date": each.on.isoformat(),
                    "credits": each.credit_count,
                }
                for each in self.purchases
                if each.allocation == allocation.reference
            ],
        }


def with_credits(flows: Mapping[Stage, Flow], allocated_g: int) -> Mapping[Stage, Flow]:
    """Return the flows of a period with what was set aside as credits: claimed like a sale, but nothing left."""
    if not allocated_g:
        return flows
    metal = flows.get(Stage.ALUMINIUM, NO_FLOW)
    claimed = replace(metal, coc_outflow_g=metal.coc_outflow_g + allocated_g)
    return {**flows, Stage.ALUMINIUM: claimed}
