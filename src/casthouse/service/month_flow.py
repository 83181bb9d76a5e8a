"""What scopes moved by month and material: the grain of charts, workbooks and the annual report."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.custody.flow import flow_of
from casthouse.custody.month_flow import MonthFlow
from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.position import NO_FLOW, Flow
from casthouse.custody.stage import MATERIALS_BY_CODE, Material
from casthouse.parties.activity import Activity
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.scope_ledger import ScopeFile, load_scope_file
from casthouse.storage import facility as facility_store
from casthouse.storage import month_flow as month_flow_store

EXTRACTION = KIND_CODES[Kind.EXTRACTION]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    month: date
    material: Material
    activities: tuple[Activity, ...]


def scope_month_flows(actor: Actor, *, scope: str, first: date, last: date) -> list[MonthFlow]:
    """Return what a scope moved from a day to another, inclusive, by month and material.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    return month_flows(load_scope_file(held), first=first, last=last)


def month_flows(file: ScopeFile, *, first: date, last: date) -> list[MonthFlow]:
    """Return the same for a scope that is loaded already; what moved before its first period counts nowhere."""
    facilities = {f.code: f for f in facility_store.facilities(file.scope.organisation)}
    ids = facility_store.facility_ids(file.scope.organisation)
    activities = {ids[code]: facility.activities for code, facility in facilities.items()}
    flows: defaultdict[_Key, Flow] = defaultdict(lambda: NO_FLOW)
    extracted: defaultdict[tuple[_Key, bool], int] = defaultdict(int)
    for total in month_flow_store.day_totals(
        organisation_id=file.organisation_id,
        sites=file.sites,
        first=max(first, file.scope.first_period_start),
        last=min(last, file.scope.last_day or last),
    ):
        certified = total.kind_code == EXTRACTION and file.certified(total.day)
        key = _Key(
            month=total.day.replace(day=1),
            material=MATERIALS_BY_CODE[total.material_code],
            activities=activities[total.facility_id],
        )
        flows[key] += flow_of(
            kind_code=total.kind_code,
            material_code=total.material_code,
            coc=total.coc,
            certified=certified,
            quantity_g=total.quantity_g,
        )[1]
        if total.kind_code == EXTRACTION:
            extracted[key, certified] += total.quantity_g
    return [
        MonthFlow(
            scope=file.scope.code,
            month=key.month,
            material=key.material,
            activities=key.activities,
            flow=flow,
            coc_extraction_g=extracted[key, True],
            non_coc_extraction_g=extracted[key, False],
        )
        for key, flow in sorted(flows.items(), key=_order)
    ]


def _order(entry: tuple[_Key, Flow]) -> tuple[date, str, Sequence[str]]:
    key = entry[0]
    return key.month, key.material.value, key.activities
