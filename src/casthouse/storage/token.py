"""Tokens of the API: found by their prefix, proved by the digest of their secret."""

from dataclasses import dataclass
from datetime import datetime

from casthouse.storage.models import ApiTokenRow
from casthouse.storage.prepared_query import Argument, PreparedQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token without its secret: whose it is, what it is for, and until when it opens."""

    prefix: str
    username: str
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def as_json(self) -> dict[str, str | None]:
        """Return its members as commands and the API print them."""
        return {
            "prefix": self.prefix,
            "username": self.username,
            "name": self.name,
            "created_at": self.created_at.isoformat(timespec="seconds"),
            "expires_at": self.expires_at.isoformat(timespec="seconds"),
            "revoked_at": self.revoked_at.isoformat(timespec="seconds") if self.revoked_at else None,
        }


def save_token(value: ApiToken, *, user_id: int, digest: str, created_by: str) -> None:
    """Append a token."""
    ApiTokenRow.objects.create(
        prefix=value.prefix,
        digest=digest,
        user_id=user_id,
        name=value.name,
        created_at=value.created_at,
        created_by=created_by,
        expires_at=value.expires_at,
    )


def tokens_of(user_id: int) -> list[ApiToken]:
    """Return all tokens of a person, the newest first; the revoked and expired ones too."""
    rows = ApiTokenRow.objects.select_related("user").filter(user=user_id).order_by("-created_at", "-id")
    return [_value(row) for row in rows]


def token(prefix: str) -> ApiToken | None:
    """Return the token with a prefix, or None."""
    row = ApiTokenRow.objects.select_related("user").filter(prefix=prefix).first()
    return None if row is None else _value(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whom a token stands for, and the digest of its secret."""

    pk: int
    username: str
    digest: str

    def get_username(self) -> str:
        """Return the name that they sign in with."""
        return self.username


def bearer_of(prefix: str, *, at: datetime) -> Bearer | None:
    """Return the active person behind a token that is in force at the instant."""
    for pk, username, digest, expires_at in _BEARERS.rows(prefix):
        if at < expires_at:
            return Bearer(pk=pk, username=username, digest=digest)
    return None


_BEARERS = PreparedQuery(
    lambda prefix: ApiTokenRow.objects.filter(
        prefix=prefix, revoked_at=None, user__is_active=True
    ).values_list("user_id", "user__username", "digest", "expires_at"),
    Argument.ONE,
)


def revoke_token(prefix: str, *, at: datetime) -> None:
    """Put a token out of force; one that is out of force already stays as it is."""
    ApiTokenRow.objects.filter(prefix=prefix, revoked_at=None).update(revoked_at=at)


def _value(row: ApiTokenRow) -> ApiToken:
    return ApiToken(
        prefix=row.prefix,
        username=row.user.get_username(),
        name=row.name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
