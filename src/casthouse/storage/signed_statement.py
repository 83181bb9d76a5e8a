"""Signed statements and status lists as they were signed; what still holds is computed from what they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max

from casthouse.passport.signature import instant_text
from casthouse.passport.signed_statement import HideableForm, SignedStatement, StoredStatement
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.status_list import StatusPurpose
from casthouse.storage.models import (
    CertificateRow,
    HideableStatementRow,
    SignedStatementRow,
    StatementEntryRow,
    StatusListRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLink:
    """What a statement is about, by the rows that say whether it still holds."""

    organisation_id: int
    document_id: int | None = None
    period_id: int | None = None
    certificate_id: int | None = None


def link_to_certificate(organisation_id: int, number: str) -> StatementLink:
    """Return the link of a statement to a certificate that is there."""
    certificate_id = CertificateRow.objects.values_list("id", flat=True).get(number=number)
    return StatementLink(organisation_id=organisation_id, certificate_id=certificate_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """A status list as it was signed last, with the digest of its bits."""

    content: str
    bits_digest: str
    signed_at: datetime


def entry_is_free(owner: str, number: int, entry: int) -> bool:
    """Say whether an entry of a list is not given yet."""
    return not SignedStatementRow.objects.filter(owner=owner, list_number=number, entry=entry).exists()


def statement_count(owner: str) -> int:
    """Return how many statements an owner signed."""
    return SignedStatementRow.objects.filter(owner=owner).count()


def append_statement(value: SignedStatement, link: StatementLink) -> bool:
    """Append a statement; False where its entry was given to another one a moment ago."""
    try:
        with transaction.atomic():
            SignedStatementRow.objects.create(
                organisation_id=link.organisation_id,
                document_id=link.document_id,
                period_id=link.period_id,
                certificate_id=link.certificate_id,
                **{name: getattr(value, name) for name in _COLUMNS},
            )
    except IntegrityError:
        return False
    return True


_COLUMNS = tuple(name for name in SignedStatement.__slots__ if name != "organisation")


def keep_entry(identifier: str, index: int) -> None:
    """Keep where a statement stands in the log."""
    StatementEntryRow.objects.create(
        statement=SignedStatementRow.objects.only("id").get(identifier=identifier), index=index
    )


def entries_of(identifiers: Sequence[str]) -> dict[str, int]:
    """Return where statements stand in the log, of those that do."""
    rows = StatementEntryRow.objects.filter(statement__identifier__in=identifiers)
    return dict(rows.values_list("statement__identifier", "index"))


def keep_hideable(identifier: str, value: HideableForm) -> None:
    """Keep the form of a passport from which parts are hidden."""
    HideableStatementRow.objects.create(
        statement=SignedStatementRow.objects.only("id").get(identifier=identifier),
        token=value.token,
        digest=value.digest,
        index=value.index,
    )


def hideable_tokens(organisation_id: int) -> dict[str, str]:
    """Return the tokens from which parts are hidden of an organisation's passports, by the identifiers of these."""
    rows = HideableStatementRow.objects.filter(statement__organisation=organisation_id)
    return dict(rows.values_list("statement__identifier", "token"))


def hideable_of(identifier: str) -> HideableForm | None:
    """Return the form of a passport from which parts are hidden, or None."""
    return _hideable(HideableStatementRow.objects.filter(statement__identifier=identifier).first())


def _hideable(row: HideableStatementRow | None) -> HideableForm | None:
    return None if row is None else HideableForm(token=row.token, digest=row.digest, index=row.index)


def statement_of(identifier: str) -> SignedStatement | None:
    """Return the statement of an identifier, or None."""
    return _first(identifier=identifier)


def statement_of_digest(digest: str) -> SignedStatement | None:
    """Return a statement by the digest of its content, or None."""
    return _first(digest=digest)


def latest_statement(organisation_id: int, kind: StatementKind, about: str) -> SignedStatement | None:
    """Return the latest statement about something, or None."""
    return _first(organisation_id=organisation_id, kind=kind.value, about=about)


