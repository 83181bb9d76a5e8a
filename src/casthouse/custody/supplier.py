"""Suppliers as a list to work through: who may deliver what on a day, and whose due diligence runs out when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.custody.due_diligence import Assessment, DueDiligenceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """One supplier on a day.

    `latest` is the assessment that decides about the day, None without one; `delivered_g` is the post-consumer scrap
    booked as CoC from it in the year up to the day.
    """

    name: str
    on: date
    status: DueDiligenceStatus
    latest: Assessment | None
    is_certified: bool
    delivered_g: int

    @property
    def days_left(self) -> int | None:
        """How many days, the day itself included, the due diligence still covers; None where it does not stand."""
        if self.latest is None or self.status is not DueDiligenceStatus.PASSED:
            return None
        return (self.latest.expires_on - self.on).days

    @property
    def is_wanting(self) -> bool:
        """Whether scrap was booked as CoC from a supplier that may not deliver it on the day."""
        entitled = self.is_certified or self.status is DueDiligenceStatus.PASSED
        return self.delivered_g > 0 and not entitled

    def as_json(self) -> dict[str, Any]:
        """Return its members; `expires_on` is the first day not covered."""
        latest = self.latest
        return {
            "supplier": self.name,
            "status": self.status.value,
            "assessed_on": None if latest is None else latest.assessed_on.isoformat(),
            "expires_on": None if latest is None else latest.expires_on.isoformat(),
            "days_left": self.days_left,
            "evidence": [] if latest is None else list(latest.evidence),
            "is_certified": self.is_certified,
            "post_consumer_scrap_g": self.delivered_g,
            "is_wanting": self.is_wanting,
        }
