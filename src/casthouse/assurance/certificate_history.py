"""What happened to a certificate: moves are facts, never rewritten; `certificate_course` folds them into states.

Each move has the day on which it takes effect and the instant at which it was recorded. Days are the local days of
the organisation that holds the certificate.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from casthouse.assurance.certificate_state import MAKING, MoveKind, Mover
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName

SURVEILLED = frozenset({MoveKind.SURVEIL, MoveKind.LOWER})
"""Moves that a surveillance leaves behind."""


class CertificateLevel(StrEnum):
    """What a decision grants."""

    FULL = "full"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedFacility:
    """A site in the scope of a certificate, and what it is certified to do there."""

    facility: str
    activities: frozenset[Activity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """What a certificate that was taken over brings along, so that a transfer neither renews nor forgets anything.

    Attributes:
        predecessor: number of the certificate that it continues.
        issued: the day from which its terms count: that of the first one in the chain.
        was_extended: whether it was extended already.
        surveilled: how many surveillances it passed.
        maturity: the overall rating that its surveillance follows from, empty without one.
    """

    predecessor: str
    issued: date
    was_extended: bool
    surveilled: int
    maturity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateMove:
    """One thing that happened to a certificate.

    Attributes:
        sequence: its place in the history, from 1; 0 for a move that is due but not recorded.
        kind: what happened.
        mover: the part in which somebody acted.
        effective: the first day on which it holds.
        recorded_at: when it was recorded; None for a move that is due but not recorded.
        actor: who recorded it.
        reason: why, empty where none is needed.
        reference: the audit decision, or the certificate that succeeds or precedes this one; empty without.
        level: full or provisional, where the move decides it.
        valid_from: first day of the certificate, where the move sets it.
        valid_to: its last day, inclusive, where the move sets it.
        facilities: the new scope version, where the move makes one.
        inherited: what it brings along, where it takes a certificate over.
    """

    sequence: int
    kind: MoveKind
    mover: Mover
    effective: date
    recorded_at: datetime | None = None
    actor: str = ""
    reason: str = ""
    reference: str = ""
    level: CertificateLevel | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    facilities: tuple[CertifiedFacility, ...] = ()
    inherited: Inheritance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateHistory:
    """A certificate with all its moves, in the order in which they were recorded."""

    number: str
    organisation: str
    scope: str
    standard: StandardName
    edition: str = ""
    moves: tuple[CertificateMove, ...] = ()

    def known_at(self, instant: datetime | None) -> "CertificateHistory":
        """Return the history as it was known at an instant; None: as it is known now."""
        if instant is None:
            return self
        known = (m for m in self.moves if m.recorded_at is not None and m.recorded_at <= instant)
        return replace(self, moves=tuple(known))

    @property
    def is_from_register(self) -> bool:
        """Say whether the operator's register brought the certificate: it then counts as it stands there."""
        return bool(self.moves) and self.moves[0].kind is MoveKind.REGISTER

    @property
    def granted(self) -> CertificateMove | None:
        """The move that made it a certificate, by decision, register or transfer; None before that."""
        made = (m for m in self.moves if m.kind in MAKING)
        return next(made, None)

    @property
    def corrected(self) -> CertificateMove | None:
        """The last correction of its dates by the register, which holds for all its days."""
        return next((m for m in reversed(self.moves) if m.kind is MoveKind.CHANGE_DATES), None)

    @property
    def first_day(self) -> date | None:
        """The first day of the certificate, as granted or corrected; None while there is none."""
        dated = self.corrected or self.granted
        return None if dated is None else dated.valid_from

    @property
    def inherited(self) -> Inheritance | None:
        """What it brought along from the certificate that it continues; None where it was granted anew."""
        return next((m.inherited for m in self.moves if m.inherited is not None), None)

    @property
    def continues(self) -> str:
        """The number of the certificate that it continues; empty where it was granted anew."""
        return self.inherited.predecessor if self.inherited else ""

    @property
    def continued_by(self) -> str:
        """The number of the certificate to which it passed; empty where it passed to none."""
        return next((m.reference for m in self.moves if m.kind is MoveKind.TRANSFER), "")

    @property
    def issued(self) -> date | None:
        """The day from which its terms count: its first day, or that of the certificate that it continues."""
        return self.inherited.issued if self.inherited else self.first_day

    @property
    def surveilled(self) -> int:
        """How many surveillances it passed, with those of the certificate that it continues."""
        before = self.inherited.surveilled if self.inherited else 0
        return before + sum(m.kind in SURVEILLED for m in self.moves)

    def with_move(self, move: CertificateMove) -> "CertificateHistory":
        """Return the history with one more move at its end."""
        return replace(self, moves=(*self.moves, move))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeVersion:
    """The facilities and activities of a certificate from a day on; `number` counts from 1."""

    number: int
    effective: date
    facilities: tuple[CertifiedFacility, ...]

    def covers(self, facility: str, activity: Activity | None) -> bool:
        """Say whether a facility stands in it, with the activity if one is named."""
        return any(
            each.facility == facility and (activity is None or activity in each.activities)
            for each in self.facilities
        )


def scope_versions(history: CertificateHistory) -> tuple[ScopeVersion, ...]:
    """Return the scope versions by their days; what the register states holds from the first day on."""
    first = history.first_day
    if first is None:
        return ()
    versions: list[ScopeVersion] = []
    for number, move in enumerate((m for m in history.moves if m.facilities), start=1):
        if move.mover is Mover.REGISTER:
            versions = [ScopeVersion(number=number, effective=first, facilities=move.facilities)]
            continue
        day = first if move.kind in MAKING else max(first, move.effective)
        versions = [v for v in versions if v.effective < day]
        versions.append(ScopeVersion(number=number, effective=day, facilities=move.facilities))
    return tuple(versions)


def version_on(versions: tuple[ScopeVersion, ...], day: date) -> ScopeVersion | None:
    """Return the scope version of a day, or None before the first."""
    return next((each for each in reversed(versions) if each.effective <= day), None)
