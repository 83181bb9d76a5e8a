"""Material recovery: what an organisation melted again, what came back by which loop, what it replaced.

Only the organisation's own people and its auditors ask for it: it is reckoned from their ledger.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.avoided_emission import Recovery, recovery_of
from casthouse.footprint.held_material import as_held
from casthouse.footprint.melt_told import melt_told
from casthouse.footprint.recovery_account import CHARGING, recovery_account
from casthouse.footprint.scrap_loop import ProcessEntry
from casthouse.footprint.scrap_source import USUAL_BOUNDARY, LotMaker, RecoveryBoundary, ScrapSources
from casthouse.measure.period import Period
from casthouse.provenance.lot_process import Direction
from casthouse.refusal import Refusal
from casthouse.service.asked_days import asked_days
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import measurement as measurement_store
from casthouse.storage import recovery as recovery_store
from casthouse.storage.lot_material import lot_materials

STAND_INS = "stand-ins-2026"


def organisation_recovery(
    actor: Actor,
    *,
    organisation: str,
    period: date | None = None,
    first: date | None = None,
    last: date | None = None,
    boundary: str = USUAL_BOUNDARY,
) -> Recovery:
    """Return the recovery of an organisation from a day to another, inclusive.

    When untold it is the last calendar year that ended and in which something moved, of anyone.

    Args:
        actor: who asks.
        organisation: whose.
        period: exact first day of a period of one of its scopes, in place of days.
        first: the first day.
        last: the last day.
        boundary: whose own scrap is run-around.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `days_invalid`, `period_unknown`, `recovery_invalid`.
    """
    authorise(actor, Act.FOOTPRINT_READ, organisation)
    found_organisation_id(organisation)
    return recovery_between(
        organisation, asked_days(organisation, period=period, first=first, last=last), boundary
    )


def recovery_between(organisation: str, days: Period, boundary: str) -> Recovery:
    """Return the recovery of an organisation in some days; whoever calls has asked for permission.

    Raises:
        Refusal: `recovery_invalid`.
    """
    if boundary not in set(RecoveryBoundary):
        raise Refusal(
            "recovery_invalid",
            found=f"the boundary “{boundary[:20]}”",
            expected="the boundary site or company",
            todo="correct the boundary",
        )
    organisation_id = found_organisation_id(organisation)
    entries = recovery_store.charged_and_made(organisation_id, first=days.start, last=days.last_day)
    sources = _sources(organisation_id, entries, RecoveryBoundary(boundary))
    account = recovery_account(
        held_entries(entries, sources),
        recovery_store.traded(organisation_id, first=days.start, last=days.last_day),
        sources,
        organisation=organisation,
        first=days.start,
        last=days.last_day,
        told=melt_told(
            measurement_store.measurements_between(days.start, days.last_day, organisations=[organisation]),
            days,
        ),
    )
    return recovery_of(account, factor_table(STAND_INS))


def _sources(
    organisation_id: int, entries: Sequence[ProcessEntry], boundary: RecoveryBoundary
) -> ScrapSources:
    """Return who made what was charged in processes of an organisation, and what each of their lots is."""
    charged = [each.lot for each in entries if each.direction is Direction.IN and each.step in CHARGING]
    makers = recovery_store.lot_makers(organisation_id, charged)
    lots = [(organisation_id, lot) for lot in told_lots(entries, makers)]
    brought = {lot: held for (_, lot), held in lot_materials(lots).items()}
    return ScrapSources(boundary=boundary, makers=makers, brought=brought)


def told_lots(entries: Iterable[ProcessEntry], makers: Mapping[str, LotMaker]) -> set[str]:
    """Return the lots of which has to be known what they are: what was drawn, and what that was sorted from."""
    drawn = {each.lot for each in entries if each.direction is Direction.IN}
    return drawn.union(*(maker.inputs for maker in makers.values()))


def held_entries(entries: Iterable[ProcessEntry], sources: ScrapSources) -> list[ProcessEntry]:
    """Return entries whose inputs are what their lots are."""
    rows = list(entries)
    drawn = {each.lot for each in rows if each.direction is Direction.IN}
    return as_held(rows, {lot: sources.materials(lot) for lot in drawn})
