"""A certificate as the prose of the fact sheet (5.8) tells it: walked day by day, with nothing of ours."""

from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)


def clamped(day: date, months: int) -> date:
    """Return the same day some months later, by trying: the model does no arithmetic of ours."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


GOES_BEFORE = {"suspend", "revoke", "withdraw", "lower", "reinstate", "surveil", "confirm", "supersede"}


@dataclass
class Planned:
    """A move recorded for a day to come; `number` is its place in the history."""

    kind: str
    by: str
    day: date
    number: int


@dataclass
class Model:
    """A certificate that is walked through its days one by one."""

    state: str = ""
    former: str = ""
    issued: date = date.max
    last: date = date.max
    suspended: date = date.max
    extended: bool = False
    termed: int = 0  # number of the last move that set another term
    planned: list[Planned] = field(default_factory=list)
    void: set[int] = field(default_factory=set)

    def begin(self, day: date, *, covered: bool) -> None:
        """Let a day begin, with what was planned for it."""
        self.wake(day, covered=covered)
        for each in [each for each in self.planned if each.day == day]:
            self.planned.remove(each)
            outdated = each.kind == "extend" and each.number < self.termed
            if self.may(each.kind, each.by, covered=True) and not outdated:
                self.make(each.kind, day, full=False)
                self.wake(day, covered=covered)
            else:
                self.void.add(each.number)

    def wake(self, day: date, *, covered: bool) -> None:
        """Let a day begin."""
        if self.state in {"full", "provisional", "suspended"} and day > self.last:
            self.state = "expired"
        elif self.state == "suspended" and day > clamped(self.suspended, 1):
            self.state = "revoked"
        elif self.state in {"full", "provisional"} and not covered:
            self.suspend(day)

    def suspend(self, day: date) -> None:
        self.former, self.state, self.suspended = self.state, "suspended", day

    def may(self, kind: str, by: str, *, covered: bool) -> bool:
        """Say whether somebody may do it, by the prose."""
        running = self.state in {"full", "provisional", "suspended"}
        good = self.state in {"full", "provisional"}
        return {
            "apply": self.state == "" and by == "holder",
            "open_audit": self.state == "applied" and by == "auditor",
            "send_report": self.state == "in_audit" and by == "auditor",
            "send_back": self.state == "under_review" and by == "secretariat",
            "grant": self.state == "under_review" and by == "decision",
            "refuse": self.state == "under_review" and by == "decision",
            "confirm": self.state == "provisional" and by == "decision",
            "lower": self.state == "full" and by == "decision",
            "surveil": good and by == "decision",
            "extend": good and by == "secretariat" and not self.extended,
            "suspend": good and by in {"secretariat", "decision"},
            "reinstate": self.state == "suspended" and by == "secretariat" and covered,
            "revoke": running and by in {"decision", "secretariat"},
            "withdraw": by == "holder" and (running or self.state in {"applied", "in_audit"}),
            "supersede": good and by == "decision",
            "transfer": good and by == "secretariat",
            "take_over": False,  # by a move of its own, from nobody
        }.get(kind, False)

    def make(self, kind: str, day: date, *, full: bool, number: int = 0) -> None:
        """Do it."""
        if kind == "grant":
            self.state, self.issued = "full" if full else "provisional", day
            self.last = clamped(day, 3 if full else 2) - DAY
        elif kind == "confirm":
            self.termed = number
            self.state, self.last = "full", clamped(self.issued, 3) - DAY
        elif kind == "lower":
            self.termed = number
            self.state, self.last = "provisional", min(self.last, clamped(day, 2) - DAY)
        elif kind == "extend":
            self.last, self.extended = clamped(self.last + DAY, 1) - DAY, True
        elif kind == "suspend":
            self.suspend(day)
        elif kind == "reinstate":
            self.state = self.former
        else:
            after = {
                "apply": "applied",
                "open_audit": "in_audit",
                "send_report": "under_review",
                "send_back": "in_audit",
                "refuse": "refused",
                "revoke": "revoked",
                "withdraw": "withdrawn",
                "supersede": "superseded",
                "transfer": "superseded",
            }
            self.state = after.get(kind, self.state)
