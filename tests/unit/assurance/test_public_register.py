"""What is public of a certificate: nothing before the grant, everything after it."""

from datetime import UTC, date, datetime

from casthouse.assurance.certificate_course import course_of
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    CertifiedFacility,
)
from casthouse.assurance.certificate_state import CertificateState, MoveKind, Mover
from casthouse.assurance.decision import Outcome
from casthouse.assurance.public_register import is_reported, public_phases, public_sites
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName
from tests.unit.assurance.manual_samples import MANUAL

AT = datetime(2025, 1, 1, tzinfo=UTC)
CAST = Activity.CASTHOUSE
SMELT = Activity.ALUMINIUM_SMELTING


def move(sequence: int, kind: MoveKind, day: date, mover: Mover, **more: object) -> CertificateMove:
    return CertificateMove(
        sequence=sequence,
        kind=kind,
        mover=mover,
        effective=day,
        recorded_at=AT,
        **more,  # type: ignore[arg-type]  # what the kind of move needs
    )


def site(*activities: Activity) -> CertifiedFacility:
    return CertifiedFacility(facility="A-1", activities=frozenset(activities))


def history(*moves: CertificateMove) -> CertificateHistory:
    return CertificateHistory(
        number="N", organisation="A", scope="S", standard=StandardName.PERFORMANCE, moves=moves
    )


APPLIED = (
    move(1, MoveKind.APPLY, date(2025, 1, 1), Mover.HOLDER),
    move(2, MoveKind.OPEN_AUDIT, date(2025, 2, 1), Mover.AUDITOR),
    move(3, MoveKind.SEND_REPORT, date(2025, 3, 1), Mover.AUDITOR),
)
GRANTED = move(
    4,
    MoveKind.GRANT,
    date(2025, 4, 1),
    Mover.DECISION,
    level=CertificateLevel.FULL,
    valid_from=date(2025, 4, 1),
    valid_to=date(2028, 3, 31),
    facilities=(site(CAST, SMELT),),
)


def phases(held: CertificateHistory) -> list[tuple[CertificateState, date]]:
    return [(each.state, each.first) for each in public_phases(held, course_of(held, terms=MANUAL.terms))]


def test_an_application_is_nobodys_business() -> None:
    assert phases(history(*APPLIED)) == []
    refused = move(4, MoveKind.REFUSE, date(2025, 4, 1), Mover.DECISION, reason="four majors")
    assert phases(history(*APPLIED, refused)) == []
    withdrawn = move(3, MoveKind.WITHDRAW, date(2025, 3, 1), Mover.HOLDER)
    assert phases(history(*APPLIED[:2], withdrawn)) == []


def test_a_certificate_is_public_from_its_grant_to_the_end_of_days() -> None:
    held = history(*APPLIED, GRANTED)
    assert phases(held) == [
        (CertificateState.FULL, date(2025, 4, 1)),
        (CertificateState.EXPIRED, date(2028, 4, 1)),
    ]
    assert public_phases(held, course_of(held, terms=MANUAL.terms))[-1].last == date.max


def test_an_activity_that_stays_in_scope_is_one_run_of_days() -> None:
    changed = move(5, MoveKind.CHANGE_SCOPE, date(2026, 1, 1), Mover.DECISION, facilities=(site(CAST),))
    runs = [
        (each.activity, each.first, each.last) for each in public_sites(history(*APPLIED, GRANTED, changed))
    ]
    assert runs == [
        (SMELT, date(2025, 4, 1), date(2025, 12, 31)),
        (CAST, date(2025, 4, 1), date.max),
    ]


def test_a_report_is_public_where_a_certificate_is_concerned() -> None:
    assert is_reported([Outcome.PROVISIONAL, Outcome.REVOKED])
    assert not is_reported([Outcome.REFUSED])
    assert not is_reported([Outcome.NOTHING])
    assert not is_reported([])
