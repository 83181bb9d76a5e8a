"""Reading and appending the moves of certificates; a move is never changed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    CertifiedFacility,
    Inheritance,
)
from casthouse.assurance.certificate_state import MoveKind, Mover
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import (
    CertificateFacilityRow,
    CertificateInheritanceRow,
    CertificateMoveRow,
    CertificateRow,
    FacilityRow,
    ScopeRow,
)


def histories(
    *, organisations: Iterable[str] | None = None, numbers: Iterable[str] | None = None
) -> list[CertificateHistory]:
    """Return the certificates of organisations, or those with the numbers, or all, by number."""
    rows = CertificateRow.objects.select_related("scope__organisation").order_by("number")
    if organisations is not None:
        rows = rows.filter(scope__organisation__code__in=list(organisations))
    if numbers is not None:
        rows = rows.filter(number__in=list(numbers))
    found = list(rows)
    moves = _moves([row.id for row in found])
    return [
        CertificateHistory(
            number=row.number,
            organisation=row.scope.organisation.code,
            scope=row.scope.code,
            standard=StandardName(row.standard),
            edition=row.edition,
            moves=tuple(moves[row.id]),
        )
        for row in found
    ]


def history(number: str) -> CertificateHistory | None:
    """Return the certificate with the number, or None."""
    return next(iter(histories(numbers=[number])), None)


APPLYING = (MoveKind.APPLY, MoveKind.OPEN_AUDIT, MoveKind.SEND_REPORT, MoveKind.SEND_BACK)


def applications(firms: Iterable[str]) -> list[CertificateHistory]:
    """Return the applications that name one of the audit firms and are neither withdrawn nor decided, by number."""
    applied = CertificateMoveRow.objects.filter(kind=MoveKind.APPLY.value, reference__in=list(firms))
    later = CertificateMoveRow.objects.exclude(kind__in=[each.value for each in APPLYING]).filter(
        certificate__in=applied.values("certificate")
    )
    waiting = applied.exclude(certificate__in=later.values("certificate"))
    return histories(numbers=waiting.values_list("certificate__number", flat=True))


def add_certificate(value: CertificateHistory) -> int:
    """Add a certificate and return its identifier; its moves are appended one by one."""
    row = CertificateRow.objects.create(
        number=value.number,
        scope=ScopeRow.objects.get(code=value.scope),
        standard=value.standard.value,
        edition=value.edition,
        needs_book=False,
    )
    return row.id


def append_move(number: str, move: CertificateMove, *, at: datetime) -> int:
    """Append one move with its scope version, count it, and return its identifier.

    Raises:
        django.db.IntegrityError: another move with the same sequence came first.
    """
    certificate = CertificateRow.objects.filter(number=number)
    row = CertificateMoveRow.objects.create(
        certificate_id=certificate.values_list("id", flat=True).get(),
        sequence=move.sequence,
        kind=move.kind.value,
        mover=move.mover.value,
        effective=move.effective,
        recorded_at=at,
        actor=move.actor,
        reason=move.reason,
        reference=move.reference,
        level=move.level.value if move.level else "",
        valid_from=move.valid_from,
        valid_to=move.valid_to,
    )
    codes = [each.facility for each in move.facilities]
    facilities = dict(FacilityRow.objects.filter(code__in=codes).values_list("code", "id"))
    CertificateFacilityRow.objects.bulk_create(
        CertificateFacilityRow(
            move=row,
            facility_id=facilities[each.facility],
            activities=sorted(activity.value for activity in each.activities),
        )
        for each in move.facilities
    )
    if move.inherited is not None:
        _append_inheritance(row, move.inherited)
    certificate.update(moves=F("moves") + 1)
    return row.id


def _append_inheritance(row: CertificateMoveRow, value: Inheritance) -> None:
    CertificateInheritanceRow.objects.create(
        move=row,
        predecessor=CertificateRow.objects.get(number=value.predecessor),
        issued=value.issued,
        was_extended=value.was_extended,
        surveilled=value.surveilled,
        maturity=value.maturity,
    )


def _moves(certificates: list[int]) -> dict[int, list[CertificateMove]]:
    facilities: dict[int, list[CertifiedFacility]] = defaultdict(list)
    for move_id, code, activities in (
        CertificateFacilityRow.objects.filter(move__certificate__in=certificates)
        .order_by("facility__code")
        .values_list("move_id", "facility__code", "activities")
    ):
        facilities[move_id].append(
            CertifiedFacility(facility=code, activities=frozenset(Activity(each) for each in activities))
        )
    moves: dict[int, list[CertificateMove]] = defaultdict(list)
    rows = CertificateMoveRow.objects.select_related("certificateinheritancerow__predecessor")
    for row in rows.filter(certificate__in=certificates).order_by("sequence"):
        moves[row.certificate_id].append(_move(row, tuple(facilities[row.id])))
    return moves


def _move(row: CertificateMoveRow, facilities: tuple[CertifiedFacility, ...]) -> CertificateMove:
    return CertificateMove(
        sequence=row.sequence,
        kind=MoveKind(row.kind),
        mover=Mover(row.mover),
        effective=row.effective,
        recorded_at=row.recorded_at,
        actor=row.actor,
        reason=row.reason,
        reference=row.reference,
        level=CertificateLevel(row.level) if row.level else None,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        facilities=facilities,
        inherited=_inherited(getattr(row, "certificateinheritancerow", None)),
    )


def _inherited(row: CertificateInheritanceRow | None) -> Inheritance | None:
    if row is None:
        return None
    return Inheritance(
        predecessor=row.predecessor.number,
        issued=row.issued,
        was_extended=row.was_extended,
        surveilled=row.surveilled,
        maturity=row.maturity,
    )
