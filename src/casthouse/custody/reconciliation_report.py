"""The reconciliation of one month of a scope, as people and programs get it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from casthouse.custody.finding import Finding
from casthouse.custody.reconciliation import MonthReconciliation
from casthouse.measure.share import share_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationReport:
    """One month, a line a material; `tolerance` is the share of the booked mass that a difference may have."""

    scope: str
    month: date
    tolerance: Fraction
    lines: Sequence[MonthReconciliation]
    findings: Sequence[Finding]

    def as_json(self) -> dict[str, Any]:
        """Return its members; None where nothing was declared or counted."""
        return {
            "scope": self.scope,
            "month": f"{self.month:%Y-%m}",
            "tolerance": share_text(self.tolerance),
            "materials": [_line(each) for each in self.lines],
            "findings": [each.as_json() for each in self.findings],
        }


def _line(each: MonthReconciliation) -> dict[str, Any]:
    declared = each.declared
    return {
        "material": each.material.value,
        "opening_g": each.opening_g,
        "made_g": each.made_g,
        "consumed_g": each.consumed_g,
        "inflow": {
            "booked_g": each.inflow_g,
            "declared_g": None if declared is None else declared.inflow_g,
            "difference_g": each.inflow_difference_g,
        },
        "outflow": {
            "booked_g": each.outflow_g,
            "declared_g": None if declared is None else declared.outflow_g,
            "difference_g": each.outflow_difference_g,
        },
        "stock": {
            "booked_g": each.book_closing_g,
            "counted_g": each.counted_g,
            "difference_g": each.stock_difference_g,
        },
    }
