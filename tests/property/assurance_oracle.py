"""What a sequence of accepted calls permits at most, by the prose of the fact sheets and nothing of the product.

A certificate is remembered as a level, a last day and a state; days pass one by one. The oracle is an upper bound:
where the product says certified, the oracle must say so too.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

DAY = timedelta(days=1)
ITEMS = ("1.1", "1.2", "1.3", "1.4", "1.5")
MAJORS_MAX, FULL_MONTHS, PROVISIONAL_MONTHS, EXTENSION_MONTHS, CURE_MONTHS = 3, 36, 12, 6, 6
GOOD = {"full", "provisional"}


def later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


@dataclass
class Audit:
    """What the acts that were accepted made of an audit."""

    standard: str
    kind: str
    ratings: dict[str, str] = field(default_factory=dict)
    open_majors: set[str] = field(default_factory=set)
    items: dict[int, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    decided: list[str] = field(default_factory=list)

    def rate(self, item: str, rating: str, *, number: int | None) -> None:
        """Take a finding, and the number of the non-conformance that it raised."""
        self.ratings[item] = rating
        if number is not None:
            self.items[number] = item
        self.open_majors.discard(item)
        if rating == "major_non_conformance":
            self.open_majors.add(item)

    def mend(self, number: int) -> None:
        """Take the lead's word that a non-conformance is closed, or a smaller one."""
        self.open_majors.discard(self.items[number])

    def best(self) -> str:
        """Return the best certificate that the findings permit: `full`, `provisional` or none."""
        rated = set(self.ratings) == set(ITEMS) and "unable_to_rate" not in self.ratings.values()
        if not rated or not {"planned", "visited", "accepted"} <= self.done:
            return ""
        if not self.open_majors:
            return "full"
        return "provisional" if len(self.open_majors) <= MAJORS_MAX else ""


@dataclass
class Certificate:
    """The certificate of one standard that may be there at most."""

    level: str = ""
    issued: date = date.min
    last: date = date.min
    state: str = "none"
    since: date = date.min

    def holds(self, day: date) -> bool:
        """Say whether it may entitle on a day."""
        return self.state in GOOD and day <= self.last

    def grant(self, level: str, day: date) -> None:
        """Issue it anew."""
        months = FULL_MONTHS if level == "full" else PROVISIONAL_MONTHS
        self.level = self.state = level
        self.issued, self.last = day, later(day, months) - DAY

    def confirm(self) -> None:
        """Make a provisional one full, from its issue on."""
        if self.state == "provisional":
            self.level = self.state = "full"
            self.last = max(self.last, later(self.issued, FULL_MONTHS) - DAY)

    def suspend(self, day: date) -> None:
        """Let it rest."""
        if self.state in GOOD:
            self.state, self.since = "suspended", day

    def reinstate(self, day: date) -> None:
        """Let it hold again."""
        if self.state == "suspended" and day <= later(self.since, CURE_MONTHS):
            self.state = self.level

    def extend(self) -> None:
        """Let it run on under force majeure."""
        self.last = later(self.last + DAY, EXTENSION_MONTHS) - DAY

    def end(self) -> None:
        """End it for good."""
        self.state = "ended"

    def passed_on(self) -> "Certificate":
        """Return it as the buyer of its site holds it: to the same day, as if the seller had kept it."""
        return replace(self)

    def wake(self, day: date) -> None:
        """Let a day begin."""
        if (self.state in GOOD and day > self.last) or (
            self.state == "suspended" and (day > later(self.since, CURE_MONTHS) or day > self.last)
        ):
            self.end()


@dataclass
class Oracle:
    """Both certificates of one scope, and what held on which past day; a buyer of its site has an oracle of its own."""

    performance_due: date
    certificates: dict[str, Certificate] = field(
        default_factory=lambda: {"performance": Certificate(), "chain_of_custody": Certificate()}
    )
    held: dict[tuple[str, date], bool] = field(default_factory=dict)

    def settle(self, day: date) -> None:
        """Let what is due happen: custody rests without performance once that is due."""
        for each in self.certificates.values():
            each.wake(day)
        if day > self.performance_due and not self.certificates["performance"].holds(day):
            self.certificates["chain_of_custody"].suspend(day)

    def holds(self, standard: str, day: date, today: date) -> bool:
        """Say whether a certificate may entitle on a day that is not after today."""
        if day < today:
            return self.held.get((standard, day), False)
        return self.certificates[standard].holds(day)

    def sell(self, standards: tuple[str, ...], buyer: "Oracle", day: date) -> None:
        """Let certificates go on with a buyer; what they permitted here ends with the day before."""
        for standard in standards:
            held = self.certificates[standard]
            assert held.holds(day), f"{standard} passed on, which is {held.state}"
            buyer.certificates[standard] = held.passed_on()
            held.end()
        self.settle(day)
        buyer.settle(day)

    def pass_day(self, today: date) -> None:
        """Remember a day at its end, and begin the next."""
        for standard, each in self.certificates.items():
            self.held[standard, today] = each.holds(today)
        self.settle(today + DAY)
