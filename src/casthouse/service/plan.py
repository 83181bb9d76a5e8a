"""Plans of outflow: the use case behind `casthouse plan set`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from casthouse.custody.stage import Stage
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id, found_scope
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.position import period_number
from casthouse.storage import plan as plan_store
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.journal import append_journal

OUTFLOW_MAX_G = 10**18


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Planned outflow of one stage of a scope in one period, in grams, and who stands behind it."""

    scope: str
    period_start: date
    stage: Stage
    outflow_g: int
    proposed_by: str
    approved_by: str

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "scope": self.scope,
            "period": {"start": self.period_start.isoformat()},
            "stage": self.stage.value,
            "outflow_g": self.outflow_g,
            "proposed_by": self.proposed_by,
            "approved_by": self.approved_by,
        }


def set_plan(actor: Actor, *, scope: str, period: date, stage: str, outflow_g: int) -> Plan:
    """Put an approved plan in force, superseding the one before; only who may both propose and approve alone.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `stage_unknown`, `quantity_invalid`.
    """
    held = found_scope(scope)
    authorise(actor, Act.PLAN_SET, held.organisation)
    known = stage_named(stage)
    period_number(held, period=period, on=None, today=clock.today())
    if not 0 <= outflow_g <= OUTFLOW_MAX_G:
        raise Refusal(
            "quantity_invalid",
            found=f"{outflow_g} g",
            expected="from 0 to 10^18 g",
            todo="correct the planned outflow",
        )
    at = clock.now()
    with transaction.atomic():
        organisation_id = found_organisation_id(held.organisation)
        lock_ledgers([organisation_id])
        plan_store.save_approved_plan(
            scope=scope,
            period_start=period,
            stage=known,
            outflow_g=outflow_g,
            proposed_by=actor.name,
            approved_by=actor.name,
            at=at,
        )
        append_journal(
            at=at,
            actor=actor.name,
            act=Act.PLAN_SET,
            organisation_id=organisation_id,
            subject=f"{scope} {period} {stage}",
            outflow_g=outflow_g,
        )
    return Plan(
        scope=scope,
        period_start=period,
        stage=known,
        outflow_g=outflow_g,
        proposed_by=actor.name,
        approved_by=actor.name,
    )


def stage_named(text: str) -> Stage:
    """Return the stage with the name.

    Raises:
        Refusal: `stage_unknown`.
    """
    try:
        return Stage(text)
    except ValueError as error:
        raise Refusal(
            "stage_unknown",
            found=f"stage “{text}”",
            expected=", ".join(Stage),
            todo="correct the stage",
        ) from error
