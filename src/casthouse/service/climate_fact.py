"""The facts on greenhouse gas that a scope's own data gives: what an assessment and an audit are judged with."""

from datetime import date
from fractions import Fraction

from casthouse.custody.scope import Scope
from casthouse.custody.stage import Material, Stage
from casthouse.exchange.footprint_method_file import footprint_method
from casthouse.exchange.sector_path_file import built_in_sector_series
from casthouse.footprint.climate_fact import ClimateFacts, PeriodIntensity, unbroken
from casthouse.footprint.product_footprint import ProductFootprint
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.footprint.sector_path import PathTarget, path_targets
from casthouse.footprint.stage_account import Basis
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.audit import readable_audit
from casthouse.service.edition import edition_of
from casthouse.service.footprint import USUAL_METHOD, footprint_of
from casthouse.service.lookup import found_scope, permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import meant_number, period_number
from casthouse.standard.standard_name import StandardName
from casthouse.standard.threshold import (
    Boundary,
    SmelterFigures,
    ThresholdResult,
    smelter_threshold,
)

PROCESS_METHOD = "own-scope-1-2"
PERIODS = 4
BASE_YEAR = "greenhouse_gas.base_year"
USUAL_EDITION = "ps-v3"
CLIMATE_ITEMS = ("5.1", "5.2", "5.3")
"""How the items of the Performance Standard begin that these facts are about."""


def climate_facts(
    actor: Actor,
    *,
    scope: str,
    period: date | None = None,
    on: date | None = None,
    started_on: date | None = None,
    base: date | None = None,
    edition: str = USUAL_EDITION,
) -> ClimateFacts:
    """Return the intensities of a scope's last periods, how a smelter stands to the threshold, and its path.

    Args:
        actor: who asks.
        scope: code of the scope.
        period: exact first day of the last period that is looked at.
        on: a day in it; the last in which something moved where neither is given.
        started_on: the day on which the smelter started; without it the threshold is not judged.
        base: the first day of the base period; the oldest of the periods with a figure when None.
        edition: of the Performance Standard, whose threshold and base year count.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `edition_unknown`, `base_year_invalid`,
            `smelter_start_invalid`.
    """
    found = permitted_scope(actor, Act.FOOTPRINT_READ, scope)
    today = clock.today()
    if started_on is not None and started_on > today:
        raise Refusal(
            "smelter_start_invalid",
            found=f"a smelter that started on {started_on}",
            expected=f"a day up to today, {today}",
            todo="correct the day on which it started",
        )
    last = meant_number(found, period=period, on=on)
    at_base = None if base is None else period_number(found, period=base, on=None, today=today)
    return _facts(found, last, at_base, started_on=started_on, edition=edition)


def latest_climate_facts(actor: Actor, *, scope: str, edition: str) -> ClimateFacts | None:
    """Return the same up to today, or None before the first period.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `edition_unknown`.
    """
    found = permitted_scope(actor, Act.FOOTPRINT_READ, scope)
    last = found.calendar.number_on(clock.today())
    return None if last is None else _facts(found, last, None, started_on=None, edition=edition)


