"""A made-up world of members with certificates, audits and closed accounts, of any size, the same for the same seed.

It is written in bulk, as the use cases would have written it one by one; what is kept beside the moves is then
computed by the product. `bench/public_register.py` and the tests of what grows with the store use it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from casthouse.custody.position import NOTHING_CARRIED, Flow, stage_position
from casthouse.exchange.edition_file import built_in_editions
from casthouse.service.certificate_book import keep_all_spans
from casthouse.storage.models import (
    AuditEventRow,
    AuditFindingRow,
    AuditFirmRow,
    AuditMemberRow,
    AuditRow,
    AuditVisitRow,
    CertificateFacilityRow,
    CertificateMoveRow,
    CertificateRow,
    DecisionRow,
    FacilityRow,
    LedgerRow,
    MembershipFactRow,
    OrganisationRow,
    ScopeFacilityRow,
    ScopeRow,
    StatementRow,
)

AT = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = (
    "Alu",
    "Rhône",
    "Nord",
    "Ouro",
    "Baie",
    "Kaiser",
    "Łąka",
    "Ångström",
    "São",
    "Delta",
    "Iron",
    "Gießerei",
)
KINDS = ("Metals", "Smelters", "Rolling", "Extrusion", "Castings", "Minerals", "Foils", "Recycling")
COUNTRIES = (
    ("DE", 51.0, 9.0),
    ("FR", 46.5, 2.5),
    ("BR", -8.0, -50.0),
    ("GN", 10.5, -12.5),
    ("AU", -24.0, 134.0),
)
ACTIVITIES = (
    ("bauxite_mining",),
    ("alumina_refining",),
    ("aluminium_smelting", "casthouse"),
    ("remelting_refining", "casthouse"),
    ("semi_fabrication",),
    ("material_conversion",),
)
RATINGS = (
    ("conformance",) * 83
    + ("minor_non_conformance",) * 4
    + ("major_non_conformance",)
    + ("not_applicable",) * 12
)
STEPS = ("opened", "plan_submitted", "plan_approved", "reported", "reviewed", "decided", "closed")
TERM = timedelta(days=3 * 365)


@dataclass(frozen=True, kw_only=True)
class WorldSize:
    """How large a world is; each organisation holds four facilities and three certificates, of which two by audit."""

    organisations: int
    ratings_an_audit: int = 120


FULL_SIZE = WorldSize(organisations=500)
"""500 organisations, 2,000 facilities, 1,500 certificates, 120,000 ratings."""


@transaction.atomic
def fill_world(size: WorldSize, *, today: date, seed: int = 7) -> None:
    """Fill an empty store."""
    chance = Random(seed)
    organisations = _organisations(size, chance)
    facilities = _facilities(organisations, chance)
    scopes = _scopes(organisations, facilities)
    certificates = _certificates(scopes, facilities, today, chance)
    _audits(scopes, facilities, certificates, size, chance)
    _statements(scopes, chance, today)
    _count_rows()
    keep_all_spans()


def _count_rows() -> None:
    """Let PostgreSQL count what was just written, as its own worker would do within a minute."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _made(rows: Iterable[models.Model]) -> Any:
    """Write rows of one table in bulk and return them with their identifiers."""
    listed = list(rows)
    return type(listed[0])._default_manager.bulk_create(listed, batch_size=2_000)  # noqa: SLF001 - Django's own name


def _organisations(size: WorldSize, chance: Random) -> Sequence[OrganisationRow]:
    made: Sequence[OrganisationRow] = _made(
        OrganisationRow(
            code=f"ORG{n:04}",
            name=f"{chance.choice(NAMES)} {chance.choice(NAMES)} {chance.choice(KINDS)} {n}",
            country=COUNTRIES[n % len(COUNTRIES)][0],
            membership="production_and_transformation",
        )
        for n in range(size.organisations)
    )
    _made(LedgerRow(organisation=each) for each in made)
    _made(
        MembershipFactRow(
            organisation=each,
            recorded_at=AT,
            actor="register",
            effective=AT.date(),
            membership=each.membership,
            joined=date(2018, 1, 1),
        )
        for each in made
    )
    _made(
        MembershipFactRow(
            organisation=each,
            recorded_at=AT,
            actor="sec",
            effective=AT.date(),
            standing="suspended",
            reason="due",
        )
        for each in made[::20]
    )
    return made


