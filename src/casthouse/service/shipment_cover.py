"""Which receipts of a scope the ledgers of its suppliers bear out, read in one look at what they shipped."""

from datetime import timedelta

from casthouse.custody.movement import Kind
from casthouse.custody.scope import Scope
from casthouse.footprint.shipment_cover import TRANSIT_DAYS, ToldReceipt, borne_out
from casthouse.measure.period import Period
from casthouse.parties.disclosure import Disclosure
from casthouse.service.chain_register import ChainRegister
from casthouse.storage.site_days import SiteDays
from casthouse.storage.stage_flow import StageFlow, StageInflow, shipped_to, stage_flow


def tells_its_figures(register: ChainRegister, shipper: str, buyer: str) -> bool:
    """Say whether the figures of a registered supplier may be used: it discloses its site, or is the buyer itself."""
    return shipper == buyer or register.levels[shipper].includes(Disclosure.SITE)


def receipts_borne_out(scope: Scope, period: Period, flow: StageFlow, register: ChainRegister) -> set[str]:
    """Return the references of receipts that suppliers which tell their figures shipped, as their ledgers say.

    Args:
        scope: whose receipts.
        period: in which days.
        flow: what came in there.
        register: of the same answer.
    """
    buyer = scope.organisation
    shippers = {
        each.counterparty: register.organisations[each.counterparty]
        for each in flow.inflows
        if each.kind is Kind.RECEIPT
        and not each.shipped_from
        and each.counterparty in register.organisations
        and tells_its_figures(register, each.counterparty, buyer)
    }
    if not shippers:
        return borne_out(_told(flow.inflows), {})
    shipped_g = shipped_to(
        buyer, shippers, first=period.start - timedelta(days=TRANSIT_DAYS), last=period.last_day
    )
    return borne_out(_told(_all_of_buyer(scope, period, flow, register)), shipped_g)


def _all_of_buyer(
    scope: Scope, period: Period, flow: StageFlow, register: ChainRegister
) -> tuple[StageInflow, ...]:
    """Return what came into all sites of the buyer: a shipment names the company and not which of its scopes."""
    if len(register.scopes[scope.organisation]) == 1:
        return flow.inflows
    sites = [SiteDays(facility_id=each) for each in register.facility_ids(scope.organisation).values()]
    organisation_id = register.organisations[scope.organisation]
    return stage_flow(organisation_id=organisation_id, sites=sites, period=period).inflows


def _told(inflows: tuple[StageInflow, ...]) -> list[ToldReceipt]:
    return [
        ToldReceipt(
            reference=each.reference,
            day=each.day,
            shipper=each.counterparty,
            material=each.material,
            mass_g=each.mass_g,
            is_documented=bool(each.shipped_from),
        )
        for each in inflows
        if each.kind is Kind.RECEIPT
    ]
