"""Certificates of conformity: which scope, which standard, from which day to which.

Custody never looks a certificate up; it is handed the answer of `certified_on` for the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitledSpan:
    """A run of days on all of which a facility is entitled by a certificate; `last` is inclusive."""

    facility: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate and the days on which it entitles.

    Attributes:
        number: its number.
        scope: code of the scope that it certifies.
        standard: what it attests.
        valid_from: its first day.
        valid_to: its last day, inclusive; what happened to it may take days out of these.
        entitled: the days left by facility, as its history has them; None for what a register file states, all days.
    """

    number: str
    scope: str
    standard: StandardName
    valid_from: date
    valid_to: date
    entitled: tuple[EntitledSpan, ...] | None = None

    def covers(self, day: date, facility: str | None = None) -> bool:
        """Say whether the certificate entitles on the day: the facility, or some facility when none is named."""
        if self.entitled is None:
            return self.valid_from <= day <= self.valid_to
        return any(
            each.first <= day <= each.last and (facility is None or each.facility == facility)
            for each in self.entitled
        )

    @property
    def runs(self) -> tuple[tuple[date, date], ...]:
        """The runs of days on which some facility is entitled, both ends inclusive, in order and apart."""
        if self.entitled is None:
            return ((self.valid_from, self.valid_to),)
        return joined_runs((each.first, each.last) for each in self.entitled)

    def __str__(self) -> str:
        """Name the certificate with its days, and those on which it entitles where they are fewer."""
        named = f"{self.number} {self.valid_from} to {self.valid_to}"
        if self.runs == ((self.valid_from, self.valid_to),):
            return named
        runs = " and ".join(f"{first} to {last}" for first, last in self.runs)
        return f"{named} (entitled {runs or 'on no day'})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """The answer for one day: certified or not, by which certificate, and why."""

    certificate: Certificate | None
    reason: str

    @property
    def is_certified(self) -> bool:
        """Say whether some certificate covers the day."""
        return self.certificate is not None


def certified_on(
    certificates: Iterable[Certificate], day: date, standard: StandardName, facility: str | None = None
) -> Certification:
    """Say whether a scope, or its facility, is certified on the day by these certificates, by which, or why not."""
    held = sorted((c for c in certificates if c.standard is standard), key=lambda c: (c.valid_from, c.number))
    for certificate in held:
        if certificate.covers(day, facility):
            reason = f"{certificate.number}, {certificate.valid_from} to {certificate.valid_to}"
            return Certification(certificate=certificate, reason=reason)
    if not held:
        return Certification(certificate=None, reason=f"no {standard.value} certificate")
    spans = ", ".join(str(c) for c in held)
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
        for first, last in certificate.runs:
            cuts.update(d for d in (first, day_after(last)) if start < d < end)
    ordered = sorted(cuts)
    return [
        CertifiedSpan(start=a, end=b, certified=any(c.covers(a) for c in held)) for a, b in pairwise(ordered)
    ]


def day_after(day: date) -> date:
    """Return the next day, or the day itself at the end of the calendar."""
    return day if day == date.max else day + timedelta(days=1)


def joined_runs(runs: Iterable[tuple[date, date]]) -> tuple[tuple[date, date], ...]:
    """Join runs of days, both ends inclusive, that overlap or follow each other."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(runs):
        if joined and first <= day_after(joined[-1][1]):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)
