"""What the register knows of the parties of complaints, and what ties people to them; a query a kind, never a row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from casthouse.assurance.audit import AuditAct
from casthouse.assurance.complaint import PartyKind, PartyRef
from casthouse.assurance.complaint_party import RegisteredName
from casthouse.parties.role import Role
from casthouse.storage.models import (
    AuditEventRow,
    AuditFirmRow,
    AuditMemberRow,
    AuditRow,
    ClaimEventRow,
    ClaimRow,
    DecisionRow,
    FacilityRow,
    OrganisationRow,
    PersonRoleRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTies:
    """An audit or a claim: its organisation, the firm if there is one, and everybody who took part or decided."""

    organisation: str
    firms: frozenset[str]
    people: frozenset[str]


def registered_names() -> list[RegisteredName]:
    """Return every organisation, facility and audit firm with its name."""
    kinds = (
        (PartyKind.ORGANISATION, OrganisationRow),
        (PartyKind.FACILITY, FacilityRow),
        (PartyKind.AUDIT_FIRM, AuditFirmRow),
    )
    return [
        RegisteredName(ref=PartyRef(kind=kind, code=code), name=name)
        for kind, rows in kinds
        for code, name in rows.objects.order_by("code").values_list("code", "name")
    ]


def decided_audits(words: Iterable[str]) -> list[str]:
    """Return the references of audits that words name, or the numbers of the certificates that they led to."""
    named = list(words)
    found = set(AuditRow.objects.filter(reference__in=named).values_list("reference", flat=True))
    by_certificate = DecisionRow.objects.filter(certificate__in=[each for each in named if each])
    return sorted(found | set(by_certificate.values_list("audit__reference", flat=True)))


def is_registered(ref: PartyRef) -> bool:
    """Say whether the register knows an organisation, a facility, an audit firm, an audit or a claim."""
    match ref.kind:
        case PartyKind.ORGANISATION:
            return OrganisationRow.objects.filter(code=ref.code).exists()
        case PartyKind.FACILITY:
            return FacilityRow.objects.filter(code=ref.code).exists()
        case PartyKind.AUDIT_FIRM:
            return AuditFirmRow.objects.filter(code=ref.code).exists()
        case PartyKind.DECISION:
            return AuditRow.objects.filter(reference=ref.code).exists()
        case PartyKind.CLAIM:
            return ClaimRow.objects.filter(number=ref.code).exists()
        case PartyKind.SECRETARIAT | PartyKind.OTHER:
            return True


def organisations_of_facilities(codes: Iterable[str]) -> dict[str, str]:
    """Return whose facilities these are."""
    rows = FacilityRow.objects.filter(code__in=list(codes))
    return dict(rows.values_list("code", "organisation__code"))


def audit_ties(references: Iterable[str]) -> dict[str, CaseTies]:
    """Return who is behind audits, by reference."""
    named = list(references)
    people: dict[str, set[str]] = defaultdict(set)
    looked = (AuditAct.REVIEWED.value, AuditAct.DECIDED.value)
    for rows, name in (
        (AuditMemberRow.objects.filter(audit__reference__in=named), "user__username"),
        (DecisionRow.objects.filter(audit__reference__in=named), "by"),
        (AuditEventRow.objects.filter(audit__reference__in=named, act__in=looked), "by"),
    ):
        for reference, who in rows.values_list("audit__reference", name):
            people[reference].add(who)
    rows_of_audits = AuditRow.objects.filter(reference__in=named)
    return {
        reference: CaseTies(
            organisation=organisation, firms=frozenset({firm}), people=frozenset(people[reference])
        )
        for reference, organisation, firm in rows_of_audits.values_list(
            "reference", "scope__organisation__code", "firm__code"
        )
    }


def claim_ties(numbers: Iterable[str]) -> dict[str, CaseTies]:
    """Return who is behind claims, by number; those that there are not are left out."""
    named = list(numbers)
    people: dict[str, set[str]] = defaultdict(set)
    for number, who in ClaimEventRow.objects.filter(claim__number__in=named).values_list(
        "claim__number", "by"
    ):
        people[number].add(who)
    rows = ClaimRow.objects.filter(number__in=named).values_list("number", "organisation__code")
    return {
        number: CaseTies(organisation=organisation, firms=frozenset(), people=frozenset(people[number]))
        for number, organisation in rows
    }


def audited_organisations(references: Iterable[str]) -> frozenset[str]:
    """Return the organisations of audits."""
    rows = AuditRow.objects.filter(reference__in=list(references))
    return frozenset(rows.values_list("scope__organisation__code", flat=True))


def possible_handlers() -> dict[int, str]:
    """Return everybody of the secretariat and every independent person: their names, in order, by identifier."""
    rows = PersonRoleRow.objects.filter(
        organisation=None, role__in=[Role.SECRETARIAT.value, Role.INDEPENDENT.value]
    )
    return dict(rows.order_by("user__username").values_list("user_id", "user__username"))