def audited_climate_facts(actor: Actor, *, audit: str) -> ClimateFacts | None:
    """Return the same of an audit's scope up to its last day, to its team while it runs; None before the accounts.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.WORKBENCH_READ, audit)
    scope = found_scope(record.scope)
    last = scope.calendar.number_on(record.last_day)
    if last is None:
        return None
    edition = record.edition if record.standard is StandardName.PERFORMANCE else USUAL_EDITION
    return _facts(scope, last, None, started_on=None, edition=edition)


def _facts(
    scope: Scope, last: int, at_base: int | None, *, started_on: date | None, edition: str
) -> ClimateFacts:
    numbers = set(range(max(0, last - PERIODS + 1), last + 1)) | ({at_base} if at_base is not None else set())
    every = [_intensity(scope, scope.calendar.period(number)) for number in sorted(numbers) if number <= last]
    recent = every[-PERIODS:]
    base = None if at_base is None else scope.calendar.period(at_base).start
    chosen, why = _base(every, base, edition)
    threshold, unknown = _threshold(recent, started_on, edition)
    return ClimateFacts(
        scope=scope.code,
        organisation=scope.organisation,
        edition=edition,
        periods=tuple(recent),
        threshold=threshold,
        threshold_unknown=unknown,
        base=chosen,
        base_unknown=why,
        series=built_in_sector_series(),
        targets=tuple(_targets(chosen, recent)),
    )


def _targets(base: PeriodIntensity | None, recent: list[PeriodIntensity]) -> list[PathTarget]:
    if base is None or base.whole is None:
        return []
    years = [each.period.last_day.year for each in recent]
    return path_targets(
        built_in_sector_series(), base_year=base.period.last_day.year, base=base.whole, also=years
    )


def _intensity(scope: Scope, period: Period) -> PeriodIntensity:
    whole = footprint_of(scope, period, footprint_method(USUAL_METHOD), Stage.ALUMINIUM.value)
    process = footprint_of(scope, period, footprint_method(PROCESS_METHOD), Stage.ALUMINIUM.value)
    told, own = whole.figure, process.figure
    return PeriodIntensity(
        period=period,
        whole=told.value.total if told and told.value and told.is_complete else None,
        process=own.value.total if own and own.value and own.is_complete else None,
        bought=_bought(told) if told and told.is_complete else None,
        missing=_missing(whole),
        is_smelter=bool(told and any(each.inflow.basis is Basis.OWN_STAGE for each in told.inflows)),
        entries=tuple(dict.fromkeys(entry for line in whole.lines for entry in line.entries)),
        late=tuple(dict.fromkeys(words for each in (told, own) if each for words in each.late)),
    )


def _missing(whole: ScopeFootprint) -> tuple[str, ...]:
    if whole.missing or whole.figure is not None:
        return whole.missing
    return ("activity data, or metal that went out",)


def _bought(told: ProductFootprint) -> Fraction | None:
    """Return the mass-weighted footprint of metal that was bought."""
    metal = [each for each in told.inflows if each.inflow.material is Material.ALUMINIUM]
    mass_t = sum((each.inflow.mass_t for each in metal), Fraction(0))
    return sum((each.co2e_t for each in metal), Fraction(0)) / mass_t if mass_t else None


def _base(
    periods: list[PeriodIntensity], base: date | None, edition: str
) -> tuple[PeriodIntensity | None, str]:
    """Return the base period, or why there is none."""
    known = [each for each in periods if each.whole is not None]
    chosen = known[0] if known else None
    if base is not None:
        chosen = next((each for each in known if each.period.start == base), None)
    if chosen is None:
        return None, "no period that may be the base has a whole footprint"
    held = edition_of(edition)
    earliest = next((each.value for each in held.thresholds if each.id == BASE_YEAR), None)
    if earliest is not None and not isinstance(earliest, date) and chosen.period.last_day.year < earliest:
        return None, f"{edition} asks for a base year of {int(earliest)} or later"
    return chosen, ""


def _threshold(
    periods: list[PeriodIntensity], started_on: date | None, edition: str
) -> tuple[ThresholdResult | None, str]:
    if not any(each.is_smelter for each in periods):
        return None, "the scope made no metal from alumina in these periods"
    if started_on is None:
        return None, "the day on which the smelter started was not told"
    held = edition_of(edition)
    figures = SmelterFigures(
        started_on=started_on,
        judged_on=periods[-1].period.last_day,
        intensities={
            Boundary.MINE_TO_METAL: unbroken(periods, is_process=False),
            Boundary.SCOPE_1_2: unbroken(periods, is_process=True),
        },
    )
    return smelter_threshold(held.alternatives, criterion=held.smelter_criterion, figures=figures), ""
