"""What was said to clear an anomaly, and what of it an organisation concerned is told."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyClearance:
    """Who cleared an anomaly, in which role, when and why, as the evidence was then.

    `is_told` says whether the reason was written for the organisations concerned, too.
    """

    key: str
    digest: str
    reason: str
    at: datetime
    actor: str
    role: str
    is_told: bool = False

    def as_told(self) -> "AnomalyClearance":
        """Return what an organisation concerned is told: role and day; the reason where it was written for it."""
        return replace(self, actor="", reason=self.reason if self.is_told else "")
