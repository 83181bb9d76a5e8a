"""How long certificates run: the numbers come from `certificate_terms.toml`, each with its clause, tag and source.

Lengths are in months. A term includes its first and its last day: issued on 1 March 2026, three years end on
28 February 2029. A day that a month lacks is clamped to the month's end.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta

from casthouse.measure.period import add_months

RULES = ("term.full_months", "term.provisional_months", "term.extension_months", "suspension.cure_months")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """One length in months, and where it comes from."""

    id: str
    months: int
    clause: str
    tag: str
    source: str
    verified: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTerms:
    """The lengths that the lifecycle rests on."""

    rules: tuple[TermRule, ...]

    def months(self, rule_id: str) -> int:
        """Return a length in months."""
        return next(rule.months for rule in self.rules if rule.id == rule_id)

    def last_day(self, issued: date, *, is_full: bool) -> date:
        """Return the last day of a certificate issued on a day."""
        return last_day_of_term(
            issued, self.months("term.full_months" if is_full else "term.provisional_months")
        )

    def extended(self, last: date) -> date:
        """Return the last day after the one extension under force majeure."""
        return last if last == date.max else last_day_of_term(last + timedelta(days=1), self.extension_months)

    def cure_by(self, suspended: date) -> date:
        """Return the last day on which a suspension may end in reinstatement."""
        return add_months(suspended, self.months("suspension.cure_months"))

    @property
    def extension_months(self) -> int:
        """How far force majeure extends a certificate."""
        return self.months("term.extension_months")


def last_day_of_term(first: date, months: int) -> date:
    """Return the last day, inclusive, of a term that begins on a day."""
    end = add_months(first, months)
    return end if end == date.max else end - timedelta(days=1)


def terms_from_text(text: str) -> CertificateTerms:
    """Return the terms written in the text of `certificate_terms.toml`, which is part of Casthouse."""
    rules = tuple(
        TermRule(
            id=each["id"],
            months=each["value"],
            clause=each["clause"],
            tag=each["tag"],
            source=each["source"],
            verified=each["verified"],
            note=each["note"],
        )
        for each in tomllib.loads(text)["rule"]
    )
    assert tuple(rule.id for rule in rules) == RULES
    return CertificateTerms(rules=rules)
