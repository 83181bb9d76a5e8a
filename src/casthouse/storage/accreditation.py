"""Audit firms, their auditors, what they are accredited for, and the relations that were declared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casthouse.assurance.accreditation import Accreditation, DeclaredRelation, RelationKind
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import (
    AccreditationEndRow,
    AccreditationRow,
    AuditFirmRow,
    DeclaredRelationRow,
    FirmAuditorRow,
    OrganisationRow,
)
from casthouse.storage.prepared_query import Argument, PreparedQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFirm:
    """An audit firm and the people who belong to it, by name."""

    code: str
    name: str
    country: str
    auditors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAccreditation:
    """An accreditation with its number; its last day is that of its end where it was ended."""

    number: int
    accreditation: Accreditation
    end_reason: str


def firms() -> list[AuditFirm]:
    """Return every audit firm, by code."""
    auditors: dict[int, list[str]] = defaultdict(list)
    rows = FirmAuditorRow.objects.order_by("user__username").values_list("firm_id", "user__username")
    for firm_id, username in rows:
        auditors[firm_id].append(username)
    return [
        AuditFirm(code=row.code, name=row.name, country=row.country, auditors=tuple(auditors[row.id]))
        for row in AuditFirmRow.objects.order_by("code")
    ]


def firm(code: str) -> AuditFirm | None:
    """Return the firm with the code, or None."""
    return next((each for each in firms() if each.code == code), None)


def save_firm(*, code: str, name: str, country: str) -> None:
    """Record a firm, or what it is called now."""
    AuditFirmRow.objects.update_or_create(code=code, defaults={"name": name, "country": country})


def add_auditor(firm_code: str, user_id: int) -> bool:
    """Let a person belong to a firm and say whether that is new."""
    firm_id = AuditFirmRow.objects.values_list("id", flat=True).get(code=firm_code)
    _, is_new = FirmAuditorRow.objects.get_or_create(firm_id=firm_id, user_id=user_id)
    return is_new


def remove_auditor(firm_code: str, user_id: int) -> bool:
    """Let a person belong to a firm no more and say whether they did."""
    removed, _ = FirmAuditorRow.objects.filter(firm__code=firm_code, user_id=user_id).delete()
    return removed > 0


def firms_of(user_id: int) -> list[str]:
    """Return the codes of the firms that a person belongs to."""
    return sorted(firms_of_people([user_id])[user_id])


def firms_of_people(user_ids: Iterable[int]) -> defaultdict[int, set[str]]:
    """Return the codes of the firms that people belong to, by person."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for user_id, firm in _FIRMS.rows(list(user_ids)):
        found[user_id].add(firm)
    return found


_FIRMS = PreparedQuery(
    lambda people: FirmAuditorRow.objects.filter(user_id__in=people).values_list("user_id", "firm__code"),
    Argument.KEYS,
)


def accreditations(firm_code: str | None = None) -> list[HeldAccreditation]:
    """Return the accreditations of a firm, or all, in the order in which they were given."""
    rows = AccreditationRow.objects.select_related("firm", "user", "accreditationendrow").order_by("id")
    if firm_code is not None:
        rows = rows.filter(firm__code=firm_code)
    return [_held(row) for row in rows]


def _held(row: AccreditationRow) -> HeldAccreditation:
    end = getattr(row, "accreditationendrow", None)
    return HeldAccreditation(
        number=row.id,
        accreditation=Accreditation(
            firm=row.firm.code,
            auditor=row.user.get_username(),
            standard=StandardName(row.standard),
            country=row.country,
            activity=Activity(row.activity),
            valid_from=row.valid_from,
            valid_to=min(row.valid_to, end.last_day) if end else row.valid_to,
        ),
        end_reason=end.reason if end else "",
    )


def append_accreditations(
    given: Iterable[Accreditation], *, user_id: int, firm_code: str, by: str, at: datetime
) -> None:
    """Append accreditations of one auditor of a firm."""
    firm_id = AuditFirmRow.objects.values_list("id", flat=True).get(code=firm_code)
    AccreditationRow.objects.bulk_create(
        AccreditationRow(
            firm_id=firm_id,
            user_id=user_id,
            standard=each.standard.value,
            country=each.country,
            activity=each.activity.value,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            granted_by=by,
            granted_at=at,
        )
        for each in given
    )


def append_end(number: int, *, last_day: date, reason: str, by: str, at: datetime) -> None:
    """Append the end of an accreditation."""
    AccreditationEndRow.objects.create(
        accreditation_id=number, last_day=last_day, reason=reason, ended_by=by, ended_at=at
    )


def relations(*, firm_code: str | None = None, organisation: str | None = None) -> list[DeclaredRelation]:
    """Return the relations as they stand: of the same firm, auditor, organisation, kind and start the newest."""
    rows = DeclaredRelationRow.objects.select_related("firm", "user", "organisation").order_by("id")
    if firm_code is not None:
        rows = rows.filter(firm__code=firm_code)
    if organisation is not None:
        rows = rows.filter(organisation__code=organisation)
    return newest(
        [
            DeclaredRelation(
                firm=row.firm.code,
                auditor=row.user.get_username() if row.user else "",
                organisation=row.organisation.code,
                kind=RelationKind(row.kind),
                since=row.since,
                until=row.until,
            )
            for row in rows
        ]
    )


def newest(declared: Sequence[DeclaredRelation]) -> list[DeclaredRelation]:
    """Return of each relation what was said last."""
    last = {(each.firm, each.auditor, each.organisation, each.kind, each.since): each for each in declared}
    return list(last.values())


def append_relation(relation: DeclaredRelation, *, user_id: int | None, by: str, at: datetime) -> None:
    """Append what was declared."""
    DeclaredRelationRow.objects.create(
        firm=AuditFirmRow.objects.get(code=relation.firm),
        user_id=user_id,
        organisation=OrganisationRow.objects.get(code=relation.organisation),
        kind=relation.kind.value,
        since=relation.since,
        until=relation.until,
        declared_by=by,
        declared_at=at,
    )
