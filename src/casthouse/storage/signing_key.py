"""Signing keys as they were recorded; appended only, but for the wrapped data key of each private half."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from casthouse.passport.key_life import EndKind, KeyEnd, OwnedKey
from casthouse.passport.key_owner import KeyOwner, OwnerKind
from casthouse.passport.key_seal import SealedKey, WrappingKind, WrappingTerms
from casthouse.passport.public_key import PublicKey
from casthouse.storage.dialect import prepared_rows
from casthouse.storage.models import (
    AuditFirmRow,
    OrganisationRow,
    SigningKeyEndRow,
    SigningKeyRow,
    SigningKeyWrapRow,
    WrappingKeyRow,
)
from casthouse.storage.work_turn import hold_work


def hold_keys() -> None:
    """Let nobody else make, end or wrap a key until the transaction ends."""
    hold_work("signing keys")


def keys_of(owner: KeyOwner) -> list[OwnedKey]:
    """Return every key of an owner, the newest first."""
    if not prepared_rows("SELECT 1 FROM signing_key WHERE owner = %s LIMIT 1", [str(owner)]):
        return []  # as of most who issue documents
    rows = SigningKeyRow.objects.select_related("replaces").filter(owner=str(owner))
    return [_value(row, owner) for row in rows.prefetch_related("end_rows").order_by("-id")]


def all_keys() -> list[OwnedKey]:
    """Return every key of everybody, in the order in which they were made."""
    rows = SigningKeyRow.objects.select_related("replaces", "organisation", "firm").order_by("id")
    return [_value(row, _owner(row)) for row in rows.prefetch_related("end_rows")]


def key_of(public: PublicKey) -> OwnedKey | None:
    """Return the key with a public half, whosever it is, or None."""
    rows = SigningKeyRow.objects.select_related("replaces", "organisation", "firm").filter(
        public=public.raw.hex()
    )
    row = rows.prefetch_related("end_rows").first()
    return None if row is None else _value(row, _owner(row))


def compromised_keys() -> list[PublicKey]:
    """Return the public halves of all keys that may be in foreign hands, whosever they are."""
    rows = SigningKeyEndRow.objects.filter(kind=EndKind.COMPROMISED.value).values_list(
        "key__public", flat=True
    )
    return [PublicKey(bytes.fromhex(public)) for public in rows.distinct()]


def newest_keys(
    *, organisations: Sequence[str] | None, firms: Sequence[str] | None, until: datetime
) -> list[tuple[OwnedKey, bool]]:
    """Return the newest key of each owner that ends until an instant or follows another, and whether that is said.

    Only of these organisations and firms; None: of everybody.
    """
    rows = SigningKeyRow.objects.select_related("replaces", "organisation", "firm", "succession")
    watched = Q(ends_at__lte=until) | Q(replaces__isnull=False, succession=None)
    rows = rows.filter(watched, successor=None).order_by("id")
    if organisations is not None and firms is not None:
        rows = rows.filter(Q(organisation__code__in=organisations) | Q(firm__code__in=firms))
    return [
        (_value(row, _owner(row)), hasattr(row, "succession")) for row in rows.prefetch_related("end_rows")
    ]


def append_key(key: OwnedKey, sealed: SealedKey | None) -> int:
    """Append a key, with its sealed private half unless a device holds it, and return its identifier."""
    before = SigningKeyRow.objects.get(public=key.replaces.raw.hex()) if key.replaces else None
    row = SigningKeyRow.objects.create(
        owner=str(key.owner),
        organisation=_organisation(key.owner),
        firm=_firm(key.owner),
        public=key.public.raw.hex(),
        starts_at=key.starts_at,
        ends_at=key.ends_at,
        replaces=before,
        sealed=sealed and sealed.sealed,
        device=key.device,
        made_at=key.made_at,
        made_by=key.made_by,
    )
    if sealed is not None:
        wrapping = WrappingKeyRow.objects.get(salt=sealed.terms.salt)
        SigningKeyWrapRow.objects.create(key=row, wrapping=wrapping, wrapped=sealed.wrapped)
    return row.id


def append_end(public: PublicKey, end: KeyEnd) -> int:
    """End a key and return the identifier of its end; its private half opens no more, since the data key goes."""
    row = SigningKeyRow.objects.get(public=public.raw.hex())
    ended = SigningKeyEndRow.objects.create(
        key=row, kind=end.kind.value, since=end.since, at=end.at, by=end.by, reason=end.reason
    )
    forget_private(public)
    return ended.id


def forget_private(public: PublicKey) -> None:
    """Let a private half open no more, for good: the data key goes."""
    SigningKeyWrapRow.objects.filter(key__public=public.raw.hex()).delete()


def sealed_key(public: PublicKey) -> SealedKey | None:
    """Return the sealed private half of a key, or None where it is in a device or gone."""
    return next(iter(_sealed(SigningKeyWrapRow.objects.filter(key__public=public.raw.hex()))), None)


def sealed_keys() -> list[SealedKey]:
    """Return every private half that can still be opened."""
    return _sealed(SigningKeyWrapRow.objects.order_by("key_id"))


def wrap_anew(keys: Sequence[SealedKey]) -> None:
    """Replace the wrapped data keys by ones of another wrapping key."""
    wrapping = {bytes(row.salt): row.id for row in WrappingKeyRow.objects.all()}
    numbers = dict(SigningKeyRow.objects.filter(wrap__isnull=False).values_list("public", "wrap"))
    SigningKeyWrapRow.objects.bulk_update(
        [
            SigningKeyWrapRow(
                id=numbers[each.public.raw.hex()], wrapping_id=wrapping[each.terms.salt], wrapped=each.wrapped
            )
            for each in keys
        ],
        ["wrapping", "wrapped"],
    )


def wrapping_terms() -> WrappingTerms | None:
    """Return the terms of the wrapping key in use, or None before the first."""
    row = WrappingKeyRow.objects.order_by("-id").first()
    return None if row is None else _terms(row)


def append_wrapping(terms: WrappingTerms, *, at: datetime, by: str) -> int:
    """Let another wrapping key be the one in use, and return its identifier."""
    row = WrappingKeyRow.objects.create(
        kind=terms.kind.value, salt=terms.salt, check_text=terms.check, made_at=at, made_by=by
    )
    return row.id


def _sealed(rows: QuerySet[SigningKeyWrapRow]) -> list[SealedKey]:
    found = rows.select_related("wrapping", "key__organisation", "key__firm")
    return [
        SealedKey(
            owner=_owner(row.key),
            public=PublicKey(bytes.fromhex(row.key.public)),
            sealed=bytes(row.key.sealed or b""),
            wrapped=bytes(row.wrapped),
            terms=_terms(row.wrapping),
        )
        for row in found
    ]


def _terms(row: WrappingKeyRow) -> WrappingTerms:
    return WrappingTerms(kind=WrappingKind(row.kind), salt=bytes(row.salt), check=bytes(row.check_text))


def _value(row: SigningKeyRow, owner: KeyOwner) -> OwnedKey:
    ends = sorted(row.end_rows.all(), key=lambda each: each.id)
    return OwnedKey(
        owner=owner,
        public=PublicKey(bytes.fromhex(row.public)),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        made_at=row.made_at,
        made_by=row.made_by,
        replaces=PublicKey(bytes.fromhex(row.replaces.public)) if row.replaces else None,
        device=row.device,
        ends=tuple(
            KeyEnd(kind=EndKind(each.kind), since=each.since, at=each.at, by=each.by, reason=each.reason)
            for each in ends
        ),
    )


def _owner(row: SigningKeyRow) -> KeyOwner:
    if row.organisation is not None:
        return KeyOwner(OwnerKind.ORGANISATION, row.organisation.code)
    if row.firm is not None:
        return KeyOwner(OwnerKind.AUDIT_FIRM, row.firm.code)
    return KeyOwner(OwnerKind(row.owner))


def _organisation(owner: KeyOwner) -> OrganisationRow | None:
    return OrganisationRow.objects.get(code=owner.code) if owner.kind is OwnerKind.ORGANISATION else None


def _firm(owner: KeyOwner) -> AuditFirmRow | None:
    return AuditFirmRow.objects.get(code=owner.code) if owner.kind is OwnerKind.AUDIT_FIRM else None
