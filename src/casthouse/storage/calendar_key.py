"""Keys to calendars: found by their prefix, proved by the digest of their secret."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from casthouse.storage.models import CalendarKeyRow


def open_key(user_id: int) -> tuple[str, datetime] | None:
    """Return the prefix of a person's key that is in force and when it was made, or None."""
    rows = CalendarKeyRow.objects.filter(user=user_id, revoked_at=None)
    return rows.values_list("prefix", "created_at").first()


def save_key(user_id: int, *, prefix: str, digest: str, at: datetime, by: str) -> None:
    """Append a key; the one before must be revoked."""
    CalendarKeyRow.objects.create(user_id=user_id, prefix=prefix, digest=digest, created_at=at, created_by=by)


def revoke_keys(user_id: int, *, at: datetime) -> int:
    """Put the keys of a person out of force; return how many were in force."""
    return CalendarKeyRow.objects.filter(user=user_id, revoked_at=None).update(revoked_at=at)


def bearer_of(prefix: str) -> tuple[AbstractBaseUser, str] | None:
    """Return the active person behind a key in force, and the digest of its secret."""
    row = (
        CalendarKeyRow.objects.select_related("user")
        .filter(prefix=prefix, revoked_at=None, user__is_active=True)
        .first()
    )
    return None if row is None else (row.user, row.digest)