def latest_of(owner: str, kind: StatementKind, about: str) -> SignedStatement | None:
    """Return the latest statement that an owner signed about something, whoever it is about, or None."""
    return _first(owner=owner, kind=kind.value, about=about)


def latest_statements(
    organisation_id: int, kind: StatementKind, about: Sequence[str]
) -> list[SignedStatement]:
    """Return the latest statement about each of several things, where there is one."""
    rows = SignedStatementRow.objects.select_related("organisation").filter(
        organisation_id=organisation_id, kind=kind.value, about__in=about
    )
    return list({row.about: _value(row) for row in rows.order_by("id")}.values())


def statements_of_documents(issuers: Sequence[str], numbers: Sequence[str]) -> list[SignedStatement]:
    """Return the latest statement of each document with one of the numbers, of some issuers."""
    rows = SignedStatementRow.objects.select_related("organisation").filter(
        organisation__code__in=issuers, kind=StatementKind.COC_DOCUMENT.value, about__in=numbers
    )
    return list({(row.owner, row.about): _value(row) for row in rows.order_by("id")}.values())


_PLAIN = ("identifier", "kind", "about", "owner", "did", "name", "list_url", "list_number", "entry")
"""The columns that are compared with what was signed as they stand."""


def all_statements() -> Iterator[StoredStatement]:
    """Yield every statement as its row stands, also one that says what no statement can say."""
    rows = SignedStatementRow.objects.select_related("organisation", "log_entry", "hideable").annotate(
        document_issuer=F("document__issuer__code"),
        document_number=F("document__number"),
        period_scope=F("period__scope__code"),
        period_start=F("period__start"),
        period_closed_at=F("period__closed_at"),
        certificate_number=F("certificate__number"),
    )
    for row in rows.order_by("id").iterator(chunk_size=1_000):
        entry: StatementEntryRow | None = getattr(row, "log_entry", None)
        yield StoredStatement(
            content=row.content,
            token=row.token,
            digest=row.digest,
            method=row.method,
            index=None if entry is None else entry.index,
            hideable=_hideable(getattr(row, "hideable", None)),
            columns={
                **{name: str(getattr(row, name)) for name in _PLAIN},
                "organisation": row.organisation.code,
                "signed_at": instant_text(row.signed_at),
                **_links(row),
            },
        )


def _links(row: Any) -> dict[str, str]:  # noqa: ANN401 - a row with what it points to beside it
    """Return what a row points to, in words; blank for nothing."""
    document, period = "", ""
    if row.document_id is not None:
        document = f"{row.document_issuer} {row.document_number}"
    if row.period_id is not None:
        closed = instant_text(row.period_closed_at.astimezone(UTC))
        period = f"{row.period_scope} {row.period_start}, closed {closed}"
    return {"document": document, "period": period, "certificate": row.certificate_number or ""}


def statements_about(organisation_id: int, *, limit: int, offset: int = 0) -> list[SignedStatement]:
    """Return the statements about an organisation, the latest first."""
    rows = SignedStatementRow.objects.select_related("organisation").filter(organisation_id=organisation_id)
    return [_value(row) for row in rows.order_by("-id")[offset : offset + limit]]


def statements_count_about(organisation_id: int) -> int:
    """Return how many statements there are about an organisation."""
    return SignedStatementRow.objects.filter(organisation_id=organisation_id).count()


def latest_of_kind(kind: StatementKind, organisations: Sequence[str] | None) -> list[SignedStatement]:
    """Return the latest statement about each thing of a kind, of some organisations or of all."""
    rows = SignedStatementRow.objects.select_related("organisation").filter(kind=kind.value)
    if organisations is not None:
        rows = rows.filter(organisation__code__in=organisations)
    return list({(row.owner, row.about): _value(row) for row in rows.order_by("id")}.values())


