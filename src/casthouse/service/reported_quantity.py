"""The quantities that an organisation reports of some days: footprints, scrap, recovery, CBAM, trade data.

Only the organisation's own people and its auditors ask for them: they are reckoned from its ledger and activity data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.custody.movement import Kind
from casthouse.custody.scope import Scope
from casthouse.custody.stage import Material, Stage, stage_of
from casthouse.exchange.factor_table_file import factor_table
from casthouse.exchange.footprint_method_file import footprint_method
from casthouse.footprint.cbam_figure import CbamFigure
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.metal_mix import UNKNOWN, primary_mix, smelted_by_power
from casthouse.footprint.product_footprint import resolved
from casthouse.footprint.quantity_report import ReportGround, quantity_report
from casthouse.footprint.reported_quantity import EntryKind, QuantityReport, entries_of
from casthouse.footprint.scope_fact import ScopeFacts, ShippedMetal
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.footprint.scrap_source import USUAL_BOUNDARY
from casthouse.footprint.stage_account import AccountKey
from casthouse.measure.period import Period
from casthouse.parties.facility import Facility
from casthouse.refusal import Refusal
from casthouse.service.asked_days import asked_days
from casthouse.service.cbam import METHOD as CBAM_METHOD
from casthouse.service.cbam import YEARLY, CbamWanted, cbam_of
from casthouse.service.chain_register import ChainRegister
from casthouse.service.footprint import USUAL_METHOD, footprint_from, loaded_accounts, rules_of
from casthouse.service.footprint_account import AccountLoader
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.recovery import recovery_between
from casthouse.service.scope_ledger import sites_of
from casthouse.storage import picture as picture_store

VALIDITY = "validity-2026"
USUAL_GOOD = "7601"
UNSAYABLE = frozenset({"cbam_data_missing", "cbam_year_invalid", "chain_invalid", "factor_missing"})
PERHAPS_BIOGENIC = frozenset({(MeasurementKind.FUEL, "other")})
"""Of these nobody tells whether they are biomass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantitiesAsked:
    """What is asked: the method of footprints, the boundary of run-around scrap, the good and year of an import.

    `cbam_year` None: that of the last day, or the first year of the mechanism.
    """

    method: str = USUAL_METHOD
    boundary: str = USUAL_BOUNDARY
    cbam_good: str = USUAL_GOOD
    cbam_year: int | None = None


def organisation_quantities(
    actor: Actor,
    *,
    organisation: str,
    period: date | None = None,
    first: date | None = None,
    last: date | None = None,
    asked: QuantitiesAsked | None = None,
) -> QuantityReport:
    """Return the quantities of an organisation in some days.

    When untold they are the last calendar year that ended and in which something moved, of anyone.

    Args:
        actor: who asks.
        organisation: whose.
        period: exact first day of a period of one of its scopes, in place of days.
        first: the first day.
        last: the last day.
        asked: method, boundary, and the good under the CBAM.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `days_invalid`, `period_unknown`, `recovery_invalid`,
            `method_unknown`, `cbam_good_unknown`.
    """
    authorise(actor, Act.FOOTPRINT_READ, organisation)
    found = found_organisation(organisation)
    wanted = asked or QuantitiesAsked()
    days = asked_days(organisation, period=period, first=first, last=last)
    recovery = recovery_between(organisation, days, wanted.boundary)
    register = ChainRegister()
    ground = ReportGround(
        organisation=organisation,
        organisation_name=found.name,
        country=found.country,
        technology=_technology(register.facilities(organisation)),
        first=days.start,
        last=days.last_day,
        method=footprint_method(wanted.method),
        cbam_method=footprint_method(CBAM_METHOD),
        validity=factor_table(VALIDITY),
    )
    scopes = [
        _scope_facts(each, register, days, wanted)
        for each in register.scopes[organisation]
        if each.facilities_between(days.start, days.last_day)
    ]
    return quantity_report(ground, scopes, recovery.account)


def _technology(held: Sequence[Facility]) -> str:
    activities = dict.fromkeys(activity for each in held for activity in each.activities)
    return ", ".join(each.value.replace("_", " ") for each in activities) or "no activity stated"


