"""Findings: what a check of a period or of the whole store returns. A finding is not a refusal: nothing is undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    """The findings, in the order in which they are listed."""

    OVERDRAFT_NOT_ALLOWED = "overdraft_not_allowed"
    OVERDRAFT_ABOVE_LIMIT = "overdraft_above_limit"
    OUTFLOW_EXCEEDS_INFLOW = "outflow_exceeds_inflow"
    SUPPLIER_NOT_ENTITLED = "supplier_not_entitled"
    JOINT_VENTURE_SHARE_EXCEEDED = "joint_venture_share_exceeded"
    JOINT_VENTURE_NOT_ENTITLED = "joint_venture_not_entitled"
    CHANGED_SINCE_CLOSING = "changed_since_closing"
    DOCUMENT_NOT_IN_LEDGER = "document_not_in_ledger"
    CONTRACTOR_NOT_LISTED = "contractor_not_listed"
    CONTRACTOR_DIFFERENCE_UNEXPLAINED = "contractor_difference_unexplained"
    TOLL_OVERDRAWN = "toll_overdrawn"
    CASH_PURCHASE_ABOVE_CAP = "cash_purchase_above_cap"
    INFLOW_DIFFERS = "inflow_differs"
    OUTFLOW_DIFFERS = "outflow_differs"
    STOCK_DIFFERS = "stock_differs"
    STOCK_NEGATIVE = "stock_negative"
    STOCK_NOT_COUNTED = "stock_not_counted"
    LOT_OVERDRAWN = "lot_overdrawn"
    LOT_NOT_RECORDED = "lot_not_recorded"
    LOT_RENAMED = "lot_renamed"
    LOT_DRAWN_EARLY = "lot_drawn_early"
    PROCESS_DATED_AHEAD = "process_dated_ahead"
    METAL_CALLED_SCRAP = "metal_called_scrap"
    PROCESS_AFTER_CLOSING = "process_after_closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: about what, and what was seen."""

    code: FindingCode
    subject: str
    detail: str

    def as_json(self) -> dict[str, str]:
        """Return its members."""
        return {"code": self.code.value, "subject": self.subject, "detail": self.detail}


def codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the codes found, each once, in their order."""
    found = {finding.code for finding in findings}
    return tuple(code.value for code in FindingCode if code in found)
