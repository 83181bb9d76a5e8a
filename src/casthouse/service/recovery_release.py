"""The recovery of all organisations in a year, as it may be published."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from casthouse.assurance.publication import PublicationRules
from casthouse.custody.stage import Material
from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.chain_recovery import (
    RecoverySheet,
    SuppressedPart,
    charged_parts,
    member_recoveries,
    recovery_sheet,
    suppressed_parts,
)
from casthouse.footprint.recovery_account import CHARGING, RecoveryAccount, recovery_account
from casthouse.footprint.scrap_loop import ProcessEntry
from casthouse.footprint.scrap_source import LotMaker, RecoveryBoundary, ScrapSources
from casthouse.footprint.traded_scrap import TradedScrap
from casthouse.measure.period import Period
from casthouse.provenance.lot_process import Direction
from casthouse.service.recovery import STAND_INS, held_entries, told_lots
from casthouse.storage import organisation as organisation_store
from casthouse.storage import recovery as recovery_store
from casthouse.storage.lot_key import LotKey
from casthouse.storage.lot_material import lot_materials


def recovered_between(days: Period) -> tuple[list[RecoveryAccount], dict[str, TradedScrap]]:
    """Return what all organisations posted of some days.

    That is the account of every organisation that has processes in them, each within the company, and what every
    organisation shipped and received, by its code.
    """
    codes = {number: code for code, number in organisation_store.organisation_ids().items()}
    traded = recovery_store.all_traded(first=days.start, last=days.last_day)
    return _accounts(days, codes), {codes[number]: each for number, each in traded.items()}


def _accounts(days: Period, codes: Mapping[int, str]) -> list[RecoveryAccount]:
    rows = recovery_store.all_charged_and_made(first=days.start, last=days.last_day)
    makers = recovery_store.makers_of(
        (organisation_id, each.lot)
        for organisation_id, lots in rows.items()
        for each in lots
        if each.direction is Direction.IN and each.step in CHARGING
    )
    by_organisation: dict[int, dict[str, LotMaker]] = {organisation_id: {} for organisation_id in rows}
    for (organisation_id, lot), maker in makers.items():
        by_organisation[organisation_id][lot] = maker
    brought: dict[int, dict[str, Mapping[Material, int]]] = {organisation_id: {} for organisation_id in rows}
    for (organisation_id, lot), materials in lot_materials(_told(rows, by_organisation)).items():
        brought[organisation_id][lot] = materials
    sources = {
        each: ScrapSources(
            boundary=RecoveryBoundary.COMPANY, makers=by_organisation[each], brought=brought[each]
        )
        for each in rows
    }
    return [
        recovery_account(
            held_entries(lots, sources[organisation_id]),
            (),
            sources[organisation_id],
            organisation=codes[organisation_id],
            first=days.start,
            last=days.last_day,
        )
        for organisation_id, lots in rows.items()
    ]


def _told(
    rows: Mapping[int, Iterable[ProcessEntry]], makers: Mapping[int, Mapping[str, LotMaker]]
) -> Iterator[LotKey]:
    for organisation_id, lots in rows.items():
        yield from ((organisation_id, lot) for lot in sorted(told_lots(lots, makers[organisation_id])))


def recovery_of_year(
    year: int, rules: PublicationRules
) -> tuple[RecoverySheet | None, tuple[SuppressedPart, ...]]:
    """Return what may be published of a year, None where nobody charged anything, and what is not shown by itself."""
    days = Period(start=date(year, 1, 1), end=date(year + 1, 1, 1))
    accounts, traded = recovered_between(days)
    charged = {each.organisation: charged_parts(each) for each in accounts}
    sheet = recovery_sheet(
        charged,
        year=year,
        rules=rules.masses,
        factors=factor_table(STAND_INS),
        elsewhere_g=sum(each.elsewhere_g for each in member_recoveries(accounts, traded)),
    )
    return sheet, suppressed_parts(charged, sheet, rules.masses)