def _scope_facts(scope: Scope, register: ChainRegister, days: Period, wanted: QuantitiesAsked) -> ScopeFacts:
    loader = loaded_accounts(scope, days, footprint_method(wanted.method), register, day=days.last_day)
    footprint, unknown = _footprint(loader, scope, days)
    power, smelted_in = _mixes(loader, AccountKey(scope.code, days.start, Stage.ALUMINIUM))
    cbam, cbam_unknown = _cbam(scope, days, wanted, register)
    measured = _measured(loader, scope, days)
    return ScopeFacts(
        scope=scope.code,
        country=register.countries[scope.organisation],
        first=days.start,
        last=days.last_day,
        footprint=footprint,
        footprint_unknown=unknown,
        metal=_metal(scope, days, register),
        power=power,
        smelted_in=smelted_in,
        power_entries=entries_of(
            EntryKind.MEASUREMENT,
            (each.reference for each in measured if each.kind is MeasurementKind.ELECTRICITY),
        ),
        perhaps_biogenic=tuple(
            each.reference for each in measured if (each.kind, each.item) in PERHAPS_BIOGENIC
        ),
        cbam=cbam,
        cbam_unknown=cbam_unknown,
    )


def _footprint(loader: AccountLoader, scope: Scope, days: Period) -> tuple[ScopeFootprint | None, str]:
    try:
        return footprint_from(loader, scope, days), ""
    except Refusal as refusal:
        return None, _said(refusal)


def _cbam(
    scope: Scope, days: Period, wanted: QuantitiesAsked, register: ChainRegister
) -> tuple[CbamFigure | None, str]:
    years = (name.rpartition(".")[2] for name in factor_table(YEARLY).factors)
    first = min(int(year) for year in years if year.isdigit())
    year = max(days.last_day.year, first) if wanted.cbam_year is None else wanted.cbam_year
    try:
        return cbam_of(scope, days, CbamWanted(cn=wanted.cbam_good, year=year), register), ""
    except Refusal as refusal:
        return None, _said(refusal)


def _said(refusal: Refusal) -> str:
    """Return why a figure cannot be said; what whoever asks has to correct is raised."""
    if refusal.code not in UNSAYABLE:
        raise refusal
    return f"found {refusal.text.found}, needed {refusal.text.expected}"


def _mixes(loader: AccountLoader, key: AccountKey) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Return the primary metal of an account by power and by country of smelting, in tonnes."""
    rules = rules_of(loader)
    accounts = resolved(loader.accounts, rules)
    if key in loader.accounts:
        accounts.setdefault(key, loader.accounts[key])
    metal = [each for each in accounts.values() if each.key.stage is Stage.ALUMINIUM]
    by_power = {each.key: smelted_by_power(loader.reckonings[each.key]) for each in metal}
    countries = loader.register.countries
    by_country = {
        each.key: {countries.get(each.organisation) or UNKNOWN: sum(by_power[each.key].values(), Fraction(0))}
        for each in metal
    }
    return primary_mix(accounts, by_power, key), primary_mix(accounts, by_country, key)


def _measured(loader: AccountLoader, scope: Scope, days: Period) -> list[Measurement]:
    """Return what the plants of a scope measured in the days."""
    mine = [
        each for key, each in loader.reckonings.items() if (key.scope, key.start) == (scope.code, days.start)
    ]
    return [each for reckoning in mine for each in reckoning.measured]


def _metal(scope: Scope, days: Period, register: ChainRegister) -> ShippedMetal:
    moved = picture_store.moved_masses(
        organisation_id=register.organisations[scope.organisation],
        parts=[
            picture_store.ScopeDays(
                scope=scope.code,
                sites=sites_of(scope, register.facility_ids(scope.organisation)),
                first=days.start,
                last=days.last_day,
            )
        ],
    )
    metal = [each for each in moved if stage_of(each.material) is Stage.ALUMINIUM]
    out = [each for each in metal if each.kind is Kind.SHIPMENT and each.material is Material.ALUMINIUM]
    came = [each for each in metal if each.kind is not Kind.SHIPMENT]
    return ShippedMetal(
        out_g=sum(each.mass_g for each in out),
        coc_out_g=sum(each.mass_g for each in out if each.coc),
        in_g=sum(each.mass_g for each in came),
        coc_in_g=sum(each.mass_g for each in came if each.coc),
    )