def _facilities(organisations: Sequence[OrganisationRow], chance: Random) -> Sequence[FacilityRow]:
    made: Sequence[FacilityRow] = _made(
        FacilityRow(
            code=f"{owner.code}-{k}",
            organisation=owner,
            name=f"{chance.choice(NAMES)} works {k}",
            activities=list(ACTIVITIES[(n + k) % len(ACTIVITIES)]),
            latitude=round(COUNTRIES[n % len(COUNTRIES)][1] + chance.uniform(-4, 4), 3),
            longitude=round(COUNTRIES[n % len(COUNTRIES)][2] + chance.uniform(-4, 4), 3),
        )
        for n, owner in enumerate(organisations)
        for k in range(4)
    )
    return made


def _scopes(
    organisations: Sequence[OrganisationRow], facilities: Sequence[FacilityRow]
) -> Sequence[ScopeRow]:
    scopes: Sequence[ScopeRow] = _made(
        ScopeRow(
            code=f"{owner.code}-S",
            organisation=owner,
            edition="coc-v2",
            first_period_start=date(2024, 1, 1),
        )
        for owner in organisations
    )
    _made(ScopeFacilityRow(scope=scopes[n // 4], facility=each) for n, each in enumerate(facilities))
    return scopes


def _certificates(
    scopes: Sequence[ScopeRow], facilities: Sequence[FacilityRow], today: date, chance: Random
) -> Sequence[CertificateRow]:
    """Give each scope a performance certificate that is over, one in force, and one of custody."""
    rows: list[CertificateRow] = []
    firsts: list[tuple[int, date]] = []
    for n, scope in enumerate(scopes):
        first = today - timedelta(days=chance.randrange(30, 900))
        for standard, begin in (
            ("performance", first - TERM),
            ("performance", first),
            ("chain_of_custody", first + timedelta(days=20)),
        ):
            prefix = "PS" if standard == "performance" else "COC"
            rows.append(
                CertificateRow(
                    number=f"CH-{prefix}-{len(rows) + 1:05}",
                    scope=scope,
                    standard=standard,
                    edition="ps-v3" if prefix == "PS" else "coc-v2",
                    valid_from=begin,
                    valid_to=begin + TERM,
                )
            )
            firsts.append((n, begin))
    made: Sequence[CertificateRow] = _made(rows)
    moves = _made(
        move
        for row, (_, begin) in zip(made, firsts, strict=True)
        for move in _moves(row, begin, is_suspended=chance.random() < 0.05)
    )
    grants = [each for each in moves if each.kind == "grant"]
    _made(
        CertificateFacilityRow(move=move, facility=site, activities=sorted(site.activities))
        for move, (n, _) in zip(grants, firsts, strict=True)
        for site in facilities[4 * n : 4 * n + 4]
    )
    return made


def _first(row: CertificateRow) -> date:
    assert row.valid_from is not None
    return row.valid_from


def _moves(row: CertificateRow, begin: date, *, is_suspended: bool) -> list[CertificateMoveRow]:
    at = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
    kinds = [
        ("apply", "holder"),
        ("open_audit", "auditor"),
        ("send_report", "auditor"),
        ("grant", "decision"),
    ]
    if is_suspended:
        kinds.append(("suspend", "secretariat"))
    return [
        CertificateMoveRow(
            certificate=row,
            sequence=sequence,
            kind=kind,
            mover=mover,
            effective=begin + timedelta(days=25 if kind == "suspend" else 0),
            recorded_at=at,
            actor="made up",
            reason="audit overdue" if kind == "suspend" else "",
            level="full" if kind == "grant" else "",
            valid_from=begin if kind == "grant" else None,
            valid_to=begin + TERM if kind == "grant" else None,
        )
        for sequence, (kind, mover) in enumerate(kinds, start=1)
    ]


def _audits(
    scopes: Sequence[ScopeRow],
    facilities: Sequence[FacilityRow],
    certificates: Sequence[CertificateRow],
    size: WorldSize,
    chance: Random,
) -> None:
    """Give each performance certificate the decided audit behind it."""
    firms = _made(AuditFirmRow(code=f"FIRM{n}", name=f"Audit firm {n}", country="DE") for n in range(8))
    lead = get_user_model().objects.create_user(username="leader")
    behind = [each for each in certificates if each.standard == "performance"]
    rows: Sequence[AuditRow] = _made(
        AuditRow(
            reference=f"{each.scope.code}-A{1 + n % 2}",
            scope=each.scope,
            number=1 + n % 2,
            standard="performance",
            edition="ps-v3",
            audit_type="certification",
            firm=firms[n % len(firms)],
            first_day=_first(each) - timedelta(days=60),
            last_day=_first(each) - timedelta(days=50),
            seed="7",
            manual="am-v2",
        )
        for n, each in enumerate(behind)
    )
    _made(AuditMemberRow(audit=each, user_id=lead.pk, is_lead=True) for each in rows)
    _made(
        AuditEventRow(audit=each, sequence=n, act=act, on=each.last_day, at=AT, by="leader", text="")
        for each in rows
        for n, act in enumerate(
            ("opened", "plan_submitted", "plan_approved", "reported", "reviewed", "decided", "closed"), 1
        )
    )
    _made(
        DecisionRow(
            audit=each,
            number=1,
            computed="full",
            outcome="full",
            reasons=[],
            majors=[],
            overrule_reason="",
            decided_on=_first(certificate),
            valid_from=certificate.valid_from,
            valid_to=certificate.valid_to,
            certificate=certificate.number,
            maturity="medium",
            at=AT,
            by="sec",
        )
        for each, certificate in zip(rows, behind, strict=True)
    )
    _findings(rows, scopes, facilities, size, chance)


def _findings(
    audits: Sequence[AuditRow],
    scopes: Sequence[ScopeRow],
    facilities: Sequence[FacilityRow],
    size: WorldSize,
    chance: Random,
) -> None:
    held = built_in_editions()["ps-v3"].rateable_items
    items = [(item.number, item.criterion.number) for item in held]
    place = {scope.id: n for n, scope in enumerate(scopes)}
    visits, findings = [], []
    for audit in audits:
        n = place[audit.scope_id]
        sites = facilities[4 * n : 4 * n + 4]
        visits += [
            AuditVisitRow(
                audit=audit,
                facility=site,
                first_day=audit.first_day,
                last_day=audit.last_day,
                is_remote=False,
                half_days=4,
                interviews=6,
                at=AT,
                by="leader",
            )
            for site in sites[:2]
        ]
        findings += [
            AuditFindingRow(
                audit=audit,
                item=items[k // 2][0],
                criterion=items[k // 2][1],
                facility=sites[k % 2],
                rating=chance.choice(RATINGS),
                statement="made up",
                evidence=[],
                at=AT,
                by="leader",
            )
            for k in range(min(size.ratings_an_audit, 2 * len(items)))
        ]
    _made(visits)
    _made(findings)


def _statements(scopes: Sequence[ScopeRow], chance: Random, today: date) -> None:
    rows = []
    for n, scope in enumerate(scopes):
        stage = ("bauxite", "alumina", "aluminium")[n % 3]
        for year in (today.year - 2, today.year - 1):
            inflow, other, sold = (chance.randrange(1, 900) * 10**9 for _ in range(3))
            figures = {
                "coc_inflow_g": inflow,
                "non_coc_inflow_g": other,
                "production_g": 0 if stage == "bauxite" else sold,
                "outflow_g": inflow + other // 2,
                "coc_outflow_g": inflow // 2,
            }
            held = stage_position(Flow(**figures), share_before=None, carried=NOTHING_CARRIED)
            rows.append(
                StatementRow(
                    scope=scope,
                    start=date(year, 1, 1),
                    end=date(year + 1, 1, 1),
                    position={"stages": {stage: held.as_json()}},
                    findings=[],
                    rule_pack="coc-v2",
                    certified=[],
                    closed_at=AT,
                    closed_by="made up",
                )
            )
    _made(rows)
