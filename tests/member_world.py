"""What members of the made-up world keep for themselves and what auditors do there, written in bulk beside it.

Each scope has movements in the months that are over of its open period, and a draft of a self-assessment; each tenth
organisation an audit that is on its way. `MEMBER` manages one organisation, `LEAD` leads all audits and belongs to a
firm.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.stage import MATERIAL_CODES, Material
from casthouse.exchange.edition_file import built_in_editions
from casthouse.measure.period import add_months
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.storage.models import (
    AssessmentAnswerRow,
    AuditEventRow,
    AuditFirmRow,
    AuditMemberRow,
    AuditPlanRow,
    AuditRow,
    CounterpartyRow,
    FacilityRow,
    FirmAuditorRow,
    LedgerRow,
    MovementImportRow,
    MovementRow,
    MovementTotalRow,
    ScopeRow,
    SelfAssessmentRow,
)
from casthouse.storage.movement_key import first_id
from tests.public_world import AT, RATINGS

MEMBER, LEAD, EDITION = "member", "leader", "ps-v3"
AUDITED_EACH = 10
KINDS = ((Kind.RECEIPT, 40_000_000), (Kind.SHIPMENT, 30_000_000))


@transaction.atomic
def fill_members(*, today: date, seed: int = 7) -> None:
    """Fill a store that `fill_world` filled."""
    scopes = list(ScopeRow.objects.select_related("organisation").order_by("id"))
    _movements(scopes, today)
    _assessments(scopes, today, Random(seed))
    _running_audits(scopes[::AUDITED_EACH], today)
    add_person(OPERATOR, username=MEMBER, role="manager", organisation=scopes[1].organisation.code)


def _made(rows: Sequence[models.Model]) -> Any:
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=2_000)  # noqa: SLF001 - Django's own name


def _movements(scopes: Sequence[ScopeRow], today: date) -> None:
    """Post a receipt and a shipment at each site, in each month of the year that is over."""
    sites: dict[int, list[FacilityRow]] = {}
    for each in FacilityRow.objects.order_by("id"):
        sites.setdefault(each.organisation_id, []).append(each)
    others = {
        each.organisation_id: each
        for each in _made([CounterpartyRow(organisation=each.organisation, name="A mill") for each in scopes])
    }
    days = [date(today.year, month, 15) for month in range(1, today.month)] or [date(today.year - 1, 12, 15)]
    posted = len(days) * len(KINDS) * 4
    brought = _made([_imported(each, posted) for each in scopes])
    movements: list[MovementRow] = []
    for imported in brought:
        owner = imported.organisation_id
        number = 0
        for day in days:
            for site in sites[owner]:
                for kind, quantity_g in KINDS:
                    number += 1
                    movements.append(
                        MovementRow(
                            id=first_id(owner, day) + number,
                            organisation_id=owner,
                            reference=f"M{number}",
                            date=day,
                            facility=site,
                            kind=KIND_CODES[kind],
                            material=MATERIAL_CODES[Material.ALUMINIUM],
                            quantity_g=quantity_g,
                            coc=0,
                            counterparty=others[owner],
                            movement_import=imported,
                            source_row=number + 1,
                        )
                    )
    _made(movements)
    _made([_total(each) for each in movements])
    LedgerRow.objects.update(last_number=F("last_number") + posted)


def _imported(scope: ScopeRow, posted: int) -> MovementImportRow:
    return MovementImportRow(
        organisation=scope.organisation,
        source="made-up.csv",
        digest="0" * 64,
        profile="casthouse",
        at=AT,
        actor="made up",
        posted=posted,
        unchanged=0,
        skipped=0,
        refused=0,
    )


def _total(movement: MovementRow) -> MovementTotalRow:
    return MovementTotalRow(
        organisation_id=movement.organisation_id,
        date=movement.date,
        facility_id=movement.facility_id,
        kind=movement.kind,
        material=movement.material or 0,
        coc=movement.coc or 0,
        quantity_g=movement.quantity_g,
        movements=1,
    )


def _assessments(scopes: Sequence[ScopeRow], today: date, chance: Random) -> None:
    """Begin a self-assessment of each scope, of which one item in twenty waits and one in ten promises an action."""
    at = datetime(today.year, 1, 10, tzinfo=UTC)
    items = [each.number for each in built_in_editions()[EDITION].rateable_items]
    begun = _made(
        [
            SelfAssessmentRow(
                scope=each,
                number=1,
                standard="performance",
                edition=EDITION,
                cycle="first",
                state="draft",
                started_at=at,
                started_by=MEMBER,
            )
            for each in scopes
        ]
    )
    _made(
        [
            AssessmentAnswerRow(
                assessment=each,
                item=item,
                version=1,
                rating=chance.choice(RATINGS),
                rationale="made up",
                gap="made up" if is_promised else "",
                action="mend it" if is_promised else "",
                responsible=MEMBER if is_promised else "",
                due=today + timedelta(days=chance.randrange(-60, 600)) if is_promised else None,
                origin="",
                at=at,
                by=MEMBER,
            )
            for each in begun
            for item in items
            if chance.random() > 0.05
            for is_promised in [chance.random() < 0.1]
        ]
    )


def _running_audits(scopes: Sequence[ScopeRow], today: date) -> None:
    """Open an audit, whose plan is approved and whose team is on site soon."""
    firm, lead = AuditFirmRow.objects.order_by("id")[0], User.objects.get(username=LEAD)
    FirmAuditorRow.objects.create(firm=firm, user=lead)
    first = add_months(today, 1)
    audits = _made(
        [
            AuditRow(
                reference=f"{each.code}-A3",
                scope=each,
                number=3,
                standard="performance",
                edition=EDITION,
                audit_type="surveillance",
                firm=firm,
                first_day=first,
                last_day=first,
                seed="7",
                manual="am-v2",
            )
            for each in scopes
        ]
    )
    _made([AuditMemberRow(audit=each, user=lead, is_lead=True) for each in audits])
    _made(
        [
            AuditEventRow(audit=each, sequence=n, act=act, on=today, at=AT, by=LEAD, text="")
            for each in audits
            for n, act in enumerate(("opened", "plan_submitted", "plan_approved"), 1)
        ]
    )
    _made(
        [
            AuditPlanRow(
                audit=each,
                number=1,
                on_site_from=first,
                on_site_to=first,
                reason_below_default="",
                at=AT,
                by=LEAD,
            )
            for each in audits
        ]
    )
