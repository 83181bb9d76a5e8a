"""Reading and writing certificates."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from casthouse.assurance.certificate import Certificate
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import CertificateEventRow, CertificateRow, ScopeRow


def certificates(scopes: Iterable[str] | None = None) -> dict[str, list[Certificate]]:
    """Return the certificates of scopes, by scope code; all when no scope is named."""
    rows = CertificateRow.objects.select_related("scope").order_by("valid_from", "number")
    if scopes is not None:
        rows = rows.filter(scope__code__in=list(scopes))
    held: dict[str, list[Certificate]] = defaultdict(list)
    for row in rows:
        held[row.scope.code].append(_value(row))
    return held


def certificate(number: str) -> Certificate | None:
    """Return the certificate with the number, or None."""
    row = CertificateRow.objects.select_related("scope").filter(number=number).first()
    return None if row is None else _value(row)


def _value(row: CertificateRow) -> Certificate:
    return Certificate(
        number=row.number,
        scope=row.scope.code,
        standard=StandardName(row.standard),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def save_certificate(value: Certificate, *, act: str, at: datetime, actor: str) -> None:
    """Create or change a certificate and append the event that says so."""
    row, _ = CertificateRow.objects.update_or_create(
        number=value.number,
        defaults={
            "scope": ScopeRow.objects.get(code=value.scope),
            "standard": value.standard.value,
            "valid_from": value.valid_from,
            "valid_to": value.valid_to,
        },
    )
    CertificateEventRow.objects.create(
        certificate=row, at=at, actor=actor, act=act, valid_from=value.valid_from, valid_to=value.valid_to
    )
