"""When figures about all members are published: once for each year, when the year's annual reports are due.

A year that is published stays as it is. Published again with what came later, the difference between the two would
tell what one organisation added.
"""

from dataclasses import dataclass
from datetime import date

from casthouse.measure.disclosure import DisclosureRules
from casthouse.measure.period import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRules:
    """What has to stand behind a published count and a published mass, and how long after a year it waits."""

    counts: DisclosureRules
    masses: DisclosureRules
    after_months: int

    def first_day(self, year: int) -> date:
        """Return the first day on which the figures of a year may be published."""
        return add_months(date(year + 1, 1, 1), self.after_months)
