"""Reading and writing organisations."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from casthouse.parties.organisation import Membership, Organisation
from casthouse.parties.search_text import folded
from casthouse.storage.dialect import integer_list, prepared_rows
from casthouse.storage.models import LedgerRow, OrganisationRow, ScopeRow
from casthouse.storage.prepared_query import Argument, PreparedQuery


def organisation_id(code: str) -> int | None:
    """Return the identifier of an organisation, or None when it is not registered."""
    found = prepared_rows("SELECT id FROM organisation WHERE code = %s", [code])
    return int(found[0][0]) if found else None


def organisation(code: str) -> Organisation | None:
    """Return a registered organisation, or None."""
    row = OrganisationRow.objects.filter(code=code).first()
    return None if row is None else _value(row)


def organisations(codes: Iterable[str] | None = None) -> list[Organisation]:
    """Return the organisations with these codes, or all, by code."""
    rows = _ALL.rows() if codes is None else _NAMED.rows(list(codes))
    return [
        Organisation(
            code=code,
            name=name,
            country=country,
            membership=Membership(membership) if membership else None,
            address=address,
            responsible=responsible,
            timezone=timezone,
        )
        for code, name, country, membership, address, responsible, timezone in rows
    ]


_COLUMNS = ("code", "name", "country", "membership", "address", "responsible", "timezone")
_ALL = PreparedQuery(lambda: OrganisationRow.objects.order_by("code").values_list(*_COLUMNS))
_NAMED = PreparedQuery(
    lambda codes: OrganisationRow.objects.filter(code__in=codes).order_by("code").values_list(*_COLUMNS),
    Argument.TEXTS,
)


def first_codes(limit: int) -> list[str]:
    """Return the codes of the first organisations, by code."""
    return list(OrganisationRow.objects.order_by("code").values_list("code", flat=True)[:limit])


def found_codes(text: str, *, among: Collection[str] | None, after: str, limit: int) -> tuple[list[str], int]:
    """Return the first codes after one, and how many there are in all, of organisations with a text in what names them.

    The text is a part of the code, of the name or of the code of a scope; None: among all organisations.
    """
    rows = OrganisationRow.objects.order_by("code")
    if among is not None:
        rows = rows.filter(code__in=list(among))
    if text:
        scopes = ScopeRow.objects.filter(code__icontains=text)
        named = Q(code__icontains=text) | Q(name__icontains=text) | Q(id__in=scopes.values("organisation"))
        words = folded(text)
        rows = rows.filter(named | Q(folded__contains=words) if words else named)
    page = rows.filter(code__gt=after) if after else rows
    return list(page.values_list("code", flat=True)[:limit]), rows.count()


def organisation_ids(codes: Iterable[str] | None = None) -> dict[str, int]:
    """Return the identifiers of organisations, or of all, by code."""
    rows = OrganisationRow.objects.all()
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    return dict(rows.values_list("code", "id"))


def codes_of(identifiers: Iterable[int]) -> dict[int, str]:
    """Return the codes of organisations by their identifiers."""
    listed, argument = integer_list(sorted(identifiers))
    sql = f"SELECT o.id, o.code FROM {listed} CROSS JOIN organisation o WHERE o.id = listed.value"
    return dict(prepared_rows(sql, [argument]))


def save_organisation(value: Organisation) -> None:
    """Create an organisation with its ledger, or update what the register says of it."""
    row, _ = OrganisationRow.objects.update_or_create(
        code=value.code,
        defaults={
            "name": value.name,
            "country": value.country,
            "membership": value.membership or "",
            "address": value.address,
            "responsible": value.responsible,
            **({"timezone": value.timezone} if value.timezone else {}),  # left out: left alone
        },
    )
    LedgerRow.objects.get_or_create(organisation=row)


def _value(row: OrganisationRow) -> Organisation:
    return Organisation(
        code=row.code,
        name=row.name,
        country=row.country,
        membership=Membership(row.membership) if row.membership else None,
        address=row.address,
        responsible=row.responsible,
        timezone=row.timezone,
    )
