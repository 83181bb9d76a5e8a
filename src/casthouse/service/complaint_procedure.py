"""The procedure of complaints as pages tell it: its numbers, and what the manual says of them."""

from dataclasses import dataclass

from casthouse.assurance.complaint_deadline import ComplaintDeadlines
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.standard.rule import Rule

PREFIX = "complaint."


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintProcedure:
    """Deadlines with the rules that they come from."""

    deadlines: ComplaintDeadlines
    rules: tuple[Rule, ...]
    manual: str

    @property
    def is_verified(self) -> bool:
        """Say whether each number was read in the official text."""
        return all(each.verified for each in self.rules)


def complaint_procedure() -> ComplaintProcedure:
    """Return the procedure in force; it is nobody's secret."""
    manual = built_in_assurance_manual()
    return ComplaintProcedure(
        deadlines=manual.complaint,
        rules=tuple(each for each in manual.rules if each.id.startswith(PREFIX)),
        manual=manual.name,
    )
