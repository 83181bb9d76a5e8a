"""Other installations that are believed, as it was decided; appended only, the newest decision counts."""

from collections.abc import Sequence

from django.db.models import Max

from casthouse.passport.trusted_installation import TrustedInstallation
from casthouse.storage.models import TrustedInstallationRow
from casthouse.storage.work_turn import hold_work


def hold_installations() -> None:
    """Let nobody else decide of an installation until the transaction ends."""
    hold_work("trusted installations")


def append_installation(value: TrustedInstallation, *, content: str) -> int:
    """Append a decision with the bundle that is believed, and return its identifier."""
    row = TrustedInstallationRow.objects.create(
        installation=value.installation,
        did=value.did,
        is_trusted=value.is_trusted,
        content=content,
        digest=value.digest,
        bundle_made_at=value.bundle_made_at,
        at=value.at,
        by=value.by,
        reason=value.reason,
    )
    return row.id


def newest_installation(did: str) -> tuple[int, TrustedInstallation] | None:
    """Return what was decided last of an installation, with its identifier, or None."""
    row = TrustedInstallationRow.objects.defer("content").filter(did=did).order_by("-id").first()
    return None if row is None else (row.id, _value(row))


def newest_bundle(did: str) -> bytes | None:
    """Return the bundle under which an installation was believed last, whatever was decided since, or None."""
    taken = TrustedInstallationRow.objects.filter(did=did, is_trusted=True).order_by("-id")
    content = taken.values_list("content", flat=True).first()
    return None if content is None else content.encode()


def newest_installations() -> Sequence[TrustedInstallation]:
    """Return what was decided last of each installation, by its identifier."""
    newest = TrustedInstallationRow.objects.values("did").annotate(last=Max("id")).values("last")
    return [
        _value(row)
        for row in TrustedInstallationRow.objects.defer("content").filter(id__in=newest).order_by("did")
    ]


def bundle_content(identifier: int) -> bytes:
    """Return the bundle of a decision as it came."""
    return TrustedInstallationRow.objects.values_list("content", flat=True).get(id=identifier).encode()


def bundle_digests() -> dict[int, str]:
    """Return the digest of the bundle of each decision to believe an installation."""
    return dict(TrustedInstallationRow.objects.filter(is_trusted=True).values_list("id", "digest"))


def _value(row: TrustedInstallationRow) -> TrustedInstallation:
    return TrustedInstallation(
        installation=row.installation,
        did=row.did,
        is_trusted=row.is_trusted,
        digest=row.digest,
        bundle_made_at=row.bundle_made_at,
        at=row.at,
        by=row.by,
        reason=row.reason,
    )
