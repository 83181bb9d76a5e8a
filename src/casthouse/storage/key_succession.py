"""Statements that a key follows another one, as they were signed; appended only."""

from collections.abc import Mapping

from casthouse.passport.canonical import canonical, read_object
from casthouse.passport.key_owner import KeyOwner, key_owner
from casthouse.passport.key_succession import KeySuccession
from casthouse.passport.public_key import PublicKey
from casthouse.storage.models import SigningKeyRow, SigningKeySuccessionRow


def append_succession(succession: KeySuccession) -> int:
    """Append a statement and return its identifier; the store refuses a second one of a key."""
    row = SigningKeySuccessionRow.objects.create(
        key=SigningKeyRow.objects.get(public=succession.key.raw.hex()),
        issuer=succession.issuer.text,
        content=canonical(succession.statement).decode(),
        at=succession.at,
        by=succession.by,
    )
    return row.id


def successions_of(owner: KeyOwner) -> Mapping[PublicKey, KeySuccession]:
    """Return the statements about an owner's keys, by the key that follows."""
    rows = SigningKeySuccessionRow.objects.select_related("key").filter(key__owner=str(owner))
    return {each.key: each for each in map(_value, rows)}


def all_successions() -> list[KeySuccession]:
    """Return every statement, in the order in which they were made."""
    return [_value(row) for row in SigningKeySuccessionRow.objects.select_related("key").order_by("id")]


def succession_of(public: PublicKey) -> KeySuccession | None:
    """Return the statement that a key follows another one, or None."""
    row = SigningKeySuccessionRow.objects.select_related("key").filter(key__public=public.raw.hex()).first()
    return None if row is None else _value(row)


def _value(row: SigningKeySuccessionRow) -> KeySuccession:
    return KeySuccession(
        key=PublicKey(bytes.fromhex(row.key.public)),
        issuer=key_owner(row.issuer),
        statement=read_object(row.content.encode()),
        at=row.at,
        by=row.by,
    )