def _first(**wanted: str | int) -> SignedStatement | None:
    row = SignedStatementRow.objects.select_related("organisation").filter(**wanted).order_by("-id").first()
    return None if row is None else _value(row)


def _value(row: SignedStatementRow) -> SignedStatement:
    return SignedStatement(
        organisation=row.organisation.code,
        **{name: getattr(row, name) for name in _COLUMNS if name != "kind"},
        kind=StatementKind(row.kind),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """A status list that statements name: whose it is, under which identifier and name, its number and address.

    `last_at` is when the last statement that stands in it was signed.
    """

    owner: str
    did: str
    name: str
    number: int
    url: str
    last_at: datetime


def list_places(owner: str | None = None) -> list[ListPlace]:
    """Return every list that statements name, or those of an owner; the one used last comes last."""
    rows = SignedStatementRow.objects.values("owner", "did", "list_number", "list_url")
    if owner is not None:
        rows = rows.filter(owner=owner)
    grouped = rows.annotate(last=Max("id"), last_at=Max("signed_at")).order_by("last")
    names = dict(
        SignedStatementRow.objects.filter(id__in=[row["last"] for row in grouped]).values_list("id", "name")
    )
    return [
        ListPlace(
            owner=row["owner"],
            did=row["did"],
            name=names[row["last"]],
            number=row["list_number"],
            url=row["list_url"],
            last_at=row["last_at"],
        )
        for row in grouped
    ]


def issuer_names() -> list[tuple[str, str, str]]:
    """Return owner, identifier and name of whoever signed statements, each once, the latest first."""
    rows = SignedStatementRow.objects.values("owner", "did", "name").annotate(last=Max("id"))
    return [(row["owner"], row["did"], row["name"]) for row in rows.order_by("-last")]


_SPEAKS_NO_MORE = """
SELECT s.entry FROM signed_statement s
LEFT JOIN document d ON d.id = s.document_id
LEFT JOIN statement p ON p.id = s.period_id
WHERE s.owner = %s AND s.list_number = %s AND (
  d.state IN ('corrected', 'cancelled') OR p.superseded_at IS NOT NULL
  OR EXISTS (SELECT 1 FROM certificate_phase f WHERE f.certificate_id = s.certificate_id
             AND f.first <= %s AND %s <= f.last AND f.state IN ('revoked', 'withdrawn', 'expired', 'superseded'))
  OR EXISTS (SELECT 1 FROM signed_statement n WHERE n.organisation_id = s.organisation_id
             AND n.kind = s.kind AND n.about = s.about AND n.owner = s.owner AND n.id > s.id))
"""
_IS_SUSPENDED = """
SELECT s.entry FROM signed_statement s
JOIN certificate_phase f ON f.certificate_id = s.certificate_id AND f.first <= %s AND %s <= f.last
WHERE s.owner = %s AND s.list_number = %s AND f.state = 'suspended'
"""


def set_entries(owner: str, number: int, purpose: StatusPurpose, day: date) -> list[int]:
    """Return the entries of a list that are set on a day: what a statement is about holds no more, or is suspended."""
    with connection.cursor() as cursor:
        if purpose is StatusPurpose.REVOCATION:
            cursor.execute(_SPEAKS_NO_MORE, [owner, number, day, day])
        else:
            cursor.execute(_IS_SUSPENDED, [day, day, owner, number])
        return sorted(entry for (entry,) in cursor.fetchall())


def kept_list(address: str) -> KeptList | None:
    """Return a list as it was signed last, or None."""
    row = StatusListRow.objects.filter(address=address).order_by("-id").first()
    if row is None:
        return None
    return KeptList(content=row.content, bits_digest=row.bits_digest, signed_at=row.signed_at)


def append_list(address: str, value: KeptList) -> None:
    """Append a list as it was signed."""
    StatusListRow.objects.create(
        address=address,
        content=value.content,
        bits_digest=value.bits_digest,
        signed_at=value.signed_at,
    )
