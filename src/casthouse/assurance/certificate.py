"""Certificates of conformity: which scope, which standard, from which day to which.

Custody never looks a certificate up; it is handed the answer of `certified_on` for the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate; `valid_to` is its last day, inclusive."""

    number: str
    scope: str
    standard: StandardName
    valid_from: date
    valid_to: date

    def covers(self, day: date) -> bool:
        """Say whether the certificate is valid on the day."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """The answer for one day: certified or not, by which certificate, and why."""

    certificate: Certificate | None
    reason: str

    @property
    def is_certified(self) -> bool:
        """Say whether some certificate covers the day."""
        return self.certificate is not None


def certified_on(certificates: Iterable[Certificate], day: date, standard: StandardName) -> Certification:
    """Say whether a scope with these certificates is certified on the day, by which one, or why not."""
    held = sorted((c for c in certificates if c.standard is standard), key=lambda c: (c.valid_from, c.number))
    for certificate in held:
        if certificate.covers(day):
            reason = f"{certificate.number}, {certificate.valid_from} to {certificate.valid_to}"
            return Certification(certificate=certificate, reason=reason)
    if not held:
        return Certification(certificate=None, reason=f"no {standard.value} certificate")
    spans = ", ".join(f"{c.number} {c.valid_from} to {c.valid_to}" for c in held)
    return Certification(certificate=None, reason=f"not valid on {day}: {spans}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedSpan:
    """A run of days, half-open, on all of which a scope is certified or on none."""

    start: date
    end: date
    certified: bool


def certified_spans(
    certificates: Iterable[Certificate], *, start: date, end: date, standard: StandardName
) -> list[CertifiedSpan]:
    """Split the days from `start` to before `end` where certification begins or ends."""
    held = [c for c in certificates if c.standard is standard]
    cuts = {start, end}
    for certificate in held:
        cuts.update(d for d in (certificate.valid_from, day_after(certificate.valid_to)) if start < d < end)
    ordered = sorted(cuts)
    return [
        CertifiedSpan(start=a, end=b, certified=any(c.covers(a) for c in held)) for a, b in pairwise(ordered)
    ]


def day_after(day: date) -> date:
    """Return the next day, or the day itself at the end of the calendar."""
    return day if day == date.max else day + timedelta(days=1)
